"""What is done to whole instances, each a step of the mask's history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from forgery_viewer.core.audit.wording import numbered
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations import structure
from forgery_viewer.core.steps import Change, Describe, Insert, Move, Step
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.commits import Commit


def duplicate(document: MaskDocument, numbers: Collection[int]) -> bool:
    """Put a copy of each of some instances at the end, and select the copies."""
    return _at_once(duplicating(document, numbers))


def duplicating(document: MaskDocument, numbers: Collection[int]) -> Commit | None:
    """What does so; None where that cannot be, which the document says."""
    document.end_stroke()
    copied = _there(document, numbers)
    if not copied or not document.has_room(len(copied)):
        return None
    states = tuple(document.instances)
    first, colours = len(states), structure.free_colours(states, len(copied))

    def make() -> tuple[Change, ...]:
        if tuple(document.instances) != states:
            return ()
        changes = []
        for place, (number, colour) in enumerate(zip(copied, colours, strict=True), first):
            state = replace(states[number], colour=colour, hidden=False, locked=False)
            edit = structure.all_pixels(document.planes, number)
            changes.append(Insert(place, state, edit and replace(edit, number=place)))
        return tuple(changes)

    def select(made: bool) -> None:
        if made:
            document.selection.select(first, range(first, first + len(copied)))

    name = f"Duplicate {_named(copied)}"
    return Commit(document, name, "copy", make, after=first, then=select)


def move(document: MaskDocument, numbers: Collection[int], place: int) -> bool:
    """Put instances, in their order, before the one that is at `place` now, or at the end.

    They stay selected. False where that changes nothing.
    """
    document.end_stroke()
    moved = _there(document, numbers)
    changes, wanted = _moves(len(document.instances), moved, place)
    if not changes:
        return False
    current = wanted.index(document.current)
    step = Step(_moving(moved, wanted), "arrow-down-up", changes, document.current, current)
    was_selected = document.selection.numbers
    document.push(step)
    document.selection.select(current, (wanted.index(number) for number in was_selected))
    return True


def move_by(document: MaskDocument, numbers: Collection[int], by: int) -> bool:
    """Move instances one place up (-1) or down (1), together; False where the end is reached."""
    moved = _there(document, numbers)
    if not moved:
        return False
    place = moved[0] - 1 if by < 0 else moved[-1] + 2
    return 0 <= place <= len(document.instances) and move(document, moved, place)


def merge(document: MaskDocument, numbers: Collection[int]) -> bool:
    """Give the pixels of some instances to the current one, and take the others out."""
    return _at_once(merging(document, numbers))


def merging(document: MaskDocument, numbers: Collection[int]) -> Commit | None:
    """What does so; None where that cannot be, which the document says."""
    document.end_stroke()
    merged = _there(document, {*numbers, document.current})
    if len(merged) < 2 or not document.may_change(merged, "merge it"):
        return None
    into, states = document.current, tuple(document.instances)

    def make() -> tuple[Change, ...]:
        if tuple(document.instances) != states:
            return ()
        return structure.merge(document.planes, states, merged, into) or ()

    after = into - sum(number < into for number in merged)
    return Commit(document, f"Merge {_named(merged)}", "merge", make, after=after)


def split_by_regions(document: MaskDocument, number: int) -> str:
    """Make each region of an instance one of its own; returns why that cannot be, "" if it was."""
    told = [""]
    _at_once(splitting(document, number, told.append))
    return told[-1]


def splitting(document: MaskDocument, number: int, tell: Callable[[str], None]) -> Commit | None:
    """What does so, and tells why not, or "" once it is done; None where the document says why."""
    document.end_stroke()
    if not document.may_change((number,), "split it"):
        return None
    states, reasons = tuple(document.instances), [""]

    def make() -> tuple[Change, ...]:
        if tuple(document.instances) != states:
            return ()
        try:
            changes = structure.split_by_regions(document.planes, states, number)
        except structure.TooManyInstancesError as error:
            reasons.append(str(error))
            return ()
        if changes is None:
            only = f"Instance {number + 1} has only one region: there is nothing to split."
            reasons.append(only)
        return changes or ()

    name = f"Split instance {number + 1} by regions"
    return Commit(
        document, name, "split", make, then=lambda made: tell("" if made else reasons[-1])
    )


def _at_once(commit: Commit | None) -> bool:
    return commit is not None and commit.carry_out(commit.make())


def give_region(document: MaskDocument, number: int, other: int, region: Mark) -> bool:
    """Give a region of an instance to another one, which is selected then."""
    document.end_stroke()
    if not document.may_change((number, other)):
        return False
    changes = structure.give(document.planes, number, other, region)
    if changes is None:
        return False
    name = f"Give a region of instance {number + 1} to {other + 1}"
    document.push(Step(name, "move", changes, before=number, after=other))
    return True


def split_off(document: MaskDocument, number: int, region: Mark) -> bool:
    """Make a region of an instance a new one, which is selected then."""
    document.end_stroke()
    if not document.may_change((number,), "split it") or not document.has_room():
        return False
    changes = structure.split_off(document.planes, document.instances, number, region)
    if changes is None:
        return False
    name, after = f"Split a region off instance {number + 1}", len(document.instances)
    document.push(Step(name, "split", changes, before=number, after=after))
    return True


def set_colour(document: MaskDocument, numbers: Collection[int], colour: int) -> bool:
    """Show instances in the colour of another slot; False where they have it already."""
    return _describe(document, numbers, "Colour of", "palette", colour=colour)


def set_note(document: MaskDocument, number: int, note: str) -> bool:
    """Write something about an instance, "" for nothing; False where that is there already."""
    note = " ".join(note.split())
    return _describe(document, (number,), "Note on", "sticky-note", note=note)


def _describe(
    document: MaskDocument,
    numbers: Collection[int],
    what: str,
    icon_name: str,
    *,
    colour: int | None = None,
    note: str | None = None,
) -> bool:
    document.end_stroke()
    changes, told = [], []
    for number in _there(document, numbers):
        before = document.instances[number]
        after = replace(
            before,
            colour=before.colour if colour is None else colour,
            note=before.note if note is None else note,
        )
        if after != before:
            changes.append(Describe(number, before, after))
            told.append(number)
    if not changes:
        return False
    current, selected = document.current, document.selection.numbers
    document.push(Step(f"{what} {_named(told)}", icon_name, tuple(changes)))
    document.selection.select(current, selected)
    return True


def _named(numbers: Sequence[int]) -> str:
    return numbered("instance", [number + 1 for number in numbers])


def _there(document: MaskDocument, numbers: Collection[int]) -> list[int]:
    return sorted({number for number in numbers if 0 <= number < len(document.instances)})


def _moves(count: int, moved: Sequence[int], place: int) -> tuple[tuple[Change, ...], list[int]]:
    """The moves that put some of `count` instances before the one at `place`, and the new order."""
    order = list(range(count))
    before = next((number for number in order[place:] if number not in moved), None)
    changes: list[Change] = []
    for number in moved:
        start = order.index(number)
        del order[start]
        end = len(order) if before is None else order.index(before)
        order.insert(end, number)
        if start != end:
            changes.append(Move(start, end))
    return (tuple(changes) if order != list(range(count)) else ()), order


def _moving(moved: Sequence[int], wanted: Sequence[int]) -> str:
    if len(moved) == 1:
        return f"Move instance {moved[0] + 1} to place {wanted.index(moved[0]) + 1}"
    return f"Move {_named(moved)}"

"""What is done to whole instances, each a step of the mask's history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from forgery_viewer.core.audit.wording import numbered
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.operations import structure
from forgery_viewer.core.steps import Change, Describe, Insert, Move, Step
from forgery_viewer.state.mask_document import MaskDocument


def duplicate(document: MaskDocument, numbers: Collection[int]) -> bool:
    """Put a copy of each of some instances at the end, and select the copies."""
    document.end_stroke()
    copied = _there(document, numbers)
    if not copied or not document.has_room(len(copied)):
        return False
    first, used = len(document.instances), {state.colour for state in document.instances}
    changes: list[Change] = []
    for place, number in enumerate(copied, first):
        colour = next(colour for colour in range(MAX_INSTANCES) if colour not in used)
        used.add(colour)
        state = replace(document.instances[number], colour=colour, hidden=False, locked=False)
        edit = pack_edit(number, document.planes.plane(number))
        moved = replace(edit, number=place) if edit is not None else None
        changes.append(Insert(place, state, moved))
    name = f"Duplicate {_named(copied)}"
    document.push(Step(name, "copy", tuple(changes), before=document.current, after=first))
    document.selection.select(first, range(first, first + len(copied)))
    return True


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
    document.end_stroke()
    merged = _there(document, {*numbers, document.current})
    if len(merged) < 2 or not document.may_change(merged, "merge it"):
        return False
    into = document.current
    changes = structure.merge(document.planes, document.instances, merged, into)
    if changes is None:
        return False
    after = into - sum(number < into for number in merged)
    document.push(Step(f"Merge {_named(merged)}", "merge", changes, before=into, after=after))
    return True


def split_by_regions(document: MaskDocument, number: int) -> str:
    """Make each region of an instance one of its own; returns why that cannot be, "" if it was."""
    document.end_stroke()
    if not document.may_change((number,), "split it"):
        return ""
    try:
        changes = structure.split_by_regions(document.planes, document.instances, number)
    except structure.TooManyInstancesError as error:
        return str(error)
    if changes is None:
        return f"Instance {number + 1} has only one region: there is nothing to split."
    document.push(Step(f"Split instance {number + 1} by regions", "split", changes))
    return ""


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

"""What is done with instances as wholes: the list, the operations, and what is no step at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.changed_regions import ChangeRule, changed_plane
from forgery_viewer.core.operations.operating import Boolean, combine
from forgery_viewer.core.operations.regions_at import region_mark
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.state import instance_editing as editing
from forgery_viewer.state import preferences as prefs
from forgery_viewer.state.operating import ALL, CURRENT, SELECTED
from forgery_viewer.state.tools.paste import PasteTool
from tests.core import plain_masks
from tests.core.plain_masks import PlainOperation
from tests.core.plain_shapes import Plane, plain_regions
from tests.state.tools import plain_gestures as plain
from tests.state.tools.hand import MOST_INSTANCES, Act, Hand, region
from tests.state.tools.plain_gestures import pixel_of
from tests.state.tools.studio import Instance, Model, without

SLOW_PX = 100_000
"""Of images of more pixels the model cannot smooth a mask in a reasonable time."""


# The list -------------------------------------------------------------------------------------


def new(hand: Hand, after: Model) -> None:
    if len(after.instances) < MOST_INSTANCES:
        assert hand.studio.document.new_instance()
        after.add(plain.none(hand.shape))
        assert hand.studio.document.current == len(after.instances) - 1


def duplicate(hand: Hand, after: Model) -> None:
    copied = sorted(hand.some(after, 2))
    if len(after.instances) + len(copied) > MOST_INSTANCES:
        return
    editing.duplicate(hand.studio.document, copied)
    colours = after.free_colours(len(copied))
    for number, colour in zip(copied, colours, strict=True):
        one = after.instances[number]
        after.instances.append(Instance(one.plane, colour, one.note))


def delete(hand: Hand, after: Model) -> None:
    gone = hand.some(after, max(1, len(after.instances) // 3))
    hand.studio.document.delete_instance(*gone)
    if not any(after.instances[number].locked for number in gone):
        after.instances = without(after.instances, gone)


def merge(hand: Hand, after: Model) -> None:
    if not after.instances:
        return
    into, some = hand.select(after), hand.some(after, 2)
    editing.merge(hand.studio.document, some)
    merged = some | {into}
    if any(after.instances[number].locked for number in merged):
        return
    plane = np.logical_or.reduce([after.instances[number].plane for number in sorted(merged)])
    after.instances[into] = replace(after.instances[into], plane=plane)
    after.instances = without(after.instances, merged - {into})


def split(hand: Hand, after: Model) -> None:
    if not after.instances:
        return
    number = hand.select(after)
    parts = plain_regions(after.instances[number].plane)
    if len(after.instances) + len(parts) > MOST_INSTANCES + 1:
        return
    editing.split_by_regions(hand.studio.document, number)
    if not after.instances[number].locked:
        for part in parts[1:]:
            after.part(number, part)
            after.add(part)


def split_off(hand: Hand, after: Model) -> None:
    if not after.instances:
        return
    number = hand.select(after)
    plane = after.instances[number].plane
    row, column = pixel_of(hand.within(plane))
    mark = region_mark(hand.studio.document.planes, number, row, column)
    part = region(plane, (row, column))
    assert (mark is not None) == part.any()
    if mark is None or len(after.instances) >= MOST_INSTANCES:
        return
    editing.split_off(hand.studio.document, number, mark)
    if not after.instances[number].locked:
        after.part(number, part)
        after.add(part)


def reorder(hand: Hand, after: Model) -> None:
    moved, place = sorted(hand.some(after, 3)), hand.whole(0, len(after.instances))
    if moved and hand.maybe():
        down = hand.maybe()
        editing.move_by(hand.studio.document, moved, 1 if down else -1)
        place = moved[-1] + 2 if down else moved[0] - 1
        if not 0 <= place <= len(after.instances):
            return
    else:
        editing.move(hand.studio.document, moved, place)
    before = without(after.instances[:place], moved)
    behind = without(after.instances[place:], [number - place for number in moved])
    after.instances = before + [after.instances[number] for number in moved] + behind


def colour(hand: Hand, after: Model) -> None:
    some, slot = hand.some(after), hand.whole(0, 30)
    editing.set_colour(hand.studio.document, some, slot)
    for number in some:
        after.instances[number] = replace(after.instances[number], colour=slot)


def note(hand: Hand, after: Model) -> None:
    if after.instances:
        number, words = hand.number(after), hand.word("", "a twin", "copied  from the left ")
        editing.set_note(hand.studio.document, number, words)
        told = {"copied  from the left ": "copied from the left"}.get(words, words)
        after.instances[number] = replace(after.instances[number], note=told)


def combined(hand: Hand, after: Model) -> None:
    """And, or, minus and xor, as the window does them."""
    if not after.instances:
        return
    document, other = hand.studio.document, hand.number(after)
    number, how = hand.select(after), list(Boolean)[hand.whole(0, 3)]
    if other == number or not document.may_change((number,)):
        return
    protected = (1 << document.planes.count) - 1 if document.spares_others else 0
    edit = combine(document.planes, number, other, how, protected=protected)
    if edit is not None:
        document.push(Step(how.value, "blend", (Flip(edit),)))
    one, two = after.instances[number].plane, after.instances[other].plane
    ways = {
        Boolean.AND: one & two,
        Boolean.OR: one | two,
        Boolean.MINUS: one & ~two,
        Boolean.XOR: one ^ two,
    }
    # To take pixels of the other one is what is asked for.
    kept = after.instances[other]
    after.instances[other] = replace(kept, plane=plain.none(hand.shape))
    after.set(number, ways[how])
    after.instances[other] = kept


# Operations -----------------------------------------------------------------------------------

MakeOperation = Callable[[Hand], tuple[kinds.Operation, PlainOperation]]
"""Chooses the parameters of an operation, and makes it as the program does and plainly."""


def _operation(make: MakeOperation) -> Act:
    def act(hand: Hand, after: Model) -> None:
        if not after.instances:
            return
        others = hand.some(after)
        number, scope = hand.select(after, others), hand.word(CURRENT, CURRENT, SELECTED, ALL)
        operation, plainly = make(hand)
        hand.studio.operate(operation, scope)
        done_to = {CURRENT: {number}, SELECTED: {number, *others}}
        tried = after.copy()
        for one in sorted(done_to.get(scope, set(range(len(after.instances))))):
            tried.set(one, plainly(tried.instances[one].plane))
        pairs = zip(after.instances, tried.instances, strict=True)
        if not any(old.locked and (old.plane != new.plane).any() for old, new in pairs):
            after.instances = tried.instances

    act.__name__ = make.__name__
    return act


def grow(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    radius_px = float(hand.random.uniform(0, 6))
    return kinds.grow(radius_px), lambda plane: plain_masks.plain_grow(plane, radius_px)


def shrink(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    radius_px = float(hand.random.uniform(0, 3))
    return kinds.shrink(radius_px), lambda plane: plain_masks.plain_shrink(plane, radius_px)


def open_up(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    radius_px = float(hand.random.uniform(0, 3))
    return kinds.open_up(radius_px), lambda plane: plain_masks.plain_open(plane, radius_px)


def close_up(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    radius_px = float(hand.random.uniform(0, 5))
    return kinds.close_up(radius_px), lambda plane: plain_masks.plain_close(plane, radius_px)


def fill_holes(_hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    return kinds.fill_holes(), plain_masks.plain_fill_holes


def fill_small_holes(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    most_px = hand.whole(0, 30)
    return kinds.fill_holes(most_px), lambda plane: plain_masks.plain_fill_holes(plane, most_px)


def remove_specks(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    least_px = hand.whole(0, 30)
    return kinds.remove_specks(least_px), lambda p: plain_masks.plain_remove_specks(p, least_px)


def smooth(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    if hand.shape[0] * hand.shape[1] > SLOW_PX:
        return grow(hand)
    sigma_px = float(hand.random.uniform(0.5, 3))
    return kinds.smooth(sigma_px), lambda plane: plain_masks.plain_smooth(plane, sigma_px)


def hull(_hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    return kinds.convex_hull(each_region=False), plain.hull


def hulls(_hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    def plainly(plane: Plane) -> Plane:
        found = plane.copy()
        for part in plain_regions(plane):
            found |= plain.hull(part)
        return found

    return kinds.convex_hull(each_region=True), plainly


def snap(hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    threshold, close_px, least_px = hand.rule()
    rule = ChangeRule(threshold=threshold, close_px=close_px, least_px=least_px)
    found, reach_px = changed_plane(difference_levels(*hand.images), rule), hand.whole(1, 5)
    assert found is not None
    seen = hand.changed(threshold, close_px, least_px)
    return (
        kinds.snap_to_difference(found, reach_px),
        lambda plane: plain_masks.plain_snap(plane, seen, reach_px, 10),
    )


def invert(_hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    return kinds.invert(), np.logical_not


def clear(_hand: Hand) -> tuple[kinds.Operation, PlainOperation]:
    return kinds.clear(), np.zeros_like


# What is no step ------------------------------------------------------------------------------


def treat(hand: Hand, after: Model) -> None:
    """Instances are locked, hidden or shown alone, and more often let go again."""
    document = hand.studio.document
    if not after.instances:
        return
    number = hand.number(after)
    match hand.whole(0, 4):
        case 0:
            document.set_locked(number, True)
        case 1:
            document.set_hidden(number, True)
        case 2:
            document.turn_solo(number)
        case _:
            for other in range(len(after.instances)):
                document.set_locked(other, False)
                document.set_hidden(other, False)
    after.instances = [
        replace(one, hidden=state.hidden, locked=state.locked)
        for one, state in zip(after.instances, document.instances, strict=True)
    ]


def protect(hand: Hand, after: Model) -> None:
    after.spares = hand.maybe()
    hand.studio.spare(after.spares)


def drop(hand: Hand, after: Model) -> None:
    """A gesture is begun and given up, by Esc or for another tool."""
    keys = ("brush", "eraser", "polygon", "lasso", "box", "wand", "cut", "give", "move", "paste")
    number, key = hand.select(after), hand.word(*keys)
    hand.studio.desk.preferences.set(prefs.BRUSH_LIMIT, "none")
    tool = hand.studio.take(key)
    if isinstance(tool, PasteTool) and hand.studio.desk.clipboard is not None:
        tool.begin(hand.studio.desk.clipboard, hand.point(), 1.0)
    start = hand.within(after.instances[number].plane) if after.instances else hand.point()
    tool.press(hand.pointer(start))
    for point in hand.points(0, 4):
        tool.move(hand.pointer(point))
    if key in ("brush", "eraser") or hand.maybe():
        tool.cancel()
    hand.studio.take("pick")
    assert not tool.in_progress
    assert not hand.studio.desk.preview.is_shown


LIST: tuple[Act, ...] = (
    new, duplicate, delete, merge, split, split_off, reorder, colour, note, combined,
)  # fmt: skip

OPERATIONS: tuple[Act, ...] = tuple(
    _operation(make)
    for make in (
        grow, shrink, open_up, close_up, fill_holes, fill_small_holes, remove_specks, smooth, hull,
        hulls, snap, invert, clear,
    )
)  # fmt: skip

NO_STEPS: tuple[Act, ...] = (treat, protect, drop)

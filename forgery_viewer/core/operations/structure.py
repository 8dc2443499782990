"""Instances merged, split and exchanging regions, as changes that a step of the history is made of.

No pixel leaves the mask and none comes to it: pixels only change from one instance to another, so
protection of instances has no say. Whether an instance is locked is for the caller to ask. New
instances come at the end, so that the numbers of the others stay; each takes the first colour that
is free. None is returned where there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from forgery_viewer.core.drawing import Mark, Point
from forgery_viewer.core.edits import Edit, united
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.operations.blobs import find_regions_in
from forgery_viewer.core.operations.covering import box_of, cover, packed, place_in
from forgery_viewer.core.operations.cutting import right_of_cut
from forgery_viewer.core.operations.extents import Plane, extent, pixels
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Change, Flip, Insert, Remove

Changes = tuple[Change, ...]


class TooManyInstancesError(ValueError):
    """A mask would have more instances than it can hold; says so in a sentence."""


def merge(
    planes: BitPlanes, states: Sequence[InstanceState], numbers: Collection[int], into: int
) -> Changes | None:
    """Give the pixels of some instances to instance `into`, and take the others out.

    The number of `into` falls by as many of the others as stand before it.
    """
    others = sorted(set(numbers) - {into})
    if not others:
        return None
    changes: list[Change] = []
    edits = {number: all_pixels(planes, number) for number in others}
    gained = _gained(planes, into, others)
    if gained is not None:
        changes.append(Flip(gained))
    # From the last on, so that each is still at its place when its turn comes.
    changes += [Remove(number, states[number], edits[number]) for number in reversed(others)]
    return tuple(changes)


def split_by_regions(
    planes: BitPlanes, states: Sequence[InstanceState], number: int
) -> Changes | None:
    """Make each region of an instance an instance of its own.

    The first one in reading order stays where it is.

    Raises TooManyInstancesError where the mask cannot hold them.
    """
    box = extent(planes, number)
    if box is None:
        return None
    regions = find_regions_in(pixels(planes, number, box))
    if regions.count < 2:
        return None
    parts = []
    # Asked before they are put in order: there may be thousands.
    _check_room(planes, regions.count - 1, f"The instance has {regions.count} regions")
    for label in regions.in_reading_order()[1:]:
        rows, columns = regions.box(label)
        inside = regions.labels[rows, columns] == label
        parts.append(Mark(box[0] + rows.start, box[1] + columns.start, inside))
    return _split_off(planes, states, number, parts)


def split_by_cut(
    planes: BitPlanes, states: Sequence[InstanceState], number: int, line: Sequence[Point]
) -> Changes | None:
    """Make what lies to the right of a drawn line, of the regions that it parts, a new instance.

    See `cutting.right_of_cut` for the rule; regions that the line does not part stay whole.

    Raises TooManyInstancesError where the mask cannot hold one more.
    """
    box = extent(planes, number)
    if box is None:
        return None
    right = right_of_cut(pixels(planes, number, box), [(x - box[1], y - box[0]) for x, y in line])
    if not right.any():
        return None
    _check_room(planes, 1, "The line makes a new instance")
    return _split_off(planes, states, number, [Mark(box[0], box[1], right)])


def split_off(
    planes: BitPlanes, states: Sequence[InstanceState], number: int, mark: Mark
) -> Changes | None:
    """Make the pixels of an instance under a mark, as those of a region, a new instance.

    Raises TooManyInstancesError where the mask cannot hold one more.
    """
    part = _of_instance(planes, number, mark)
    if not part.inside.any():
        return None
    _check_room(planes, 1, "This makes a new instance")
    return _split_off(planes, states, number, [part])


def give(planes: BitPlanes, number: int, other: int, mark: Mark) -> Changes | None:
    """Give the pixels of an instance under a mark, as those of a region, to another instance."""
    part = _of_instance(planes, number, mark)
    if number == other or not part.inside.any():
        return None
    edits = (cover(planes, number, part, erase=True), cover(planes, other, part))
    return tuple(Flip(edit) for edit in edits if edit is not None)


def all_pixels(planes: BitPlanes, number: int) -> Edit | None:
    """All pixels of an instance as an edit, None where it has none."""
    box = extent(planes, number)
    if box is None:
        return None
    plane = pixels(planes, number, box)
    return packed(number, plane, np.zeros_like(plane), box)


def free_colours(states: Sequence[InstanceState], count: int) -> list[int]:
    """The first colours that no instance has."""
    used = {state.colour for state in states}
    return [colour for colour in range(len(used) + count) if colour not in used][:count]


def _gained(planes: BitPlanes, into: int, others: Sequence[int]) -> Edit | None:
    """What an instance gains when it takes the pixels of others."""
    boxes = [box for box in (extent(planes, other) for other in others) if box is not None]
    if not boxes:
        return None
    box = united(boxes)
    before = pixels(planes, into, box)
    gained: Plane = np.zeros_like(before)
    for other in others:
        gained |= pixels(planes, other, box)
    return packed(into, gained & ~before, before, box)


def _split_off(
    planes: BitPlanes, states: Sequence[InstanceState], number: int, parts: Sequence[Mark]
) -> Changes:
    """Take parts out of an instance, each of which becomes a new one."""
    box = united([box_of(part) for part in parts])
    lost = np.zeros((box[2] - box[0], box[3] - box[1]), np.bool_)
    new: list[Change] = []
    colours = free_colours(states, len(parts))
    for place, (part, colour) in enumerate(zip(parts, colours, strict=True), planes.count):
        lost[place_in(box, part)] |= part.inside
        edit = packed(place, part.inside, np.zeros_like(part.inside), box_of(part))
        new.append(Insert(place, InstanceState(colour), edit))
    edit = packed(number, lost, pixels(planes, number, box), box)
    return (*([Flip(edit)] if edit is not None else []), *new)


def _of_instance(planes: BitPlanes, number: int, mark: Mark) -> Mark:
    if mark.is_empty:
        return mark
    return Mark(mark.top, mark.left, mark.inside & pixels(planes, number, box_of(mark)))


def _check_room(planes: BitPlanes, more: int, why: str) -> None:
    if planes.count + more > MAX_INSTANCES:
        there = "1 is" if planes.count == 1 else f"{planes.count} are"
        msg = f"{why}; a mask holds at most {MAX_INSTANCES} instances, and {there} there already."
        raise TooManyInstancesError(msg)

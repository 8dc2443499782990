"""Marks put into an instance that may be still to come, or each into a new one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Edit, united
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations.covering import box_of, cover, packed, place_in
from forgery_viewer.core.operations.extents import pixels_of_any
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Change, Flip, Insert


def stamped(
    planes: BitPlanes,
    number: int,
    mark: Mark,
    state: InstanceState,
    *,
    erase: bool = False,
    protected: int = 0,
) -> tuple[Change, ...]:
    """What paints a mark into instance `number`, or erases it there; () where nothing changes.

    The instance at the end of the mask, which is not there yet, is made as `state` has it.
    `protected` has bit k set for each instance k whose pixels no other one takes.
    """
    if number < planes.count:
        edit = cover(planes, number, mark, erase=erase, protected=protected)
        return (Flip(edit),) if edit is not None else ()
    new = None if erase else _first_pixels(planes, number, mark, protected)
    return (Insert(number, state, new),) if new is not None else ()


def joined(marks: Sequence[Mark]) -> Mark:
    """One mark of the pixels of all of some marks."""
    some = [mark for mark in marks if not mark.is_empty]
    if len(some) <= 1:
        return some[0] if some else NOTHING
    box = united([box_of(mark) for mark in some])
    inside = np.zeros((box[2] - box[0], box[3] - box[1]), np.bool_)
    for mark in some:
        inside[place_in(box, mark)] |= mark.inside
    return Mark(box[0], box[1], inside)


def stamped_apart(
    planes: BitPlanes,
    marks: Sequence[Mark],
    states: Sequence[InstanceState],
    *,
    protected: int = 0,
) -> tuple[Change, ...]:
    """What makes a new instance at the end of the mask of each mark that has a pixel left."""
    changes: list[Change] = []
    for mark, state in zip(marks, states, strict=True):
        number = planes.count + len(changes)
        edit = _first_pixels(planes, number, mark, protected)
        if edit is not None:
            changes.append(Insert(number, state, edit))
    return tuple(changes)


def _first_pixels(planes: BitPlanes, number: int, mark: Mark, protected: int) -> Edit | None:
    if mark.is_empty:
        return None
    inside = mark.inside
    if protected:
        inside = inside & ~pixels_of_any(planes, protected, box_of(mark))
    return packed(number, inside, np.zeros_like(inside), box_of(mark))

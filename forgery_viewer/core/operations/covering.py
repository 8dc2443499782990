"""Marks that become part of an instance, leave it, or move within it, as edits.

Pixels of protected instances are never taken: `protected` has bit k set for each instance k that
is, and the instance that is changed may be among them. What is left out there is not put down
anywhere else.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Box, Edit, pack_edit, united
from forgery_viewer.core.operations.extents import Plane, pixels, pixels_of_any
from forgery_viewer.core.planes import BitPlanes


def cover(
    planes: BitPlanes, number: int, mark: Mark, *, erase: bool = False, protected: int = 0
) -> Edit | None:
    """A mark painted into an instance, or erased from it; None where that changes nothing."""
    if mark.is_empty:
        return None
    box = box_of(mark)
    flipped = pixels(planes, number, box)
    # In place, as a fill may be as large as the image: in the mark and not yet in the instance.
    (np.logical_and if erase else np.greater)(mark.inside, flipped, out=flipped)
    others = protected & ~(1 << number)
    if others and not erase:
        np.greater(flipped, pixels_of_any(planes, others, box), out=flipped)
    edit = pack_edit(number, flipped, box[0], box[1])
    return edit and replace(edit, added_px=0 if erase else edit.flipped_px)


def move(
    planes: BitPlanes, number: int, taken: Mark, put: Mark, *, protected: int = 0
) -> Edit | None:
    """Pixels of an instance that are taken up, and those that are put down in their place.

    What is taken and not put down again, as it went over the border of the image, is gone from the
    mask and comes back when the edit is undone. None where nothing changes.
    """
    boxes = [box_of(mark) for mark in (taken, put) if not mark.is_empty]
    if not boxes:
        return None
    box = united(boxes)
    before = pixels(planes, number, box)
    after = before.copy()
    if not taken.is_empty:
        after[place_in(box, taken)] &= ~taken.inside
    if not put.is_empty:
        after[place_in(box, put)] |= put.inside
    return edit_of(planes, number, before, after, box, protected)


def edit_of(
    planes: BitPlanes, number: int, before: Plane, after: Plane, box: Box, protected: int = 0
) -> Edit | None:
    """What makes `after` of an instance's pixels `before` in a box, but takes nothing protected."""
    flipped = before ^ after
    others = protected & ~(1 << number)
    if others:
        flipped &= before | ~pixels_of_any(planes, others, box)
    return packed(number, flipped, before, box)


def packed(number: int, flipped: Plane, before: Plane, box: Box) -> Edit | None:
    """An edit that knows how many of its pixels come to the instance."""
    edit = pack_edit(number, flipped, box[0], box[1])
    if edit is None:
        return None
    return replace(edit, added_px=int(np.count_nonzero(flipped & ~before)))


def box_of(mark: Mark) -> Box:
    """The box that a mark lies over."""
    height, width = mark.inside.shape
    return mark.top, mark.left, mark.top + height, mark.left + width


def place_in(box: Box, mark: Mark) -> tuple[slice, slice]:
    """Rows and columns of a mark, counted from the first pixel of a box that holds it."""
    rows, columns = mark.box
    return (
        slice(rows.start - box[0], rows.stop - box[0]),
        slice(columns.start - box[1], columns.stop - box[1]),
    )

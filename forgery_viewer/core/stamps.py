"""Marks turned into one change of an instance's pixels, which changes nothing yet."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Edit, pack_edit, united
from forgery_viewer.core.planes import BitPlanes


def marks_edit(
    planes: BitPlanes,
    number: int,
    marks: Iterable[Mark],
    *,
    erase: bool,
    spares_others: bool = False,
) -> Edit | None:
    """What it takes to paint instance `number` under all of some marks, or to erase it there.

    With `spares_others`, nothing is painted where another instance is. `number` may be the place
    of an instance that is still to come: it has no pixel. None where nothing would change.
    """
    found = [mark for mark in marks if not mark.is_empty]
    if not found:
        return None
    mark = found[0] if len(found) == 1 else _joined(found)
    bits = planes.bits[mark.box]
    is_new = number >= planes.count
    change: NDArray[np.bool_]
    if erase:
        change = mark.inside & (False if is_new else (bits & planes.bit(number)) != 0)
    elif spares_others:
        # Where the instance is not, any bit is one of another.
        change = mark.inside & (bits == 0)
    else:
        change = mark.inside & (True if is_new else (bits & planes.bit(number)) == 0)
    return pack_edit(number, change, mark.top, mark.left)


def _joined(marks: list[Mark]) -> Mark:
    """One mark of the pixels of several."""
    boxes = []
    for mark in marks:
        rows, columns = mark.box
        boxes.append((rows.start, columns.start, rows.stop, columns.stop))
    top, left, bottom, right = united(boxes)
    inside = np.zeros((bottom - top, right - left), np.bool_)
    for (first, start, last, stop), mark in zip(boxes, marks, strict=True):
        inside[first - top : last - top, start - left : stop - left] |= mark.inside
    return Mark(top, left, inside)

"""Where an instance lies: the box around it, and its pixels in a box."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes

Plane = NDArray[np.bool_]
"""(h, w): part of an instance, or all of it."""


def extent(planes: BitPlanes, number: int, within: Box | None = None) -> Box | None:
    """The smallest box around an instance, None where it is empty.

    It is looked for in the whole image, or in a box that is known to hold all of it.
    """
    bit, (top, start) = planes.bit(number), within[:2] if within is not None else (0, 0)
    bits = planes.bits if within is None else planes.bits[slices(within)]
    # Column by column first: whole rows at a time is how the array is read fastest.
    columns = np.flatnonzero(np.bitwise_or.reduce(bits, axis=0) & bit)
    if columns.size == 0:
        return None
    left, right = int(columns[0]), int(columns[-1]) + 1
    rows = np.flatnonzero(np.bitwise_or.reduce(bits[:, left:right], axis=1) & bit)
    return top + int(rows[0]), start + left, top + int(rows[-1]) + 1, start + right


def box_around(plane: Plane) -> Box | None:
    """The smallest box around what is true, None where nothing is."""
    columns = np.flatnonzero(plane.any(axis=0))
    if columns.size == 0:
        return None
    left, right = int(columns[0]), int(columns[-1]) + 1
    rows = np.flatnonzero(plane[:, left:right].any(axis=1))
    return int(rows[0]), left, int(rows[-1]) + 1, right


def widened(box: Box, margin_px: int, shape: tuple[int, int]) -> Box:
    """A box and a margin around it, as far as an image of `shape` (H, W) goes."""
    return (
        max(box[0] - margin_px, 0),
        max(box[1] - margin_px, 0),
        min(box[2] + margin_px, shape[0]),
        min(box[3] + margin_px, shape[1]),
    )


def slices(box: Box) -> tuple[slice, slice]:
    """Rows and columns of a box, to index an image with."""
    return slice(box[0], box[2]), slice(box[1], box[3])


def pixels(planes: BitPlanes, number: int, box: Box) -> Plane:
    """(box height, box width) bool: where an instance is in a box, in an array of its own."""
    return _any_of(planes, planes.bit(number), box)


def pixels_of_any(planes: BitPlanes, numbers: int, box: Box) -> Plane:
    """As `pixels`, where any of the instances is whose bits are set in `numbers`."""
    return _any_of(planes, planes.bits.dtype.type(numbers & ((1 << planes.count) - 1)), box)


def _any_of(planes: BitPlanes, wanted: np.unsignedinteger, box: Box) -> Plane:
    found = planes.bits[slices(box)] & wanted
    # Bytes become booleans where they are: a new array as large as the image takes longer.
    out = found.view(np.bool_) if found.itemsize == 1 else None
    return np.asarray(np.not_equal(found, 0, out=out), np.bool_)

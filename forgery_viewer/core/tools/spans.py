"""Spans: stretches of covered pixels along rows, and marks made of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark, Point

Places = NDArray[np.int64]

SUBPIXELS: Final = 256
"""Outlines count in so many parts of a pixel, so that whole numbers decide what lies inside."""

_FARTHEST_PX = float(1 << 20)
"""Points farther away than any image reaches are taken to lie there."""


def whole_parts(points: list[Point]) -> Places:
    """(N, 2): x, y of points in 256ths of a pixel, rounded."""
    array = np.array(points, np.float64).reshape(-1, 2)
    near = np.clip(array, -_FARTHEST_PX, _FARTHEST_PX)
    return np.rint(near * SUBPIXELS).astype(np.int64)


def first_pixel(parts: Places) -> Places:
    """The first row or column whose pixel's centre is not before a place in 256ths of a pixel."""
    return -((SUBPIXELS // 2 - parts) // SUBPIXELS)


def mark_of_spans(rows: Places, starts: Places, ends: Places) -> Mark:
    """The pixels of some spans (row, first column, column after the last); empty ones count not."""
    some = starts < ends
    rows, starts, ends = rows[some], starts[some], ends[some]
    if rows.size == 0:
        return NOTHING
    top, left = int(rows.min()), int(starts.min())
    inside = np.zeros((int(rows.max()) - top + 1, int(ends.max()) - left), np.bool_)
    # Setting a slice a row is many times faster than adding up where spans begin and end.
    spans = zip(
        (rows - top).tolist(), (starts - left).tolist(), (ends - left).tolist(), strict=True
    )
    for row, start, end in spans:
        inside[row, start:end] = True
    return Mark(top, left, inside)

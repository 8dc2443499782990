"""Square brush: the pixels that a square stamp covers along a line.

A stamp of s px covers s x s whole pixels. It lies centred on the pixel under the point where s is
odd, and on the pixel corner nearest to the point where s is even. Along a line it is set down at
each pixel of the thin, gapless line between its two ends: size 1 covers exactly what a round brush
of 1 px does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from forgery_viewer.core.drawing import Mark, Point, line_pixels
from forgery_viewer.core.tools.spans import Places, mark_of_spans

_PIECE_PX = 64
"""The longest piece of a line, or four times a larger stamp: the box around it stays small."""


def square_marks(start: Point, end: Point, size_px: int, shape: tuple[int, int]) -> Iterator[Mark]:
    """What a square brush of `size_px` covers from `start` to `end` on an image of `shape` (H, W).

    The marks together are the whole; those without a pixel are left out.
    """
    rows, columns = line_pixels(_corner(start, size_px), _corner(end, size_px))
    if rows[0] > rows[-1]:
        rows, columns = rows[::-1], columns[::-1]
    step = max(_PIECE_PX, 4 * size_px)
    for first in range(0, rows.size, step):
        piece = slice(first, first + step)
        mark = _swept(rows[piece], columns[piece], size_px, shape)
        if not mark.is_empty:
            yield mark


def _corner(point: Point, size_px: int) -> tuple[int, int]:
    """Row and column of the upper left pixel of a stamp at `point`."""
    shift = (size_px - 1) / 2
    return math.floor(point[1] - shift), math.floor(point[0] - shift)


def _swept(tops: Places, lefts: Places, size_px: int, shape: tuple[int, int]) -> Mark:
    """All stamps with these upper left pixels, of which rows ascend and columns do not turn back.

    So the stamps that reach a row are neighbours, and what they cover of it is one span.
    """
    rows = np.arange(max(int(tops[0]), 0), min(int(tops[-1]) + size_px, shape[0]))
    lowest = np.searchsorted(tops, rows - size_px, side="right")
    highest = np.searchsorted(tops, rows, side="right") - 1
    ends = lefts[lowest], lefts[highest]
    starts = np.maximum(np.minimum(*ends), 0)
    stops = np.minimum(np.maximum(*ends) + size_px, shape[1])
    return mark_of_spans(rows, starts, stops)

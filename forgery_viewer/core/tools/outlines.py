"""Polygon and lasso: the pixels whose centre lies inside a closed outline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forgery_viewer.core.drawing import NOTHING, Mark, Point
from forgery_viewer.core.tools.spans import (
    SUBPIXELS,
    Places,
    first_pixel,
    mark_of_spans,
    whole_parts,
)


def outline_mark(points: Sequence[Point], shape: tuple[int, int]) -> Mark:
    """The pixels of an image of `shape` (H, W) that a closed outline through `points` goes around.

    What the line goes around belongs (the non-zero rule): where a lasso crosses itself or goes
    around twice, no hole is left. Points count in 256ths of a pixel, and then the answer is exact:
    a centre on the line belongs where the inside lies to its right, or below a level line, so
    that outlines with a side in common share no pixel and leave none out. Where the outline runs
    does not matter, nor which of its points comes first; an outline without room for a pixel's
    centre covers nothing.
    """
    if len(points) < 3:
        return NOTHING
    corners = whole_parts(list(points))
    rows, columns, turns = _crossings(corners, np.roll(corners, -1, axis=0), shape)
    order = np.argsort(rows * (shape[1] + 1) + columns)
    rows, columns = rows[order], columns[order]
    # Every row is entered as often as left, so one sum serves them all.
    after = np.cumsum(turns[order])
    before = after - turns[order]
    enters = np.flatnonzero((before == 0) & (after != 0))
    leaves = np.flatnonzero((before != 0) & (after == 0))
    return mark_of_spans(rows[enters], columns[enters], columns[leaves])


def _crossings(start: Places, end: Places, shape: tuple[int, int]) -> tuple[Places, Places, Places]:
    """Where sides cross the middles of rows: row, first column to the right, and -1 up or 1 down.

    A side has its upper end but not its lower one. Columns are held to 0 ... W.
    """
    down = end[:, 1] > start[:, 1]
    upper, lower = np.where(down[:, np.newaxis], (start, end), (end, start))
    first, last = (np.clip(first_pixel(side[:, 1]), 0, shape[0]) for side in (upper, lower))
    count = last - first
    which = np.repeat(np.arange(len(count)), count)
    rows = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    fall = (lower - upper)[which, 1]
    ahead = rows * SUBPIXELS + SUBPIXELS // 2 - upper[which, 1]
    # Multiplied by the height of the side, so that nothing is rounded.
    x = upper[which, 0] * fall + ahead * (lower - upper)[which, 0]
    columns = -((SUBPIXELS // 2 * fall - x) // (SUBPIXELS * fall))
    turns = np.where(down, 1, -1)[which]
    return rows, np.clip(columns, 0, shape[1]), turns

"""The straight line that cuts: thin, but no 8-connected region holds together across it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from forgery_viewer.core.drawing import Mark, Point, brush_marks, line_pixels
from forgery_viewer.core.tools.spans import Places, mark_of_spans

_PIECE_PX = 64


def cut_marks(start: Point, end: Point, width_px: float, shape: tuple[int, int]) -> Iterator[Mark]:
    """What a cut of `width_px` takes away from `start` to `end` on an image of `shape` (H, W).

    From 2 px on it is the line of a round brush. Below, it is the line of a brush of 1 px with its
    corners filled, so that one walks along it in steps to the four sides and nothing of a region
    touches across it. The marks together are the whole; those without a pixel are left out.
    """
    if width_px >= 2:
        yield from brush_marks(start, end, width_px, shape)
        return
    rows, columns = _stairs(
        (math.floor(start[1]), math.floor(start[0])), (math.floor(end[1]), math.floor(end[0]))
    )
    on_image = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    rows, columns = rows[on_image], columns[on_image]
    for first in range(0, rows.size, _PIECE_PX):
        piece = slice(first, first + _PIECE_PX)
        yield mark_of_spans(rows[piece], columns[piece], columns[piece] + 1)


def _stairs(start: tuple[int, int], end: tuple[int, int]) -> tuple[Places, Places]:
    """Rows and columns of a 4-connected line: a corner before each step to a new row and column.

    The corner lies in the upper of the two rows, so that the line is the same from both ends.
    """
    rows, columns = line_pixels(start, end)
    before = np.flatnonzero((np.diff(rows) != 0) & (np.diff(columns) != 0))
    goes_down = rows[before] < rows[before + 1]
    corner_rows = np.minimum(rows[before], rows[before + 1])
    corner_columns = np.where(goes_down, columns[before + 1], columns[before])
    return (
        np.insert(rows, before + 1, corner_rows),
        np.insert(columns, before + 1, corner_columns),
    )

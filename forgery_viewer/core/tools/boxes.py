"""Rectangle and ellipse between two opposite corners: the pixels whose centre lies inside."""

from __future__ import annotations

import math

import numpy as np

from forgery_viewer.core.drawing import NOTHING, Mark, Point
from forgery_viewer.core.tools.spans import SUBPIXELS, first_pixel, mark_of_spans, whole_parts


def whole_pixels(start: Point, end: Point) -> tuple[Point, Point]:
    """The upper left and lower right corner of the pixels from that under `start` to that at `end`.

    A rectangle dragged between them covers both of these pixels.
    """
    left, right = sorted((math.floor(start[0]), math.floor(end[0])))
    top, bottom = sorted((math.floor(start[1]), math.floor(end[1])))
    return (float(left), float(top)), (float(right + 1), float(bottom + 1))


def rectangle_mark(start: Point, end: Point, shape: tuple[int, int]) -> Mark:
    """The pixels of an image of `shape` (H, W) whose centre lies between two opposite corners.

    Corners count in 256ths of a pixel; of centres on a side, those on the left and upper one
    belong.
    """
    low, high = _corners(start, end)
    left, right = (min(max(_first(x), 0), shape[1]) for x in (low[0], high[0]))
    top, bottom = (min(max(_first(y), 0), shape[0]) for y in (low[1], high[1]))
    if right <= left or bottom <= top:
        return NOTHING
    return Mark(top, left, np.ones((bottom - top, right - left), np.bool_))


def ellipse_mark(start: Point, end: Point, shape: tuple[int, int]) -> Mark:
    """The pixels of an image of `shape` (H, W) whose centre lies in an ellipse, its rim included.

    The ellipse touches the four sides of the rectangle between two opposite corners, which count
    in 256ths of a pixel; then the answer is exact.
    """
    low, high = _corners(start, end)
    width, height = high[0] - low[0], high[1] - low[1]
    if width == 0 or height == 0:
        return NOTHING
    rows = range(max(0, _first(low[1])), min(shape[0], _first(high[1] + 1)))
    spans = []
    for row in rows:
        # Twice the distance from the middle, so that it is a whole number too.
        away = SUBPIXELS * (2 * row + 1) - low[1] - high[1]
        # (across / width)^2 + (away / height)^2 <= 1, without a division that rounds.
        across = math.isqrt(width * width * (height * height - away * away) // (height * height))
        first = -((across + SUBPIXELS - low[0] - high[0]) // (2 * SUBPIXELS))
        end_column = (across - SUBPIXELS + low[0] + high[0]) // (2 * SUBPIXELS) + 1
        spans.append((row, max(first, 0), min(end_column, shape[1])))
    found = np.array(spans, np.int64).reshape(-1, 3)
    return mark_of_spans(found[:, 0], found[:, 1], found[:, 2])


def _corners(start: Point, end: Point) -> tuple[list[int], list[int]]:
    """The corners with the least and with the largest coordinates, in 256ths of a pixel."""
    corners = whole_parts([start, end])
    return corners.min(axis=0).tolist(), corners.max(axis=0).tolist()


def _first(parts: int) -> int:
    return int(first_pixel(np.array(parts, np.int64)))

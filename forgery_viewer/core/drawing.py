"""Brush marks: which pixels a round brush covers along a line.

A brush of diameter d covers the pixels whose centre lies within d / 2 of the line between two
points. Points are (x, y) in image coordinates, where pixel (row r, column c) is the square
[c, c + 1) x [r, r + 1) and its centre is (c + 0.5, r + 0.5). Diameter 1 is exactly the pixels of
a thin, gapless line: one pixel for a point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Pixels covered: `inside` (h, w) bool, its first element at (top, left) of the image."""

    top: int
    left: int
    inside: NDArray[np.bool_]

    @property
    def is_empty(self) -> bool:
        """Whether the mark covers no pixel of the image."""
        return self.inside.size == 0

    @property
    def box(self) -> tuple[slice, slice]:
        """The rows and columns of the image that the mark lies over."""
        height, width = self.inside.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


NOTHING = Mark(0, 0, np.zeros((0, 0), np.bool_))

_PIECE_PX = 64
"""The longest piece of a line, or four diameters of a thicker brush."""


def brush_marks(
    start: Point, end: Point, diameter_px: float, shape: tuple[int, int]
) -> Iterator[Mark]:
    """What a round brush covers from `start` to `end` on an image of `shape` (H, W).

    The marks together are the whole; a long line comes in pieces, because the box around a long
    diagonal would be as large as the image. Marks without a pixel are left out.
    """
    if diameter_px <= 1:
        marks = _pixel_line(start, end, shape)
    else:
        pieces = _pieces(start, end, max(_PIECE_PX, 4 * diameter_px))
        marks = (_capsule(a, b, diameter_px / 2, shape) for a, b in pieces)
    return (mark for mark in marks if not mark.is_empty)


def _pieces(start: Point, end: Point, longest_px: float) -> Iterator[tuple[Point, Point]]:
    count = max(1, math.ceil(math.dist(start, end) / longest_px))
    previous = start
    for i in range(1, count + 1):
        t = i / count
        point = (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]))
        yield previous, point
        previous = point


def _capsule(start: Point, end: Point, radius: float, shape: tuple[int, int]) -> Mark:
    """The pixels whose centre is within `radius` of the segment."""
    top = max(0, math.floor(min(start[1], end[1]) - radius))
    left = max(0, math.floor(min(start[0], end[0]) - radius))
    bottom = min(shape[0], math.ceil(max(start[1], end[1]) + radius))
    right = min(shape[1], math.ceil(max(start[0], end[0]) + radius))
    if bottom <= top or right <= left:
        return NOTHING
    return Mark(top, left, _within(start, end, radius, (top, left, bottom, right)))


def _within(
    start: Point, end: Point, radius: float, box: tuple[int, int, int, int]
) -> NDArray[np.bool_]:
    """Pixels of `box` whose centre is within `radius` of the segment, by squared distances."""
    top, left, bottom, right = box
    # Single precision is enough for distances from `start`, not for places on a large image.
    y = (np.arange(top, bottom) + (0.5 - start[1])).astype(np.float32)[:, np.newaxis]
    x = (np.arange(left, right) + (0.5 - start[0])).astype(np.float32)[np.newaxis, :]
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length2 = along_x * along_x + along_y * along_y
    if length2 < 1e-12:
        return np.asarray(x * x + y * y <= radius * radius)
    # The nearest point of the segment is at t in [0, 1]; both products are outer sums of vectors.
    t = x * np.float32(along_x / length2) + y * np.float32(along_y / length2)
    np.clip(t, 0, 1, out=t)
    away_x = x - t * np.float32(along_x)
    away_y = y - t * np.float32(along_y)
    away_x *= away_x
    away_y *= away_y
    away_x += away_y
    return np.asarray(away_x <= np.float32(radius * radius))


def _pixel_line(start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
    """The 8-connected line of single pixels between the pixels that hold `start` and `end`."""
    column0, row0 = math.floor(start[0]), math.floor(start[1])
    column1, row1 = math.floor(end[0]), math.floor(end[1])
    steps = max(abs(column1 - column0), abs(row1 - row0))
    step = np.arange(steps + 1)
    # Whole numbers, half rounded up: one pixel a step along the longer axis, so no double steps.
    rows = row0 + (2 * step * (row1 - row0) + steps) // max(1, 2 * steps)
    columns = column0 + (2 * step * (column1 - column0) + steps) // max(1, 2 * steps)
    on_image = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    rows, columns = rows[on_image], columns[on_image]
    for first in range(0, rows.size, _PIECE_PX):
        piece = slice(first, first + _PIECE_PX)
        yield _pixels(rows[piece], columns[piece])


def _pixels(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Mark:
    top, left = int(rows.min()), int(columns.min())
    inside = np.zeros((int(rows.max()) - top + 1, int(columns.max()) - left + 1), np.bool_)
    inside[rows - top, columns - left] = True
    return Mark(top, left, inside)

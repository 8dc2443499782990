"""Brush marks: which pixels a round brush covers along a line.

A brush of diameter d covers the pixels whose centre lies within d / 2 of the line between two
points. Points are (x, y) in image coordinates, where pixel (row r, column c) is the square
[c, c + 1) x [r, r + 1) and its centre is (c + 0.5, r + 0.5). Diameter 1 is exactly the pixels of
a thin, gapless line: one pixel for a point.
"""

from __future__ import annotations

import math
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


def brush_mark(start: Point, end: Point, diameter_px: float, shape: tuple[int, int]) -> Mark:
    """The pixels of an image of `shape` (H, W) that a round brush covers from `start` to `end`."""
    if diameter_px <= 1:
        return _pixel_line(start, end, shape)
    radius = diameter_px / 2
    top = max(0, math.floor(min(start[1], end[1]) - radius))
    left = max(0, math.floor(min(start[0], end[0]) - radius))
    bottom = min(shape[0], math.ceil(max(start[1], end[1]) + radius))
    right = min(shape[1], math.ceil(max(start[0], end[0]) + radius))
    if bottom <= top or right <= left:
        return NOTHING
    return Mark(top, left, _capsule(start, end, radius, (top, left, bottom, right)))


def _capsule(
    start: Point, end: Point, radius: float, box: tuple[int, int, int, int]
) -> NDArray[np.bool_]:
    """Pixels of `box` whose centre is within `radius` of the segment, by squared distances."""
    top, left, bottom, right = box
    y = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - start[1]))[:, np.newaxis]
    x = (np.arange(left, right, dtype=np.float32) + np.float32(0.5 - start[0]))[np.newaxis, :]
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length2 = along_x * along_x + along_y * along_y
    if length2 == 0:
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


def _pixel_line(start: Point, end: Point, shape: tuple[int, int]) -> Mark:
    """The 8-connected line of single pixels between the pixels that hold `start` and `end`."""
    column0, row0 = math.floor(start[0]), math.floor(start[1])
    column1, row1 = math.floor(end[0]), math.floor(end[1])
    steps = max(abs(column1 - column0), abs(row1 - row0))
    t = np.linspace(0.0, 1.0, steps + 1)
    # Half up, not to even: a diagonal then has no double steps.
    rows = np.floor(row0 + t * (row1 - row0) + 0.5).astype(np.intp)
    columns = np.floor(column0 + t * (column1 - column0) + 0.5).astype(np.intp)
    on_image = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    rows, columns = rows[on_image], columns[on_image]
    if rows.size == 0:
        return NOTHING
    top, left = int(rows.min()), int(columns.min())
    inside = np.zeros((int(rows.max()) - top + 1, int(columns.max()) - left + 1), np.bool_)
    inside[rows - top, columns - left] = True
    return Mark(top, left, inside)

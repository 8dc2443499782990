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
Distances = NDArray[np.float64]


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
    """Pixels of `box` whose centre is within `radius` of the segment.

    They are one run in each row, as the shape is convex: two discs and the strip between them.
    """
    top, left, bottom, right = box
    y = np.arange(top, bottom, dtype=np.float64) + (0.5 - start[1])
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    first, last = _disc(y, radius)
    if along_x * along_x + along_y * along_y >= 1e-12:
        first_there, last_there = _disc(y - along_y, radius)
        first_between, last_between = _strip(y, along_x, along_y, radius)
        first = np.minimum(np.minimum(first, first_there + along_x), first_between)
        last = np.maximum(np.maximum(last, last_there + along_x), last_between)
    # From distances to `start` to columns of the box.
    width, shift = right - left, left + 0.5 - start[0]
    from_column = np.clip(np.ceil(first - shift), 0, width).astype(np.int32)
    to_column = np.clip(np.floor(last - shift), -1, width - 1).astype(np.int32)
    columns = np.arange(width, dtype=np.int32)
    return np.asarray(
        (columns >= from_column[:, np.newaxis]) & (columns <= to_column[:, np.newaxis])
    )


def _disc(y: Distances, radius: float) -> tuple[Distances, Distances]:
    """From where to where a disc around (0, 0) reaches in each row; nowhere is inf to -inf."""
    half2 = radius * radius - y * y
    half = np.where(half2 >= 0, np.sqrt(np.abs(half2)), -np.inf)
    return -half, half


def _strip(
    y: Distances, along_x: float, along_y: float, radius: float
) -> tuple[Distances, Distances]:
    """As `_disc`, for the points beside the line from (0, 0) to (along_x, along_y)."""
    length = math.hypot(along_x, along_y)
    # Beside the line: 0 <= x * along_x + y * along_y <= length^2.
    first, last = _between(-y * along_y, length * length - y * along_y, along_x, length)
    # Not too far from it: |x * along_y - y * along_x| <= radius * length.
    near = radius * length
    first_near, last_near = _between(y * along_x - near, y * along_x + near, along_y, length)
    first, last = np.maximum(first, first_near), np.minimum(last, last_near)
    nowhere = first > last
    first[nowhere], last[nowhere] = np.inf, -np.inf
    return first, last


def _between(
    low: Distances, high: Distances, slope: float, length: float
) -> tuple[Distances, Distances]:
    """The x of each row with low <= slope * x <= high."""
    if abs(slope) < 1e-9 * length:
        everywhere = np.where((low <= 0) & (high >= 0), np.inf, -np.inf)
        return -everywhere, everywhere
    return (low / slope, high / slope) if slope > 0 else (high / slope, low / slope)


def line_pixels(
    start: tuple[int, int], end: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the 8-connected line between two pixels (row, column), both included."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    step = np.arange(steps + 1)
    # Whole numbers, half rounded up: one pixel a step along the longer axis, so no double steps.
    rows = start[0] + (2 * step * (end[0] - start[0]) + steps) // max(1, 2 * steps)
    columns = start[1] + (2 * step * (end[1] - start[1]) + steps) // max(1, 2 * steps)
    return rows, columns


def _pixel_line(start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
    """The 8-connected line of single pixels between the pixels that hold `start` and `end`."""
    rows, columns = line_pixels(
        (math.floor(start[1]), math.floor(start[0])), (math.floor(end[1]), math.floor(end[0]))
    )
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

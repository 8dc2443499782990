"""What each tool covers, from the definition of the tool alone and over whole planes (H, W).

Nothing here knows boxes, marks or bits, nor anything of the program: it is what the program is
compared with. Points are (x, y); pixel (r, c) is the square [c, c + 1) x [r, r + 1) and its centre
(c + 0.5, r + 0.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.core.plain_masks import plain_close, plain_fill_holes, plain_remove_specks
from tests.core.plain_shapes import Plane, plain_regions

Point = tuple[float, float]
Pixel = tuple[int, int]
"""(row, column)."""
Image = NDArray[np.uint8]
Places = NDArray[np.floating[Any]]

PARTS = 256
"""Outlines count in so many parts of a pixel."""

HOLES_PX = 64
"""Holes of at most so many pixels are filled in what changed."""


def none(shape: tuple[int, int]) -> Plane:
    return np.zeros(shape, np.bool_)


def pixel_of(point: Point) -> Pixel:
    return math.floor(point[1]), math.floor(point[0])


def holds(shape: tuple[int, int], pixel: Pixel) -> bool:
    return 0 <= pixel[0] < shape[0] and 0 <= pixel[1] < shape[1]


# Brushes --------------------------------------------------------------------------------------


def line(start: Pixel, end: Pixel) -> list[Pixel]:
    """A pixel for each step along the longer side; half a pixel counts as the next one."""
    count = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    if not count:
        return [start]
    steps = [Fraction(step, count) for step in range(count + 1)]
    half = Fraction(1, 2)
    return [
        (
            math.floor(start[0] + step * (end[0] - start[0]) + half),
            math.floor(start[1] + step * (end[1] - start[1]) + half),
        )
        for step in steps
    ]


def segment(
    start: Point, end: Point, size_px: int, shape: tuple[int, int], *, square: bool
) -> Plane:
    """A brush drawn from one point to another."""
    if square:
        return _stamped(start, end, size_px, shape)
    if size_px == 1:
        found = none(shape)
        for pixel in line(pixel_of(start), pixel_of(end)):
            if holds(shape, pixel):
                found[pixel] = True
        return found
    rows, columns = np.indices(shape)
    return _away(rows + 0.5, columns + 0.5, start, end) <= size_px / 2


def _stamped(start: Point, end: Point, size_px: int, shape: tuple[int, int]) -> Plane:
    """A square set down at every pixel of the line."""
    found, shift = none(shape), (size_px - 1) / 2
    corners = [pixel_of((x - shift, y - shift)) for x, y in (start, end)]
    for row, column in line(*corners):
        rows = slice(max(row, 0), max(row + size_px, 0))
        found[rows, max(column, 0) : max(column + size_px, 0)] = True
    return found


def _away(y: Places, x: Places, start: Point, end: Point) -> Places:
    """How far points are from the piece of a line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / length2 if length2 else np.zeros_like(x)
    t = np.minimum(np.maximum(along, 0.0), 1.0)
    return np.asarray(np.sqrt((x - start[0] - t * dx) ** 2 + (y - start[1] - t * dy) ** 2))


def greys(image: Image) -> NDArray[np.float64]:
    """How light the eye takes a colour for."""
    return np.asarray(image.astype(np.float64) @ np.array([0.299, 0.587, 0.114]))


def levels(one: Image, other: Image) -> NDArray[np.intp]:
    """By how much the channel that changed most did."""
    return np.asarray(np.abs(one.astype(np.intp) - other.astype(np.intp)).max(axis=2))


def changed(apart: NDArray[np.intp], threshold: int, close_px: int, least_px: int) -> Plane:
    """What changed: above a threshold, closed, without specks and small holes."""
    plane = apart > threshold
    if close_px:
        plane = plain_close(plane, close_px)
    if least_px > 1:
        plane = plain_remove_specks(plane, least_px)
    return plain_fill_holes(plane, HOLES_PX)


def largest_first(plane: Plane) -> list[Plane]:
    """The regions, of equally large ones the one further up and further left before the other."""

    def place(region: Plane) -> tuple[int, int, int]:
        rows, columns = np.nonzero(region)
        return -len(rows), int(rows.min()), int(columns.min())

    return sorted(plain_regions(plane), key=place)


# Areas ----------------------------------------------------------------------------------------


def outline(points: Sequence[Point], shape: tuple[int, int]) -> Plane:
    """What a closed line goes around: it turns about those centres other than 0 times."""
    turns = np.zeros(shape, np.intp)
    rows, columns = np.indices(shape)
    y, x = PARTS * rows + PARTS // 2, PARTS * columns + PARTS // 2
    corners = [(round(px * PARTS), round(py * PARTS)) for px, py in points]
    for (x0, y0), (x1, y1) in pairwise([*corners, corners[0]]):
        if y0 == y1:
            continue
        way = 1 if y1 > y0 else -1
        crosses = (y0 <= y) != (y1 <= y)
        # x0 + (y - y0) * (x1 - x0) / (y1 - y0) <= x, multiplied so that nothing is rounded.
        beside = way * ((y - y0) * (x1 - x0)) <= way * (x - x0) * (y1 - y0)
        turns += way * (crosses & beside)
    return np.asarray(turns != 0)


def box(
    start: Pixel, end: Pixel, shape: tuple[int, int], *, oval: bool, even: bool, middle: bool
) -> Plane:
    """A box from one pixel to another: `even` sides, or around the `middle` of its first pixel."""
    down, right = end[0] - start[0], end[1] - start[1]
    if even:
        side = max(abs(down), abs(right))
        down, right = side if down >= 0 else -side, side if right >= 0 else -side
    first = (start[0] - down, start[1] - right) if middle else start
    top, bottom = sorted((first[0], start[0] + down))
    left, last = sorted((first[1], start[1] + right))
    rows, columns = np.indices(shape)
    if not oval:
        inside = (rows >= top) & (rows <= bottom) & (columns >= left) & (columns <= last)
        return np.asarray(inside)
    height, width = bottom + 1 - top, last + 1 - left
    # Twice the distance from the middle is a whole number.
    y, x = 2 * rows + 1 - top - bottom - 1, 2 * columns + 1 - left - last - 1
    return np.asarray((x * height) ** 2 + (y * width) ** 2 <= (width * height) ** 2)


# Pieces ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a piece is put: its middle, how large and mirrored it is there, and then turned."""

    middle: Point
    scale: Point
    angle_deg: float
    mirrored: bool


def pasted(piece: Plane, place: Placement, shape: tuple[int, int]) -> Plane:
    """For the centre of each pixel: whether the point of the piece that lies there is set."""
    height, width = piece.shape
    rows, columns = np.indices(shape)
    x, y = columns + 0.5 - place.middle[0], rows + 0.5 - place.middle[1]
    turn = math.radians(place.angle_deg)
    # Turned back: what was turned counter-clockwise, with y downwards.
    across = x * math.cos(turn) - y * math.sin(turn)
    down = x * math.sin(turn) + y * math.cos(turn)
    if place.mirrored:
        across = -across
    # Points on the border between two pixels, but for rounding, count as the right or lower one.
    own_x = np.floor(across / place.scale[0] + width / 2 + 1e-9).astype(np.intp)
    own_y = np.floor(down / place.scale[1] + height / 2 + 1e-9).astype(np.intp)
    there = (own_x >= 0) & (own_x < width) & (own_y >= 0) & (own_y < height)
    found = none(shape)
    found[there] = piece[own_y[there], own_x[there]]
    return found


# Cut ------------------------------------------------------------------------------------------


def right_of(plane: Plane, points: Sequence[Point]) -> Plane:
    """What lies to the right of a drawn line, of the regions that it parts."""
    found = none(plane.shape)
    path = [(column + 0.5, row + 0.5) for row, column in map(pixel_of, points)]
    drawn = none(plane.shape)
    for start, end in pairwise(path):
        for pixel in _gapless(pixel_of(start), pixel_of(end)):
            if holds(plane.shape, pixel):
                drawn[pixel] = True
    for region in plain_regions(plane):
        if (region & drawn).any():
            found |= _right_part(region, drawn & region, path)
    return found


def _gapless(start: Pixel, end: Pixel) -> list[Pixel]:
    """The line with its corners filled, each in the upper one of two rows."""
    pixels = line(start, end)
    corners = [
        (min(one[0], other[0]), other[1] if other[0] > one[0] else one[1])
        for one, other in pairwise(pixels)
        if one[0] != other[0] and one[1] != other[1]
    ]
    return pixels + corners


def _right_part(region: Plane, under: Plane, path: Sequence[Point]) -> Plane:
    """A part is to the right where more of its pixels beside the line are."""
    right, left = none(region.shape), none(region.shape)
    near = none(region.shape)
    for row, column in np.argwhere(under):
        near[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = True
    for part in plain_regions(region & ~under):
        beside = np.argwhere(part & near)
        is_right = len(beside) and _votes(beside, path) > 0
        (right if is_right else left)[part] = True
    if not right.any() or not left.any():
        return none(region.shape)
    rights, lefts = np.argwhere(right), np.argwhere(left)
    for pixel in np.argwhere(under):
        to_right = ((rights - pixel) ** 2).sum(axis=1).min()
        right[tuple(pixel)] = to_right < ((lefts - pixel) ** 2).sum(axis=1).min()
    return right


def _votes(pixels: NDArray[np.intp], path: Sequence[Point]) -> int:
    """How many more of some pixels are to the right of the nearest piece of the line."""
    y, x = pixels[:, 0] + 0.5, pixels[:, 1] + 0.5
    pieces = [(start, end) for start, end in pairwise(path) if start != end]
    if not pieces:
        return 0
    away = np.array([_away(y, x, *piece) for piece in pieces])
    across = np.array(
        [
            ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / math.dist((x0, y0), (x1, y1))
            for (x0, y0), (x1, y1) in pieces
        ]
    )
    # At a corner two pieces are equally near, and both count.
    nearest = away <= away.min(axis=0) + 1e-9
    turns = (across * nearest).sum(axis=0)
    return int((turns > 0).sum()) - int((turns < 0).sum())


# Hull -----------------------------------------------------------------------------------------


def hull(plane: Plane) -> Plane:
    """The pixels whose centre is on the inner side of each side of the hull of all centres."""
    points = [(int(row), int(end)) for row, columns in _rows(plane) for end in columns]
    if not points:
        return none(plane.shape)
    corners = _chain(sorted(points)) + _chain(sorted(points, reverse=True))
    ys, xs = zip(*points, strict=True)
    rows, columns = np.ogrid[min(ys) : max(ys) + 1, min(xs) : max(xs) + 1]
    found = none(plane.shape)
    within = found[min(ys) : max(ys) + 1, min(xs) : max(xs) + 1]
    within[...] = True
    for (y0, x0), (y1, x1) in pairwise([*corners, corners[0]]):
        within &= (y1 - y0) * (columns - x0) - (x1 - x0) * (rows - y0) >= 0
    return found


def _rows(plane: Plane) -> list[tuple[int, tuple[int, int]]]:
    """The first and the last pixel of each row that has any."""
    ends = [(row, np.flatnonzero(pixels)) for row, pixels in enumerate(plane)]
    return [(row, (int(found[0]), int(found[-1]))) for row, found in ends if found.size]


def _chain(points: list[Pixel]) -> list[Pixel]:
    """One half of a hull, without its last corner, which begins the other half."""
    found: list[Pixel] = []
    for row, column in points:
        while len(found) >= 2:
            (y0, x0), (y1, x1) = found[-2:]
            if (y1 - y0) * (column - x0) - (x1 - x0) * (row - y0) > 0:
                break
            found.pop()
        found.append((row, column))
    return found[:-1] or found

"""Outlines of instances as line segments, found anew for the part of an image that is drawn.

Two kinds: *borders* run on the borders of the pixels, which is the truth and shows when zoomed in;
*smooth* ones cut their corners (marching squares at the middle of the borders, straight through
blocks of four cells where that makes no difference to the eye), which is what one wants to see
when a pixel of the image is about a pixel of the screen.
Coordinates are (x, y) with pixel (row r, column c) covering [c, c + 1) x [r, r + 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes

STRAIGHT_PX = 0.36
"""How far a straight smooth line may pass the middle of a border, in taken pixels."""

Segments = NDArray[np.float32]
"""(S, 4): x0, y0, x1, y1 of S segments."""

_Bits = NDArray[np.unsignedinteger]
_Places = NDArray[np.intp]
_Line = tuple[float, float, float, float]

# Corners of a marching-squares cell: 1 = upper left, 2 = upper right, 4 = lower left, 8 = lower
# right. The cell is centred on a pixel corner; its sides' middles lie on the pixel borders.
_UP, _DOWN, _LEFT, _RIGHT = (0.0, -0.5), (0.0, 0.5), (-0.5, 0.0), (0.5, 0.0)
_CELL_LINES: dict[int, tuple[_Line, ...]] = {
    0: (),
    1: ((*_LEFT, *_UP),),
    2: ((*_UP, *_RIGHT),),
    3: ((*_LEFT, *_RIGHT),),
    4: ((*_LEFT, *_DOWN),),
    5: ((*_UP, *_DOWN),),
    6: ((*_LEFT, *_UP), (*_DOWN, *_RIGHT)),
    7: ((*_DOWN, *_RIGHT),),
    8: ((*_DOWN, *_RIGHT),),
    9: ((*_UP, *_RIGHT), (*_LEFT, *_DOWN)),
    10: ((*_UP, *_DOWN),),
    11: ((*_LEFT, *_DOWN),),
    12: ((*_LEFT, *_RIGHT),),
    13: ((*_UP, *_RIGHT),),
    14: ((*_LEFT, *_UP),),
    15: (),
}
# The three by three pixels around a block of four cells, and what each counts in a block's code.
_ROW, _COLUMN = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
_WEIGHT = 1 << np.arange(9)

_NO_RUNS = np.zeros((0, 4), np.intp)


def outline_segments(
    planes: BitPlanes, box: Box, step: int, *, smooth: bool
) -> dict[int, Segments]:
    """The outline inside a box of each instance that has one there, in image coordinates.

    Every `step`-th pixel is taken, and the box is counted in taken pixels; it begins at an even row
    and column. It owns the corners and borders of pixels at its upper left, and those at the
    image's end: boxes side by side give each segment once.
    """
    height, width = -(-planes.height // step), -(-planes.width // step)
    top, left, bottom, right = box[0], box[1], min(box[2], height), min(box[3], width)
    if bottom <= top or right <= left:
        return {}
    rows, columns = bottom - top + (bottom == height), right - left + (right == width)
    # One pixel more on each side, and another one where cells are left that fill half a block.
    window = _window(
        planes.bits[::step, ::step],
        top - 1,
        left - 1,
        rows + 2 + rows % 2,
        columns + 2 + columns % 2,
    )
    if not window.any():
        return {}
    found = (_smooth_lines if smooth else _border_lines)(window, rows, columns)
    corner = np.array([left, top, left, top], np.float32)
    # The last taken pixel may stand for fewer than `step`: keep the line on the image.
    end = np.array([planes.width, planes.height] * 2, np.float32)
    return {
        number: np.minimum((segments + corner) * np.float32(step), end)
        for number, segments in found
    }


def _window(bits: _Bits, top: int, left: int, rows: int, columns: int) -> _Bits:
    """Part of the bits, which are 0 outside the image."""
    window = np.zeros((rows, columns), bits.dtype)
    inside = bits[max(top, 0) : top + rows, max(left, 0) : left + columns]
    row, column = max(-top, 0), max(-left, 0)
    window[row : row + inside.shape[0], column : column + inside.shape[1]] = inside
    return window


def _by_number(bits: _Bits) -> tuple[list[int], NDArray[np.intp], _Places]:
    """The instances that are in any of some bits, in how many of them each is, and in which."""
    there = int(np.bitwise_or.reduce(bits)) if bits.size else 0
    numbers = [number for number in range(there.bit_length()) if there >> number & 1]
    places = [np.flatnonzero(bits & bits.dtype.type(1 << number)) for number in numbers]
    sizes = np.array([part.size for part in places], np.intp)
    return numbers, sizes, np.concatenate(places) if places else np.zeros(0, np.intp)


def _smooth_lines(window: _Bits, rows: int, columns: int) -> Iterator[tuple[int, Segments]]:
    """Segments around pixel corners, block by block, relative to the box's first pixel."""
    width = columns + 1 + columns % 2
    pixels = np.ascontiguousarray(window[: rows + 1 + rows % 2, :width])
    any_of = pixels[:, :-2] | pixels[:, 1:-1] | pixels[:, 2:]
    all_of = pixels[:, :-2] & pixels[:, 1:-1] & pixels[:, 2:]
    mixed = any_of[:-2:2] | any_of[1:-1:2] | any_of[2::2]
    mixed ^= all_of[:-2:2] & all_of[1:-1:2] & all_of[2::2]
    mixed = mixed[:, ::2].ravel()
    blocks = np.flatnonzero(mixed != 0)
    numbers, sizes, chosen = _by_number(mixed[blocks])
    if not numbers:
        return
    y, x = np.divmod(blocks[chosen], width // 2)
    y, x = 2 * y, 2 * x
    around = pixels.ravel()[(y * width + x)[:, np.newaxis] + (_ROW * width + _COLUMN)]
    bits = np.repeat(np.array([1 << number for number in numbers], window.dtype), sizes)
    codes = ((around & bits[:, np.newaxis]) != 0) @ _WEIGHT
    lines, first, counts = _block_lines()
    count = counts[codes]
    block = np.repeat(np.arange(codes.size), count)
    # The lines of a block stand side by side in the table.
    place = np.arange(block.size) + np.repeat(first[codes] - np.cumsum(count) + count, count)
    found = lines[place] + np.stack([x, y, x, y], axis=1).astype(np.float32)[block]
    ends = np.cumsum(count)[np.cumsum(sizes) - 1]
    yield from zip(numbers, np.split(found, ends[:-1]), strict=True)


@cache
def _block_lines() -> tuple[Segments, _Places, NDArray[np.intp]]:
    """The lines of each block of 2 x 2 cells by the 3 x 3 pixels at their corners.

    The three rows of pixels are the bits of a block's code; lines are relative to the corner that
    its first cell is centred on. Returns all lines, and for each of the 512 codes which is its
    first one and how many it has.
    """
    found = [_lines_of_block(code) for code in range(512)]
    counts = np.array([len(lines) for lines in found])
    lines = np.array([line for lines in found for line in lines], np.float32)
    return lines, np.cumsum(counts) - counts, counts


def _lines_of_block(code: int) -> list[_Line]:
    lines = []
    for row, column in product(range(2), repeat=2):
        above, below = code >> 3 * row + column & 3, code >> 3 * row + 3 + column & 3
        for x0, y0, x1, y1 in _CELL_LINES[above | below << 2]:
            lines.append((column + x0, row + y0, column + x1, row + y1))
    points = [point for x0, y0, x1, y1 in lines for point in ((x0, y0), (x1, y1))]
    at_sides = [(x, y) for x, y in points if not (-0.5 < x < 1.5 and -0.5 < y < 1.5)]
    if len(at_sides) == 2:
        chord = (*at_sides[0], *at_sides[1])
        if all(_distance(point, chord) <= STRAIGHT_PX for point in points):
            return [chord]
    return lines


def _distance(point: tuple[float, float], line: _Line) -> float:
    x0, y0, x1, y1 = line
    across = (point[0] - x0) * (y1 - y0) - (point[1] - y0) * (x1 - x0)
    return abs(across) / math.hypot(x1 - x0, y1 - y0)


def _border_lines(window: _Bits, rows: int, columns: int) -> Iterator[tuple[int, Segments]]:
    """Runs of pixel borders between inside and outside, relative to the box's first pixel."""
    pixels = window[1 : rows + 1, 1 : columns + 1]
    # Border k lies above row k (left of column k) of the box.
    across = _runs(window[:rows, 1 : columns + 1] ^ pixels)
    down = _runs((window[1 : rows + 1, :columns] ^ pixels).T)
    for number in sorted(across.keys() | down.keys()):
        runs = [across.get(number, _NO_RUNS), down.get(number, _NO_RUNS)[:, [1, 0, 3, 2]]]
        yield number, np.concatenate(runs).astype(np.float32)


def _runs(edges: _Bits) -> dict[int, NDArray[np.intp]]:
    """Each instance's runs along the second axis: start, line, end, line."""
    # One column more, always empty, so that no run goes on in the next line.
    flat = np.pad(edges, ((0, 0), (0, 1))).ravel()
    places = np.flatnonzero(flat != 0)
    numbers, sizes, chosen = _by_number(flat[places])
    runs = {}
    for number, at in zip(numbers, np.split(places[chosen], np.cumsum(sizes)[:-1]), strict=False):
        breaks = np.flatnonzero(np.diff(at) != 1)
        first, last = at[np.r_[0, breaks + 1]], at[np.r_[breaks, -1]]
        line, start = np.divmod(first, edges.shape[1] + 1)
        runs[number] = np.stack([start, line, start + last - first + 1, line], axis=1)
    return runs

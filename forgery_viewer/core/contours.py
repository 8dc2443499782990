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
_MOST_LINES = 8


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
    # With one pixel more on each side, and whole blocks of two cells.
    window = _window(planes.bits[::step, ::step], top - 1, left - 1, rows + 2, columns + 2)
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


def _numbers(bits: _Bits) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Each instance that is in any of the bits, and in which of them."""
    there = int(np.bitwise_or.reduce(bits)) if bits.size else 0
    for number in range(there.bit_length()):
        if there >> number & 1:
            yield number, (bits & bits.dtype.type(1 << number)) != 0


def _smooth_lines(window: _Bits, rows: int, columns: int) -> Iterator[tuple[int, Segments]]:
    """Segments around pixel corners, block by block, relative to the box's first pixel."""
    # An odd number of cells: the pixels after the last one are outside the image.
    pixels = np.pad(window[: rows + 1, : columns + 1], ((0, rows % 2), (0, columns % 2)))
    any_of = pixels[:, :-2] | pixels[:, 1:-1] | pixels[:, 2:]
    all_of = pixels[:, :-2] & pixels[:, 1:-1] & pixels[:, 2:]
    mixed = any_of[:-2:2] | any_of[1:-1:2] | any_of[2::2]
    mixed ^= all_of[:-2:2] & all_of[1:-1:2] & all_of[2::2]
    mixed = mixed[:, ::2].ravel()
    blocks = np.flatnonzero(mixed != 0)
    y, x = np.divmod(blocks, pixels.shape[1] // 2)
    y, x = 2 * y, 2 * x
    corners = [r * pixels.shape[1] + c for r, c in product(range(3), repeat=2)]
    around = pixels.ravel()[(y * pixels.shape[1] + x)[:, np.newaxis] + corners]
    lines, there = _block_lines()
    for number, here in _numbers(mixed[blocks]):
        inside = (around[here] & window.dtype.type(1 << number)) != 0
        codes = inside @ (1 << np.arange(9))
        at = np.stack([x[here], y[here]] * 2, axis=1).astype(np.float32)
        yield number, (at[:, np.newaxis] + lines[codes])[there[codes]]


@cache
def _block_lines() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The lines of each block of 2 x 2 cells by the 3 x 3 pixels at their corners.

    Pixel (row r, column c) is bit 3 r + c of a block's code; lines are relative to the corner that
    its first cell is centred on. Returns (512, 8, 4) lines and which of them are there, (512, 8).
    """
    lines = np.zeros((512, _MOST_LINES, 4), np.float32)
    there = np.zeros((512, _MOST_LINES), np.bool_)
    for code in range(512):
        found = _lines_of_block(code)
        lines[code, : len(found)] = found or 0
        there[code, : len(found)] = True
    return lines, there


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
    inner = slice(1, -1)
    # Border k lies above row k (left of column k) of the box.
    across = window[:rows, inner] ^ window[1 : rows + 1, inner]
    down = (window[inner, :columns] ^ window[inner, 1 : columns + 1]).T
    runs_across, runs_down = dict(_runs(across)), dict(_runs(down))
    for number in sorted(runs_across.keys() | runs_down.keys()):
        lines = []
        if number in runs_across:
            y, x0, x1 = runs_across[number]
            lines.append(np.stack([x0, y, x1, y], axis=1))
        if number in runs_down:
            x, y0, y1 = runs_down[number]
            lines.append(np.stack([x, y0, x, y1], axis=1))
        yield number, np.concatenate(lines).astype(np.float32)


def _runs(edges: _Bits) -> Iterator[tuple[int, tuple[_Places, _Places, _Places]]]:
    """Line, start and end of each instance's runs along the second axis."""
    # One column more, always empty, so that no run goes on in the next line.
    padded = np.zeros((edges.shape[0], edges.shape[1] + 1), edges.dtype)
    padded[:, :-1] = edges
    flat = padded.ravel()
    places = np.flatnonzero(flat != 0)
    for number, here in _numbers(flat[places]):
        at = places[here]
        breaks = np.diff(at) != 1
        first, last = at[np.r_[True, breaks]], at[np.r_[breaks, True]]
        line, start = np.divmod(first, padded.shape[1])
        yield number, (line, start, start + last - first + 1)

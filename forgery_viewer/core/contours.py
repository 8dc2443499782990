"""Outlines of instances as line segments, found tile by tile so that a stroke renews few of them.

Two kinds: `borders` runs on the borders of the pixels, which is the truth and shows when zoomed
in; `smooth` cuts their corners (marching squares at the middle of the borders), which is what the
eye wants when a pixel of the image is about a pixel of the screen.
Coordinates are (x, y) with pixel (row r, column c) covering [c, c + 1) x [r, r + 1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.planes import BitPlanes

TILE_PX = 256

Segments = NDArray[np.float32]
"""(S, 4): x0, y0, x1, y1 of S segments."""

_NO_SEGMENTS = np.zeros((0, 4), np.float32)

# Corners of a marching-squares cell: 1 = upper left, 2 = upper right, 4 = lower left, 8 = lower
# right. The cell is centred on a pixel corner; its sides' middles lie on the pixel borders.
_UP, _DOWN, _LEFT, _RIGHT = (0.0, -0.5), (0.0, 0.5), (-0.5, 0.0), (0.5, 0.0)
_CELL_LINES: dict[int, tuple[tuple[tuple[float, float], tuple[float, float]], ...]] = {
    1: ((_LEFT, _UP),),
    2: ((_UP, _RIGHT),),
    3: ((_LEFT, _RIGHT),),
    4: ((_LEFT, _DOWN),),
    5: ((_UP, _DOWN),),
    6: ((_LEFT, _UP), (_DOWN, _RIGHT)),
    7: ((_DOWN, _RIGHT),),
    8: ((_DOWN, _RIGHT),),
    9: ((_UP, _RIGHT), (_LEFT, _DOWN)),
    10: ((_UP, _DOWN),),
    11: ((_LEFT, _DOWN),),
    12: ((_LEFT, _RIGHT),),
    13: ((_UP, _RIGHT),),
    14: ((_LEFT, _UP),),
}


def tile_window(planes: BitPlanes, row: int, column: int, step: int) -> NDArray[np.generic]:
    """The bits of one tile at every `step`-th pixel, with one pixel more on each side.

    The tile covers TILE_PX x TILE_PX taken pixels from (row, column), counted in taken pixels;
    what lies outside the image is 0.
    """
    bits = planes.bits[::step, ::step]
    height, width = bits.shape
    bottom, right = min(row + TILE_PX, height), min(column + TILE_PX, width)
    window = np.zeros((bottom - row + 2, right - column + 2), bits.dtype)
    top, left = max(row - 1, 0), max(column - 1, 0)
    end_row, end_column = min(bottom + 1, height), min(right + 1, width)
    window[top - row + 1 : end_row - row + 1, left - column + 1 : end_column - column + 1] = bits[
        top:end_row, left:end_column
    ]
    return window


def tile_segments(
    planes: BitPlanes, row: int, column: int, step: int, *, smooth: bool
) -> dict[int, Segments]:
    """The outline inside one tile of each instance that has one there, in image coordinates.

    A tile owns the pixel corners and borders at its upper left, and those at the image's end.
    """
    window = tile_window(planes, row, column, step)
    last_row = (row + TILE_PX) * step >= planes.height
    last_column = (column + TILE_PX) * step >= planes.width
    find = _smooth_segments if smooth else _border_segments
    # A tile that is one value throughout has no outline: most of them.
    if window.size and np.all(window == window.flat[0]) and window.flat[0] == 0:
        return {}
    found: dict[int, Segments] = {}
    for number in range(planes.count):
        plane = ((window >> planes.bit_shift(number)) & planes.bit(0)).astype(np.uint8)  # type: ignore[operator]
        segments = find(plane, last_row, last_column)
        if segments.size:
            segments += np.array([column, row, column, row], np.float32)
            segments *= np.float32(step)
            # The last taken pixel may stand for fewer than `step`: keep the line on the image.
            np.minimum(segments[:, 0::2], planes.width, out=segments[:, 0::2])
            np.minimum(segments[:, 1::2], planes.height, out=segments[:, 1::2])
            found[number] = segments
    return found


def _border_segments(plane: NDArray[np.uint8], last_row: bool, last_column: bool) -> Segments:
    """Runs of pixel borders between inside and outside, relative to the tile's first pixel."""
    height, width = plane.shape[0] - 2, plane.shape[1] - 2
    rows = height + 1 if last_row else height
    columns = width + 1 if last_column else width
    # Border k lies above row k (left of column k) of the tile.
    across = plane[:rows, 1 : width + 1] != plane[1 : rows + 1, 1 : width + 1]
    down = plane[1 : height + 1, :columns] != plane[1 : height + 1, 1 : columns + 1]
    y, x0, x1 = _runs(across)
    x, y0, y1 = _runs(down.T)
    horizontal = np.stack([x0, y, x1, y], axis=1)
    vertical = np.stack([x, y0, x, y1], axis=1)
    return np.concatenate([horizontal, vertical]).astype(np.float32)


def _runs(edges: NDArray[np.bool_]) -> tuple[NDArray[np.intp], ...]:
    """Line, start and end of each run of true along the second axis."""
    padded = np.zeros((edges.shape[0], edges.shape[1] + 2), np.int8)
    padded[:, 1:-1] = edges
    steps = np.diff(padded, axis=1)
    line, start = np.nonzero(steps == 1)
    _line, end = np.nonzero(steps == -1)
    return line, start, end


def _smooth_segments(plane: NDArray[np.uint8], last_row: bool, last_column: bool) -> Segments:
    """Marching-squares segments around pixel corners, relative to the tile's first pixel."""
    rows = plane.shape[0] - 1 if last_row else plane.shape[0] - 2
    columns = plane.shape[1] - 1 if last_column else plane.shape[1] - 2
    cells = plane[:rows, :columns] | (plane[:rows, 1 : columns + 1] << 1)
    cells |= plane[1 : rows + 1, :columns] << 2
    cells |= plane[1 : rows + 1, 1 : columns + 1] << 3
    y, x = np.nonzero((cells != 0) & (cells != 15))
    if x.size == 0:
        return _NO_SEGMENTS
    codes = cells[y, x]
    corner = np.stack([x, y, x, y], axis=1).astype(np.float32)
    parts = []
    for code, lines in _CELL_LINES.items():
        here = corner[codes == code]
        if here.size:
            parts += [here + np.array([*start, *end], np.float32) for start, end in lines]
    return np.concatenate(parts)

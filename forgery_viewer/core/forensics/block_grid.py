"""The grid of 8 x 8 blocks that JPEG leaves in an image, and where it is shifted or missing."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.blocks import (
    BLOCK_PX,
    SHIFTS,
    shift_of,
    to_pixels,
    window,
    window_reach,
    window_sums,
)
from forgery_viewer.core.forensics.levels import gain, to_uint8
from forgery_viewer.core.forensics.parameters import Values, a_choice, number, whole
from forgery_viewer.core.forensics.view import ForensicView, Pixels, nothing
from forgery_viewer.core.opencv import cv2

_AT_SHIFT, _ANY_SHIFT = "grid at the shift", "strongest grid in colour"
_LARGEST_JUMP = 50
"""Larger jumps count as this: they are edges of what is shown (Li, Yuan and Yu, 2009)."""

_NOT_ZERO = 0.25
"""Added to mean jumps, in levels: where nothing is there, nothing is a grid."""


def grid_strengths(brightness: Pixels, blocks_wide: int) -> NDArray[np.float64]:
    """How strong a grid there is at each shift, by block, from the columns alone.

    The jump at column x of a row is what is left between x - 1 and x once the slopes on both sides
    are taken off, |f(x-2) - 3 f(x-1) + 3 f(x) - f(x+1)|, of which blocking is measured by Minami
    and Zakhor (IEEE TCSVT 5, 1995). Strength at a shift is the mean jump at every eighth column
    from there, over the mean at all others, minus 1: about 0 where there is no grid.

    Args:
        brightness: (H, W).
        blocks_wide: Over how many blocks, in each direction, the means are taken.

    Returns:
        (rows of blocks, columns of blocks, 8), the last axis for shifts of 0 to 7 px. Blocks are
        those from the corner, whatever the shift.
    """
    bends = cv2.filter2D(brightness, cv2.CV_16S, np.array([[1.0, -3.0, 3.0, -1.0]]), anchor=(2, 0))
    jumps = np.minimum(np.abs(bends), _LARGEST_JUMP).astype(np.uint8)
    # The first two columns and the last have no neighbours to jump from.
    there = np.ones_like(jumps)
    for columns in (slice(0, 2), slice(jumps.shape[1] - 1, None)):
        jumps[:, columns] = there[:, columns] = 0
    counts = window_sums(_by_shift(there), blocks_wide)
    means = window_sums(_by_shift(jumps), blocks_wide) / np.maximum(counts, 1)
    known = counts > 0
    others = np.maximum(known.sum(axis=2, keepdims=True) - 1, 1)
    rest = (means.sum(axis=2, keepdims=True) - means) / others
    return np.where(known, (means + _NOT_ZERO) / (rest + _NOT_ZERO) - 1, 0)


def _by_shift(jumps: Pixels) -> NDArray[np.float64]:
    """Sums over the rows of each block, (block rows, block columns, 8)."""
    height, width = jumps.shape
    grown = np.pad(jumps, ((0, -height % BLOCK_PX), (0, -width % BLOCK_PX)))
    rows = grown.reshape(-1, BLOCK_PX, grown.shape[1]).sum(axis=1, dtype=np.float64)
    return np.asarray(rows.reshape(len(rows), -1, BLOCK_PX), np.float64)


def _both_ways(image: Pixels, values: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strengths by shift downwards and by shift to the right, of the same blocks."""
    brightness = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    wide = whole(values, "window")
    turned = grid_strengths(np.ascontiguousarray(brightness.T), wide)
    return turned.transpose(1, 0, 2), grid_strengths(brightness, wide)


def _block_grid(image: Pixels, values: Values, _: None) -> Pixels:
    down, right = _both_ways(image, values)
    scale = 255 / 2 * number(values, "gain")
    if values["show"] == _AT_SHIFT:
        shift_down, shift_right = shift_of(values)
        strength = down[..., shift_down] + right[..., shift_right]
        return to_pixels(to_uint8(strength * scale), image.shape)
    strength = down.max(axis=2) + right.max(axis=2)
    colours = _COLOURS[down.argmax(axis=2), right.argmax(axis=2)]
    # Cut off before it is coloured: a strong grid must not turn white.
    bright = np.clip(strength * scale, 0, 255)[..., np.newaxis]
    return to_pixels(to_uint8(colours * bright), image.shape)


def _colours() -> NDArray[np.float64]:
    """A colour for each shift (down, right), RGB from 0 to 1, (8, 8, 3).

    White is no shift; the farther right, the less red, and the farther down, the less green.
    """
    left_of = 1 - np.arange(BLOCK_PX) / (BLOCK_PX - 1)
    both = np.broadcast_arrays(left_of, left_of[:, np.newaxis], 1.0)
    return np.asarray(np.stack(both, axis=2), np.float64)


_COLOURS = _colours()


def _reach(values: Values) -> int:
    return window_reach(values) + BLOCK_PX


BLOCK_GRID = ForensicView(
    key="block-grid",
    title="Block grid",
    shows=(
        "How strong the grid of 8 x 8 blocks is that JPEG leaves: a part where it is missing, or "
        "shifted (another colour), was put in or changed after the image had been saved as JPEG."
    ),
    misleads=(
        "Flat parts and images that were scaled since show no grid, and ruled lines look like one; "
        "on PNG figures, most of which never were JPEG files, it is no proof of copying."
    ),
    parameters=(
        a_choice("show", "Show", _AT_SHIFT, _ANY_SHIFT),
        gain(1.0, 20.0),
        window(5),
        *SHIFTS,
    ),
    picture=_block_grid,
    reach_px=_reach,
    prepare=nothing,
)

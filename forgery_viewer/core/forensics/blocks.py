"""Figures of the blocks of 8 x 8 pixels that JPEG cuts an image into."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.parameters import Parameter, Values, whole
from forgery_viewer.core.opencv import cv2

BLOCK_PX = 8

SHIFTS = (
    Parameter("shift_x", "Grid shifted right by", 0.0, 0.0, BLOCK_PX - 1.0, 1.0, "px"),
    Parameter("shift_y", "Grid shifted down by", 0.0, 0.0, BLOCK_PX - 1.0, 1.0, "px"),
)
"""Where the blocks begin: a figure put together from JPEGs has grids that do not start at 0."""


def window(usual: int) -> Parameter:
    """A parameter: over how many blocks in each direction means are taken."""
    return Parameter("window", "Mean over", float(usual), 1.0, 15.0, 2.0, "blocks")


def window_reach(values: Values) -> int:
    """How far from a pixel the window around its block reaches, in pixels."""
    return (whole(values, "window") // 2 + 1) * BLOCK_PX


def shift_of(values: Values) -> tuple[int, int]:
    """How far down and right of the corner the first whole block begins, in pixels."""
    return whole(values, "shift_y"), whole(values, "shift_x")


def pixels_before(shift: int, block_px: int = BLOCK_PX) -> int:
    """How many pixels are missing of the block that an image begins with."""
    return -shift % block_px


def window_sums(blocks: NDArray[np.float64], blocks_wide: int) -> NDArray[np.float64]:
    """Sums of (rows, columns, ...) over a window around each block, of the blocks there are.

    Exact as long as what is added up are whole numbers.
    """
    size = (blocks_wide, blocks_wide)
    border = cv2.BORDER_CONSTANT
    found = cv2.boxFilter(blocks, cv2.CV_64F, size, normalize=False, borderType=border)
    return np.asarray(found, np.float64).reshape(blocks.shape)


def to_pixels(
    blocks: NDArray[np.uint8], shape: tuple[int, ...], shift: tuple[int, int] = (0, 0)
) -> NDArray[np.uint8]:
    """A picture of (height, width, ...) in which each pixel has what its block has."""
    down, right = pixels_before(shift[0]), pixels_before(shift[1])
    rows = (np.arange(shape[0]) + down) // BLOCK_PX
    columns = (np.arange(shape[1]) + right) // BLOCK_PX
    return blocks[rows].take(columns, axis=1)

"""Red, green and blue over many images: exact sums of each image, and what follows from them.

Sums are whole numbers, so that neither the order of the images nor how they are shared out among
threads changes a digit of a mean or a standard deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """Mean and standard deviation of each channel over all pixels of some images, from 0 to 255."""

    images: int
    pixels: int
    mean_rgb: Triple
    std_rgb: Triple

    @property
    def mean_bgr(self) -> Triple:
        """The means in the order in which OpenCV reads channels."""
        return self.mean_rgb[::-1]

    @property
    def std_bgr(self) -> Triple:
        """The standard deviations in the order in which OpenCV reads channels."""
        return self.std_rgb[::-1]


@dataclass(frozen=True)
class ChannelTable:
    """The sums of images, a line for each row of an index.

    Attributes:
        pixels: (rows,) uint64, 0 where an image has not been read or cannot be.
        sums: (rows, 3) uint64, sum of red, green and blue.
        squares: (rows, 3) uint64, sum of their squares.
    """

    pixels: NDArray[np.uint64]
    sums: NDArray[np.uint64]
    squares: NDArray[np.uint64]

    @classmethod
    def unread(cls, rows: int) -> ChannelTable:
        """A table in which nothing is known yet."""
        return cls(
            np.zeros(rows, np.uint64),
            np.zeros((rows, 3), np.uint64),
            np.zeros((rows, 3), np.uint64),
        )

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which images have been read, (rows,)."""
        return self.pixels > 0

    def with_rows(self, rows: NDArray[np.intp], part: ChannelTable) -> ChannelTable:
        """The table with these rows taken from another, whose lines are those rows in order."""
        table = ChannelTable(self.pixels.copy(), self.sums.copy(), self.squares.copy())
        table.pixels[rows] = part.pixels
        table.sums[rows] = part.sums
        table.squares[rows] = part.squares
        return table

    def figures(self, rows: NDArray[np.intp]) -> ChannelFigures | None:
        """Figures over the pixels of some rows; None where none of them is known."""
        rows = rows[self.known[rows]]
        if not len(rows):
            return None
        pixels = int(self.pixels[rows].sum())
        sums: list[int] = self.sums[rows].sum(axis=0).tolist()
        squares: list[int] = self.squares[rows].sum(axis=0).tolist()
        mean = [total / pixels for total in sums]
        # Whole numbers of any size until the root: nothing cancels.
        std = [
            math.sqrt((square * pixels - total * total) / (pixels * pixels))
            for total, square in zip(sums, squares, strict=True)
        ]
        return ChannelFigures(
            len(rows), pixels, (mean[0], mean[1], mean[2]), (std[0], std[1], std[2])
        )


def channel_sums(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Sum and sum of squares of each channel of an RGB uint8 image (H, W, 3), each (3,) uint64."""
    # OpenCV adds whole numbers and gives them as floats, which are exact up to 2 ** 53: an image of
    # the largest size that is read stays under 2 ** 45.
    sums = cv2.sumElems(image)[:3]
    squares = [cv2.norm(channel, cv2.NORM_L2SQR) for channel in cv2.split(image)]
    return np.array(sums, np.uint64), np.array(squares, np.uint64)

"""Red, green and blue over many images: exact sums of each image, and what follows from them.

Sums are whole numbers, so that neither the order of the images nor how they are shared out among
threads changes a digit of a mean or a standard deviation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ImageError
from forgery_viewer.core.images import read_image
from forgery_viewer.core.index import Index
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.parallel import Cancelled

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """Red, green and blue of some images, from 0 to 255.

    Attributes:
        images: How many images there are.
        pixels: How many pixels they have together.
        mean_rgb: Mean over all their pixels.
        std_rgb: Standard deviation over all their pixels.
        image_mean_rgb: Mean of the images' means, in which each image counts once.
        image_std_rgb: Mean of the images' standard deviations, in which each image counts once.
    """

    images: int
    pixels: int
    mean_rgb: Triple
    std_rgb: Triple
    image_mean_rgb: Triple
    image_std_rgb: Triple

    @property
    def mean_bgr(self) -> Triple:
        """The means in the order in which OpenCV reads channels."""
        return self.mean_rgb[::-1]

    @property
    def std_bgr(self) -> Triple:
        """The standard deviations in the order in which OpenCV reads channels."""
        return self.std_rgb[::-1]


@dataclass(frozen=True, slots=True)
class ChannelSums:
    """The sums of some images, as columns of equal length.

    Attributes:
        rows: Row numbers, each once.
        pixels: (n,) uint64, 0 where an image cannot be read.
        sums: (n, 3) uint64, sum of red, green and blue.
        squares: (n, 3) uint64, sum of their squares.
    """

    rows: NDArray[np.intp]
    pixels: NDArray[np.uint64]
    sums: NDArray[np.uint64]
    squares: NDArray[np.uint64]

    @classmethod
    def of(cls, rows: Sequence[int], found: Sequence[Sequence[int]]) -> ChannelSums:
        """Sums from seven numbers a row, as `channel_sums` gives them."""
        table = np.array(found, np.uint64).reshape(-1, 7)
        return cls(np.array(rows, np.intp), table[:, 0], table[:, 1:4], table[:, 4:])


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

    def with_sums(self, part: ChannelSums) -> ChannelTable:
        """The table that knows these sums as well."""
        table = ChannelTable(self.pixels.copy(), self.sums.copy(), self.squares.copy())
        table.pixels[part.rows] = part.pixels
        table.sums[part.rows] = part.sums
        table.squares[part.rows] = part.squares
        return table

    def figures(self, rows: NDArray[np.intp]) -> ChannelFigures | None:
        """Figures over some rows, in ascending order; None where no image of them is known."""
        rows = rows[self.known[rows]]
        if not len(rows):
            return None
        pixels, sums, squares = self.pixels[rows], self.sums[rows], self.squares[rows]
        mean, std = _over_all(int(pixels.sum()), sums.sum(axis=0), squares.sum(axis=0))
        means = sums / pixels[:, np.newaxis]
        variances = np.maximum(squares / pixels[:, np.newaxis] - means**2, 0)
        return ChannelFigures(
            len(rows),
            int(pixels.sum()),
            mean,
            std,
            _triple(means.mean(axis=0)),
            _triple(np.sqrt(variances).mean(axis=0)),
        )


def read_channels(
    index: Index, rows: Sequence[int] | NDArray[np.intp], cancelled: Cancelled | None = None
) -> ChannelSums:
    """Decode the images of some rows and sum up their channels; 16 bits are scaled to 8.

    Can be called from any thread. `cancelled` is asked before each row; once it says so, only the
    rows read until then are in the answer.
    """
    done, found = list[int](), list[list[int]]()
    for row in rows:
        if cancelled is not None and cancelled():
            break
        found.append(sums_of(index, int(row)))
        done.append(int(row))
    return ChannelSums.of(done, found)


def sums_of(index: Index, row: int) -> list[int]:
    """The sums of the image of one row as `channel_sums`, zeros where it cannot be read."""
    try:
        return channel_sums(read_image(Path(index.column("image_path")[row])))
    except (ImageError, MemoryError):
        return [0] * 7


def channel_sums(image: NDArray[np.uint8]) -> list[int]:
    """Pixels, sums and sums of squares of red, green and blue of an RGB image (H, W, 3)."""
    # OpenCV adds whole numbers, gives them as floats, and squares a root: the last digits of a sum
    # under 2 ** 45, as of the largest image that is read, may be off behind the point.
    height, width = image.shape[:2]
    squares = [cv2.norm(channel, cv2.NORM_L2SQR) for channel in cv2.split(image)]
    return [height * width, *map(round, cv2.sumElems(image)[:3]), *map(round, squares)]


def _over_all(
    pixels: int, sums: NDArray[np.uint64], squares: NDArray[np.uint64]
) -> tuple[Triple, Triple]:
    """Mean and standard deviation, in whole numbers of any size up to the last step."""
    mean, std = [], []
    for total, square in zip(sums.tolist(), squares.tolist(), strict=True):
        mean.append(total / pixels)
        std.append(math.sqrt((square * pixels - total * total) / (pixels * pixels)))
    return _triple(mean), _triple(std)


def _triple(numbers: Iterable[float]) -> Triple:
    red, green, blue = map(float, numbers)
    return red, green, blue

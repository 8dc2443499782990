"""Smaller copies of an image, so that a whole figure is drawn as fast as a part of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

SMALLEST_SIDE_PX = 256


class Pyramid:
    """An image and its halves, quarters ... down to about 256 px."""

    keeps_peaks = False
    """Whether the smaller levels hold the largest of what they stand for, which must be seen."""

    is_preview = False
    """Whether the levels only stand for an image that is still being read."""

    def __init__(self, image: NDArray[np.uint8]) -> None:
        """Keep `image` uint8 C-order and shrink it by area, level after level.

        It is (H, W, 3) RGB, or (H, W) grey where it was computed of an image.
        """
        self.levels: list[NDArray[np.uint8]] = [image]
        while max(self.levels[-1].shape[:2]) > 2 * SMALLEST_SIDE_PX:
            height, width = self.levels[-1].shape[:2]
            # A strip never gets thinner than one pixel.
            size = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
            smaller = cv2.resize(self.levels[-1], size, interpolation=cv2.INTER_AREA)
            self.levels.append(np.ascontiguousarray(smaller, dtype=np.uint8))

    @classmethod
    def of_levels(
        cls, levels: Sequence[NDArray[np.uint8]], *, keeps_peaks: bool = False
    ) -> Pyramid:
        """A pyramid that was made elsewhere, each level half as large as the one before it."""
        made = cls.__new__(cls)
        made.levels = list(levels)
        made.keeps_peaks = keeps_peaks
        return made

    @property
    def image(self) -> NDArray[np.uint8]:
        """The image itself, uint8: (H, W, 3) RGB or (H, W) grey."""
        return self.levels[0]

    @property
    def height(self) -> int:
        """Rows of the image."""
        return int(self.image.shape[0])

    @property
    def width(self) -> int:
        """Columns of the image."""
        return int(self.image.shape[1])

    @property
    def known_rows(self) -> int:
        """Rows of the image that there is something to see of, from the first one on."""
        return self.height

    @property
    def size_bytes(self) -> int:
        """Memory held by all levels."""
        return sum(level.nbytes for level in self.levels)

    def level_for(self, scale: float) -> int:
        """The smallest level that has at least a pixel for each screen pixel.

        Where peaks are kept it is the next one, which has at most a pixel for each: of more, some
        would fall between those of the screen. `scale` is in screen pixels per image pixel.
        """
        level = 0
        most = 1.0 if not self.keeps_peaks else 2.0
        while level + 1 < len(self.levels) and scale * 2 ** (level + 1) <= most:
            level += 1
        return level

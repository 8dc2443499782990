"""Few pixels in the place of an image that is still being read, to look at and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.images import shrink
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.pyramid import Pyramid

PREVIEW_SIDE_PX = 1024
"""The longer side of a preview: as many pixels as a canvas shows of a whole image."""

PREVIEWED_FROM_PX = 1 << 22
"""Smaller images are read before one could look at a preview of them."""


class Preview(Pyramid):
    """A picture of an image of `height` x `width` px, which lies where that image will lie.

    It has no pixels of the image to be read or measured: to ask for `image` is an error.
    """

    is_preview = True

    def __init__(
        self, picture: NDArray[np.uint8], height: int, width: int, rows: int | None = None
    ) -> None:
        """Show `picture` (h, w, 3) RGB for the first `rows` rows of the image, or all of them."""
        super().__init__(picture)
        self._height, self._width = height, width
        self._rows = height if rows is None else rows

    @property
    def image(self) -> NDArray[np.uint8]:
        """Nothing: RuntimeError."""
        raise RuntimeError("a preview has no pixels of the image")

    @property
    def height(self) -> int:
        """Rows of the image."""
        return self._height

    @property
    def width(self) -> int:
        """Columns of the image."""
        return self._width

    @property
    def known_rows(self) -> int:
        """Rows of the image that are seen, from the first one on."""
        return self._rows

    def level_for(self, scale: float) -> int:
        """The smallest level that has at least a pixel for each screen pixel."""
        return super().level_for(scale * self._width / self.levels[0].shape[1])


class RowPreview:
    """A preview of the rows of an image that have come, made along with its reading."""

    def __init__(self) -> None:
        self._picture = np.zeros((0, 0, 3), np.uint8)
        self._factor = 1
        self._rows = 0

    def take(self, image: NDArray[np.uint8], rows: int) -> None:
        """Shrink what is new of an (H, W, 3) image, of which the first `rows` rows are there."""
        height, width = image.shape[:2]
        if not self._picture.size:
            while max(height, width) > PREVIEW_SIDE_PX * self._factor:
                self._factor *= 2
            shape = (-(-height // self._factor), -(-width // self._factor), 3)
            self._picture = np.zeros(shape, np.uint8)
        self._shrink(image, rows // self._factor * self._factor)
        if rows == height:
            # Too few for a pixel: they get one of their own.
            self._shrink(image, rows)

    def _shrink(self, image: NDArray[np.uint8], end: int) -> None:
        if end > self._rows:
            first, last = self._rows // self._factor, -(-end // self._factor)
            size = (self._picture.shape[1], last - first)
            part = image[self._rows : end]
            self._picture[first:last] = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            self._rows = end

    def preview(self, height: int, width: int) -> Preview | None:
        """What has come so far of an image of `height` x `width` px; None before any row has."""
        if not self._rows:
            return None
        picture = self._picture[: -(-self._rows // self._factor)]
        return Preview(picture.copy(), height, width, self._rows)


def with_pixels(pyramid: Pyramid | None) -> Pyramid | None:
    """The pyramid where its pixels are those of the image, for what magnifies or reads them."""
    return None if pyramid is not None and pyramid.is_preview else pyramid


def preview_picture(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture of an image (H, W, 3) RGB that a preview shows of it, at most 1024 px a side."""
    return shrink(image, PREVIEW_SIDE_PX)


def is_previewed(height: int, width: int) -> bool:
    """Whether an image is so large that one looks at a preview of it first."""
    return height * width >= PREVIEWED_FROM_PX

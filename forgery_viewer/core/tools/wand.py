"""Wand: the pixels whose colour is near the one under the pointer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.tools.reaching import Pixel, holds, limits_of, reach

Image = NDArray[np.uint8]
"""(H, W, 3) RGB, or (H, W) of one channel, as the levels of a difference are."""


def wand_connected(image: Image, seed: Pixel, tolerance: int, within: Box | None = None) -> Mark:
    """The pixels connected to `seed` (row, column) whose colour is near the seed's.

    Near means: of no channel farther from the seed's than `tolerance`, 0 to 255. As all are
    compared with the seed itself, the region does not creep along a slope. It spreads over the
    sides of pixels. A seed outside the image or the box `within` covers nothing.
    """
    limits = limits_of(_size(image), within)
    if not holds(limits, seed):
        return NOTHING
    colour = image[seed]

    return reach(lambda box: _near(image, box, colour, tolerance), seed, limits, 4)


def wand_everywhere(image: Image, seed: Pixel, tolerance: int, within: Box | None = None) -> Mark:
    """As `wand_connected`, of all pixels within the box, connected or not."""
    limits = limits_of(_size(image), within)
    if not holds(limits, seed):
        return NOTHING
    near = _near(image, limits, image[seed], tolerance)
    return Mark(limits[0], limits[1], np.asarray(near != 0))


def _near(image: Image, box: Box, colour: NDArray[np.uint8], tolerance: int) -> NDArray[np.uint8]:
    top, left, bottom, right = box
    middle = np.atleast_1d(colour).astype(int)
    # As tuples, which OpenCV takes for one colour; it would take a list for a picture.
    low, high = tuple((middle - tolerance).tolist()), tuple((middle + tolerance).tolist())
    return np.asarray(cv2.inRange(image[top:bottom, left:right], low, high), np.uint8)


def _size(image: Image) -> tuple[int, int]:
    return image.shape[0], image.shape[1]

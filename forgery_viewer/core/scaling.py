"""One image as large as another one, so that the two can be laid on each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2


def scaled_to(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """(height, width, 3) of an RGB image (H, W, 3), stretched where its proportions are others.

    What shrinks is averaged over its area, so that nothing thin gets lost; what grows is
    interpolated by cubic splines. Each direction is treated as it changes.
    """
    rows, columns = image.shape[:2]
    # Down before up: the less there is to compute, and to hold.
    smaller = (min(columns, width), min(rows, height))
    if smaller != (columns, rows):
        image = np.asarray(cv2.resize(image, smaller, interpolation=cv2.INTER_AREA), np.uint8)
    if smaller != (width, height):
        image = np.asarray(
            cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8
        )
    return np.ascontiguousarray(image)

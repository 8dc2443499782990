"""What is printed on a figure: letters, digits, graphs, scale bars, frames.

They repeat all over a figure without having been copied, and are alike to the last pixel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.prediction import Image

#: Of squares of these sizes around a letter one has more than this share of ground.
_SIDES_PX = (15, 35)
_LEAST_GROUND = 0.3
_LEAST_OTHER_PX = 13

Mask = NDArray[np.uint8]


def find_printed(image: Image) -> Mask:
    """(H, W) uint8 0/1: where much of what is around has one colour to the last bit.

    The ground of what is printed is like that, and micrographs are nowhere but at their border,
    where they are too bright to be seen, or where everything under some level was made black. What
    is copied there is missed, unless there is more to it than a few pixels.
    """
    kernel = np.ones((3, 3), np.uint8)
    same = np.all(cv2.dilate(image, kernel) == cv2.erode(image, kernel), axis=2)
    ground = same.astype(np.float32)
    other = np.ones(same.shape, np.uint8)
    for side in _SIDES_PX:
        share = cv2.boxFilter(ground, cv2.CV_32F, (side, side), borderType=cv2.BORDER_REFLECT)
        other &= np.asarray(share <= _LEAST_GROUND, np.uint8)
    # Inside a word, between letters, there is hardly any ground.
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_LEAST_OTHER_PX, _LEAST_OTHER_PX))
    wide = cv2.morphologyEx(other, cv2.MORPH_OPEN, disc)
    return np.asarray(1 - wide, np.uint8)

"""The region of an instance that has a certain pixel."""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations.extents import extent, pixels
from forgery_viewer.core.planes import BitPlanes


def region_mark(planes: BitPlanes, number: int, row: int, column: int) -> Mark | None:
    """The 8-connected region of instance `number` at a pixel; None where the instance is not."""
    if not (0 <= row < planes.height and 0 <= column < planes.width):
        return None
    if not planes.bits[row, column] & planes.bit(number):
        return None
    box = extent(planes, number)
    if box is None:
        return None
    plane = pixels(planes, number, box)
    _count, labels, facts, _middles = cv2.connectedComponentsWithStats(
        plane.view(np.uint8), connectivity=8
    )
    label = int(labels[row - box[0], column - box[1]])
    left, top, width, height = (int(value) for value in facts[label][:4])
    inside = labels[top : top + height, left : left + width] == label
    return Mark(box[0] + top, box[1] + left, np.asarray(inside, np.bool_))

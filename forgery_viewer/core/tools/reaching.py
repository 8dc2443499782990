"""How far a seed reaches: the connected pixels of a kind around it, looked for from near to far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.core.opencv import cv2

Pixel = tuple[int, int]
"""(row, column)."""

Connectivity = Literal[4, 8]

_FIRST_PX, _TIMES = 512, 4
"""Side of the first window around a seed, and how many times as large the next one is."""

_REACHED = 2


def limits_of(shape: tuple[int, int], within: Box | None) -> Box:
    """The part of an image of `shape` (H, W) that lies in `within`, all of it for None."""
    if within is None:
        return 0, 0, *shape
    top, left, bottom, right = within
    return max(top, 0), max(left, 0), min(bottom, shape[0]), min(right, shape[1])


def holds(box: Box, pixel: Pixel) -> bool:
    """Whether a pixel lies in a box."""
    return box[0] <= pixel[0] < box[2] and box[1] <= pixel[1] < box[3]


def reach(
    alike: Callable[[Box], NDArray[np.uint8]],
    seed: Pixel,
    limits: Box,
    connectivity: Connectivity,
) -> Mark:
    """The pixels that hang together with `seed` within `limits`.

    Args:
        alike: For a box, (h, w) uint8 in an array that may be changed: where a pixel is of the kind
            that is looked for one value, 1 or 255, else 0.
        seed: Where to begin; a seed outside the limits reaches nothing.
        limits: Box that is not left.
        connectivity: 4 over the sides of pixels alone, 8 over their corners, too.
    """
    if not holds(limits, seed):
        return NOTHING
    side = _FIRST_PX
    while True:
        box = _window(seed, side, limits)
        image = alike(box)
        at = (seed[1] - box[1], seed[0] - box[0])
        if not image[at[1], at[0]]:
            return NOTHING
        _area, _image, _mask, found = cv2.floodFill(
            image, None, at, (_REACHED,), flags=connectivity
        )
        left, top, width, height = found
        reached = (box[0] + top, box[1] + left, box[0] + top + height, box[1] + left + width)
        # What stays off the window's border goes on nowhere; the border of the limits is the end.
        goes_on = any(
            one == edge != limit for one, edge, limit in zip(reached, box, limits, strict=True)
        )
        if not goes_on:
            inside = image[top : top + height, left : left + width]
            return Mark(
                reached[0],
                reached[1],
                np.equal(inside, _REACHED, out=inside.view(np.bool_)),
            )
        side *= _TIMES


def _window(seed: Pixel, side: int, limits: Box) -> Box:
    """The box of `side` px around a seed, cut off at the limits."""
    half = side // 2
    return (
        max(seed[0] - half, limits[0]),
        max(seed[1] - half, limits[1]),
        min(seed[0] + half, limits[2]),
        min(seed[1] + half, limits[3]),
    )

"""Grow, shrink, open and close by a disc, exact to the pixel.

A disc of radius r reaches the pixels whose centre is at most r from its own: dx^2 + dy^2 <= r^2.
What lies beyond the image's border is neither instance nor background: a region at the border does
not shrink away from it, and shrinking is growing of the background.

The disc is a run in each of its rows. So each row of the plane, 64 pixels a word, is widened step
by step to all lengths that runs have, and each length is laid on the rows that need it. The cost
goes with the radius and not with its square, and is 0.6 ms a pixel of radius for 14 MP.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.operations.extents import Plane
from forgery_viewer.core.operations.stopping import go_on
from forgery_viewer.core.parallel import Cancelled

_Words: TypeAlias = NDArray[np.uint64]
_ONE, _LAST = np.uint64(1), np.uint64(63)


def reach_px(radius_px: float) -> int:
    """How many whole pixels a disc reaches to each side."""
    return math.floor(radius_px)


def grow(plane: Plane, radius_px: float, cancelled: Cancelled | None = None) -> Plane:
    """The pixels of an (h, w) plane that are at most `radius_px` from one that is true."""
    height, width = plane.shape
    words = _packed(plane)
    grown = words.copy()
    square = math.floor(radius_px * radius_px)
    # Of the disc's rows, those farthest from its middle are the shortest.
    below = reach_px(radius_px)
    for half in range(below + 1):
        if half:
            go_on(cancelled)
            words = _one_wider(words)
        while below >= 0 and math.isqrt(square - below * below) == half:
            if below < height:
                grown[below:] |= words[: height - below]
                grown[: height - below] |= words[below:]
            below -= 1
    return _unpacked(grown, width)


def shrink(plane: Plane, radius_px: float, cancelled: Cancelled | None = None) -> Plane:
    """The pixels of an (h, w) plane that are farther than `radius_px` from one that is false."""
    return ~grow(~plane, radius_px, cancelled)


def open_up(plane: Plane, radius_px: float, cancelled: Cancelled | None = None) -> Plane:
    """What discs within an (h, w) plane cover: thin parts and small regions go."""
    return grow(shrink(plane, radius_px, cancelled), radius_px, cancelled)


def close_up(plane: Plane, radius_px: float, cancelled: Cancelled | None = None) -> Plane:
    """What no disc within the background reaches: gaps and small holes are filled."""
    return shrink(grow(plane, radius_px, cancelled), radius_px, cancelled)


def _packed(plane: Plane) -> _Words:
    """Pixel 64 j + k of a row in bit k of its word j."""
    height, width = plane.shape
    packed = np.zeros((height, -(-width // 64) * 8), np.uint8)
    packed[:, : -(-width // 8)] = np.packbits(plane, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64, copy=False)


def _unpacked(words: _Words, width: int) -> Plane:
    little = words.astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(little, axis=1, count=width, bitorder="little").view(np.bool_)


def _one_wider(words: _Words) -> _Words:
    """Rows with the pixels to the left and right of those that are set."""
    wider = words << _ONE
    wider |= words
    wider |= words >> _ONE
    wider[:, 1:] |= words[:, :-1] >> _LAST
    wider[:, :-1] |= words[:, 1:] << _LAST
    return wider

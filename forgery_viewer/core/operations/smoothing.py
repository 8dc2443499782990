"""Smooth outlines that keep the area of each region to the pixel.

Each region is blurred by a Gaussian, and as many pixels as it had before are taken from where the
blurred region is strongest; of equally strong ones those that it had already, then those further
up and then left. Regions come in reading order and none takes a pixel that another one had or has
taken, so the area of the instance stays, too. Beyond the image's border, a region goes on as it is
at the border.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations.blobs import find_regions_in
from forgery_viewer.core.operations.extents import Plane, slices, widened
from forgery_viewer.core.operations.stopping import go_on
from forgery_viewer.core.parallel import Cancelled

_FULL = 0xFFFF

Strength = NDArray[np.uint16]
"""(h, w): a blurred region, 65535 where it was everywhere around."""


def blur_reach_px(sigma_px: float) -> int:
    """How far the blur of a standard deviation goes."""
    return math.ceil(3 * sigma_px)


def smooth(plane: Plane, sigma_px: float, cancelled: Cancelled | None = None) -> Plane:
    """An (h, w) plane, each region of which has a smooth outline and its own area."""
    regions = find_regions_in(plane)
    result = np.zeros(plane.shape, np.bool_)
    reach = blur_reach_px(sigma_px)
    for label in regions.in_reading_order():
        go_on(cancelled)
        rows, columns = regions.box(label)
        box = (rows.start, columns.start, rows.stop, columns.stop)
        around = slices(widened(box, reach, plane.shape))
        labels = regions.labels[around]
        own = labels == label
        free = own | ((labels == 0) & ~result[around])
        strength = _blurred(own, sigma_px, reach)
        result[around] |= _strongest(strength, own, free, int(regions.areas_px[label - 1]))
    return result


def _blurred(own: Plane, sigma_px: float, reach: int) -> Strength:
    side = 2 * reach + 1
    blurred = cv2.GaussianBlur(
        own.astype(np.uint16) * _FULL, (side, side), sigma_px, borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(blurred, np.uint16)


def _strongest(strength: Strength, own: Plane, free: Plane, count: int) -> Plane:
    """The `count` strongest of the pixels that are free; all of a region's own are among them."""
    how_many = np.bincount(strength[free], minlength=_FULL + 1)
    at_least = np.cumsum(how_many[::-1])[::-1]
    weakest = int(np.flatnonzero(at_least >= count)[-1])
    taken = free & (strength > weakest)
    missing = count - int(np.count_nonzero(taken))
    equal = free & (strength == weakest)
    before, new = np.flatnonzero(equal & own), np.flatnonzero(equal & ~own)
    taken.flat[np.concatenate([before, new])[:missing]] = True
    return taken

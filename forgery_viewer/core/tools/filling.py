"""Fill: the area of equal mask value around a point, or everywhere.

The value of a pixel is which of some instances it belongs to. With one instance looked at, a point
beside it fills the hole or the background around the point, and a point on it takes in the region.
With all of them, each combination of instances is an area of its own, as in a paint bucket.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.reaching import Pixel, holds, limits_of, reach


def fill_connected(
    planes: BitPlanes, seed: Pixel, looked_at: int, within: Box | None = None
) -> Mark:
    """The pixels connected to `seed` (row, column) that have its mask value.

    What belongs to none of the instances looked at spreads over the sides of pixels alone, as a
    region holds together over corners; what belongs to any spreads over both.

    Args:
        planes: The mask.
        seed: Where to fill; outside the image or `within`, nothing is covered.
        looked_at: Bit k set for each instance k that counts; at least that which is filled.
        within: Box that is not left, as if the image ended there.
    """
    limits = limits_of(planes.bits.shape, within)
    if not holds(limits, seed):
        return NOTHING
    seen = planes.bits.dtype.type(looked_at)
    value = planes.bits[seed] & seen
    return reach(
        lambda box: _alike(planes, box, seen, value).view(np.uint8),
        seed,
        limits,
        8 if value else 4,
    )


def fill_everywhere(
    planes: BitPlanes, seed: Pixel, looked_at: int, within: Box | None = None
) -> Mark:
    """As `fill_connected`, of all pixels within the box that have the seed's mask value."""
    limits = limits_of(planes.bits.shape, within)
    if not holds(limits, seed):
        return NOTHING
    seen = planes.bits.dtype.type(looked_at)
    return Mark(limits[0], limits[1], _alike(planes, limits, seen, planes.bits[seed] & seen))


def _alike(
    planes: BitPlanes, box: Box, seen: np.unsignedinteger, value: np.unsignedinteger
) -> NDArray[np.bool_]:
    top, left, bottom, right = box
    masked = planes.bits[top:bottom, left:right] & seen
    # Bytes become booleans where they are: a new array as large as the image takes longer.
    out = masked.view(np.bool_) if masked.itemsize == 1 else None
    return np.asarray(np.equal(masked, value, out=out), np.bool_)

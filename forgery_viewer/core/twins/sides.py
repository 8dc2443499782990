"""Which region of an instance is the source, told from the authentic partner."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.regions import Region
from forgery_viewer.core.twins.cutouts import Cutout

#: Of 255: at more, faint copies count as unchanged and nobody can tell them from the source.
SIDES_THRESHOLD = 8

#: A region with a smaller share of changed pixels has not been pasted to.
CHANGED_SHARE = 0.03

#: How many times more of a copy than of the source must have changed.
CONTRAST = 3.0


class Side(Enum):
    """What a region of an instance is."""

    SOURCE = "source"
    COPY = "copy"
    UNKNOWN = "unknown"


def tell_sides(
    regions: Sequence[Region],
    plane: NDArray[np.bool_] | NDArray[np.uint8],
    changed: NDArray[np.bool_] | None,
) -> tuple[Side, ...]:
    """What each region of one instance is.

    A forger copies *from* the source, which stays as it was, and pastes *over* the copies. So the
    region in which fewest pixels differ from the authentic image is the source, and those that
    changed are copies. Only shares within one instance are compared, and those of copies have to be
    `CONTRAST` times that of the source: a pair that was encoded anew changes a little everywhere,
    a copy on a flat background changes only where it has something on it, and a source may have
    been touched by the copy of another instance. Where all regions changed, or none did, nothing
    tells them apart and all are unknown (the mask may have been drawn wrongly, the pair may not
    belong together, or the threshold hides the change). Where several did not change, the others
    are still copies, but which of them is the source remains unknown.

    Args:
        regions: Those of the instance, as `find_regions` gives them.
        plane: (H, W), the pixels of the instance.
        changed: (H, W), which pixels differ from the authentic partner by more than the caller's
            threshold (8 of 255 told most on made pairs); None where there is no partner.
    """
    unknown = (Side.UNKNOWN,) * len(regions)
    if changed is None or len(regions) < 2:
        return unknown
    shares = np.array([_changed_share(Cutout.of(plane, region), changed) for region in regions])
    copies = shares >= max(CHANGED_SHARE, CONTRAST * float(shares.min()))
    if not copies.any() or copies.all():
        return unknown
    other = Side.SOURCE if np.count_nonzero(~copies) == 1 else Side.UNKNOWN
    return tuple(Side.COPY if is_copy else other for is_copy in copies.tolist())


def _changed_share(cutout: Cutout, changed: NDArray[np.bool_]) -> float:
    """The share of changed pixels, without the rim, where pasted pieces are often blended in."""
    padded = np.pad(cutout.inside.astype(np.uint8), 1)
    inner = cv2.erode(padded, np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    # Thin regions are nothing but rim.
    if 2 * np.count_nonzero(inner) < cutout.area_px:
        inner = cutout.inside
    top, left, bottom, right = cutout.box
    return float(np.count_nonzero(changed[top:bottom, left:right] & inner) / inner.sum())

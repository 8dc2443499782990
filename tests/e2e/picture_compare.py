"""Whether a picture of the window is the one it was, and where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may differ.

    Attributes:
        levels: Of 255, in any channel.
        soft_px: Both pictures are smoothed over so many pixels first.
        spot_px: As many pixels that differ may lie together.
    """

    levels: int
    soft_px: int
    spot_px: int


SAME_FONT = Tolerance(levels=3, soft_px=1, spot_px=1)
"""Where text is drawn as in the baseline: other processors may round otherwise."""

OTHER_FONT = Tolerance(levels=26, soft_px=3, spot_px=14)
"""Where letters have other edges: each differs a little, what stands where does not."""


def halved(picture: Image) -> Image:
    """(H / 2, W / 2, 3): a picture as it is kept, a fourth as large."""
    height, width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    small = cv2.resize(
        picture[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA
    )
    return np.asarray(small, np.uint8)


def spots(one: Image, other: Image, tolerance: Tolerance) -> list[tuple[int, int, int, int]]:
    """(left, top, width, height) of each spot in which two pictures differ by too much.

    Pictures of different sizes differ all over.
    """
    if one.shape != other.shape:
        return [(0, 0, one.shape[1], one.shape[0])]
    soft = (tolerance.soft_px, tolerance.soft_px)
    apart = cv2.absdiff(cv2.blur(one, soft), cv2.blur(other, soft)).max(axis=2)
    differs = (apart > tolerance.levels).astype(np.uint8)
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(differs, connectivity=8)
    return [tuple(box[:4].tolist()) for box in stats[1:] if box[4] > tolerance.spot_px]


def shown_apart(before: Image, now: Image, tolerance: Tolerance) -> Image:
    """(H, W, 3): the new picture grey and dim, with what differs in its colours and framed."""
    if before.shape != now.shape:
        return now
    grey = cv2.cvtColor(cv2.cvtColor(now, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    shown = np.asarray(grey // 3, np.uint8)
    for left, top, width, height in spots(before, now, tolerance):
        box = np.s_[top : top + height, left : left + width]
        shown[box] = now[box]
        cv2.rectangle(
            shown, (left - 2, top - 2), (left + width + 1, top + height + 1), (255, 60, 60)
        )
    return shown

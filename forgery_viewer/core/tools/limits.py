"""Limits of a brush: what of a mark has grey values, or levels of difference, in a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.opencv import cv2


@dataclass(frozen=True, slots=True)
class ValueRange:
    """Values from `low` to `high`, both included, 0 to 255."""

    low: int = 0
    high: int = 255


def limited(mark: Mark, values: NDArray[np.uint8], allowed: ValueRange) -> Mark:
    """What of a mark lies where a value is in a range.

    Args:
        mark: What a brush covers of the image.
        values: (H, W) levels or grey values of the whole image, or (H, W, 3) RGB, of which the
            grey value counts (0.299 red + 0.587 green + 0.114 blue, as ITU-R BT.601).
        allowed: The range.
    """
    if mark.is_empty:
        return NOTHING
    under = values[mark.box]
    grey = under if under.ndim == 2 else cv2.cvtColor(under, cv2.COLOR_RGB2GRAY)
    in_range = (grey >= allowed.low) & (grey <= allowed.high)
    return Mark(mark.top, mark.left, mark.inside & in_range)


def under(mark: Mark, plane: NDArray[np.bool_]) -> Mark:
    """What of a mark lies where a plane (H, W) is: for the brush that snaps to what changed."""
    return NOTHING if mark.is_empty else Mark(mark.top, mark.left, mark.inside & plane[mark.box])

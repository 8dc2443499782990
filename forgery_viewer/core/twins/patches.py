"""Parts of an image to look at side by side, a copy laid on its source, and how they differ.

Boxes are (top, left, bottom, right) in whole pixels, ends excluded, and may reach beyond the image.
They cover [left, right) x [top, bottom) on the grid in which the pixel in row r and column c covers
[c, c + 1) x [r, r + 1); the centre of that pixel is the point (c, r) of a `Transform`. The pixel
(i, j) of a patch of h x w pixels shows the middle of its own part of the box, the point
x = left + (j + 0.5) (right - left) / w - 0.5, y = top + (i + 0.5) (bottom - top) / h - 0.5.
A patch as large as its box therefore shows the box's pixels as they are.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform

Patch = NDArray[np.uint8]
"""(h, w, 3) RGB."""

#: What lies outside of the image.
OUTSIDE = 128

#: Spreads under 2 of 255 are noise of the file, not texture.
FLAT_VARIANCE = 4.0

_NOT_MOVED = Transform.of_similarity()
_MOST_SIDE = 32_000


def padded_box(box: Box, margin_px: int) -> Box:
    """A box that is `margin_px` larger on every side."""
    top, left, bottom, right = box
    return top - margin_px, left - margin_px, bottom + margin_px, right + margin_px


def size_of(box: Box, scale: float = 1.0) -> tuple[int, int]:
    """Height and width of the patch that shows a box at a scale, at least 1."""
    top, left, bottom, right = box
    return max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))


def cut(
    image: NDArray[np.uint8],
    box: Box,
    out_size: tuple[int, int] | None = None,
    *,
    smooth: bool = True,
) -> Patch:
    """What is in a box of an image, as `warp_onto` with a transform that moves nothing."""
    return warp_onto(image, _NOT_MOVED, box, out_size, smooth=smooth)


def warp_onto(
    image: NDArray[np.uint8],
    transform: Transform,
    box: Box,
    out_size: tuple[int, int] | None = None,
    *,
    smooth: bool = True,
) -> Patch:
    """The copy and its surroundings, turned, scaled and mirrored back to lie on the source.

    Pixel by pixel the patch shows `image` at `transform` of the point of the box, so that it lies
    on `cut(image, box, out_size)`. Where that is outside of the image it is grey (`OUTSIDE`).

    Args:
        image: (H, W, 3) RGB uint8.
        transform: From the source to the copy.
        box: Of the source and its surroundings.
        out_size: Height and width of the patch, by default those of the box.
        smooth: Whether values between pixels are interpolated, not taken from the nearest one.

    Raises:
        ValueError: The box or the patch has no pixels, or the patch more than 32,000 a side.
    """
    top, left, bottom, right = box
    height, width = out_size if out_size is not None else size_of(box)
    if bottom <= top or right <= left or min(height, width) < 1 or max(height, width) > _MOST_SIDE:
        raise ValueError(f"a patch of {height} x {width} pixels cannot show the box {box}")
    # Pixels that are left out would make patterns of their own: take them all, then their mean.
    step = max((bottom - top) / height, (right - left) / width) * transform.scale
    finer = math.ceil(step - 0.5) if smooth else 1
    finer = min(max(finer, 1), _MOST_SIDE // max(height, width))
    size = (width * finer, height * finer)
    patch = cv2.warpAffine(
        image,
        _points_of(box, size).then(transform).array(),
        size,
        flags=(cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(OUTSIDE, OUTSIDE, OUTSIDE),
    )
    if finer > 1:
        patch = cv2.resize(patch, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(patch, np.uint8)


def _points_of(box: Box, size: tuple[int, int]) -> Transform:
    """From the pixels of a patch of a size (width, height) to the points of the box they show."""
    top, left, bottom, right = box
    step_x, step_y = (right - left) / size[0], (bottom - top) / size[1]
    return Transform(
        ((step_x, 0.0, left + 0.5 * step_x - 0.5), (0.0, step_y, top + 0.5 * step_y - 0.5))
    )


def absolute_difference(one: Patch, other: Patch) -> Patch:
    """|one - other| of two patches of one size, channel by channel."""
    return np.asarray(cv2.absdiff(one, other), np.uint8)


def local_correlation(one: Patch, other: Patch, radius_px: int = 4) -> NDArray[np.float32]:
    """How alike two patches are around each pixel, whatever their tone: (h, w) from -1 to 1.

    The zero-mean normalised correlation of luminances in the square of 2 `radius_px` + 1 pixels a
    side; 1 is a copy, 0 chance. Variances count as `FLAT_VARIANCE` at least: flat areas, which can
    be laid on each other anywhere, fade to 0 and are exactly 0 without any texture. That is neither
    for nor against a copy. The patches are continued by mirroring at their borders.
    """
    a, b = _luminance(one), _luminance(other)
    side = (2 * radius_px + 1, 2 * radius_px + 1)

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        blurred = cv2.boxFilter(values, cv2.CV_64F, side, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float64)

    mean_a, mean_b = mean(a), mean(b)
    covariance = mean(a * b) - mean_a * mean_b
    spread_a = np.maximum(mean(a * a) - mean_a * mean_a, FLAT_VARIANCE)
    spread_b = np.maximum(mean(b * b) - mean_b * mean_b, FLAT_VARIANCE)
    alike = covariance / np.sqrt(spread_a * spread_b)
    # Rounding leaves crumbs where there is no texture at all.
    alike[np.abs(alike) < 1e-9] = 0.0
    return np.asarray(np.clip(alike, -1.0, 1.0), np.float32)


def _luminance(patch: Patch) -> NDArray[np.float64]:
    grey = np.asarray(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY), np.float64)
    return grey - float(grey.mean())

"""How well a copy lies on its source, and moving it until it lies better."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.twins.windows import Grey, Level

_Values = NDArray[np.float64]

#: Fewer pixels, or a smaller share of the smaller region, are no common ground.
FEWEST_PX = 20
SMALLEST_SHARE = 0.3

#: Spreads under 1 of 255 are noise of the file, not detail.
FLOOR = 1.0

#: What outlines count beside values: a part of a region may look like any other part.
OVERLAP_WEIGHT = 3.0

# Detail is compared in squares of twice this and 1 px a side.
_RADIUS_PX = 3

# Steps shorter than this, at the region's rim, end the search.
_STILL_PX = 0.01
_LARGEST_STEP_PX = 3.0
_MOST_POINTS = 30_000


@dataclass(frozen=True, slots=True)
class Fit:
    """How a transform lays the copy's window on the source's.

    Attributes:
        transform: From window to window.
        correlation: Of the values in the common part of both cores, -1 to 1.
        detail: Mean of the local correlations there, -1 to 1, weighted by contrast.
        overlap: Of the two regions: common pixels / pixels of any of them.
        common_px: Pixels of the window that were compared.
    """

    transform: Transform
    correlation: float
    detail: float
    overlap: float
    common_px: int

    @property
    def merit(self) -> float:
        """What the best of several fits has most of: likeness of detail, of values, of outlines.

        Detail comes first: two smooth shades correlate however one is turned. Fisher's z makes
        differences of high correlations count, and few pixels agree by chance.
        """
        values = _z(0.98 * self.detail) + 0.5 * _z(0.95 * self.correlation)
        return values + OVERLAP_WEIGHT * self.overlap - 4.0 / math.sqrt(self.common_px)


def _z(correlation: float) -> float:
    return math.atanh(max(correlation, 0.0))


def fit(level: Level, transform: Transform) -> Fit | None:
    """How a transform from window to window fits; None where hardly anything lies on the source."""
    laid = _Laid.of(level, transform)
    return None if laid is None else laid.fit


def refine(
    level: Level,
    start: Transform,
    steps: int,
    cancelled: Callable[[], bool] | None = None,
) -> Fit | None:
    """The best fit on the way of Gauss-Newton steps from `start`, which may be `start` itself.

    The sum of squared differences of the values, each with mean 0 and length 1, is made smaller by
    moving, turning and scaling the copy (efficient second-order minimisation: Benhimane and Malis
    2004, with the mean gradient of both). A step counts only where the merit rises.
    """
    laid = _Laid.of(level, start)
    if laid is None:
        return None
    best, worse = laid.fit, 0
    for _ in range(steps):
        if worse > 2 or (cancelled is not None and cancelled()):
            break
        moved = _step(laid)
        laid = None if moved is None else _Laid.of(level, moved[0])
        if moved is None or laid is None:
            break
        if laid.fit.merit > best.merit:
            best, worse = laid.fit, 0
        else:
            worse += 1
        if moved[1] < _STILL_PX:
            break
    return best


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """The copy's window laid on the source's, and where both have something to compare.

    Attributes:
        level: The windows.
        warped: The copy's grey as it lies on the source.
        common: Flat positions of what is compared.
        likeness: Local correlation at each of them.
        fit: The figures of all that.
    """

    level: Level
    warped: Grey
    common: NDArray[np.intp]
    likeness: Grey
    fit: Fit

    @classmethod
    def of(cls, level: Level, transform: Transform) -> _Laid | None:
        if not 0.2 < transform.scale < 5.0:
            return None
        matrix, shape, area = transform.array(), level.core.shape, transform.scale**2
        copy_core = _warp(level.copy_core * np.uint8(255), matrix, shape) > 127
        mask = copy_core & (level.core > 0)
        common = np.flatnonzero(mask)
        core_px, copy_core_px, source_px, copy_px = level.areas_px
        smaller = min(core_px, copy_core_px / area)
        if common.size < max(min(FEWEST_PX, smaller), SMALLEST_SHARE * smaller):
            return None
        inside = _warp(level.copy.inside * np.uint8(255), matrix, shape) > 127
        both = np.count_nonzero(inside & (level.source.inside > 0))
        overlap = both / max(source_px + copy_px / area - both, 1.0)
        warped = _warp(level.copy.grey, matrix, shape)
        correlation = _correlation(level.source.grey.ravel()[common], warped.ravel()[common])
        likeness, weights = _likeness(level.source.grey, warped, mask)
        likeness, weights = likeness.ravel()[common], weights.ravel()[common]
        detail = float(likeness @ weights) / max(float(weights.sum()), 1e-6)
        found = Fit(transform, correlation, detail, float(overlap), common.size)
        return cls(level, warped, common, likeness, found)


def _correlation(one: Grey, other: Grey) -> float:
    a, b = one.astype(np.float64), other.astype(np.float64)
    a -= a.mean()
    b -= b.mean()
    lengths = math.sqrt(float(a @ a) * float(b @ b))
    # Flat to within a thousandth of a grey level: nothing to compare.
    return float(a @ b) / lengths if lengths > 1e-6 * a.size else 0.0


def _likeness(one: Grey, other: Grey, mask: NDArray[np.bool_]) -> tuple[Grey, Grey]:
    """Local correlations within a mask (0 where flat), and how much contrast there is to tell."""
    inside = mask.astype(np.float32)
    count = np.maximum(_blurred(inside), np.float32(1e-6))
    a, b = ((values - values[mask].mean()) * inside for values in (one, other))
    mean_a, mean_b = _blurred(a) / count, _blurred(b) / count
    spread_a = np.maximum(_blurred(a * a) / count - mean_a * mean_a, np.float32(0))
    spread_b = np.maximum(_blurred(b * b) / count - mean_b * mean_b, np.float32(0))
    both = _blurred(a * b) / count - mean_a * mean_b
    product = np.sqrt(spread_a * spread_b)
    likeness = both / (product + np.float32(FLOOR))
    return likeness, np.sqrt(product)


def _blurred(values: Grey) -> Grey:
    side = (2 * _RADIUS_PX + 1, 2 * _RADIUS_PX + 1)
    return np.asarray(
        cv2.boxFilter(values, cv2.CV_32F, side, borderType=cv2.BORDER_CONSTANT), np.float32
    )


def _warp(values: Grey | NDArray[np.uint8], matrix: _Values, shape: tuple[int, ...]) -> Grey:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_CONSTANT if values.dtype == np.uint8 else cv2.BORDER_REPLICATE
    warped = cv2.warpAffine(values, matrix, (shape[1], shape[0]), flags=flags, borderMode=border)
    return np.asarray(warped, np.float32)


def _step(laid: _Laid) -> tuple[Transform, float] | None:
    """The transform after one Gauss-Newton step, and how far that moves the region's rim."""
    every = max(1, laid.common.size // _MOST_POINTS)
    points = laid.common[::every]
    # What lies in the region but was not copied, as in the corners of a box, does not pull.
    weights = 0.05 + np.square(np.maximum(laid.likeness[::every], 0)).astype(np.float64)
    weights /= weights.sum()
    source = _normalised(laid.level.source.grey, points, weights)
    copy = _normalised(laid.warped, points, weights)
    if source is None or copy is None:
        return None
    (a, a_x, a_y), (b, b_x, b_y) = source, copy
    gradient_x, gradient_y = (a_x + b_x) / 2, (a_y + b_y) / 2
    rows, columns = np.divmod(points, laid.level.core.shape[1])
    middle_x, middle_y = float(columns.mean()), float(rows.mean())
    radius = max(1.0, math.sqrt(float(columns.var() + rows.var())))
    x, y = (columns - middle_x) / radius, (rows - middle_y) / radius
    grow, turn = x * gradient_x + y * gradient_y, x * gradient_y - y * gradient_x
    slopes = np.stack([gradient_x, gradient_y, grow, turn], axis=1)
    slopes -= weights @ slopes
    weighted = weights[:, np.newaxis] * slopes
    # How strong the copy's contrast is says nothing about where it lies.
    slopes -= np.outer(b, b @ weighted)
    weighted = weights[:, np.newaxis] * slopes
    normal = slopes.T @ weighted
    normal[np.diag_indices_from(normal)] *= 1.0 + 1e-4
    normal[np.diag_indices_from(normal)] += 1e-12
    found = _floats(np.linalg.solve(normal, weighted.T @ (a - b)))
    length = float(np.abs(found).max())
    if not math.isfinite(length):
        return None
    found *= min(1.0, _LARGEST_STEP_PX / max(length, 1e-9))
    delta = _small_move(found, radius, middle_x, middle_y)
    return delta.then(laid.fit.transform), length


def _small_move(found: _Values, radius: float, x: float, y: float) -> Transform:
    """The move of the source's points that a step's numbers stand for, around the point (x, y)."""
    move_x, move_y, grow, turn = found.tolist()
    a, b = 1.0 + grow / radius, turn / radius
    return Transform(((a, -b, move_x + x - a * x + b * y), (b, a, move_y + y - b * x - a * y)))


def _normalised(
    grey: Grey, points: NDArray[np.intp], weights: _Values
) -> tuple[_Values, _Values, _Values] | None:
    """Values with mean 0 and spread 1 at some points and their slopes along x and y."""
    values = grey.ravel()[points].astype(np.float64)
    values -= weights @ values
    spread = math.sqrt(float(weights @ (values * values)))
    if spread <= 1e-3:
        return None
    x = cv2.Scharr(grey, cv2.CV_32F, 1, 0, scale=1 / 32).ravel()[points]
    y = cv2.Scharr(grey, cv2.CV_32F, 0, 1, scale=1 / 32).ravel()[points]
    return values / spread, _floats(x) / spread, _floats(y) / spread


def _floats(values: NDArray[Any]) -> _Values:
    return values.astype(np.float64)

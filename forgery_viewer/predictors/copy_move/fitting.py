"""Moving a transform until the copy lies best on its source."""

from __future__ import annotations

import math

import numpy as np

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.predictors.copy_move.laying import (
    LEAST_OFF,
    Mask,
    Seeds,
    Values,
    around,
    correlation,
    warp,
)

#: More places say nothing new of a transform.
_MOST_SEEDS = 400
_MOST_MOVED_PX = 4.0
_AROUND_PX = 6


def refined(grey: Values, sources: Seeds, start: Transform) -> Transform:
    """The transform moved until the seeds lie best on each other, if that helps.

    Enhanced correlation coefficient (Evangelidis and Psarakis 2008).
    """
    if _residual(grey, sources, start) <= LEAST_OFF:
        return start
    points = np.stack([sources.real, sources.imag], axis=1)
    mask = hull(sources, grey.shape, _AROUND_PX)
    found = _by_ecc(grey, mask, start)
    if found is None or np.abs(found.apply(points) - start.apply(points)).max() > _MOST_MOVED_PX:
        return start
    return max((start, found), key=lambda one: _at_seeds(grey, mask, one))


def hull(sources: Seeds, shape: tuple[int, ...], grown_px: int) -> Mask:
    """(H, W) uint8 0/1: the convex hull of some places, grown by a rim."""
    points = np.rint(np.stack([sources.real, sources.imag], axis=1)).astype(np.int32)
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(points), 1)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(outside <= grown_px, np.uint8)


def _by_ecc(grey: Values, mask: Mask, start: Transform) -> Transform | None:
    """What ECC makes of a transform; None where it does not converge."""
    x, y, width, height = cv2.boundingRect(mask)
    box = (slice(y, y + height), slice(x, x + width))
    # ECC lays the copy on the source's box, whose first pixel is (x, y).
    to_picture = Transform(((1.0, 0.0, float(x)), (0.0, 1.0, float(y))))
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-4)
    try:
        _, found = cv2.findTransformECC(
            np.ascontiguousarray(grey[box]),
            grey,
            to_picture.then(start).array().astype(np.float32),
            cv2.MOTION_AFFINE,
            criteria,
            np.ascontiguousarray(mask[box]),
            5,
        )
    except cv2.error:
        return None
    return to_picture.inverse().then(Transform.of_matrix(np.asarray(found, np.float64)))


def _at_seeds(grey: Values, mask: Mask, transform: Transform) -> float:
    inside = mask > 0
    return correlation(grey[inside], warp(grey, transform.array())[inside])


def simplest(grey: Values, sources: Seeds, transform: Transform) -> Transform:
    """A move by whole pixels, mirrored and turned by quarters or not, where that fits as well."""
    quarters = round(transform.angle_deg / 90.0)
    if abs(transform.angle_deg - 90.0 * quarters) > 2.0 or abs(transform.scale - 1.0) > 0.03:
        return transform
    middle = complex(sources.mean())
    near = Transform.of_similarity(
        90.0 * quarters,
        mirrored=transform.is_mirrored,
        centre=(middle.real, middle.imag),
        shift=transform.shift_at(middle.real, middle.imag),
    )
    (a, b, c), (d, e, f) = near.matrix
    best, least = transform, _residual(grey, sources, transform) * 0.98
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            whole = Transform(((a, b, round(c) + dx), (d, e, round(f) + dy)))
            off = _residual(grey, sources, whole)
            if off < least:
                best, least = whole, off
    return best


def _residual(grey: Values, sources: Seeds, transform: Transform) -> float:
    """Median difference of the values around the seeds."""
    rows, columns = around(sources[:: math.ceil(len(sources) / _MOST_SEEDS)], grey.shape)
    here = np.stack([columns, rows], axis=1).astype(np.float64)
    there = transform.apply(here).astype(np.float32)[:, np.newaxis]
    moved = np.asarray(cv2.remap(grey, there[..., 0], there[..., 1], cv2.INTER_LINEAR))
    return float(np.median(np.abs(grey[rows, columns] - moved.ravel())))

"""Convex hulls: the pixels whose centre lies in the hull of some pixels' centres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations.blobs import find_regions_in
from forgery_viewer.core.operations.extents import Plane
from forgery_viewer.core.operations.stopping import go_on
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.tools.spans import mark_of_spans

_Places = NDArray[np.int64]


def hull(plane: Plane) -> Plane:
    """The convex hull of an (h, w) plane, its rim included."""
    result = np.zeros(plane.shape, np.bool_)
    rows = np.flatnonzero(plane.any(axis=1))
    if rows.size == 0:
        return result
    starts = plane[rows].argmax(axis=1)
    ends = plane.shape[1] - 1 - plane[rows, ::-1].argmax(axis=1)
    points = np.concatenate([np.stack([starts, rows], 1), np.stack([ends, rows], 1)])
    corners = cv2.convexHull(points.astype(np.int32)).reshape(-1, 2).astype(np.int64)
    every = np.arange(rows[0], rows[-1] + 1)
    first, last = _reach(corners, int(rows[0]), every.size)
    mark = mark_of_spans(every, first, last + 1)
    result[mark.box] = mark.inside
    return result


def hull_of_each_region(plane: Plane, cancelled: Cancelled | None = None) -> Plane:
    """The convex hulls of the regions of an (h, w) plane, each for itself."""
    result = plane.copy()
    regions = find_regions_in(plane)
    for label in range(1, regions.count + 1):
        go_on(cancelled)
        box = regions.box(label)
        result[box] |= hull(regions.labels[box] == label)
    return result


def _reach(corners: _Places, top: int, rows: int) -> tuple[_Places, _Places]:
    """The first and the last column in each row of a polygon (corners, 2) of whole numbers."""
    first, last = np.full(rows, np.iinfo(np.int64).max), np.full(rows, -1)
    np.minimum.at(first, corners[:, 1] - top, corners[:, 0])
    np.maximum.at(last, corners[:, 1] - top, corners[:, 0])
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        (x, y), (x_end, y_end) = ((x0, y0), (x1, y1)) if y0 < y1 else ((x1, y1), (x0, y0))
        ahead = np.arange(y_end - y + 1)
        way, fall = ahead * (x_end - x), y_end - y
        at = slice(y - top, y_end - top + 1)
        first[at] = np.minimum(first[at], x - (-way // fall))
        last[at] = np.maximum(last[at], x + way // fall)
    return first, last

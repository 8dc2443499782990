"""Regions parted by a drawn line, without losing a pixel.

The line is drawn pixel by pixel so that nothing holds together across it. What is left of a region
falls into parts, each of which lies to the left or to the right of the line: as most of its pixels
beside the line do, seen from the nearest piece of the line in the direction it was drawn. Where a
region has parts on both sides it is parted there, and its pixels under the line go to the nearest
part, at equal distances to the left. A region with parts on one side alone, as the line ends in it
or goes along its rim, stays whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations.blobs import Blobs, find_regions_in
from forgery_viewer.core.operations.extents import Plane
from forgery_viewer.core.tools.cut_line import cut_marks


def right_of_cut(plane: Plane, line: Sequence[Point]) -> Plane:
    """Of the regions of an (h, w) plane that a line parts, the pixels to its right.

    `line` has the points (x, y) that it goes through, counted from the plane's first pixel; "right"
    is that of somebody who walks along it and sees the image from above, y downwards.
    """
    right = np.zeros(plane.shape, np.bool_)
    # The middles of the pixels that are drawn, so that no pixel beside them is on the wrong side.
    line = [(math.floor(x) + 0.5, math.floor(y) + 0.5) for x, y in line]
    drawn = _drawn(line, plane.shape)
    regions = find_regions_in(plane)
    for label in np.unique(regions.labels[drawn & plane]).tolist():
        if not label:
            continue
        rows, columns = regions.box(label)
        own = regions.labels[rows, columns] == label
        from_box = [(x - columns.start, y - rows.start) for x, y in line]
        right[rows, columns] |= _right_part(own, drawn[rows, columns] & own, from_box)
    return right


def _right_part(region: Plane, under_line: Plane, line: Sequence[Point]) -> Plane:
    """The right part of one region; nothing where the line does not part it."""
    parts = find_regions_in(region & ~under_line)
    sides = _sides(parts, under_line, line)
    right, left = parts.chosen(sides > 0), parts.chosen(sides <= 0)
    if not right.any() or not left.any():
        return np.zeros_like(region)
    to_right, to_left = _distance(right), _distance(left)
    return right | (under_line & (to_right < to_left))


def _sides(parts: Blobs, under_line: Plane, line: Sequence[Point]) -> NDArray[np.int64]:
    """For each part, by how many more of its pixels beside the line lie to the right of it."""
    near = cv2.dilate(under_line.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    rows, columns = np.nonzero(near & (parts.labels > 0))
    x, y = columns.astype(np.float64) + 0.5, rows.astype(np.float64) + 0.5
    votes = np.sign(_turns(x, y, line))
    counted = np.bincount(parts.labels[rows, columns], votes, minlength=parts.count + 1)
    return np.rint(counted[1:]).astype(np.int64)


def _turns(
    x: NDArray[np.float64], y: NDArray[np.float64], line: Sequence[Point]
) -> NDArray[np.float64]:
    """For each point, above 0 where it lies to the right of the nearest piece of the line.

    Where two pieces are equally near, at the corner between them, both count.
    """
    nearest = np.full(x.shape, np.inf)
    turns = np.zeros(x.shape)
    for (x0, y0), (x1, y1) in pairwise(line):
        along_x, along_y = x1 - x0, y1 - y0
        length2 = along_x * along_x + along_y * along_y
        if length2 == 0:
            continue
        t = np.clip(((x - x0) * along_x + (y - y0) * along_y) / length2, 0.0, 1.0)
        away = np.hypot(x - x0 - t * along_x, y - y0 - t * along_y)
        across = (along_x * (y - y0) - along_y * (x - x0)) / np.sqrt(length2)
        same = np.abs(away - nearest) <= 1e-9
        turns = np.where(same, turns + across, np.where(away < nearest, across, turns))
        nearest = np.minimum(nearest, away)
    return turns


def _drawn(line: Sequence[Point], shape: tuple[int, ...]) -> Plane:
    """Where the line goes."""
    drawn = np.zeros(shape, np.bool_)
    for start, end in pairwise(line):
        for mark in cut_marks(start, end, 1, (shape[0], shape[1])):
            drawn[mark.box] |= mark.inside
    return drawn


def _distance(plane: Plane) -> NDArray[np.float32]:
    """How far each pixel is from the nearest one of a plane."""
    apart = cv2.distanceTransform((~plane).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(apart, np.float32)

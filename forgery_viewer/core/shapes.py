"""Regions by formula: ellipses, rectangles, polygons and blobs as boolean images.

Points are (x, y) in column and row numbers: (0, 0) is the centre of the first pixel.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Plane = NDArray[np.bool_]

# Corners of a blob's outline; at radius 100 px that is one every 5 px.
_BLOB_CORNERS = 120


def rectangle(shape: tuple[int, int], left: int, top: int, width: int, height: int) -> Plane:
    """The part of `width` x `height` pixels from (left, top) that lies in an image of `shape`."""
    region = np.zeros(shape, np.bool_)
    region[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = True
    return region


def ellipse(
    shape: tuple[int, int],
    centre: tuple[float, float],
    radii: tuple[float, float],
    angle_deg: float = 0.0,
) -> Plane:
    """The pixels of an image of `shape` (H, W) whose centre lies in an ellipse.

    `radii` are half its axes along x and y before it is turned by `angle_deg` counter-clockwise.
    """
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    x, y = columns - centre[0], rows - centre[1]
    cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    along, across = x * cosine - y * sine, x * sine + y * cosine
    # A hair more than 1, so that rounding takes no pixel from the border of a turned one.
    return np.asarray((along / radii[0]) ** 2 + (across / radii[1]) ** 2 <= 1.0 + 1e-9)


def polygon(shape: tuple[int, int], points: Sequence[tuple[float, float]]) -> Plane:
    """The pixels of an image of `shape` (H, W) in a polygon, its border included."""
    # Fixed point with 4 bits keeps sixteenths of a pixel.
    corners = np.rint(np.asarray(points, np.float64).reshape(-1, 2) * 16).astype(np.int32)
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [corners], (1,), shift=4)
    return canvas.astype(np.bool_)


def blob(
    shape: tuple[int, int],
    centre: tuple[float, float],
    radii: tuple[float, float],
    rng: np.random.Generator,
    roughness: float = 0.12,
) -> Plane:
    """A smooth, uneven ellipse, as one drawn round a cell by hand.

    `roughness` is how far the outline strays from the ellipse, as a share of the radius, about one
    standard deviation; at 0 it is an ellipse.
    """
    turn = np.linspace(0.0, 2 * np.pi, _BLOB_CORNERS, endpoint=False)
    waves = np.arange(2, 7)
    # Long waves are the tall ones, and the strength of all of them together is 1.
    heights = rng.normal(size=waves.size) / waves / np.sqrt(np.sum(1.0 / (2.0 * waves**2)))
    phases = rng.uniform(0.0, 2 * np.pi, waves.size)
    stray = (heights[:, None] * np.cos(waves[:, None] * turn + phases[:, None])).sum(axis=0)
    reach = np.clip(1.0 + roughness * stray, 0.4, 1.6)
    x = centre[0] + radii[0] * reach * np.cos(turn)
    y = centre[1] + radii[1] * reach * np.sin(turn)
    return polygon(shape, list(zip(x.tolist(), y.tolist(), strict=True)))

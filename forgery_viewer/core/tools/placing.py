"""Pieces of a mask carried over an image: moved, turned, scaled, mirrored, or to where a twin is.

A piece is what was copied or taken up, a box and its pixels, and stays as it was: however often it
is turned, each time begins from it. A pixel is covered where the point of the piece that comes to
lie on its centre is in a pixel that is set (nearest neighbour). So moves by whole pixels, mirroring
and quarter turns keep every pixel, whole scales repeat them, and any other transform covers about
as many as the area says. What comes to lie beyond the image is not covered; undoing the step that
put it down brings it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.filling import fill_connected
from forgery_viewer.core.tools.reaching import Pixel, holds
from forgery_viewer.core.twins.transform import Transform

LEAST_SCALE, MOST_SCALE = 0.05, 20.0

_BAND_PX = 1 << 16
"""So many pixels at a time stay in the processor's cache."""

_HAIR = 1e-9
"""Points this near the border between two pixels are all taken to lie in the same one of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Floating:
    """A piece of a mask over an image, not yet part of it.

    Attributes:
        piece: What was taken, where it was; on an image of any size.
        right_px: How far its centre is moved to the right.
        down_px: How far its centre is moved down.
        angle_deg: How far it is turned about its centre, counter-clockwise on the screen.
        scale_x: How many times as wide it is before it is turned, 0.05 to 20.
        scale_y: How many times as high it is before it is turned, 0.05 to 20.
        mirrored: Whether left and right are exchanged before it is turned.
    """

    piece: Mark
    right_px: float = 0
    down_px: float = 0
    angle_deg: float = 0
    scale_x: float = 1
    scale_y: float = 1
    mirrored: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence that can be shown, for what cannot be."""
        for scale in (self.scale_x, self.scale_y):
            if not LEAST_SCALE <= scale <= MOST_SCALE:
                msg = f"a scale must be {LEAST_SCALE:g} to {MOST_SCALE:g}, not {scale:g}"
                raise ValueError(msg)

    def moved(self, right_px: float, down_px: float) -> Floating:
        """The same piece, moved on."""
        return replace(self, right_px=self.right_px + right_px, down_px=self.down_px + down_px)

    def centred_at(self, x: float, y: float) -> Floating:
        """The same piece with its middle as near to a point of the image as whole pixels go."""
        height, width = self.piece.inside.shape
        left, top = round(x - width / 2), round(y - height / 2)
        return replace(self, right_px=left - self.piece.left, down_px=top - self.piece.top)

    def transform(self) -> Transform:
        """From the place where it was taken to where it is now."""
        height, width = self.piece.inside.shape
        x, y = self.piece.left + (width - 1) / 2, self.piece.top + (height - 1) / 2
        sx, sy = self.scale_x, self.scale_y
        scaled = Transform(((sx, 0.0, x - sx * x), (0.0, sy, y - sy * y)))
        return scaled.then(
            Transform.of_similarity(
                self.angle_deg,
                mirrored=self.mirrored,
                shift=(self.right_px, self.down_px),
                centre=(x, y),
            )
        )

    def mark(self, shape: tuple[int, int]) -> Mark:
        """What it covers of an image of `shape` (H, W)."""
        return carried(self.piece, self.transform(), shape)


def region_at(planes: BitPlanes, number: int, pixel: Pixel) -> Mark:
    """The region of an instance at a pixel (row, column); nothing where it has none there."""
    image: Box = (0, 0, planes.height, planes.width)
    if not holds(image, pixel) or not planes.bits[pixel] & planes.bit(number):
        return NOTHING
    return fill_connected(planes, pixel, 1 << number)


def moved(piece: Mark, right_px: int, down_px: int, shape: tuple[int, int]) -> Mark:
    """A piece moved by whole pixels, as far as it lies on an image of `shape` (H, W)."""
    top, left = piece.top + down_px, piece.left + right_px
    height, width = piece.inside.shape
    rows = slice(max(0, -top), min(height, shape[0] - top))
    columns = slice(max(0, -left), min(width, shape[1] - left))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return NOTHING
    return Mark(top + rows.start, left + columns.start, piece.inside[rows, columns])


def carried(piece: Mark, transform: Transform, shape: tuple[int, int]) -> Mark:
    """Where a piece comes to lie by an affine transform, on an image of `shape` (H, W).

    Raises ValueError where the transform flattens the plane.
    """
    back = transform.inverse().array()
    top, left, bottom, right = _box_around(piece, transform, shape)
    if bottom <= top or right <= left:
        return NOTHING
    # A border of pixels that are not set stands for all that lies outside.
    source = np.pad(piece.inside, 1)
    corner = np.array([piece.left - 1, piece.top - 1]) - 0.5 - _HAIR
    back[:, 2] -= corner
    inside = np.zeros((bottom - top, right - left), np.bool_)
    step = max(1, _BAND_PX // (right - left))
    x = np.arange(left, right, dtype=np.float64)
    for row in range(top, bottom, step):
        y = np.arange(row, min(row + step, bottom), dtype=np.float64)[:, np.newaxis]
        columns, rows = (
            np.clip(a * x + (b * y + c), 0, end - 1).astype(np.intp)
            for (a, b, c), end in zip(back, source.shape[::-1], strict=True)
        )
        inside[row - top : row - top + y.size] = source[rows, columns]
    return Mark(top, left, inside)


def _box_around(piece: Mark, transform: Transform, shape: tuple[int, int]) -> Box:
    """The pixels of the image that the corners of a piece come to lie around."""
    height, width = piece.inside.shape
    low_x, low_y = piece.left - 0.5, piece.top - 0.5
    corners = np.array([(low_x + x, low_y + y) for x in (0, width) for y in (0, height)])
    places: NDArray[np.float64] = transform.apply(corners)
    limit = np.array(shape[::-1], np.float64)
    first = np.clip(np.floor(places.min(axis=0)), 0, limit).astype(int).tolist()
    last = np.clip(np.ceil(places.max(axis=0)) + 1, 0, limit).astype(int).tolist()
    return first[1], first[0], last[1], last[0]

"""Which screen pixels an image falls on, and which of its pixels each of them shows.

Parts of an image are put together pixel by pixel of the screen and copied there as they are. Qt's
own scaling is either slow or begins anew at the edge of every part, so that a part drawn again
would not fit what is around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

# The middle of a screen pixel may fall exactly between two image pixels; rounding must not decide
# which of them it shows one time so, another time so.
_TO_ONE_SIDE = 1e-6

PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied
"""The format with transparency that Qt blends fastest."""

Places = NDArray[np.float64]
Pixels = NDArray[np.intp]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class ScreenArea:
    """Screen pixels of a painter's device, from (`left`, `top`) to before (`right`, `bottom`).

    The upper left corner of the image is at the screen point `origin` (x, y), and one of its pixels
    is `scale` screen pixels wide.
    """

    left: int
    top: int
    right: int
    bottom: int
    origin: tuple[float, float]
    scale: float

    @property
    def is_empty(self) -> bool:
        """Whether the area has no pixel."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def width(self) -> int:
        """Columns of screen pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows of screen pixels."""
        return self.bottom - self.top

    @property
    def is_actual_size(self) -> bool:
        """Whether a pixel of the image is one of the screen."""
        return math.isclose(self.scale, 1.0)

    def x(self) -> Places:
        """Where in the image the middle of each column of screen pixels is."""
        middles = np.arange(self.left, self.right, dtype=np.float64)
        return (middles + (0.5 - self.origin[0])) / self.scale

    def y(self) -> Places:
        """Where in the image the middle of each row of screen pixels is."""
        middles = np.arange(self.top, self.bottom, dtype=np.float64)
        return (middles + (0.5 - self.origin[1])) / self.scale

    def columns(self) -> Pixels:
        """The column of the image that each column of screen pixels shows."""
        return np.floor(self.x() + _TO_ONE_SIDE).astype(np.intp)

    def rows(self) -> Pixels:
        """The row of the image that each row of screen pixels shows."""
        return np.floor(self.y() + _TO_ONE_SIDE).astype(np.intp)

    def first_pixel(self) -> tuple[int, int]:
        """The row and column of the image that the first screen pixel shows."""
        x, y = self.left + 0.5 - self.origin[0], self.top + 0.5 - self.origin[1]
        return math.floor(y / self.scale + _TO_ONE_SIDE), math.floor(x / self.scale + _TO_ONE_SIDE)

    def draw(self, painter: QPainter, picture: QImage) -> None:
        """Copy a picture of exactly this size to the screen."""
        draw_at(painter, self.left, self.top, picture)


def draw_at(painter: QPainter, left: int, top: int, picture: QImage) -> None:
    """Copy a picture, pixel by pixel, to a place in screen pixels of the painter's device."""
    painter.save()
    painter.resetTransform()
    to_screen = painter.deviceTransform()
    ratio = to_screen.m11()
    picture.setDevicePixelRatio(ratio)
    painter.drawImage(
        QPointF((left - to_screen.dx()) / ratio, (top - to_screen.dy()) / ratio), picture
    )
    painter.restore()


def screen_area(painter: QPainter, exposed: QRectF, width: int, height: int) -> ScreenArea:
    """The exposed part of an image of `width` x `height` px, as the painter would place it.

    A screen pixel shows the image where its middle is on it. An image thinner than a screen pixel
    is as thick as one: else it would be seen or not as it happens to lie.
    """
    to_screen = painter.deviceTransform()
    scale = to_screen.m11()
    # What is exposed ends between two screen pixels, give or take how its edges were rounded.
    area = to_screen.mapRect(exposed).adjusted(-1, -1, 1, 1)
    origin_x, left, right = _along(to_screen.dx(), width * scale, area.left(), area.right())
    origin_y, top, bottom = _along(to_screen.dy(), height * scale, area.top(), area.bottom())
    return ScreenArea(left, top, right, bottom, (origin_x, origin_y), scale)


def picked(pixels: NDArray[Scalar], rows: Pixels, columns: Pixels) -> NDArray[Scalar]:
    """(rows, columns) of an (H, W) array, in the order that copies least."""
    if rows[-1] - rows[0] == rows.size - 1 and columns[-1] - columns[0] == columns.size - 1:
        return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found: NDArray[Scalar]
    if rows.size < rows[-1] - rows[0]:
        found = pixels[rows, columns[0] : columns[-1] + 1]
    else:
        found = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found = np.take(found, columns - columns[0], axis=1)
    if len(found) != rows.size:
        found = np.take(found, rows - rows[0], axis=0)
    return found


def _along(start: float, length: float, low: float, high: float) -> tuple[float, int, int]:
    """Where an image begins along one axis, its first screen pixel and the one after its last.

    It lies from `start` on, and only what is between `low` and `high` counts.
    """
    if length >= 1:
        return start, _first(max(low, start)), _first(min(high, start + length))
    # Moved so that the middle of the screen pixel shows the middle of the image.
    pixel = math.floor(start + length / 2)
    is_shown = low <= pixel + 0.5 < high
    return pixel + 0.5 - length / 2, pixel, pixel + is_shown


def _first(edge: float) -> int:
    """The first pixel whose middle is not before an edge."""
    return math.ceil(edge - 0.5 - _TO_ONE_SIDE)

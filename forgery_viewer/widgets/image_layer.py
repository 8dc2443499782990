"""The image on a canvas: only what is exposed is drawn, from the level that fits the zoom."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones, apply_to_screen
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.screen_area import Pixels, Places, ScreenArea, picked, screen_area

NEAREST_FROM = 2.0
"""From this zoom on a pixel is drawn as a square."""

GRID_FROM, GRID_FULL = 8.0, 12.0
"""Zoom at which the pixel grid begins to show, and at which it is fully there."""

GRID_ALPHA = 0.18


@dataclass(frozen=True, slots=True)
class ImageDrawing:
    """How a pyramid is drawn in image coordinates; any thread may draw it.

    Attributes:
        pyramid: Pixel (row, column) lies at (x, y) = (column, row).
        tones: Those of the screen: local contrast is in the pyramid already.
        strength: How little of what lies below shines through, from 0 to 1.
        from_x_px: Only what is at or right of this column of the device, in points, is drawn.
        ground: What covers what lies below where the image has no pixels; None for nothing.
    """

    pyramid: Pyramid
    tones: Tones = field(default_factory=Tones)
    strength: float = 1.0
    from_x_px: float = -math.inf
    ground: QColor | None = None

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw what lies in `exposed`, at least."""
        width, height = self.pyramid.width, self.pyramid.height
        area = screen_area(painter, exposed, width, self.pyramid.known_rows)
        if math.isfinite(self.from_x_px):
            first = math.ceil(self.from_x_px * painter.device().devicePixelRatioF())
            area = replace(area, left=max(area.left, first))
            x = painter.deviceTransform().inverted()[0].map(QPointF(first, 0)).x()
            exposed = QRectF(exposed)
            exposed.setLeft(max(exposed.left(), x))
        if self.ground is not None:
            painter.fillRect(exposed, self.ground)
        if area.is_empty:
            return
        # In Qt's RGB32, which it copies at once; of other formats it leaves the work to a thread.
        pixels = _screen_pixels(self.pyramid, area)
        if not self.tones.is_neutral:
            pixels = apply_to_screen(pixels, self.tones)
        rows, columns = pixels.shape[:2]
        rgb32 = QImage.Format.Format_RGB32
        painter.setOpacity(self.strength)
        area.draw(painter, QImage(pixels.data, columns, rows, 4 * columns, rgb32))
        if area.scale >= GRID_FROM and not self.pyramid.is_preview:
            _draw_grid(painter, exposed & QRectF(0, 0, width, height), area.scale)


class ImageLayer(ContentLayer):
    """Shows a pyramid in image coordinates, pixel (row, column) at (x, y) = (column, row)."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: ImageDrawing | None = None
        self._tones = Tones()
        self._strength = 1.0
        self._from_x_px = -math.inf
        self._ground: QColor | None = None

    @property
    def pyramid(self) -> Pyramid | None:
        """The image on show."""
        return self._drawing.pyramid if self._drawing is not None else None

    @property
    def tones(self) -> Tones:
        """What is done to its colours on the screen."""
        return self._tones

    @property
    def drawing(self) -> ImageDrawing | None:
        """How the image is drawn now; None without one."""
        return self._drawing

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another image, or none."""
        self.prepareGeometryChange()
        self._make_drawing(pyramid)
        self.changed.emit(None)

    def set_tones(self, tones: Tones) -> None:
        """Show the image lighter, in false colours ...; its pixels stay as they are."""
        if tones != self._tones:
            self._tones = tones
            self._make_drawing(self.pyramid)
            self.changed.emit(None)

    def set_strength(self, strength: float) -> None:
        """Let what lies below shine through, from 0 (only that) to 1 (nothing of it)."""
        if strength != self._strength:
            self._strength = strength
            self._make_drawing(self.pyramid)
            self.changed.emit(None)

    def set_from_x(self, from_x_px: float, between: QRectF | None = None) -> None:
        """Draw only what is at or right of a column of the canvas, in screen px.

        `between` is what lies between that column and the one before, in image coordinates; None
        where all of it has to be drawn anew.
        """
        if from_x_px != self._from_x_px:
            self._from_x_px = from_x_px
            self._make_drawing(self.pyramid)
            self.changed.emit(between)

    def set_ground(self, ground: QColor | None) -> None:
        """Cover what lies below also where this image has no pixels, with a colour; or not."""
        self._ground = ground
        self._make_drawing(self.pyramid)

    @property
    def follows_screen(self) -> bool:
        """Whether what is drawn depends on where on the screen it is."""
        return math.isfinite(self._from_x_px)

    def boundingRect(self) -> QRectF:
        pyramid = self.pyramid
        return QRectF() if pyramid is None else QRectF(0, 0, pyramid.width, pyramid.height)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if self._drawing is not None:
            self._drawing.draw(painter, exposed)

    def _make_drawing(self, pyramid: Pyramid | None) -> None:
        if pyramid is None:
            self._drawing = None
        else:
            self._drawing = ImageDrawing(
                pyramid, self._tones, self._strength, self._from_x_px, self._ground
            )


def _draw_grid(painter: QPainter, exposed: QRectF, scale: float) -> None:
    strength = min(1.0, (scale - GRID_FROM) / (GRID_FULL - GRID_FROM))
    pen = QPen(QColor.fromRgbF(0, 0, 0, GRID_ALPHA * strength))
    pen.setCosmetic(True)
    painter.setPen(pen)
    right = math.ceil(exposed.right())
    top, bottom = math.floor(exposed.top()), math.ceil(exposed.bottom())
    # Nothing left of what is exposed: a curtain may have another image there.
    first = math.ceil(exposed.left())
    lines = [QLineF(x, top, x, bottom) for x in range(first, right + 1)]
    lines += [QLineF(exposed.left(), y, right, y) for y in range(top, bottom + 1)]
    painter.drawLines(lines)


def _screen_pixels(pyramid: Pyramid, area: ScreenArea) -> NDArray[np.uint8]:
    """(h, w, 4) what an area of the screen shows, as blue, green, red and 255."""
    if area.is_actual_size and not pyramid.is_preview:
        row, column = area.first_pixel()
        return _to_screen_format(
            pyramid.image[row : row + area.height, column : column + area.width]
        )
    if area.scale >= NEAREST_FROM and not pyramid.is_preview:
        return _nearest_pixels(pyramid.image, area.rows(), area.columns())
    level = pyramid.levels[pyramid.level_for(area.scale)]
    rows, columns = level.shape[0] / pyramid.known_rows, level.shape[1] / pyramid.width
    return _smooth_pixels(level, area.y() * rows, area.x() * columns)


def _nearest_pixels(image: NDArray[np.uint8], rows: Pixels, columns: Pixels) -> NDArray[np.uint8]:
    """Each pixel of the image as a square."""
    part = _to_screen_format(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    # Pixels as whole numbers: one is picked at a time, not one channel.
    found = picked(part.view(np.uint32)[..., 0], rows - rows[0], columns - columns[0])
    return np.ascontiguousarray(found).view(np.uint8).reshape(rows.size, columns.size, 4)


def _smooth_pixels(level: NDArray[np.uint8], y: Places, x: Places) -> NDArray[np.uint8]:
    """The mean of the four pixels of a level around each place, as near as they are."""
    # Multiples of 1 / 64 stay exact whichever part is cut out, so that parts fit each other.
    rows, columns = np.floor(y * 64 - 31.5) / 64, np.floor(x * 64 - 31.5) / 64
    top, left = max(0, math.floor(rows[0])), max(0, math.floor(columns[0]))
    part = level[top : math.floor(rows[-1]) + 2, left : math.floor(columns[-1]) + 2]
    shape = (rows.size, columns.size)
    map_y, map_x = np.empty(shape, np.float32), np.empty(shape, np.float32)
    map_y[:], map_x[:] = (rows - top)[:, np.newaxis], columns - left
    # OpenCV is several times faster with four channels than with three.
    found = cv2.remap(
        _to_screen_format(part), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found, np.uint8)


def _to_screen_format(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGB or grey as Qt's RGB32, 0xffRRGGBB, kept as B, G, R, 255 by a little-endian machine."""
    order = cv2.COLOR_RGB2BGRA if pixels.ndim == 3 else cv2.COLOR_GRAY2BGRA
    return np.asarray(cv2.cvtColor(pixels, order), np.uint8)

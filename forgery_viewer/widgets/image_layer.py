"""The image on a canvas: only what is exposed is drawn, from the level that fits the zoom."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forgery_viewer.core.pyramid import Pyramid

NEAREST_FROM = 2.0
"""From this zoom on a pixel is drawn as a square."""

GRID_FROM, GRID_FULL = 8.0, 12.0
"""Zoom at which the pixel grid begins to show, and at which it is fully there."""

GRID_ALPHA = 0.18


class ImageLayer(pg.GraphicsObject):
    """Draws a pyramid in image coordinates, pixel (row, column) at (x, y) = (column, row)."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._pyramid: Pyramid | None = None
        self._images: list[QImage] = []

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another image, or none."""
        self.prepareGeometryChange()
        self._pyramid = pyramid
        # Each QImage lies over its level's buffer; `pyramid` keeps the buffers alive.
        self._images = [
            QImage(
                level.data,
                level.shape[1],
                level.shape[0],
                level.shape[1] * 3,
                QImage.Format.Format_RGB888,
            )
            for level in (pyramid.levels if pyramid is not None else ())
        ]
        self.update()

    def boundingRect(self) -> QRectF:
        if self._pyramid is None:
            return QRectF()
        return QRectF(0, 0, self._pyramid.width, self._pyramid.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._pyramid is None:
            return
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        index = self._pyramid.level_for(scale)
        image = self._images[index]
        exposed = option.exposedRect.intersected(self.boundingRect())
        factor_x = image.width() / self._pyramid.width
        factor_y = image.height() / self._pyramid.height
        source = aligned_rect(exposed, factor_x, factor_y, image.width(), image.height())
        target = QRectF(
            source.x() / factor_x,
            source.y() / factor_y,
            source.width() / factor_x,
            source.height() / factor_y,
        )
        smooth = scale < NEAREST_FROM and scale != 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image, source)
        if scale >= GRID_FROM:
            self._paint_grid(painter, exposed, scale)

    @staticmethod
    def _paint_grid(painter: QPainter, exposed: QRectF, scale: float) -> None:
        strength = min(1.0, (scale - GRID_FROM) / (GRID_FULL - GRID_FROM))
        pen = QPen(QColor.fromRgbF(0, 0, 0, GRID_ALPHA * strength))
        pen.setCosmetic(True)
        painter.setPen(pen)
        left, right = math.floor(exposed.left()), math.ceil(exposed.right())
        top, bottom = math.floor(exposed.top()), math.ceil(exposed.bottom())
        lines = [QLineF(x, top, x, bottom) for x in range(left, right + 1)]
        lines += [QLineF(left, y, right, y) for y in range(top, bottom + 1)]
        painter.drawLines(lines)


def aligned_rect(
    exposed: QRectF, factor_x: float, factor_y: float, width: int, height: int
) -> QRectF:
    """The whole pixels of a level that `exposed` touches, with one more on each side.

    Whole pixels keep a part drawn after a change exactly where a full drawing puts it; the extra
    one feeds smooth scaling at the edge.
    """
    left = max(0, math.floor(exposed.left() * factor_x) - 1)
    top = max(0, math.floor(exposed.top() * factor_y) - 1)
    right = min(width, math.ceil(exposed.right() * factor_x) + 1)
    bottom = min(height, math.ceil(exposed.bottom() * factor_y) + 1)
    return QRectF(left, top, max(0, right - left), max(0, bottom - top))

"""Marks that follow the pointer: the brush's ring at true size and the ghost on linked canvases."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.widgets.theme import CASING

_ARM_PX, _GAP_PX = 14.0, 5.0

_LARGEST_PICTURE_PX = 600
"""Rings up to this size are kept as a picture; of larger ones only parts are seen."""


class CursorLayer(QGraphicsObject):
    """Drawn in screen pixels at the pointer: white with a dark casing, so it shows anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(100)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._ring_px = 0.0
        self._ghost = self._square = False
        self.hide()

    @property
    def shows_ring(self) -> bool:
        """Whether the brush's ring is on show."""
        return self.isVisible() and not self._ghost

    def show_ring(self, point: QPointF, diameter_px: float, *, square: bool = False) -> None:
        """A ring of `diameter_px` screen px, or a square of that side, around a scene point."""
        self._show(point, ring_px=max(diameter_px, 3.0), ghost=False, square=square)

    def show_ghost(self, point: QPointF) -> None:
        """An open cross at the same image point as the pointer of another canvas."""
        self._show(point, ring_px=0.0, ghost=True)

    def _show(self, point: QPointF, *, ring_px: float, ghost: bool, square: bool = False) -> None:
        if (ring_px, ghost, square) != (self._ring_px, self._ghost, self._square):
            self.prepareGeometryChange()
            self._ring_px, self._ghost, self._square = ring_px, ghost, square
            # Moved as a picture: to draw smooth circles takes longer than all that lies below.
            kept = ring_px <= _LARGEST_PICTURE_PX
            mode = self.CacheMode.DeviceCoordinateCache if kept else self.CacheMode.NoCache
            self.setCacheMode(mode)
            self.update()
        self.setPos(point)
        self.show()

    def boundingRect(self) -> QRectF:
        reach = self._ring_px / 2 + 3 if not self._ghost else _ARM_PX + 3
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(CASING), 3.0), (QColor("#FFFFFF"), 1.2)):
            painter.setPen(QPen(colour, width))
            if self._ghost:
                painter.drawLines(_cross())
            else:
                radius = self._ring_px / 2
                if self._square:
                    painter.drawRect(QRectF(-radius, -radius, self._ring_px, self._ring_px))
                else:
                    painter.drawEllipse(QPointF(0, 0), radius, radius)
                if radius > 6:
                    painter.drawEllipse(QPointF(0, 0), 1.0, 1.0)


def _cross() -> list[QLineF]:
    return [
        QLineF(-_ARM_PX, 0, -_GAP_PX, 0),
        QLineF(_GAP_PX, 0, _ARM_PX, 0),
        QLineF(0, -_ARM_PX, 0, -_GAP_PX),
        QLineF(0, _GAP_PX, 0, _ARM_PX),
    ]

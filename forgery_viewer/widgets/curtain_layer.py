"""The divider of two images on one canvas, with the name of each on its side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.widgets.theme import CASING, text_font

GRAB_PX = 7
"""So near to the line the pointer takes it."""

_HANDLE_W, _HANDLE_H = 22.0, 28.0
_PLATE_PAD, _PLATE_TOP = 6.0, 8.0
_GAP_PX = 14.0


@dataclass(frozen=True, slots=True)
class Divider:
    """The line between two images on a canvas of `width` x `height` points.

    Attributes:
        x: Where it stands.
        names: What is left and right of it.
        top: How much is left free above the names.
    """

    x: float
    width: float
    height: float
    names: tuple[str, str]
    top: float = 0.0


class CurtainLayer(QGraphicsObject):
    """Drawn in screen pixels over a canvas: a white line with a dark casing and a handle."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(90)
        self.x_px = 0.0
        self._width = self._height = 0.0
        self._names = ("", "")
        self._top_px = 0.0
        self.hide()

    def place(self, x_px: float, width: float, height: float) -> None:
        """Stand at a column of a canvas of this size."""
        self.prepareGeometryChange()
        self.x_px, self._width, self._height = x_px, width, height
        self.update()

    def set_top(self, top_px: float) -> None:
        """Leave so much room above the names."""
        self._top_px = top_px
        self.update()

    def set_names(self, left: str, right: str) -> None:
        """What is on either side."""
        self._names = (left, right)
        self.update()

    def is_near(self, x_px: float) -> bool:
        """Whether a press at this column takes the line."""
        return self.isVisible() and abs(x_px - self.x_px) <= GRAB_PX

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._width, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        draw_divider(painter, self.divider)
        self._paint_handle(painter)

    @property
    def divider(self) -> Divider:
        """Where the line is, and what is on either side."""
        return Divider(self.x_px, self._width, self._height, self._names, self._top_px)

    def _paint_handle(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        middle = self._height / 2
        box = QRectF(self.x_px - _HANDLE_W / 2, middle - _HANDLE_H / 2, _HANDLE_W, _HANDLE_H)
        painter.setPen(QPen(QColor(CASING), 1.0))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QPen(QColor(CASING), 1.5, c=Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = QPointF(self.x_px + 7 * side, middle)
            painter.drawLine(QPointF(self.x_px + 1.5 * side, middle), tip)
            painter.drawLine(QPointF(self.x_px + 4 * side, middle - 3), tip)
            painter.drawLine(QPointF(self.x_px + 4 * side, middle + 3), tip)


def draw_divider(painter: QPainter, divider: Divider) -> None:
    """Draw the line and the names, without the handle; any thread may."""
    x = divider.x
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for colour, width in ((QColor(CASING), 3.0), (QColor("#FFFFFF"), 1.4)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, 0), QPointF(x, divider.height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    font = text_font(11, 600)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    left, right = divider.names
    room = metrics.horizontalAdvance(left) + 2 * _PLATE_PAD
    _draw_plate(painter, left, x - _GAP_PX - room, divider)
    _draw_plate(painter, right, x + _GAP_PX, divider)


def _draw_plate(painter: QPainter, name: str, left: float, divider: Divider) -> None:
    """A name on a dark ground, where there is room for it on its side."""
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(name) + 2 * _PLATE_PAD
    if not name or left < 0 or left + width > divider.width:
        return
    box = QRectF(left, divider.top + _PLATE_TOP, width, metrics.height() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 12, 12, 190))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

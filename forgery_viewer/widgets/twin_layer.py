"""Lines from the source to its copies over a canvas, and the pointer's place on each twin."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.widgets.theme import CASING

_HEAD_PX, _GAP_PX = 9.0, 4.0
_ARM_PX, _HOLE_PX = 9.0, 3.0


class TwinLayer(QGraphicsObject):
    """Drawn in screen px: arrows between image points, and open crosses at image points."""

    def __init__(self, from_image: Callable[[QPointF], QPointF]) -> None:
        super().__init__()
        self.setZValue(80)
        self._from_image = from_image
        self._size = (0.0, 0.0)
        self._arrows: tuple[tuple[QPointF, QPointF], ...] = ()
        self._joins = True
        self._marks: tuple[QPointF, ...] = ()
        self._colour = QColor("#FFFFFF")

    @property
    def arrows(self) -> tuple[tuple[QPointF, QPointF], ...]:
        """Image points that are joined, from the source to the copy."""
        return self._arrows

    @property
    def joined(self) -> tuple[tuple[QPointF, QPointF], ...]:
        """The arrows that are drawn now."""
        return self._arrows if self._joins else ()

    @property
    def colour(self) -> QColor:
        """The colour of the arrows."""
        return self._colour

    @property
    def marks(self) -> tuple[QPointF, ...]:
        """Image points with a cross."""
        return self._marks

    def set_size(self, width: float, height: float) -> None:
        """The size of the canvas."""
        self.prepareGeometryChange()
        self._size = (width, height)

    def show_arrows(self, arrows: Sequence[tuple[QPointF, QPointF]], colour: QColor) -> None:
        """Join other points, in the colour of their instance."""
        self._arrows, self._colour = tuple(arrows), colour
        self.update()

    def set_joins(self, joins: bool) -> None:
        """Draw the arrows, or only the crosses: arrows hide what lies under them."""
        if joins != self._joins:
            self._joins = joins
            self.update()

    def show_marks(self, marks: Sequence[QPointF]) -> None:
        """Mark other points."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        arrows = self.joined
        if not arrows and not self._marks:
            return
        at = self._from_image
        draw_arrows(painter, [(at(start), at(end)) for start, end in arrows], self._colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(CASING), 3.0), (QColor("#FFFFFF"), 1.2)):
            painter.setPen(QPen(colour, width))
            for mark in self._marks:
                _draw_cross(painter, self._from_image(mark))


def draw_arrows(
    painter: QPainter, arrows: Sequence[tuple[QPointF, QPointF]], colour: QColor
) -> None:
    """Draw arrows between points of the screen, over a dark casing; any thread may."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for ink, width in ((QColor(CASING), 3.2), (colour, 1.5)):
        painter.setPen(QPen(ink, width))
        painter.setBrush(ink)
        for start, end in arrows:
            _draw_arrow(painter, start, end)


def _draw_arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    along = end - start
    length = math.hypot(along.x(), along.y())
    if length < 2 * _HEAD_PX + _GAP_PX:
        return
    along /= length
    tip = end - along * _GAP_PX
    neck = tip - along * _HEAD_PX
    across = QPointF(-along.y(), along.x()) * (_HEAD_PX * 0.45)
    painter.drawLine(start + along * _GAP_PX, neck)
    painter.drawPolygon(QPolygonF([tip, neck + across, neck - across]))


def _draw_cross(painter: QPainter, at: QPointF) -> None:
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        arm = QPointF(x, y)
        painter.drawLine(at + arm * _HOLE_PX, at + arm * _ARM_PX)

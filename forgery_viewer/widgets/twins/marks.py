"""Marks on the pictures of the strip: outline, ghost cursor, the plate with a word, the badge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.contour_layer import CASING_PX, LINE_PX
from forgery_viewer.widgets.theme import (
    CASING,
    INSTANCE_COLOURS,
    instance_colour,
    text_font,
    theme_of,
)

BADGE_PX = 16
_BADGE_ROOM_PX = 1
_ROOM = QMarginsF(*[_BADGE_ROOM_PX] * 4)
_ARM_PX, _GAP_PX = 14.0, 5.0
_PLATE_PX, _PLATE_ROOM_PX = 17, 4
_PLATE_ALPHA = 0.8
_DASH_PX = 5.0


def draw_outline(
    painter: QPainter,
    lines: Sequence[NDArray[np.floating]],
    scale: float,
    origin: QPointF,
    slot: int,
) -> None:
    """Lines in picture px, in an instance's colour over a dark casing."""
    polygons = [
        QPolygonF([QPointF(x, y) for x, y in (line * scale).tolist()]).translated(origin)
        for line in lines
    ]
    coloured = QPen(instance_colour(slot), LINE_PX)
    if slot >= len(INSTANCE_COLOURS):
        coloured.setDashPattern([_DASH_PX / LINE_PX, _DASH_PX / LINE_PX])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(CASING), CASING_PX), coloured):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for polygon in polygons:
            painter.drawPolyline(polygon)


def draw_cross(painter: QPainter, at: QPointF) -> None:
    """The open cross of the ghost cursor, as on the canvases."""
    lines = [
        QLineF(-_ARM_PX, 0, -_GAP_PX, 0).translated(at),
        QLineF(_GAP_PX, 0, _ARM_PX, 0).translated(at),
        QLineF(0, -_ARM_PX, 0, -_GAP_PX).translated(at),
        QLineF(0, _GAP_PX, 0, _ARM_PX).translated(at),
    ]
    for colour, width in ((CASING, 3.0), ("#FFFFFF", 1.2)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLines(lines)


def draw_plate(painter: QPainter, box: QRectF, word: str) -> None:
    """A word in the lower left corner of a box, shortened where it does not fit."""
    painter.setFont(text_font(11))
    metrics = painter.fontMetrics()
    room = int(box.width()) - 2 * _PLATE_ROOM_PX - 10
    word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
    width = metrics.horizontalAdvance(word) + 10
    left, bottom = box.left() + _PLATE_ROOM_PX, box.bottom() - _PLATE_ROOM_PX
    plate = QRectF(left, bottom - _PLATE_PX, width, _PLATE_PX)
    ground = QColor(CASING)
    ground.setAlphaF(_PLATE_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, word)


class Badge(QWidget):
    """The number of an instance: filled for a copy, hollow for a source or what may be one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side = BADGE_PX + 2 * _BADGE_ROOM_PX
        self.setFixedSize(side, side)
        self._number, self._slot, self._filled = 1, 0, False

    def show_number(self, number: int, slot: int, *, filled: bool) -> None:
        """Show another number in the colour of a slot."""
        self._number, self._slot, self._filled = number, slot, filled
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = instance_colour(self._slot)
        box = QRectF(self.rect()).marginsRemoved(_ROOM)
        if self._filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(box, 3, 3)
            ink = QColor(CASING) if colour.lightnessF() > 0.35 else QColor("#FFFFFF")
        else:
            # Its line lies on a casing, so that a pale colour shows in the light theme too.
            pen = QPen(colour, LINE_PX)
            if self._slot >= len(INSTANCE_COLOURS):
                pen.setStyle(Qt.PenStyle.DashLine)
            for each in (QPen(QColor(CASING), CASING_PX), pen):
                painter.setPen(each)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            ink = QColor(theme_of(self).text1)
        painter.setFont(text_font(11, 600))
        painter.setPen(ink)
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()

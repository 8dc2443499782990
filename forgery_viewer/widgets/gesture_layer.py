"""The lines of a gesture in progress over a canvas: outline, rectangle, cut, handles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.state.tools.sketch import NO_SKETCH, Line, Sketch
from forgery_viewer.widgets.contour_layer import draw_lines
from forgery_viewer.widgets.theme import CASING
from forgery_viewer.widgets.view import View

HANDLE_PX = 7.0
"""Side of the square that marks a point."""

_LINE_PX, _CASING_PX = 1.4, 3.2
_DASHES = [4.0, 3.0]
_BRIGHT = "#FFFFFF"


class GestureLayer(QGraphicsObject):
    """Drawn in screen px: white with a dark casing, so that it shows on any picture."""

    def __init__(self, from_image: Callable[[QPointF], QPointF], view: Callable[[], View]) -> None:
        super().__init__()
        self.setZValue(90)
        self._from_image = from_image
        self._view = view
        self._size = (0.0, 0.0)
        self._sketch = NO_SKETCH

    @property
    def sketch(self) -> Sketch:
        """What is drawn."""
        return self._sketch

    def set_size(self, width: float, height: float) -> None:
        """The size of the canvas."""
        self.prepareGeometryChange()
        self._size = (width, height)

    def show_sketch(self, sketch: Sketch) -> None:
        """Draw another gesture, or none."""
        if sketch.is_empty and self._sketch.is_empty:
            return
        stale = self._bounds()
        self._sketch = sketch
        # Only where lines were or are: under the rest lies the whole picture.
        self.update(stale.united(self._bounds()))

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        sketch = self._sketch
        if sketch.is_empty:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        lines = [_segments(self._on_screen(line)) for line in sketch.lines]
        dashes = [_polyline(self._on_screen(line)) for line in sketch.dashes]
        for colour, width in ((CASING, _CASING_PX), (_BRIGHT, _LINE_PX)):
            painter.setPen(_pen(colour, width))
            for line in lines:
                draw_lines(painter, line)
            painter.setPen(_pen(colour, width, dashed=colour == _BRIGHT))
            for dashed in dashes:
                painter.drawPolyline(dashed)
        self._draw_handles(painter)

    def _draw_handles(self, painter: QPainter) -> None:
        painter.setPen(_pen(CASING, 1.0))
        painter.setBrush(QColor(_BRIGHT))
        for x, y in self._on_screen(self._sketch.handles).tolist():
            half = HANDLE_PX / 2
            painter.drawRect(QRectF(x - half, y - half, HANDLE_PX, HANDLE_PX))

    def _on_screen(self, line: Line) -> Line:
        origin, scale = self._from_image(QPointF(0, 0)), self._view().scale
        return np.asarray(line * scale + (origin.x(), origin.y()))

    def _bounds(self) -> QRectF:
        sketch = self._sketch
        parts = [part for part in (*sketch.lines, *sketch.dashes, sketch.handles) if len(part)]
        if not parts:
            return QRectF()
        points = self._on_screen(np.concatenate(parts))
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        margin = HANDLE_PX / 2 + 2
        found = QRectF(left, top, right - left, bottom - top)
        return found.adjusted(-margin, -margin, margin, margin)


def _segments(line: Line) -> Line:
    """(N - 1, 4): the pieces of a line through N points."""
    return np.hstack([line[:-1], line[1:]])


def _polyline(line: Line) -> QPolygonF:
    """A line whose dashes run on from piece to piece, without points too near to matter."""
    step = np.round(line / 2)
    kept = np.ones(len(line), np.bool_)
    kept[1:-1] = (step[1:-1] != step[:-2]).any(axis=1)
    return QPolygonF([QPointF(x, y) for x, y in line[kept].tolist()])


def _pen(colour: str, width_px: float, *, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width_px)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashed else Qt.PenCapStyle.RoundCap)
    if dashed:
        pen.setDashPattern(_DASHES)
    return pen

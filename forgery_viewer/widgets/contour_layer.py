"""The outlines of a mask's instances."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.core.contours import Segments, outline_segments
from forgery_viewer.core.edits import Box
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.theme import CASING, INSTANCE_COLOURS, instance_colour
from forgery_viewer.widgets.view import SMALLEST_SCALE

LINE_PX = 1.5
CASING_PX = 3.1
DASH_PX = 5
"""Length of a dash in taken pixels of the image."""

BORDERS_FROM = 4.0
"""From this zoom on the outline follows the borders of the pixels."""


class ContourLayer(ContentLayer):
    """Draws the outlines that are exposed: a dark casing first, then the colours."""

    def __init__(self) -> None:
        super().__init__()
        self._document: MaskDocument | None = None
        self._view_scale: Callable[[], float] = lambda: 1.0
        self._lines = internals.PrimitiveArray(QLineF, 4)

    def set_document(self, document: MaskDocument | None, view_scale: Callable[[], float]) -> None:
        """Show the outlines of another document, or none; `view_scale` tells the zoom."""
        if self._document is not None:
            self._document.pixels_changed.disconnect(self.update_box)
            self._document.planes_replaced.disconnect(self._redraw)
            self._document.instances_changed.disconnect(self._redraw)
        self.prepareGeometryChange()
        self._document = document
        self._view_scale = view_scale
        if document is not None:
            document.pixels_changed.connect(self.update_box)
            document.planes_replaced.connect(self._redraw)
            document.instances_changed.connect(self._redraw)
        self.changed.emit(None)

    def update_box(self, box: Box) -> None:
        """Draw the changed part again, and as far around it as a line is wide."""
        top, left, bottom, right = box
        scale = self._view_scale()
        # Where only every n-th pixel is traced, a line may lie up to n pixels off the change; what
        # is straightened in blocks of two, one more.
        margin = 2.0 + CASING_PX / scale + 2 * _step_for(scale)
        area = QRectF(left, top, right - left, bottom - top)
        self.changed.emit(area.marginsAdded(_margins(margin)))

    def boundingRect(self) -> QRectF:
        if self._document is None:
            return QRectF()
        planes = self._document.planes
        # As far as a line reaches around the image at the smallest zoom.
        return QRectF(0, 0, planes.width, planes.height).marginsAdded(
            _margins(CASING_PX / SMALLEST_SCALE)
        )

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        if self._document is None or scale <= 0:
            return
        step = _step_for(scale)
        # What is drawn reaches beyond its cell: by half a cell and by half the width of the line.
        area = exposed.marginsAdded(_margins(step + CASING_PX / scale))
        smooth = scale < BORDERS_FROM
        found = outline_segments(self._document.planes, _taken_box(area, step), step, smooth=smooth)
        states = self._document.instances
        shown = {k: lines for k, lines in found.items() if not states[k].hidden}
        if not shown:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(_pen(QColor(CASING), CASING_PX))
        self._draw(painter, np.concatenate(list(shown.values())))
        for number, lines in shown.items():
            slot = states[number].colour
            painter.setPen(_pen(instance_colour(slot), LINE_PX))
            # The ninth instance has the first one's colour again: a broken line tells them apart.
            dashed = slot >= len(INSTANCE_COLOURS)
            self._draw(painter, _dashes(lines, step) if dashed else lines)

    def _draw(self, painter: QPainter, lines: Segments) -> None:
        # Qt lines laid over one array: a QLineF made for each would take longer than drawing them.
        self._lines.resize(len(lines))
        self._lines.ndarray()[:] = lines
        painter.drawLines(*self._lines.drawargs())

    def _redraw(self) -> None:
        self.changed.emit(None)


def _step_for(scale: float) -> int:
    """Take every n-th pixel where n pixels share one screen pixel."""
    step = 1
    while 0 < scale * step <= 0.5:
        step *= 2
    return step


def _taken_box(area: QRectF, step: int) -> Box:
    """The taken pixels that an area of the image touches, from an even one on."""
    first_row, first_column = math.floor(area.top() / step), math.floor(area.left() / step)
    return (
        max(first_row // 2 * 2, 0),
        max(first_column // 2 * 2, 0),
        math.ceil(area.bottom() / step),
        math.ceil(area.right() / step),
    )


def _dashes(lines: Segments, step: int) -> Segments:
    """The parts of an outline that lie on the black squares of a chessboard over the image."""
    along = lines[:, 2:] - lines[:, :2]
    count = np.maximum(1, np.ceil(np.abs(along).max(axis=1) / step)).astype(np.intp)
    # Long runs of borders are cut at every taken pixel.
    line = np.repeat(np.arange(len(lines)), count)
    part = np.arange(line.size) - np.repeat(np.cumsum(count) - count, count)
    piece = (along / count[:, np.newaxis])[line]
    start = lines[line, :2] + piece * part[:, np.newaxis]
    square = np.floor((start + piece / 2) / (DASH_PX * step)).astype(np.intp)
    drawn = square.sum(axis=1) % 2 == 0
    pieces: Segments = np.hstack([start, start + piece])[drawn].astype(np.float32)
    return pieces


def _margins(width: float) -> QMarginsF:
    return QMarginsF(width, width, width, width)


def _pen(colour: QColor, width_px: float) -> QPen:
    pen = QPen(colour, width_px)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    return pen

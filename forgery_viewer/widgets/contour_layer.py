"""The outlines of a mask's instances."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from shiboken6 import Shiboken

from forgery_viewer.core.contours import Segments, outline_segments
from forgery_viewer.core.edits import Box
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.preview import Preview
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.mask_layer import Colours
from forgery_viewer.widgets.scratch import Scratch
from forgery_viewer.widgets.screen_area import draw_at
from forgery_viewer.widgets.theme import CASING, INSTANCE_COLOURS, instance_colour
from forgery_viewer.widgets.view import SMALLEST_SCALE

LINE_PX = 1.5
CASING_PX = 3.1
PLAIN = "#FFFFFF"
"""The colour of outlines that do not tell instances apart."""
DASH_PX = 5
"""Length of a dash in taken pixels of the image."""

BORDERS_FROM = 4.0
"""From this zoom on the outline follows the borders of the pixels."""


class Outlines(Enum):
    """How the instances of a mask are outlined."""

    COLOURED = "coloured"
    """Each in its colour."""
    SOLID = "solid"
    """All of them in white."""
    DASHED = "dashed"
    """All of them in white, with a broken line."""


@dataclass(frozen=True, slots=True, eq=False)
class ContourDrawing:
    """How bit planes are outlined in image coordinates; any thread may draw it.

    Attributes:
        planes: What is outlined.
        states: Colour and visibility of each instance.
        colour_of: The colour of a slot.
        style: Whether instances are told apart.
        width_px: How wide lines are, in points.
        scratch: What to paint on in passing, by one thread at a time.
    """

    planes: BitPlanes
    states: list[InstanceState]
    colour_of: Colours
    style: Outlines
    width_px: float
    scratch: Scratch

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw what lies in `exposed`, at least: a dark casing first, then the colours."""
        to_screen = painter.deviceTransform()
        scale = to_screen.m11()
        if scale <= 0:
            return
        step = _step_for(scale)
        ratio = painter.device().devicePixelRatioF()
        # What is drawn reaches beyond its cell: by half a cell and by half the width of the line.
        reach = _casing_px(self.width_px) * ratio / scale
        exposed = exposed.marginsAdded(_margins(reach))
        box = _taken_box(exposed.marginsAdded(_margins(step)), step)
        smooth = scale < BORDERS_FROM
        found = outline_segments(self.planes, box, step, smooth=smooth)
        states = self.states
        shown = [(states[k].colour, lines) for k, lines in found.items() if not states[k].hidden]
        if shown:
            # Only where there are lines: an outline takes up little of what it goes around.
            bounds = _bounds([lines for _slot, lines in shown], reach)
            part = to_screen.mapRect(exposed & bounds)
            self._draw_outlines(painter, part.toAlignedRect(), shown, step)

    def _draw_outlines(
        self, painter: QPainter, part: QRect, shown: list[tuple[int, Segments]], step: int
    ) -> None:
        """Draw outlines, each with its colour's slot, in a part of the screen."""
        if part.isEmpty():
            return
        self.scratch.clear(part.width(), part.height())
        ratio = painter.device().devicePixelRatioF()
        pencil = QPainter(self.scratch.picture)
        try:
            pencil.setClipRect(0, 0, part.width(), part.height())
            pencil.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            to_part = QTransform.fromTranslate(-part.x(), -part.y())
            pencil.setWorldTransform(painter.deviceTransform() * to_part)
            self._draw_colours(pencil, shown, step, ratio)
        finally:
            # The next paint is to begin on the same picture.
            pencil.end()
        _add_casing(self.scratch.pixels, ratio)
        draw_at(painter, part.x(), part.y(), self.scratch.part())

    def _draw_colours(
        self, pencil: QPainter, shown: list[tuple[int, Segments]], step: int, ratio: float
    ) -> None:
        """Draw the lines, the broken ones over a casing that shows in their gaps."""
        dashed = [(slot, lines) for slot, lines in shown if self._is_dashed(slot)]
        for _slot, lines in dashed:
            pencil.setPen(_pen(QColor(CASING), _casing_px(self.width_px) * ratio))
            draw_lines(pencil, lines)
        for slot, lines in shown:
            is_coloured = self.style is Outlines.COLOURED
            colour = self.colour_of(slot) if is_coloured else QColor(PLAIN)
            pencil.setPen(_pen(colour, self.width_px * ratio))
            draw_lines(pencil, _dashes(lines, step) if self._is_dashed(slot) else lines)

    def _is_dashed(self, slot: int) -> bool:
        if self.style is Outlines.COLOURED:
            # The ninth instance has the first one's colour again: a broken line tells them apart.
            return slot >= len(INSTANCE_COLOURS)
        return self.style is Outlines.DASHED


class ContourLayer(ContentLayer):
    """Draws the outlines that are exposed: a dark casing first, then the colours."""

    def __init__(self, colours: Colours = instance_colour) -> None:
        """Draw each instance in the colour that `colours` tells of its slot."""
        super().__init__()
        self._colour_of = colours
        self._document: MaskDocument | Preview | None = None
        self._view_scale: Callable[[], float] = lambda: 1.0
        self._scratch = Scratch()
        self._width_px = LINE_PX
        self._style = Outlines.COLOURED

    def set_style(self, style: Outlines) -> None:
        """Tell instances apart, or draw them all alike."""
        if style is not self._style:
            self._style = style
            self._redraw()

    def set_document(
        self, document: MaskDocument | Preview | None, view_scale: Callable[[], float]
    ) -> None:
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

    def set_width(self, width_px: float) -> None:
        """How wide the lines are, in screen px."""
        if width_px != self._width_px:
            self._width_px = width_px
            self._redraw()

    def update_box(self, box: Box) -> None:
        """Draw the changed part again, and as far around it as a line is wide."""
        top, left, bottom, right = box
        scale = self._view_scale()
        # Where only every n-th pixel is traced, a line may lie up to n pixels off the change; what
        # is straightened in blocks of two, one more.
        margin = 2.0 + _casing_px(self._width_px) / scale + 2 * _step_for(scale)
        area = QRectF(left, top, right - left, bottom - top)
        self.changed.emit(area.marginsAdded(_margins(margin)))

    def boundingRect(self) -> QRectF:
        if self._document is None:
            return QRectF()
        planes = self._document.planes
        # As far as a line reaches around the image at the smallest zoom.
        return QRectF(0, 0, planes.width, planes.height).marginsAdded(
            _margins(_casing_px(self._width_px) / SMALLEST_SCALE)
        )

    def drawing(self, planes: BitPlanes | None = None) -> ContourDrawing | None:
        """How the mask is outlined now, or how `planes` would be elsewhere; None without one."""
        document = self._document
        if document is None:
            return None
        scratch = self._scratch if planes is None else Scratch()
        states = list(document.instances)
        shown = planes or document.planes
        return ContourDrawing(shown, states, self._colour_of, self._style, self._width_px, scratch)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        drawing = self.drawing()
        if drawing is not None:
            drawing.draw(painter, exposed)

    def _redraw(self) -> None:
        self.changed.emit(None)


def _casing_px(line_px: float) -> float:
    return line_px + CASING_PX - LINE_PX


def _step_for(scale: float) -> int:
    """Take every n-th pixel where n pixels share one screen pixel."""
    step = 1
    while 0 < scale * step <= 0.5:
        step *= 2
    return step


def draw_lines(painter: QPainter, lines: Segments | NDArray[np.float64]) -> None:
    """Draw lines that Qt finds in one array; to make a QLineF of each would take longer."""
    if len(lines):
        array = np.ascontiguousarray(lines, np.float64)
        first = cast("QLineF", Shiboken.wrapInstance(array.ctypes.data, QLineF))
        painter.drawLines(first, len(array))


def _bounds(outlines: list[Segments], margin: float) -> QRectF:
    """Where the lines are in the image, with some room around them."""
    least = np.min([lines.min(axis=0) for lines in outlines], axis=0).tolist()
    most = np.max([lines.max(axis=0) for lines in outlines], axis=0).tolist()
    left, top = min(least[0], least[2]), min(least[1], least[3])
    right, bottom = max(most[0], most[2]), max(most[1], most[3])
    return QRectF(left, top, right - left, bottom - top).marginsAdded(_margins(margin))


@cache
def _around(ratio: float) -> NDArray[np.uint8]:
    """What is as near to a pixel as the casing is wide; on a usual screen its four neighbours."""
    reach = max(1, round(ratio * (CASING_PX - LINE_PX) / 2))
    shape = (2 * reach + 1, 2 * reach + 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, shape), np.uint8)


def _add_casing(pixels: NDArray[np.uint8], ratio: float) -> None:
    """Darken what is a point around the lines in (h, w, 4) premultiplied colours.

    A point is `ratio` pixels. Drawn as wide lines below, the casing would cost more than the lines.
    """
    alpha = cv2.extractChannel(pixels, 3)
    dark = cv2.subtract(cv2.dilate(alpha, _around(ratio)), alpha)
    grey = cv2.convertScaleAbs(dark, alpha=QColor(CASING).lightnessF())
    cv2.add(pixels, cv2.merge([grey, grey, grey, dark]), dst=pixels)


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

"""The fill of a mask's instances over an image, drawn straight from the bit planes."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, qRgba
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forgery_viewer.core.edits import Box
from forgery_viewer.state.mask_document import InstanceState, MaskDocument
from forgery_viewer.widgets.image_layer import aligned_rect
from forgery_viewer.widgets.theme import instance_colour

OVERLAP_STRENGTH = 1.35
"""How much stronger than one instance's fill an overlap is."""


class MaskLayer(pg.GraphicsObject):
    """Draws the instances of a document, each in its colour, and their overlaps in the mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._document: MaskDocument | None = None
        self._opacity = 0.4
        self._image: QImage | None = None
        self._table: list[int] = []

    @property
    def document(self) -> MaskDocument | None:
        """The mask on show."""
        return self._document

    def set_document(self, document: MaskDocument | None) -> None:
        """Show another document, or none."""
        old = self._document
        if old is document:
            return
        if old is not None:
            old.pixels_changed.disconnect(self.update_box)
            old.planes_replaced.disconnect(self.rebind)
            old.instances_changed.disconnect(self.recolour)
        self._document = document
        if document is not None:
            document.pixels_changed.connect(self.update_box)
            document.planes_replaced.connect(self.rebind)
            document.instances_changed.connect(self.recolour)
        self.rebind()

    def set_opacity(self, opacity: float) -> None:
        """How strongly one instance covers the image, 0 to 1."""
        if opacity != self._opacity:
            self._opacity = opacity
            self.recolour()

    def rebind(self) -> None:
        """Lay the picture over the document's array anew."""
        self.prepareGeometryChange()
        self._image = None
        if self._document is not None and self._document.planes.bits.dtype == np.uint8:
            bits = self._document.planes.bits
            height, width = bits.shape
            if height and width:
                self._image = QImage(bits.data, width, height, width, QImage.Format.Format_Indexed8)
        self.recolour()

    def recolour(self) -> None:
        """Read colours and visibility again; the mask itself is not touched."""
        if self._document is not None:
            states = self._document.instances
            if self._image is not None:
                self._table = colour_table(states, self._opacity)
                self._image.setColorTable(self._table)
        self.update()

    def update_box(self, box: Box) -> None:
        """Draw the changed pixels again."""
        top, left, bottom, right = box
        self.update(QRectF(left, top, right - left, bottom - top))

    def boundingRect(self) -> QRectF:
        if self._document is None:
            return QRectF()
        planes = self._document.planes
        return QRectF(0, 0, planes.width, planes.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._document is None:
            return
        exposed = option.exposedRect.intersected(self.boundingRect())
        planes = self._document.planes
        source = aligned_rect(exposed, 1, 1, planes.width, planes.height)
        if source.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        if self._image is not None:
            painter.drawImage(source, self._image, source)
        else:
            scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
            self._paint_wide(self._document, painter, source, scale)

    def _paint_wide(
        self, document: MaskDocument, painter: QPainter, source: QRectF, scale: float
    ) -> None:
        """More than eight instances: colours are computed for the pixels that show, no more."""
        step = max(1, math.floor(1 / scale)) if scale else 1
        top, left = int(source.top()) // step * step, int(source.left()) // step * step
        bits = document.planes.bits[
            top : int(source.bottom()) : step, left : int(source.right()) : step
        ]
        colours = blend_colours(bits, document.instances, self._opacity)
        height, width = colours.shape
        image = QImage(colours.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        target = QRectF(left, top, width * step, height * step)
        # The last pixel that is taken may stand for fewer than `step`.
        inside = target.intersected(self.boundingRect())
        painter.drawImage(
            inside, image, QRectF(0, 0, inside.width() / step, inside.height() / step)
        )


def colour_table(states: list[InstanceState], opacity: float) -> list[int]:
    """The 256 colours of an 8-bit mask: entry v is the look of the combination of bits v."""
    table = [0] * 256
    for value in range(1, 1 << len(states)):
        shown = [
            instance_colour(state.colour)
            for number, state in enumerate(states)
            if value >> number & 1 and not state.hidden
        ]
        table[value] = _mixed(shown, opacity)
    return table


def _mixed(colours: list[QColor], opacity: float) -> int:
    if not colours:
        return 0
    strength = opacity if len(colours) == 1 else min(1.0, opacity * OVERLAP_STRENGTH)
    return qRgba(
        sum(c.red() for c in colours) // len(colours),
        sum(c.green() for c in colours) // len(colours),
        sum(c.blue() for c in colours) // len(colours),
        round(255 * strength),
    )


def blend_colours(
    bits: NDArray[np.unsignedinteger], states: list[InstanceState], opacity: float
) -> NDArray[np.uint32]:
    """(h, w) ARGB colours of wide bit planes, by the same rule as `colour_table`."""
    height, width = bits.shape
    sums = np.zeros((3, height, width), np.uint32)
    count = np.zeros((height, width), np.uint32)
    for number, state in enumerate(states):
        if state.hidden:
            continue
        inside = (bits & bits.dtype.type(1 << number)) != 0
        colour = instance_colour(state.colour)
        for channel, value in enumerate((colour.red(), colour.green(), colour.blue())):
            sums[channel][inside] += np.uint32(value)
        count[inside] += np.uint32(1)
    sums //= np.maximum(count, 1)
    alpha = np.zeros((height, width), np.uint32)
    alpha[count == 1] = round(255 * opacity)
    alpha[count > 1] = round(255 * min(1.0, opacity * OVERLAP_STRENGTH))
    red, green, blue = sums
    return np.ascontiguousarray((alpha << 24) | (red << 16) | (green << 8) | blue)

"""The fill of a mask's instances over an image, drawn straight from the bit planes."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, qRgba
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
    look = _Look(states, opacity)
    return [look.of(value) for value in range(1 << len(states))] + [0] * (256 - (1 << len(states)))


def blend_colours(
    bits: NDArray[np.unsignedinteger], states: list[InstanceState], opacity: float
) -> NDArray[np.uint32]:
    """(h, w) ARGB colours of wide bit planes, by the same rule as `colour_table`."""
    colours = np.zeros(bits.shape, np.uint32)
    there = bits != 0
    # Of the many combinations there could be, few occur.
    values, place = np.unique(bits[there], return_inverse=True)
    look = _Look(states, opacity)
    colours[there] = np.array([look.of(int(value)) for value in values], np.uint32)[place]
    return colours


class _Look:
    """The colour of any combination of instances."""

    def __init__(self, states: list[InstanceState], opacity: float) -> None:
        named = [instance_colour(state.colour) for state in states]
        self._rgb = [(c.red(), c.green(), c.blue()) for c in named]
        self._shown = sum(1 << k for k, state in enumerate(states) if not state.hidden)
        self._one = round(255 * opacity)
        self._several = round(255 * min(1.0, opacity * OVERLAP_STRENGTH))

    def of(self, value: int) -> int:
        """ARGB of the instances whose bits are set in `value`: the mean of their colours."""
        value &= self._shown
        colours = [rgb for k, rgb in enumerate(self._rgb) if value >> k & 1]
        if not colours:
            return 0
        red, green, blue = (sum(channel) // len(colours) for channel in zip(*colours, strict=True))
        return qRgba(red, green, blue, self._one if len(colours) == 1 else self._several)

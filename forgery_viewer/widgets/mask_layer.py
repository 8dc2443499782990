"""The fill of a mask's instances over an image, drawn straight from the bit planes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, qRgba

from forgery_viewer.core.edits import Box
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.preview import Preview
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.screen_area import PREMULTIPLIED, picked, screen_area
from forgery_viewer.widgets.theme import instance_colour

Colours = Callable[[int], QColor]
"""The colour of a slot."""

OVERLAP_STRENGTH = 1.35
"""How much stronger than one instance's fill an overlap is."""


@dataclass(frozen=True, slots=True, eq=False)
class MaskDrawing:
    """How the instances of bit planes are filled in image coordinates; any thread may draw it.

    Attributes:
        planes: What is filled.
        states: Colour and visibility of each instance.
        opacity: How strongly one instance covers the image, 0 to 1.
        colour_of: The colour of a slot.
        table: (256,) premultiplied ARGB of all bits of a narrow mask, where that is at hand.
    """

    planes: BitPlanes
    states: list[InstanceState]
    opacity: float
    colour_of: Colours
    table: NDArray[np.uint32]

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw what lies in `exposed`, at least."""
        planes = self.planes
        area = screen_area(painter, exposed, planes.width, planes.height)
        if area.is_empty:
            return
        bits: NDArray[np.unsignedinteger] = planes.bits
        rows, columns = area.rows(), area.columns()
        # Colours are computed for each pixel of the image or of the screen, whichever are fewer.
        if area.scale > 1:
            part = bits[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            rows, columns = rows - rows[0], columns - columns[0]
            colours = picked(self._colours(part), rows, columns) if part.any() else None
        else:
            seen = picked(bits, rows, columns)
            colours = self._colours(seen) if seen.any() else None
        if colours is not None:
            colours = np.ascontiguousarray(colours)
            height, width = colours.shape
            area.draw(painter, QImage(colours.data, width, height, 4 * width, PREMULTIPLIED))

    def _colours(self, bits: NDArray[np.unsignedinteger]) -> NDArray[np.uint32]:
        """Colours as they are blended, of bit planes of any width."""
        if bits.dtype == np.uint8:
            # Every value has its entry; "clip" only spares the check.
            return self.table.take(bits, mode="clip")
        return _premultiplied(blend_colours(bits, self.states, self.opacity, self.colour_of))


class MaskLayer(ContentLayer):
    """Draws the instances of a document, each in its colour, and their overlaps in the mean."""

    def __init__(self, colours: Colours = instance_colour) -> None:
        """Fill each instance with the colour that `colours` tells of its slot."""
        super().__init__()
        self._colour_of = colours
        self._document: MaskDocument | Preview | None = None
        self._opacity = 0.4
        self._table = np.zeros(256, np.uint32)

    @property
    def document(self) -> MaskDocument | None:
        """The mask on show; None where there is none, or only a preview."""
        return self._document if isinstance(self._document, MaskDocument) else None

    def set_document(self, document: MaskDocument | Preview | None) -> None:
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
        """Show another array of the document."""
        self.prepareGeometryChange()
        self.recolour()

    def recolour(self) -> None:
        """Read colours and visibility again; the mask itself is not touched."""
        if self._document is not None and self._document.planes.bits.dtype == np.uint8:
            table = colour_table(self._document.instances, self._opacity, self._colour_of)
            self._table = _premultiplied(np.array(table, np.uint32))
        self.changed.emit(None)

    def update_box(self, box: Box) -> None:
        """Draw the changed pixels again."""
        top, left, bottom, right = box
        self.changed.emit(QRectF(left, top, right - left, bottom - top))

    def boundingRect(self) -> QRectF:
        if self._document is None:
            return QRectF()
        planes = self._document.planes
        return QRectF(0, 0, planes.width, planes.height)

    def drawing(self, planes: BitPlanes | None = None) -> MaskDrawing | None:
        """How the mask is filled now, or how `planes` would be in its place; None without one."""
        document = self._document
        if document is None:
            return None
        states = list(document.instances)
        return MaskDrawing(
            planes or document.planes, states, self._opacity, self._colour_of, self._table
        )

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        drawing = self.drawing()
        if drawing is not None:
            drawing.draw(painter, exposed)


def _premultiplied(colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """ARGB colours with red, green and blue weakened by alpha, as Qt blends them fastest."""
    found = colours.copy()
    channels = found.view(np.uint8).reshape(*colours.shape, 4)
    # B, G, R, A in memory; 16 bits hold the products.
    alpha = channels[..., 3:].astype(np.uint16)
    channels[..., :3] = (channels[..., :3] * alpha + 127) // 255
    return found


def colour_table(
    states: list[InstanceState], opacity: float, colours: Colours = instance_colour
) -> list[int]:
    """The 256 colours of an 8-bit mask: entry v is the look of the combination of bits v."""
    look = _Look(states, opacity, colours)
    return [look.of(value) for value in range(1 << len(states))] + [0] * (256 - (1 << len(states)))


def blend_colours(
    bits: NDArray[np.unsignedinteger],
    states: list[InstanceState],
    opacity: float,
    colours: Colours = instance_colour,
) -> NDArray[np.uint32]:
    """(h, w) ARGB colours of wide bit planes, by the same rule as `colour_table`."""
    found = np.zeros(bits.shape, np.uint32)
    there = bits != 0
    # Of the many combinations there could be, few occur.
    values, place = np.unique(bits[there], return_inverse=True)
    look = _Look(states, opacity, colours)
    found[there] = np.array([look.of(int(value)) for value in values], np.uint32)[place]
    return found


class _Look:
    """The colour of any combination of instances."""

    def __init__(self, states: list[InstanceState], opacity: float, colours: Colours) -> None:
        named = [colours(state.colour) for state in states]
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

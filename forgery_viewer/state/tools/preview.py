"""Pixels that a tool is about to change, shown over the mask as a mask of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Box, united
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations.covering import box_of
from forgery_viewer.core.planes import BitPlanes, Bits

CHOSEN, OFFERED = 0, 8
"""Slots of the colour of a preview: the second one has a broken outline."""


class Preview(QObject):
    """What is shown and never part of the data; it is read as a mask's document is.

    Bit 0 of its planes is what is chosen, bit 1 what is only offered.
    """

    pixels_changed = Signal(object)
    planes_replaced = Signal()
    instances_changed = Signal()
    shown_changed = Signal()
    """There is something or nothing any more, or it has outlines or none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.planes = BitPlanes(0, 0, 2)
        self.instances = [InstanceState(CHOSEN), InstanceState(OFFERED)]
        self.is_outlined = True
        """Whether outlines say more than they hide: not where they are everywhere."""
        self._box: Box | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is anything."""
        return self._box is not None

    def show(
        self, chosen: Sequence[Mark], shape: tuple[int, int], offered: Sequence[Mark] = ()
    ) -> None:
        """Show some marks, in place of what was shown, on an image of `shape` (H, W)."""
        if (self.planes.height, self.planes.width) != shape:
            self.clear()
            self.planes = BitPlanes(*shape, 2)
            self.planes_replaced.emit()
        bits = self.planes.bits
        if self._box is not None:
            top, left, bottom, right = self._box
            bits[top:bottom, left:right] = 0
        boxes = []
        for number, marks in enumerate((chosen, offered)):
            for mark in marks:
                if not mark.is_empty:
                    bits[mark.box] |= mark.inside * self.planes.bit(number)
                    boxes.append(box_of(mark))
        self._take_box(united(boxes) if boxes else None)

    def exchange(self, chosen: Mark, offered: Mark) -> None:
        """Choose a mark that was offered in place of the one that was chosen."""
        both = self.planes.bit(0) | self.planes.bit(1)
        for mark in (chosen, offered):
            self.planes.bits[mark.box] ^= mark.inside * both
            self.pixels_changed.emit(box_of(mark))

    def show_bits(self, bits: Bits, box: Box | None, *, outlined: bool = True) -> None:
        """Show bits (H, W) uint8 that were made elsewhere; they are 0 outside of `box`."""
        resized = self.planes.bits.shape != bits.shape
        self.planes.bits = bits
        if resized:
            self.planes_replaced.emit()
        self._take_box(box, outlined=outlined)

    def clear(self) -> None:
        """Show nothing, and let go of the memory."""
        if self._box is not None or self.planes.bits.size:
            self._box, self.planes = None, BitPlanes(0, 0, 2)
            self.planes_replaced.emit()
            self.shown_changed.emit()

    def _take_box(self, box: Box | None, *, outlined: bool = True) -> None:
        before, self._box = self._box, box
        looked = (before is not None, self.is_outlined)
        self.is_outlined = outlined
        changed = [part for part in (before, box) if part is not None]
        if changed:
            self.pixels_changed.emit(united(changed))
        if looked != (box is not None, outlined):
            self.shown_changed.emit()

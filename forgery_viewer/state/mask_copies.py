"""Copies of masks that may be large, made while nobody paints and never in one go."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.mask_document import MaskDocument

_AT_ONCE_BYTES = 1 << 22
"""Masks of at most so many bytes are copied in less than a millisecond."""

_BAND_BYTES = 1 << 23
_REST_MS = 120


class MaskCopies(QObject):
    """Copies a mask once its user rests, a band in each turn of the event loop.

    A mask of 64 instances takes half a gigabyte at 8192 x 8192 px: to copy it after each stroke
    would make strokes slower the larger the image is. What changes meanwhile is copied anew.
    """

    copied = Signal(object, object)
    """A key, and the mask of its record as it was a moment ago."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: dict[RecordKey, MaskDocument] = {}
        self._copy: BitPlanes | None = None
        self._copied_rows = 0
        self._revision = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    def ask(self, key: RecordKey, document: MaskDocument) -> None:
        """Have a mask copied; what was asked of it before is not copied any more."""
        self.drop(key)
        self._wanted[key] = document
        self._timer.start(_REST_MS)

    def drop(self, key: RecordKey) -> None:
        """Do not copy a mask after all."""
        if self._wanted and next(iter(self._wanted)) == key:
            self._copy = None
        self._wanted.pop(key, None)

    def _go_on(self) -> None:
        if not self._wanted:
            return
        key, document = next(iter(self._wanted.items()))
        if document.in_stroke:
            self._copy = None
            self._timer.start(_REST_MS)
            return
        if self._copy is None or document.revision != self._revision:
            planes = document.planes
            self._copy = BitPlanes(planes.height, planes.width, planes.count)
            self._copied_rows, self._revision = 0, document.revision
        if self._copy_band(document.planes, self._copy):
            copied, self._copy = self._copy, None
            del self._wanted[key]
            self.copied.emit(key, copied)
        if self._wanted:
            self._timer.start(0)

    def _copy_band(self, source: BitPlanes, copy: BitPlanes) -> bool:
        """Copy some rows more; whether that was all."""
        bits = source.bits
        count = max(1, _BAND_BYTES // max(1, bits.strides[0]))
        band = slice(self._copied_rows, self._copied_rows + count)
        copy.bits[band] = bits[band]
        self._copied_rows = band.stop
        return band.stop >= source.height


def is_large(document: MaskDocument) -> bool:
    """Whether a copy of a mask takes so long that it is better made by and by."""
    return document.planes.bits.nbytes > _AT_ONCE_BYTES

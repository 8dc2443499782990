"""A picture to paint on in passing, whose pixels can be changed as an array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from forgery_viewer.widgets.screen_area import PREMULTIPLIED


class Scratch:
    """One picture for everything that is painted, as large as the largest of it was.

    A painter that begins on a new QImage costs PySide six references to None, which it never gives
    back; one that begins on the same QImage again costs none.

    Attributes:
        picture: What to paint on. The part that was cleared lies in its upper left corner.
    """

    def __init__(self) -> None:
        self.picture = QImage()
        self._all = np.zeros((0, 0, 4), np.uint8)
        self._pixels = self._all

    def clear(self, width: int, height: int) -> None:
        """Make a part transparent, to be painted on next."""
        rows, columns = self._all.shape[:2]
        if height > rows or width > columns:
            rows, columns = max(height, rows), max(width, columns)
            self._all = np.zeros((rows, columns, 4), np.uint8)
            self.picture = QImage(self._all.data, columns, rows, 4 * columns, PREMULTIPLIED)
        self._pixels = self._all[:height, :width]
        self._pixels.fill(0)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """(h, w, 4) what was painted, premultiplied, as a view of the picture."""
        return self._pixels

    def part(self) -> QImage:
        """What was painted, as a picture over the same pixels: good until the next `clear`."""
        height, width = self._pixels.shape[:2]
        return QImage(self._all.data, width, height, self._all.strides[0], PREMULTIPLIED)

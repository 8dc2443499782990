"""The false colours of a canvas with the levels at their ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.tones import Tones, table
from forgery_viewer.widgets.theme import text_font, theme_of

BAR_PX, _HEIGHT_PX, _GAP_PX, _BESIDE_PX = 64, 8, 4, 6
"""Of them the last is between the upper level and what comes after it, a number too."""

LEAST_BAR_PX = 16
"""In less room the colours could not be told from each other."""


class ColourBar(QWidget):
    """Shows itself while the tones of a canvas have false colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tones = Tones()
        self._bar: QImage | None = None
        self.setFont(text_font(11))
        self.hide()

    @property
    def levels(self) -> tuple[str, str]:
        """The level at the left end and the one at the right end."""
        return str(self._tones.black), str(self._tones.white)

    def show_tones(self, tones: Tones) -> None:
        """Show the colours of other tones, or nothing where they have none of their own."""
        if tones == self._tones and self._bar is not None:
            return
        self._tones = tones
        self.setVisible(bool(tones.colour_map))
        if not tones.colour_map:
            self._bar = None
            return
        levels = np.linspace(tones.black, tones.white, BAR_PX).round().astype(np.intp)
        colours = COLOUR_MAPS[tones.colour_map].table[table(tones)[levels]]
        row = np.ascontiguousarray(colours[np.newaxis])
        # A copy: what it was made of does not live on.
        self._bar = QImage(row.data, BAR_PX, 1, 3 * BAR_PX, QImage.Format.Format_RGB888).copy()
        title = COLOUR_MAPS[tones.colour_map].title
        self.setToolTip(f"{title}: levels {tones.black} to {tones.white} of {tones.shown_channel}")
        self.updateGeometry()
        self.update()

    @property
    def bar_px(self) -> int:
        """How wide the colours are drawn: less where there is less room."""
        return min(BAR_PX, max(LEAST_BAR_PX, self.width() - self._beside_px))

    @property
    def _beside_px(self) -> int:
        words = sum(self.fontMetrics().horizontalAdvance(level) for level in self.levels)
        return words + 2 * _GAP_PX + _BESIDE_PX

    def sizeHint(self) -> QSize:
        return QSize(self._beside_px + BAR_PX, 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._beside_px + LEAST_BAR_PX, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._bar is None:
            return
        painter = QPainter(self)
        painter.setPen(QColor(theme_of(self).text2))
        metrics = self.fontMetrics()
        left, right = self.levels
        start = metrics.horizontalAdvance(left) + _GAP_PX
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, 0, start, self.height()), middle, left)
        top = (self.height() - _HEIGHT_PX) // 2
        painter.drawImage(QRect(start, top, self.bar_px, _HEIGHT_PX), self._bar)
        rest = QRect(start + self.bar_px + _GAP_PX, 0, self.width(), self.height())
        painter.drawText(rest, middle, right)

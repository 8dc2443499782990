"""What the hatch on a canvas means, in its header."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from forgery_viewer.widgets.theme import CASING, theme_of

WORDS = "changed, outside the mask"
_SIDE_PX = 12


class _Swatch(QWidget):
    """A small square with the lines of the hatch."""

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(CASING))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#E6E6E6"), 1.5))
        side = _SIDE_PX
        painter.drawLines([QLineF(x, 0, x - side, side) for x in range(4, 2 * side, 5)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(theme_of(self).line2))
        painter.drawRect(0, 0, side - 1, side - 1)


class HatchLegend(QWidget):
    """Shows itself while something is hatched: a sample, and words where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        swatch = _Swatch()
        swatch.setFixedSize(_SIDE_PX, _SIDE_PX)
        self._words = QLabel(WORDS)
        self._words.setProperty("tone", "3")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(5)
        row.addWidget(swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words)
        self.setToolTip(WORDS.capitalize())
        self.hide()

    def set_short(self, short: bool) -> None:
        """Show the sample alone, or with its words."""
        self._words.setHidden(short)

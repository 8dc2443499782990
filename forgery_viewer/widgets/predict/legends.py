"""Legends of pictures of predictions, in the headers of the canvases that show them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.prediction_pictures import ERROR_COLOURS, HEAT_MAP
from forgery_viewer.widgets.theme import text_font, theme_of

_BAR_PX, _BAR_HEIGHT_PX, _GAP_PX = 96, 8, 5
_SWATCH_PX, _BETWEEN_PX = 9, 12
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
ERROR_WORDS = {"hit": "Hit", "false alarm": "False alarm", "missed": "Missed"}
_SHORT_WORDS = {**ERROR_WORDS, "false alarm": "False"}


class HeatLegend(QWidget):
    """The colours of a heat map from 0 to 1, with a mark at the threshold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._threshold = 0.5
        self.setFont(text_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        levels = np.linspace(0, 255, _BAR_PX).round().astype(np.intp)
        row = np.ascontiguousarray(COLOUR_MAPS[HEAT_MAP].table[levels][np.newaxis])
        # A copy: what it was made of does not live on.
        made = QImage(row.data, _BAR_PX, 1, 3 * _BAR_PX, QImage.Format.Format_RGB888)
        self._bar = made.copy()
        self.setToolTip("Probability that a pixel was copied, or copied from.")

    @property
    def threshold(self) -> float:
        """Where the mark stands."""
        return self._threshold

    def show_threshold(self, threshold: float) -> None:
        """Move the mark."""
        self._threshold = threshold
        self.setAccessibleName(f"Probability 0 to 1, contour at {threshold:.2f}")
        self.update()

    def sizeHint(self) -> QSize:
        digit = self.fontMetrics().horizontalAdvance("0")
        return QSize(_BAR_PX + 2 * (digit + _GAP_PX) + _BETWEEN_PX, 18)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = theme_of(self)
        digit = self.fontMetrics().horizontalAdvance("0")
        left, top = digit + _GAP_PX, (self.height() - _BAR_HEIGHT_PX) / 2
        painter.drawImage(QRectF(left, top, _BAR_PX, _BAR_HEIGHT_PX), self._bar)
        painter.setPen(QColor(theme.text2))
        painter.drawText(QRectF(0, 0, digit + 2, self.height()), _MIDDLE, "0")
        right = QRectF(left + _BAR_PX + _GAP_PX, 0, digit + 2, self.height())
        painter.drawText(right, _MIDDLE, "1")
        x = left + self._threshold * (_BAR_PX - 1)
        painter.fillRect(QRectF(x - 1.5, top - 4, 4, _BAR_HEIGHT_PX + 8), QColor(theme.raised))
        painter.fillRect(QRectF(x - 0.5, top - 4, 2, _BAR_HEIGHT_PX + 8), QColor(theme.text1))


class ErrorLegend(QWidget):
    """What the colours of an error map stand for, with the pixels of each.

    In little room it says less: no pixels, then shorter words, then none; the tooltip has them all.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int | None] = dict.fromkeys(ERROR_COLOURS)
        self.setFont(text_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def texts(self) -> list[str]:
        """The words of each colour, with its pixels where they are known."""
        return [
            ERROR_WORDS[name] if count is None else f"{ERROR_WORDS[name]} {count:,}"
            for name, count in self._counts.items()
        ]

    def show_counts(self, hit_px: int | None, false_px: int | None, missed_px: int | None) -> None:
        """Show how many pixels have each colour; None where that is not known."""
        self._counts = dict(zip(ERROR_COLOURS, (hit_px, false_px, missed_px), strict=True))
        words = ", ".join(self.texts)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} px. Solid: prediction, dashed: truth.")
        self.updateGeometry()
        self.update()

    @property
    def shown_texts(self) -> list[str]:
        """The words that there is room for."""
        forms = (self.texts, list(ERROR_WORDS.values()), list(_SHORT_WORDS.values()))
        nothing = [""] * len(ERROR_WORDS)
        return next((texts for texts in forms if self._width(texts) <= self.width()), nothing)

    def _width(self, texts: list[str]) -> int:
        metrics = self.fontMetrics()
        words = sum(metrics.horizontalAdvance(text) for text in texts)
        return words + len(texts) * (_SWATCH_PX + _GAP_PX + _BETWEEN_PX)

    def sizeHint(self) -> QSize:
        return QSize(self._width(self.texts), 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width([""] * len(ERROR_WORDS)), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        texts = self.shown_texts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, metrics, theme = 0.0, self.fontMetrics(), theme_of(self)
        for (colour, _strength), text in zip(ERROR_COLOURS.values(), texts, strict=True):
            top = (self.height() - _SWATCH_PX) / 2
            painter.setPen(QColor(theme.line2))
            painter.setBrush(QColor(*colour))
            painter.drawRoundedRect(QRectF(left, top, _SWATCH_PX, _SWATCH_PX), 2, 2)
            left += _SWATCH_PX + _GAP_PX
            width = metrics.horizontalAdvance(text)
            painter.setPen(QColor(theme.text2))
            painter.drawText(QRectF(left, 0, width + 2, self.height()), _MIDDLE, text)
            left += width + _BETWEEN_PX

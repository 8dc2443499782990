"""The strip below a picture: what it is, what its colours mean, and how large each instance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTextLayout, QTextOption

from forgery_viewer.widgets.badge_layer import BADGE_PX, draw_badge
from forgery_viewer.widgets.theme import Theme, text_font
from forgery_viewer.widgets.wording import pixels

_CHIP_GAP, _PAD_X, _PAD_Y, _GAP_PX, _LEAST_PX = 6, 10, 8, 16, 120


class PictureLegend:
    """A strip with a title, and for each instance its number on its colour and its area.

    Any thread may lay it out and draw it.

    Attributes:
        width: How wide it is in points, at least as it was asked to be: no word is cut.
        height: How high it is.
        lines: What it says, line by line.
    """

    def __init__(
        self,
        title: str,
        entries: list[tuple[int, int, int]],
        width: float,
        keys: Sequence[QImage] = (),
    ) -> None:
        """Say `title`, then (number, colour slot, area in px) of each instance.

        `keys` are pictures of what the colours stand for, which come between the two.
        """
        self._font = text_font(12)
        metrics = QFontMetricsF(self._font)
        items = [(number, slot, pixels(area)) for number, slot, area in entries]
        widths = [
            BADGE_PX + _CHIP_GAP + math.ceil(metrics.horizontalAdvance(words)) + 2
            for *_chip, words in items
        ]
        sizes = [key.deviceIndependentSize() for key in keys]
        parts = (*widths, *(size.width() for size in sizes))
        self.width = max(width, _LEAST_PX, *(math.ceil(part) + 2 * _PAD_X for part in parts))
        room = self.width - 2 * _PAD_X
        self._title, self.lines, y = _wrapped(title, room)
        y += _PAD_Y
        self._keys: list[tuple[QPointF, QImage]] = []
        for key, size in zip(keys, sizes, strict=True):
            self._keys.append((QPointF(_PAD_X, y), key))
            y += math.ceil(size.height())
        self._items: list[tuple[QPointF, int, int, str]] = []
        x = math.inf
        for (number, slot, words), item_px in zip(items, widths, strict=True):
            if x + item_px > room:
                y += BADGE_PX + _CHIP_GAP if self._items else _CHIP_GAP
                x = 0.0
                self.lines.append("")
            self._items.append((QPointF(_PAD_X + x, y), number, slot, words))
            self.lines[-1] = f"{self.lines[-1]}  {number + 1} {words}".strip()
            x += item_px + _GAP_PX
        self.height = y + (BADGE_PX if items else 0) + _PAD_Y

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw it in points; the ground is there."""
        painter.setPen(QColor(theme.text1))
        self._title.draw(painter, QPointF(_PAD_X, _PAD_Y))
        for at, key in self._keys:
            painter.drawImage(at, key)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, number, slot, words in self._items:
            painter.setFont(text_font(11, 600))
            chip = QRectF(at.x(), at.y(), BADGE_PX, BADGE_PX).adjusted(0.5, 0.5, -0.5, -0.5)
            draw_badge(painter, chip, str(number + 1), slot, hollow=False)
            painter.setFont(self._font)
            painter.setPen(QColor(theme.text2))
            box = QRectF(at.x() + BADGE_PX + _CHIP_GAP, at.y(), self.width, BADGE_PX)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _wrapped(text: str, room: float) -> tuple[QTextLayout, list[str], float]:
    """A title laid out in lines at most `room` wide, its lines, and how high they are."""
    layout = QTextLayout(text, text_font(12, 600))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines, y = [], 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, y))
        y += math.ceil(line.height())
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return layout, lines, y

"""A bar in a picture that tells how long some pixels of the image are."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from forgery_viewer.widgets.theme import CASING, text_font

_MARGIN, _BAR_PX, _MOST_PX, _LABEL_GAP = 12, 4, 160, 5


def bar_length(scale: float, room_px: float, most_px: float) -> int:
    """Px of the image, 1, 2 or 5 times a power of ten, for a bar of at most `most_px`.

    `scale` is px of the picture for each of them. It is 1 where even that is longer, and 0 where
    it is longer than the room.
    """
    most = min(room_px / 4, most_px) / scale
    if most < 1:
        return 1 if scale <= room_px else 0
    power = 10 ** math.floor(math.log10(most))
    return int(power * next(step for step in (5, 2, 1) if step * power <= most))


def draw_scale_bar(painter: QPainter, room: QRectF, scale: float, unit: float) -> None:
    """Draw the bar in the lower left corner of a part of a picture, in its px; any thread may.

    `scale` is px of the picture for each of the image, `unit` px for each point. Where there is no
    room, there is nothing.
    """
    margin, gap = _MARGIN * unit, _LABEL_GAP * unit
    font = text_font(max(1, round(12 * unit)), 600)
    metrics = QFontMetricsF(font)
    length = bar_length(scale, room.width() - 2 * margin, _MOST_PX * unit)
    words = f"{length:,} px"
    high = _BAR_PX * unit + gap + metrics.capHeight()
    wide = max(metrics.horizontalAdvance(words), length * scale)
    if not length or wide + 2 * margin > room.width() or high + 2 * margin > room.height():
        return
    left, bottom = math.ceil(room.left() + margin), math.floor(room.bottom() - margin)
    bar = QRect(left, 0, round(length * scale), round(_BAR_PX * unit))
    bar.moveBottom(bottom)
    edge = max(1, round(unit))
    painter.fillRect(bar.adjusted(-edge, -edge, edge, edge), QColor(CASING))
    painter.fillRect(bar, QColor("#FFFFFF"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    label = QPainterPath()
    text_left = left + max(0.0, (bar.width() - metrics.horizontalAdvance(words)) / 2)
    label.addText(QPointF(text_left, bar.top() - gap), font, words)
    painter.strokePath(label, QPen(QColor(CASING), 3 * unit, j=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(label, QColor("#FFFFFF"))

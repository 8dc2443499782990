"""Rulers in image pixels along the upper and the left edge of a canvas."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.widgets.theme import CASING, text_font
from forgery_viewer.widgets.view import View
from forgery_viewer.widgets.wording import MINUS

RULER_PX = 16
FONT_PX = 9
LEAST_TICK_PX = 5.0
"""Ticks are never closer together than this."""

_ROOM_PX = 3.0
"""Between a tick and the number beside it."""

_LONG_PX, _SHORT_PX = 10.0, 4.0
_GROUND_ALPHA = 0.78
_INK, _TICK_INK, _POINTER_INK = "#E8E8E8", "#9A9A9A", "#FFFFFF"


def tick_steps(scale: float, number_px: float) -> tuple[int, int]:
    """Image px from one number to the next and from one tick to the next.

    Both are 1, 2 or 5 times a power of ten. Numbers, `number_px` screen px wide at most, have room
    between them; ticks divide the way between numbers and are at least `LEAST_TICK_PX` apart.
    """
    numbered = next(step for step in _one_two_five() if step * scale >= number_px)
    for step in _one_two_five():
        if numbered % step == 0 and step * scale >= LEAST_TICK_PX:
            return numbered, step
        if step >= numbered:
            break
    return numbered, numbered


def _one_two_five() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


class RulerLayer(QGraphicsObject):
    """Two rulers in screen px over a canvas, each with a mark where the pointer is."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(90)
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)
        self.top = _Ruler(self, upright=False)
        self.left = _Ruler(self, upright=True)

    def show_view(self, view: View, width: int, height: int) -> None:
        """Measure a canvas of `width` x `height` px that looks at `view`."""
        self.top.show_part(view.x - width / 2 / view.scale, view.scale, width)
        self.left.show_part(view.y - height / 2 / view.scale, view.scale, height)

    def show_pointer(self, point: QPointF | None) -> None:
        """Mark where the pointer is, in screen px of the canvas, or nothing."""
        self.top.show_pointer(None if point is None else point.x())
        self.left.show_pointer(None if point is None else point.y())

    def boundingRect(self) -> QRectF:
        return QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: Qt has an item without contents not painted."""


class _Ruler(QGraphicsItem):
    """One bar: drawn lying, and turned where it stands."""

    def __init__(self, parent: QGraphicsItem, *, upright: bool) -> None:
        super().__init__(parent)
        # Without it Qt does not say which part is exposed.
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._upright = upright
        self._first, self._zoom = 0.0, 1.0
        self._length = 0
        self._pointer: float | None = None
        self._font = text_font(FONT_PX)
        self._metrics = QFontMetricsF(self._font)
        self._ground = QColor(CASING)
        self._ground.setAlphaF(_GROUND_ALPHA)

    def show_part(self, first: float, zoom: float, length: int) -> None:
        """Begin at image px `first`, `zoom` screen px each, for `length` screen px."""
        if (first, zoom, length) != (self._first, self._zoom, self._length):
            if length != self._length:
                self.prepareGeometryChange()
            self._first, self._zoom, self._length = first, zoom, length
            self.update()

    def show_pointer(self, at: float | None) -> None:
        """Move the mark; only the two places where it was and is are drawn again."""
        if at == self._pointer:
            return
        for place in (self._pointer, at):
            if place is not None:
                self.update(self._bar(math.floor(place) - 5, math.floor(place) + 6))
        self._pointer = at

    def boundingRect(self) -> QRectF:
        return self._bar(0, self._length)

    def numbers(self) -> list[tuple[float, str]]:
        """Where the ticks with a number are in screen px along the bar, and their words."""
        found = []
        numbered, _step = self.steps()
        # The upright bar begins below the other one.
        least = RULER_PX if self._upright else 0
        for value in self._values(numbered):
            at, word = self._place(value), _word(value)
            end = at + _ROOM_PX + self._metrics.horizontalAdvance(word) + 1
            if least <= at and end <= self._length:
                found.append((at, word))
        return found

    def steps(self) -> tuple[int, int]:
        """Image px between numbers and between ticks."""
        ends = (math.floor(self._first), math.ceil(self._first + self._length / self._zoom))
        widest = max(self._metrics.horizontalAdvance(_word(end)) for end in ends)
        return tick_steps(self._zoom, widest + 3 * _ROOM_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        exposed: QRectF = option.exposedRect
        low, high = (
            (exposed.top(), exposed.bottom())
            if self._upright
            else (exposed.left(), exposed.right())
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ground = self._bar(RULER_PX, self._length) if self._upright else self.boundingRect()
        painter.fillRect(ground, self._ground)
        self._draw_ticks(painter, low, high)
        painter.setFont(self._font)
        painter.setPen(QColor(_INK))
        for at, word in self.numbers():
            if at < high and at + 12 * FONT_PX > low:
                self._draw_word(painter, at + _ROOM_PX, word)
        if self._pointer is not None:
            self._draw_pointer(painter, self._pointer)
        painter.restore()

    def _draw_ticks(self, painter: QPainter, low: float, high: float) -> None:
        numbered, step = self.steps()
        least = max(RULER_PX if self._upright else 0, low - 1)
        lines = []
        for value in self._values(step):
            at = self._place(value)
            if least <= at <= high:
                reach = _LONG_PX if value % numbered == 0 else _SHORT_PX
                lines.append(self._line(at, reach))
        painter.setPen(QColor(_TICK_INK))
        painter.drawLines(lines)

    def _draw_word(self, painter: QPainter, at: float, word: str) -> None:
        # The figures stand clear of the ticks, which come from the edge of the image.
        base = RULER_PX - 6.0
        if not self._upright:
            painter.drawText(QPointF(at, base), word)
            return
        # Read from below, as on a plot: the word ends where the lying one would begin.
        painter.save()
        painter.translate(base, at + self._metrics.horizontalAdvance(word))
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), word)
        painter.restore()

    def _draw_pointer(self, painter: QPainter, pointer: float) -> None:
        at = math.floor(pointer) + 0.5
        if self._upright and at < RULER_PX:
            return
        painter.setPen(QColor(_POINTER_INK))
        painter.drawLine(self._line(math.floor(pointer), RULER_PX))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        tip = [QPointF(at - 3.5, 0), QPointF(at + 3.5, 0), QPointF(at, 5)]
        if self._upright:
            tip = [QPointF(point.y(), point.x()) for point in tip]
        painter.setBrush(QColor(_POINTER_INK))
        painter.drawPolygon(QPolygonF(tip))

    def _values(self, step: int) -> range:
        """The multiples of a step in view."""
        last = self._first + self._length / self._zoom
        return range(math.ceil(self._first / step) * step, math.floor(last) + 1, step)

    def _place(self, value: int) -> float:
        """The screen pixel along the bar in which an image pixel begins."""
        return float(math.floor((value - self._first) * self._zoom + 1e-6))

    def _line(self, at: float, reach: float) -> QLineF:
        """A line across the bar, from the side of the image on."""
        start, end = RULER_PX - reach + 0.5, RULER_PX - 0.5
        if self._upright:
            return QLineF(start, at + 0.5, end, at + 0.5)
        return QLineF(at + 0.5, start, at + 0.5, end)

    def _bar(self, start: float, end: float) -> QRectF:
        """A part of the bar."""
        if self._upright:
            return QRectF(0, start, RULER_PX, end - start)
        return QRectF(start, 0, end - start, RULER_PX)


def _word(value: int) -> str:
    return f"{value:,}".replace("-", MINUS)

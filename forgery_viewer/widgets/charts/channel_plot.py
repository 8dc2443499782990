"""The chart of the colour channels: mean and standard deviation of each label."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.state.charts.channels import ChannelDots
from forgery_viewer.widgets.charts.axes import Scale, Tick
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.plot import CENTRE, LEFT, RIGHT, dashed, tick_metrics, widest
from forgery_viewer.widgets.charts.size_plot import paint_legend
from forgery_viewer.widgets.theme import Theme

_LEVELS = [Tick(level, str(level)) for level in (0, 64, 128, 192, 255)]
_DOT_PX = 4.5
_CAP_PX = 5
_BESIDE_PX = 9
"""From a dot to its number."""
_LEAST_GAP_PX = 12.0


def _mean_text(mean: float) -> str:
    return f"{mean:.0f}"


class ChannelPlot(ChoosingPlot):
    """A dot at each mean, a line from one standard deviation under it to one above it."""

    nothing = "No image has been read yet."
    top_px = 28

    def __init__(self) -> None:
        super().__init__()
        self.levels = Scale(0, 255, 1, 0)

    @property
    def _data(self) -> ChannelDots:
        if not isinstance(self.chart, ChannelDots):
            raise TypeError("there are no channels")
        return self.chart

    def left_px(self) -> float:
        return widest(_LEVELS)

    def arrange(self, shown: bool) -> None:
        self.levels = Scale(0, 255, self.area.bottom(), self.area.top())

    @property
    def _gap_px(self) -> float:
        """From dot to dot of a channel: closer than to the next channel's, numbers included."""
        slot, labels = self.area.width() / 3, len(self._data.figures)
        wanted = slot * 0.62 / labels
        if labels < 3:
            return wanted
        room = slot / 2 - _BESIDE_PX - tick_metrics().horizontalAdvance("255") - 1
        return max(_LEAST_GAP_PX, min(wanted, room))

    def _dot_at(self, place: int) -> QPointF:
        labels = len(self._data.figures)
        channel, label = divmod(place, labels)
        slot = self.area.width() / 3
        x = self.area.left() + slot * (channel + 0.5) + (label - (labels - 1) / 2) * self._gap_px
        _label, _channel, mean, _deviation = self._data.dot(place)
        return QPointF(round(x), self.levels.at(mean))

    def rect_of(self, place: int) -> QRectF:
        _label, _channel, mean, deviation = self._data.dot(place)
        x = self._dot_at(place).x()
        top, bottom = self.levels.at(mean + deviation), self.levels.at(mean - deviation)
        return QRectF(x - 8, top - 2, 16, bottom - top + 4)

    def place_at(self, point: QPointF) -> int | None:
        places = range(len(self._data))
        return next((p for p in places if self.rect_of(p).contains(point)), None)

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.levels, _LEVELS)
        labels = list(self._data.figures)
        paint_legend(painter, theme, labels, self.area.left(), filled=labels[0])
        painter.setPen(QColor(theme.text2))
        slot = self.area.width() / 3
        for place, name in enumerate(self._data.names):
            left = self.area.left() + place * slot
            label = QRectF(left, self.area.bottom() + 6, slot, 16)
            painter.drawText(label, CENTRE, name.capitalize())

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        for place in range(len(self._data)):
            self._paint_mark(painter, theme, place)

    def _paint_mark(self, painter: QPainter, theme: Theme, place: int) -> None:
        label, _channel, mean, deviation = self._data.dot(place)
        labels = list(self._data.figures)
        is_first = label == labels[0]
        colour = QColor(theme.bar if is_first else theme.text1)
        dot = self._dot_at(place)
        pen = dashed(theme.text2, 1.5) if label == "unlabelled" else QPen(colour, 1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        ends = [mean - deviation, mean + deviation]
        top, bottom = self.levels.at(ends[1]), self.levels.at(ends[0])
        painter.drawLine(QPointF(dot.x(), top), QPointF(dot.x(), bottom))
        for end, y in zip(ends, (bottom, top), strict=True):
            # No cap where the line leaves the scale.
            if self.levels.low <= end <= self.levels.high:
                painter.drawLine(QPointF(dot.x() - _CAP_PX, y), QPointF(dot.x() + _CAP_PX, y))
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(colour if is_first else QColor(theme.base))
        painter.drawEllipse(dot, _DOT_PX, _DOT_PX)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QColor(theme.text1))
        rect, align = self.mean_label(place)
        if align == CENTRE:
            # It stands on its own line, which gives way to it.
            painter.fillRect(rect, QColor(theme.base))
        painter.drawText(rect, align, _mean_text(mean))

    def mean_label(self, place: int) -> tuple[QRectF, Qt.AlignmentFlag]:
        """Where a mean is written: beside its dot, or right above it where others are too near."""
        _label, _channel, mean, deviation = self._data.dot(place)
        dot, labels = self._dot_at(place), len(self._data.figures)
        number, last = place % labels, labels - 1
        width = tick_metrics().horizontalAdvance(_mean_text(mean))
        if number == 0 and last > 0:
            return QRectF(dot.x() - _BESIDE_PX - width, dot.y() - 8, width, 16), RIGHT
        if number == last or _BESIDE_PX + width + _CAP_PX + 2 <= self._gap_px:
            return QRectF(dot.x() + _BESIDE_PX, dot.y() - 8, width, 16), LEFT
        cap = self.levels.at(mean + deviation)
        bottom = dot.y() - _DOT_PX - 1
        # A short line has no room for it: then above its end, which is just as near.
        bottom = cap - 2 if bottom - 14 < cap else bottom
        return QRectF(dot.x() - width / 2, bottom - 14, width, 14), CENTRE

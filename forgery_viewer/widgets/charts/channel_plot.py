"""The chart of the colour channels: mean and standard deviation of each label."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.state.charts.channels import ChannelDots
from forgery_viewer.widgets.charts.axes import Scale, Tick
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.plot import CENTRE, LEFT, RIGHT, dashed, widest
from forgery_viewer.widgets.charts.size_plot import paint_legend
from forgery_viewer.widgets.theme import Theme

_LEVELS = [Tick(level, str(level)) for level in (0, 64, 128, 192, 255)]
_DOT_PX = 4.5
_CAP_PX = 5


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

    def _dot_at(self, place: int) -> QPointF:
        labels = len(self._data.figures)
        channel, label = divmod(place, labels)
        slot = self.area.width() / 3
        # The dots of a channel stand closer to each other than to the next channel's.
        x = self.area.left() + slot * (channel + 0.5 + (label - (labels - 1) / 2) * 0.62 / labels)
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
        paint_legend(painter, theme, list(self._data.figures), self.area.left())
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
        self._write_mean(painter, dot, top, f"{mean:.0f}", labels.index(label))

    def _write_mean(
        self, painter: QPainter, dot: QPointF, top: float, text: str, label: int
    ) -> None:
        last = len(self._data.figures) - 1
        if label == 0 and last > 0:
            painter.drawText(QRectF(dot.x() - 48, dot.y() - 8, 40, 16), RIGHT, text)
        elif label == last:
            painter.drawText(QRectF(dot.x() + 9, dot.y() - 8, 40, 16), LEFT, text)
        else:
            # Between two others: above its line.
            painter.drawText(QRectF(dot.x() - 20, top - 18, 40, 16), CENTRE, text)

"""Charts of groups of masks: a table of counts, and boxes lying over one scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.core.summaries import Summary
from forgery_viewer.state.charts.groups import ALL, Boxes, CoverageCells, Group
from forgery_viewer.widgets.charts.axes import Scale, decade_ticks
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.plot import (
    CENTRE,
    EDGE_PX,
    LEFT,
    RIGHT,
    label_font,
    tick_metrics,
)
from forgery_viewer.widgets.theme import Theme

Key = Qt.Key
_CELL_GAP_PX = 2
_SUM_GAP_PX = 8
_HIGHEST_BOX_PX = 26.0
_LEAST_CONTRAST = 4.5


class CellPlot(ChoosingPlot):
    """Counts in lines and columns, darker where there are more, with sums at the end of both."""

    in_rows = False
    top_px = 24

    @property
    def _data(self) -> CoverageCells:
        if not isinstance(self.chart, CoverageCells):
            raise TypeError("there are no cells")
        return self.chart

    def left_px(self) -> float:
        if not isinstance(self.chart, CoverageCells):
            return 0.0
        return max(map(tick_metrics().horizontalAdvance, self._line_names())) + 8

    def _line_names(self) -> list[str]:
        return [*map(str, self._data.instances), ALL]

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[QRectF] = []

    def arrange(self, shown: bool) -> None:
        self._cells = [self._cell(place) for place in range(len(self._data))] if shown else []

    def rect_of(self, place: int) -> QRectF:
        return self._cells[place]

    def _cell(self, place: int) -> QRectF:
        data = self._data
        line, column = divmod(place, data.columns)
        lines = len(data.counts)
        # The numbers under a drawing are above this one: their room belongs to the cells.
        area = self.area.adjusted(0, 0, 0, 16)
        width = (area.width() - _SUM_GAP_PX) / data.columns
        height = (area.height() - _SUM_GAP_PX) / lines
        left = area.left() + column * width + (_SUM_GAP_PX if column == data.columns - 1 else 0)
        top = area.top() + line * height + (_SUM_GAP_PX if line == lines - 1 else 0)
        right, bottom = left + width - _CELL_GAP_PX, top + height - _CELL_GAP_PX
        return QRectF(
            QPointF(round(left), round(top)), QPointF(round(right), max(round(bottom), round(top)))
        )

    def place_at(self, point: QPointF) -> int | None:
        places = range(len(self._data))
        return next((p for p in places if self.rect_of(p).contains(point)), None)

    def step(self, place: int, key: int) -> int:
        columns = self._data.columns
        column = place % columns
        match key:
            case Key.Key_Up:
                return place - columns
            case Key.Key_Down:
                return place + columns
            case Key.Key_Left:
                return place - 1 if column else -1
            case _:
                return place + 1 if column < columns - 1 else -1

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        data = self._data
        painter.setPen(QColor(theme.text2))
        for column, name in enumerate([*data.buckets.labels, ALL]):
            rect = self.rect_of(column)
            head = QRectF(rect.left() - 4, 2, rect.width() + 8, 16)
            painter.drawText(head, CENTRE, name)
        for line, name in enumerate(self._line_names()):
            rect = self.rect_of(line * data.columns)
            label = QRectF(0, rect.top(), self.area.left() - 8, rect.height())
            painter.drawText(label, RIGHT, name)
        chosen = data.chosen(self.marked).tolist()
        most = max(1, int(data.counts[:-1, :-1].max(initial=0)))
        for place, count in enumerate(data.counts.ravel().tolist()):
            is_sum = self._is_sum(place)
            # By the square root: an eye that compares areas sees a tenth of the cases as such.
            part = -1.0 if is_sum else (count / most) ** 0.5
            ground = theme.accent if chosen[place] else _between(theme, part)
            if chosen[place] or not is_sum:
                painter.fillRect(self.rect_of(place), QColor(ground))
            painter.setFont(label_font(weight=600 if is_sum else 400))
            painter.setPen(QColor(_legible(ground, theme.text1 if count else theme.text3)))
            text = f"{count:,}" if count else "\N{MIDDLE DOT}"
            if tick_metrics(11, 600).horizontalAdvance(text) <= self.rect_of(place).width() + 2:
                painter.drawText(self.rect_of(place), CENTRE, text)

    def _is_sum(self, place: int) -> bool:
        line, column = divmod(place, self._data.columns)
        return line == len(self._data.instances) or column == self._data.columns - 1


class BoxPlot(ChoosingPlot):
    """A box for each group: the middle half, its median, and the range from P5 to P95."""

    in_rows = False

    def __init__(self) -> None:
        super().__init__()
        self.base = Scale(1, 10, 0, 1, logarithmic=True)

    @property
    def _data(self) -> Boxes:
        if not isinstance(self.chart, Boxes):
            raise TypeError("there are no boxes")
        return self.chart

    def left_px(self) -> float:
        if not isinstance(self.chart, Boxes):
            return 0.0
        names, counts = tick_metrics(), tick_metrics()
        name = max(names.horizontalAdvance(group.name) for group in self._data.groups)
        count = max(counts.horizontalAdvance(_count(group)) for group in self._data.groups)
        return name + 10 + count + 10

    def arrange(self, shown: bool) -> None:
        if shown:
            low, high = self._data.low, self._data.high
            # One value alone has no scale: give it room on both sides.
            low, high = (low, high) if high > low else (low / 2, high * 2)
            # Room for the dots of the smallest and the largest.
            ends = self.area.left() + 6, self.area.right() - 6
            self.base = Scale(low, high, *ends, logarithmic=True)

    def _line(self, place: int) -> QRectF:
        height = self.area.height() / len(self._data)
        return QRectF(self.area.left(), self.area.top() + place * height, self.area.width(), height)

    def rect_of(self, place: int) -> QRectF:
        line, summary = self._line(place), self._data.groups[place].summary
        height = round(min(_HIGHEST_BOX_PX, line.height() * 0.62))
        top = round(line.center().y() - height / 2)
        if not summary.count:
            return QRectF(self.area.left(), top, 8, height)
        left, right = self.base.at(summary.p25), self.base.at(summary.p75)
        return QRectF(round(left), top, max(2, round(right) - round(left)), height)

    def place_at(self, point: QPointF) -> int | None:
        for place in range(len(self._data)):
            line, box = self._line(place), self.rect_of(place)
            named = QRectF(0, line.top(), self.area.left() - 4, line.height())
            if named.contains(point) or self._reach(place, box).contains(point):
                return place
        return None

    def _reach(self, place: int, box: QRectF) -> QRectF:
        """What belongs to a box: its whiskers too, and a little more."""
        summary = self._data.groups[place].summary
        if not summary.count:
            return box
        left, right = self.base.at(summary.p5), self.base.at(summary.p95)
        return box.united(QRectF(left, box.top(), right - left, box.height())).adjusted(
            -4, -3, 4, 3
        )

    def step(self, place: int, key: int) -> int:
        return place + (1 if key in (Key.Key_Down, Key.Key_Right) else -1)

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        unit = "%" if self._data.quantity == "coverage" else "px"
        ticks = decade_ticks(self.base.low, self.base.high, unit)
        for tick in ticks:
            if tick.text[0] == "1" or tick.text.startswith("0.1"):
                x = round(self.base.at(tick.value))
                painter.setPen(QColor(theme.line))
                painter.drawLine(x, int(self.area.top()), x, int(self.area.bottom()))
        self.paint_base(painter, self.base, ticks)
        chosen = self._data.chosen(self.marked)
        for place, group in enumerate(self._data.groups):
            self._paint_name(painter, theme, place, group)
            if group.summary.count:
                colour = theme.accent if chosen[place] else theme.bar
                self._paint_box(painter, theme, place, group.summary, colour)

    def _paint_name(self, painter: QPainter, theme: Theme, place: int, group: Group) -> None:
        line = self._line(place)
        left = QRectF(EDGE_PX, line.top(), self.area.left() - EDGE_PX - 10, line.height())
        painter.setPen(QColor(theme.text1))
        painter.drawText(left, LEFT, group.name)
        painter.setPen(QColor(theme.text2))
        painter.drawText(left, RIGHT, _count(group))

    def _paint_box(
        self, painter: QPainter, theme: Theme, place: int, summary: Summary, colour: str
    ) -> None:
        box = self.rect_of(place)
        y = box.center().y()
        painter.setPen(QPen(QColor(theme.text2)))
        ends = [round(self.base.at(value)) + 0.5 for value in (summary.p5, summary.p95)]
        painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
        for x in ends:
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
        painter.fillRect(box, QColor(colour))
        painter.setPen(QPen(QColor(theme.base), 2))
        median = round(self.base.at(summary.p50))
        painter.drawLine(QPointF(median, box.top()), QPointF(median, box.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.text2), 1))
        for value in (summary.p1, summary.p99, summary.max):
            painter.drawEllipse(QPointF(self.base.at(value), y), 1.8, 1.8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _count(group: Group) -> str:
    return f"{group.summary.count:,}"


@cache
def _between(theme: Theme, part: float) -> str:
    """The ground of a cell: from the weakest to that of bars, below 0 that of the chart."""
    if part < 0:
        return theme.base
    low, high = QColor(theme.raised), QColor(theme.bar)
    pairs = zip(
        (low.red(), low.green(), low.blue()), (high.red(), high.green(), high.blue()), strict=True
    )
    return QColor(*(round(a + (b - a) * part) for a, b in pairs)).name()


@cache
def _legible(ground: str, wanted: str) -> str:
    """The wanted colour of text where it can be read on the ground, else the one that can."""
    if _contrast(ground, wanted) >= _LEAST_CONTRAST:
        return wanted
    return max(("#FFFFFF", "#161616"), key=lambda colour: _contrast(ground, colour))


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as the web's guidelines measure it, from 1 to 21."""
    lights = sorted((_light(QColor(one)), _light(QColor(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: QColor) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

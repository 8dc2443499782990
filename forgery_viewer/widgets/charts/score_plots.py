"""Charts of scores: bars by kind of image, dots over coverage, cells and a curve of thresholds."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from forgery_viewer.state.charts.scores import (
    GroupScores,
    PrecisionRecall,
    ScoreDots,
    SweepCells,
    pair_words,
)
from forgery_viewer.widgets.charts.axes import Scale, Tick, decade_ticks, slots
from forgery_viewer.widgets.charts.choosing import LEAST_PX, ChoosingPlot
from forgery_viewer.widgets.charts.plot import CENTRE, RIGHT, label_font, tick_metrics, widest
from forgery_viewer.widgets.theme import Theme

_SCORES = [Tick(0.0, "0"), Tick(0.5, "0.5"), Tick(1.0, "1")]
_PARTS = [Tick(0.0, "0"), Tick(0.25, "0.25"), Tick(0.5, "0.5"), Tick(0.75, "0.75"), Tick(1.0, "1")]
_REACH_PX = 9.0
_DOT_PX = 4.0
Key = Qt.Key


class _ScorePlot(ChoosingPlot):
    """Scores from 0 to 1 upwards."""

    def __init__(self) -> None:
        super().__init__()
        self.scores = Scale(0, 1, 1, 0)

    def left_px(self) -> float:
        return widest(_SCORES)

    def arrange(self, shown: bool) -> None:
        if shown:
            self.scores = Scale(0, 1, self.area.bottom(), self.area.top())


class GroupPlot(_ScorePlot):
    """A bar of mean oF1 for each group, with the mean and the number of images above it."""

    nothing = "No image of this kind has a score."
    top_px = 36

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[float, float]] = []

    @property
    def _data(self) -> GroupScores:
        if not isinstance(self.chart, GroupScores):
            raise TypeError("there are no groups")
        return self.chart

    def arrange(self, shown: bool) -> None:
        super().arrange(shown)
        count = len(self._data) if shown else 0
        self._ends = slots(self.area.left(), self.area.right(), count, 0.72, 56)

    def rect_of(self, place: int) -> QRectF:
        left, right = self._ends[place]
        top = round(self.scores.at(self._data.means[place].of1))
        foot = round(self.area.bottom())
        return QRectF(left, min(top, foot - 1), right - left, max(1, foot - top))

    def place_at(self, point: QPointF) -> int | None:
        for place, (left, right) in enumerate(self._ends):
            if left - 1 <= point.x() < right + 1:
                top = self.rect_of(place).top() - self.top_px
                return place if point.y() >= min(top, self.area.bottom() - LEAST_PX) else None
        return None

    def nearest(self, point: QPointF) -> int | None:
        middles = [abs((left + right) / 2 - point.x()) for left, right in self._ends]
        return int(np.argmin(middles)) if middles else None

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.scores, _SCORES)
        data, chosen = self._data, self._data.chosen(self.marked)
        slot = self.area.width() / max(1, len(data))
        labels = data.labels
        width = tick_metrics().horizontalAdvance
        step = 1 if max(map(width, labels)) <= slot - 2 else 2
        for place, label in enumerate(labels):
            rect, means = self.rect_of(place), data.means[place]
            painter.fillRect(rect, QColor(theme.accent if chosen[place] else theme.bar))
            middle = rect.center().x()
            painter.setFont(label_font(12, 600))
            painter.setPen(QColor(theme.text1))
            painter.drawText(QRectF(middle - 30, rect.top() - 33, 60, 16), CENTRE,
                             f"{means.of1:.2f}")  # fmt: skip
            painter.setFont(label_font())
            painter.setPen(QColor(theme.text2))
            painter.drawText(QRectF(middle - 30, rect.top() - 18, 60, 16), CENTRE,
                             f"{means.images:,}")  # fmt: skip
            if place % step == 0:
                painter.setPen(QColor(theme.text1 if chosen[place] else theme.text2))
                foot = QRectF(middle - slot, self.area.bottom() + 6, 2 * slot, 16)
                painter.drawText(foot, CENTRE, label)


class DotPlot(_ScorePlot):
    """A dot for each image; a click goes to it."""

    nothing = "No forged image has a score."
    in_rows = False

    def __init__(self) -> None:
        super().__init__()
        self.base = Scale(1, 10, 0, 1, logarithmic=True)
        self._x = self._y = np.zeros(0)

    @property
    def _data(self) -> ScoreDots:
        if not isinstance(self.chart, ScoreDots):
            raise TypeError("there are no dots")
        return self.chart

    def arrange(self, shown: bool) -> None:
        super().arrange(shown)
        if shown:
            data, area = self._data, self.area
            self.base = Scale(data.low_pct, data.high_pct, area.left(), area.right(),
                              logarithmic=True)  # fmt: skip
            self._x, self._y = self.base.px(data.coverage_pct), self.scores.px(data.of1)

    def rect_of(self, place: int) -> QRectF:
        return _around(self._x[place], self._y[place])

    def place_at(self, point: QPointF) -> int | None:
        return _nearest(self._x, self._y, point)

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.scores, _SCORES)
        self.paint_base(painter, self.base, decade_ticks(self.base.low, self.base.high, "%"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._data.chosen(self.marked)
        for part, colour, size in (
            (~chosen, theme.text2, _DOT_PX),
            (chosen, theme.accent, _DOT_PX + 3),
        ):
            pen = QPen(QColor(colour), size)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            rows = zip(self._x[part].tolist(), self._y[part].tolist(), strict=True)
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in rows]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


class SweepPlot(ChoosingPlot):
    """Mean oF1 by colour, thresholds to the right and least areas down; best and present framed."""

    nothing = "Nothing is tried out yet."
    in_rows = False
    top_px = 4

    def __init__(self) -> None:
        super().__init__()
        self._present: tuple[float, int] | None = None

    @property
    def _data(self) -> SweepCells:
        if not isinstance(self.chart, SweepCells):
            raise TypeError("there is no sweep")
        return self.chart

    def show_present(self, value: float, least_area_px: int) -> None:
        """Frame the cell of the threshold in use, where it was tried out."""
        if (value, least_area_px) != self._present:
            self._present = (value, least_area_px)
            self.refresh()

    def left_px(self) -> float:
        if not isinstance(self.chart, SweepCells):
            return 0.0
        return widest(Tick(0, f"{area:,} px") for area in self._data.sweep.least_areas_px) - 8

    def rect_of(self, place: int) -> QRectF:
        line, column = divmod(place, self._data.columns)
        lines = len(self._data.sweep.least_areas_px)
        area = self.area
        width, height = area.width() / self._data.columns, area.height() / lines
        left, right = (round(area.left() + (column + k) * width) for k in (0, 1))
        top, bottom = (round(area.top() + (line + k) * height) for k in (0, 1))
        return QRectF(left, top, right - left - 1, bottom - top - 1)

    def place_at(self, point: QPointF) -> int | None:
        if not self.area.contains(point):
            return None
        data, area = self._data, self.area
        lines = len(data.sweep.least_areas_px)
        column = int((point.x() - area.left()) / area.width() * data.columns)
        line = int((point.y() - area.top()) / area.height() * lines)
        return min(line, lines - 1) * data.columns + min(column, data.columns - 1)

    def step(self, place: int, key: int) -> int:
        columns = self._data.columns
        match key:
            case Key.Key_Up:
                return place - columns
            case Key.Key_Down:
                return place + columns
            case Key.Key_Left:
                return place - 1 if place % columns else -1
            case _:
                return place + 1 if place % columns < columns - 1 else -1

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        data = self._data
        scores = [data.of1(place) for place in range(len(data))]
        low, high = min(scores), max(scores)
        ground, accent = QColor(theme.press), QColor(theme.accent)
        for place, score in enumerate(scores):
            part = (score - low) / (high - low) if high > low else 1.0
            painter.fillRect(self.rect_of(place), _mixed(ground, accent, part))
        painter.setPen(QColor(theme.text2))
        for line, area_px in enumerate(data.sweep.least_areas_px):
            rect = self.rect_of(line * data.columns)
            label = QRectF(0, rect.top() - 2, self.area.left() - 6, rect.height() + 4)
            painter.drawText(label, RIGHT, f"{area_px:,} px")
        for column in range(1, data.columns, 4):
            rect = self.rect_of(column)
            name = f"{data.sweep.thresholds[column]:.1f}"
            foot = QRectF(rect.center().x() - 20, self.area.bottom() + 6, 40, 16)
            painter.drawText(foot, CENTRE, name)

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        data = self._data
        best = data.place_of(*data.sweep.best[:2])
        present = data.place_of(*self._present) if self._present is not None else None
        for place, colour in ((present, theme.text1), (best, theme.ok)):
            if place is not None:
                rect = self.rect_of(place)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for pen in (QPen(QColor(theme.base), 5), QPen(QColor(colour), 2)):
                    painter.setPen(pen)
                    painter.drawRect(rect)

    @property
    def best_words(self) -> str:
        """The best pair and its score."""
        value, area_px, of1 = self._data.sweep.best
        return f"{pair_words(value, area_px)}: oF1 {of1:.3f}"


class PrecisionPlot(_ScorePlot):
    """Precision upwards over recall to the right; a click takes the threshold of a point."""

    nothing = "There is no map: the predictor gives instances."
    in_rows = False

    def __init__(self) -> None:
        super().__init__()
        self.base = Scale(0, 1, 0, 1)
        self._x = self._y = np.zeros(0)
        self._present = 0.5

    @property
    def _data(self) -> PrecisionRecall:
        if not isinstance(self.chart, PrecisionRecall):
            raise TypeError("there is no curve")
        return self.chart

    def show_present(self, value: float) -> None:
        """Mark the threshold in use."""
        if value != self._present:
            self._present = value
            self.refresh()

    def arrange(self, shown: bool) -> None:
        super().arrange(shown)
        if shown:
            self.base = Scale(0, 1, self.area.left(), self.area.right())
            data = self._data
            self._x, self._y = self.base.px(data.recall), self.scores.px(data.precision)

    def rect_of(self, place: int) -> QRectF:
        return _around(self._x[place], self._y[place])

    def place_at(self, point: QPointF) -> int | None:
        return _nearest(self._x, self._y, point)

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.scores, _SCORES)
        self.paint_base(painter, self.base, _PARTS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.text1), 1.5))
        rows = zip(self._x.tolist(), self._y.tolist(), strict=True)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in rows]))
        painter.setPen(QPen(QColor(theme.base), 1.5))
        painter.setBrush(QColor(theme.accent))
        here = min(len(self._x) - 1, max(0, round(self._present * 100)))
        painter.drawEllipse(QPointF(self._x[here], self._y[here]), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _around(x: float, y: float) -> QRectF:
    return QRectF(x - _DOT_PX, y - _DOT_PX, 2 * _DOT_PX, 2 * _DOT_PX)


def _nearest(x: np.ndarray, y: np.ndarray, point: QPointF) -> int | None:
    """The dot next to a point, where it is near enough."""
    if not len(x):
        return None
    away = np.hypot(x - point.x(), y - point.y())
    place = int(away.argmin())
    return place if away[place] <= _REACH_PX else None


def _mixed(one: QColor, other: QColor, part: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * part,
        one.greenF() + (other.greenF() - one.greenF()) * part,
        one.blueF() + (other.blueF() - one.blueF()) * part,
    )

"""Charts of bars: buckets and instances, the histogram of coverage, and the sizes of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.core.percentile_labels import PercentileLabel, percentile_labels, spread
from forgery_viewer.state.charts.bars import Bars, BucketBars, CoverageBars, InstanceBars
from forgery_viewer.widgets.charts.axes import (
    LABEL_GAP_PX,
    Scale,
    Tick,
    count_ticks,
    decade_ticks,
    edges_px,
    slots,
)
from forgery_viewer.widgets.charts.choosing import LEAST_PX, ChoosingPlot
from forgery_viewer.widgets.charts.plot import (
    BOTTOM_PX,
    CENTRE,
    EDGE_PX,
    dashed,
    label_font,
    tick_metrics,
    widest,
)
from forgery_viewer.widgets.theme import Theme

_UNMARKED = np.zeros(0, np.bool_)


class BarPlot(ChoosingPlot):
    """Upright bars over a scale of counts; the chosen ones in the accent."""

    label_px = 0.0
    """Height above a bar that belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self._plain = pg.BarGraphItem(x0=[], x1=[], y0=[], y1=[], pen=None)
        self._accent = pg.BarGraphItem(x0=[], x1=[], y0=[], y1=[], pen=None)
        for item in (self._plain, self._accent):
            self.scene().addItem(item)
        self.counts = Scale(0, 1, 1, 0)
        self.ticks: list[Tick] = []
        self._lefts = self._rights = self._tops = np.zeros(0)
        self._chosen = _UNMARKED

    @property
    def bars(self) -> Bars:
        """The chart, where there is one."""
        if not isinstance(self.chart, Bars):
            raise TypeError("there are no bars")
        return self.chart

    def heights(self) -> NDArray[np.intp]:
        """The counts that the bars show."""
        return self.bars.counts

    def highest(self) -> float:
        """The largest count that the scale has to hold."""
        return float(self.heights().max(initial=0))

    def left_px(self) -> float:
        if not isinstance(self.chart, Bars):
            return 0.0
        room = max(1.0, self.height() - self.top_px - BOTTOM_PX)
        return widest(count_ticks(self.highest(), room))

    def arrange(self, shown: bool) -> None:
        for item in (self._plain, self._accent):
            item.setVisible(shown)
        if not shown:
            return
        bars, area = self.bars, self.area
        self.ticks = count_ticks(self.highest(), area.height())
        self.counts = Scale(0, self.ticks[-1].value, area.bottom(), area.top())
        self._lefts, self._rights = self.place_bars()
        foot = round(area.bottom())
        heights = self.heights()
        tops = np.round(self.counts.px(heights))
        # One case among thousands is still seen.
        self._tops = np.where(heights > 0, np.minimum(tops, foot - 1), foot)
        self._chosen = bars.chosen(self.marked)
        for item, part, colour in (
            (self._plain, ~self._chosen, self.theme.bar),
            (self._accent, self._chosen, self.theme.accent),
        ):
            item.setOpts(
                x0=self._lefts[part],
                x1=self._rights[part],
                y0=self._tops[part],
                y1=np.full(int(part.sum()), foot),
                brush=QColor(colour),
            )

    def place_bars(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Left and right ends of the bars, in whole px."""
        raise NotImplementedError

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.counts, self.ticks)

    def rect_of(self, place: int) -> QRectF:
        left, top = self._lefts[place], self._tops[place]
        return QRectF(left, top, self._rights[place] - left, round(self.area.bottom()) - top)

    def place_at(self, point: QPointF) -> int | None:
        place = self._column(point.x())
        if place is None or point.y() > self.height():
            return None
        top = self._tops[place] - self.label_px
        # The label under a bar belongs to it as well.
        return place if point.y() >= min(top, self.area.bottom() - LEAST_PX) else None

    def nearest(self, point: QPointF) -> int | None:
        if not len(self._lefts):
            return None
        middles = (self._lefts + self._rights) / 2
        return int(np.abs(middles - point.x()).argmin())

    def _column(self, x: float) -> int | None:
        found = np.flatnonzero((self._lefts - 1 <= x) & (x < self._rights + 1))
        return int(found[0]) if len(found) else None


class CategoryPlot(BarPlot):
    """A few bars with a name below and count and share above each: buckets, instances."""

    top_px = 36
    label_px = 32.0

    @property
    def labels(self) -> Sequence[str]:
        """What stands under the bars."""
        chart = self.chart
        return chart.labels if isinstance(chart, BucketBars | InstanceBars) else ()

    def place_bars(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        ends = slots(self.area.left(), self.area.right(), len(self.bars), 0.78, 84)
        lefts, rights = np.array(ends, np.float64).reshape(-1, 2).T
        return lefts, rights

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        slot = self.area.width() / max(1, len(self.bars))
        metrics, bold = tick_metrics(), tick_metrics(12, 600)
        counts = [f"{count:,}" for count in self.bars.counts.tolist()]
        shares = [f"{share:.1f} %" for share in self.bars.shares()]
        has_counts = max(map(bold.horizontalAdvance, counts)) <= slot - 2
        has_shares = max(map(metrics.horizontalAdvance, shares)) <= slot - 2
        rows = zip(self._lefts, self._rights, self._tops, counts, shares, strict=True)
        for left, right, top, count, share in rows:
            middle = (left + right) / 2
            if has_shares:
                _write(painter, middle, top - 18, share, theme.text2, slot)
            if has_counts:
                painter.setFont(label_font(12, 600))
                _write(painter, middle, top - (33 if has_shares else 19), count, theme.text1, slot)
            painter.setFont(label_font())
        self._name_bars(painter, theme, slot)

    def _name_bars(self, painter: QPainter, theme: Theme, slot: float) -> None:
        width = tick_metrics().horizontalAdvance
        labels = list(self.labels)
        if max(map(width, labels)) > slot - 2:
            labels = [label.replace(" ", "") for label in labels]
        # Where there is still no room, every other one: each says where it stands.
        step = 1 if max(map(width, labels)) <= slot - 2 else 2
        for place in range(0, len(labels), step):
            middle = (self._lefts[place] + self._rights[place]) / 2
            colour = theme.text1 if self._chosen[place] else theme.text2
            _write(painter, middle, self.area.bottom() + 6, labels[place], colour, 2 * slot)


class BinPlot(BarPlot):
    """Bars that touch, on a logarithmic scale."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Scale(1, 10, 0, 1, logarithmic=True)

    @property
    def edges(self) -> NDArray[np.float64]:
        """The edges of the bins."""
        raise NotImplementedError

    def place_bars(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        edges = self.edges
        ends = self.area.left(), self.area.right()
        self.base = Scale(float(edges[0]), float(edges[-1]), *ends, logarithmic=True)
        px = edges_px(self.base, edges)
        # A line of the ground between two bars, where they are wide enough to spare it.
        gap = 1 if self.area.width() / max(1, len(edges) - 1) >= 4 else 0
        return px[:-1], px[1:] - gap


class CoveragePlot(BinPlot):
    """The histogram of coverage with its percentiles."""

    top_px = 42

    @property
    def edges(self) -> NDArray[np.float64]:
        return self._coverage.edges

    @property
    def _coverage(self) -> CoverageBars:
        if not isinstance(self.chart, CoverageBars):
            raise TypeError("there is no histogram")
        return self.chart

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        super().paint_back(painter, theme)
        self.paint_base(painter, self.base, decade_ticks(self.base.low, self.base.high, "%"))

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        for mark in self.percentiles():
            x = round(self.base.at(mark.label.value)) + 0.5
            pen = QPen(QColor(theme.text1)) if mark.label.is_median else dashed(theme.text2)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))
            # From the line to its label, which may have made room for another.
            painter.setPen(QColor(pen.color()))
            painter.drawLine(QPointF(x, self.area.top()), QPointF(mark.middle, mark.bottom))
            painter.setFont(label_font(weight=600) if mark.label.is_median else label_font())
            label = QRectF(mark.middle - 60, self.area.top() - 40, 120, 30)
            painter.drawText(label, CENTRE, mark.text)

    def percentiles(self) -> list[PercentileMark]:
        """The lines of the percentiles with their labels: names alone where there is little room.

        Where there is none even for those, the median stands for all.
        """
        self.settle()
        labels = percentile_labels(self._coverage.summary)
        ends = (self.area.left() - EDGE_PX, self.area.right() + EDGE_PX)
        places = [self.base.at(label.value) for label in labels]
        metrics = tick_metrics(11, 600)
        bottom = self.area.top() - 8
        for texts in ([label.text for label in labels], [label.names for label in labels]):
            widths = [
                max(map(metrics.horizontalAdvance, text.split("\n"))) + LABEL_GAP_PX / 2
                for text in texts
            ]
            middles = spread(places, widths, ends)
            if middles is not None:
                rows = zip(labels, texts, middles, strict=True)
                return [PercentileMark(*row, bottom) for row in rows]
        return [
            PercentileMark(label, label.text, place, bottom)
            for label, place in zip(labels, places, strict=True)
            if label.is_median
        ]


@dataclass(frozen=True, slots=True)
class PercentileMark:
    """A line of the histogram and its label: what that says, its middle and its lower end, px."""

    label: PercentileLabel
    text: str
    middle: float
    bottom: float


def _write(
    painter: QPainter, middle: float, top: float, text: str, colour: str, width: float
) -> None:
    painter.setPen(QColor(colour))
    rect = QRectF(middle - width / 2, top, width, 16)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

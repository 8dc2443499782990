"""The chart of image sizes: forged filled, authentic outlined, both over one scale."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.core.records import AUTHENTIC, FORGED
from forgery_viewer.state.charts.bars import SizeBars
from forgery_viewer.widgets.charts.axes import octave_ticks
from forgery_viewer.widgets.charts.bar_plots import BinPlot
from forgery_viewer.widgets.charts.choosing import LEAST_PX
from forgery_viewer.widgets.charts.plot import LEFT, dashed, tick_metrics
from forgery_viewer.widgets.theme import Theme


class SizePlot(BinPlot):
    """How many images of each label have a longer side of some length."""

    nothing = "No image whose size is known."
    top_px = 28

    def __init__(self) -> None:
        super().__init__()
        self._outlines: dict[str, pg.PlotCurveItem] = {}

    @property
    def edges(self) -> NDArray[np.float64]:
        return self._sizes.edges

    @property
    def _sizes(self) -> SizeBars:
        if not isinstance(self.chart, SizeBars):
            raise TypeError("there are no sizes")
        return self.chart

    @property
    def _filled(self) -> str:
        """The label whose bars are filled."""
        labels = list(self._sizes.by_label)
        return FORGED if FORGED in labels else labels[0]

    def heights(self) -> NDArray[np.intp]:
        return self._sizes.by_label[self._filled]

    def highest(self) -> float:
        return float(max(counts.max(initial=0) for counts in self._sizes.by_label.values()))

    def arrange(self, shown: bool) -> None:
        for outline in self._outlines.values():
            outline.setVisible(False)
        super().arrange(shown)
        if shown:
            for label in self._sizes.by_label:
                if label != self._filled:
                    self._lay_outline(label)

    def place_at(self, point: QPointF) -> int | None:
        place = self._column(point.x())
        if place is None:
            return None
        counts = max(int(counts[place]) for counts in self._sizes.by_label.values())
        top = min(self.counts.at(counts), self.area.bottom() - LEAST_PX)
        return place if point.y() >= top else None

    def _lay_outline(self, label: str) -> None:
        if label not in self._outlines:
            self._outlines[label] = pg.PlotCurveItem(antialias=False)
            self._outlines[label].setZValue(1)
            self.scene().addItem(self._outlines[label])
        x, y = stair(
            np.append(self._lefts, self.area.right()),
            np.round(self.counts.px(self._sizes.by_label[label])),
            round(self.area.bottom()),
        )
        pen = _outline_pen(label, self.theme)
        self._outlines[label].setData(x + 0.5, y + 0.5, pen=pen, connect="pairs")
        self._outlines[label].setVisible(True)

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        super().paint_back(painter, theme)
        ticks = octave_ticks(self.base.low, self.base.high)
        self.paint_base(painter, self.base, ticks)
        labels = sorted(self._sizes.labels, key=lambda label: label != self._filled)
        paint_legend(painter, theme, labels, self.area.left(), filled=self._filled)


def stair(
    edges: NDArray[np.float64], tops: NDArray[np.float64], foot: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The outline of bars that touch as lines from point to point, in pairs; none along the foot.

    Args:
        edges: (bars + 1,) in ascending order.
        tops: (bars,), `foot` where a bar has no height.
        foot: Where bars begin.
    """
    high = tops != foot
    across_x = np.column_stack((edges[:-1][high], edges[1:][high]))
    across_y = np.repeat(tops[high], 2)
    levels = np.concatenate(([foot], tops, [foot]))
    steps = levels[:-1] != levels[1:]
    up_x = np.repeat(edges[steps], 2)
    up_y = np.column_stack((levels[:-1][steps], levels[1:][steps]))
    return np.append(across_x, up_x), np.append(across_y, up_y)


def paint_legend(
    painter: QPainter, theme: Theme, labels: list[str], left: float, *, filled: str
) -> None:
    """What is filled and what is outlined, in one line at the top of a chart."""
    metrics = tick_metrics()
    for label in labels:
        box = QRectF(round(left) + 0.5, 4.5, 11, 9)
        if label == filled:
            painter.fillRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), QColor(theme.bar))
        else:
            painter.setPen(_outline_pen(label, theme))
            painter.drawRect(box)
        painter.setPen(QColor(theme.text2))
        word = label.capitalize()
        painter.drawText(QRectF(left + 18, 0, 120, 18), LEFT, word)
        left += 18 + metrics.horizontalAdvance(word) + 16


def _outline_pen(label: str, theme: Theme) -> QPen:
    return QPen(QColor(theme.text1), 1) if label == AUTHENTIC else dashed(theme.text2)

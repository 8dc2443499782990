"""The chart of cumulative coverage."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from forgery_viewer.core.filter_terms import Span
from forgery_viewer.core.number_text import percent
from forgery_viewer.state.charts.bars import COVERAGE
from forgery_viewer.state.charts.curve import CoverageCurve
from forgery_viewer.widgets.charts.axes import Scale, Tick, decade_ticks
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.plot import LEFT, RIGHT, tick_metrics, widest
from forgery_viewer.widgets.theme import Theme

_SHARES = [Tick(share, f"{share} %") for share in (0, 25, 50, 75, 100)]
_DOT_PX = 3.5
_STAIR_POINTS = 150


class CurvePlot(ChoosingPlot):
    """The share of masks at or under each coverage; a point chooses everything up to it."""

    in_rows = False

    def __init__(self) -> None:
        super().__init__()
        self._curve = pg.PlotCurveItem(antialias=True)
        self.scene().addItem(self._curve)
        self.base = Scale(1, 10, 0, 1, logarithmic=True)
        self.shares = Scale(0, 100, 1, 0)

    @property
    def _data(self) -> CoverageCurve:
        if not isinstance(self.chart, CoverageCurve):
            raise TypeError("there is no curve")
        return self.chart

    def left_px(self) -> float:
        return widest(_SHARES)

    def arrange(self, shown: bool) -> None:
        self._curve.setVisible(shown)
        if not shown:
            return
        data, area = self._data, self.area
        ends = area.left(), area.right()
        self.base = Scale(data.low_pct, data.high_pct, *ends, logarithmic=True)
        self.shares = Scale(0, 100, area.bottom(), area.top())
        x, y = data.points()
        line_x, line_y = self.base.px(x), self.shares.px(y)
        if len(x) < _STAIR_POINTS:
            # Between two masks nothing comes to it: few masks make a stair.
            line_x = np.append(np.repeat(line_x, 2)[1:], line_x[-1])
            line_y = np.repeat(line_y, 2)
        self._curve.setData(line_x, line_y, pen=QPen(QColor(self.theme.text1), 1.5))

    # Where a point is ---------------------------------------------------------------------

    def point_of(self, coverage_pct: float) -> QPointF:
        """Where the curve is at a coverage."""
        under = int(np.searchsorted(self._data.values, coverage_pct, side="right"))
        count = int(self._data.under[under - 1]) if under else 0
        return QPointF(self.base.at(coverage_pct), self.shares.at(100 * count / self._data.total))

    def rect_of(self, place: int) -> QRectF:
        point = self.point_of(float(self._data.places_pct[place]))
        return QRectF(point.x() - _DOT_PX, point.y() - _DOT_PX, 2 * _DOT_PX, 2 * _DOT_PX)

    def place_at(self, point: QPointF) -> int | None:
        inside = self.area.adjusted(-4, -4, 4, 24).contains(point)
        return self.nearest(point) if inside else None

    def nearest(self, point: QPointF) -> int | None:
        places = self.base.px(self._data.places_pct)
        return int(np.abs(places - point.x()).argmin())

    # Painting -----------------------------------------------------------------------------

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        self.paint_grid(painter, self.shares, _SHARES)
        self.paint_base(painter, self.base, decade_ticks(self.base.low, self.base.high, "%"))
        span = self._marked_span()
        if span is not None:
            left = self.base.at(max(span.low, self.base.low))
            right = self.base.at(min(span.high, self.base.high))
            band = QColor(theme.accent)
            band.setAlpha(46)
            painter.fillRect(
                QRectF(left, self.area.top(), max(1.0, right - left), self.area.height()), band
            )

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        span = self._marked_span()
        if span is not None and span.low <= 0:
            at = span.high
            share = 100 - (self.point_of(at).y() - self.area.top()) / self.area.height() * 100
            words = f"{share:.1f} % up to {at:g} %"
        else:
            at = self._data.median_pct
            words = f"half at or under {percent(at)}"
        self._paint_dot(painter, theme, self.point_of(at), words)

    def _marked_span(self) -> Span | None:
        marked = self.marked
        return marked.span if marked is not None and marked.field == COVERAGE else None

    def _paint_dot(self, painter: QPainter, theme: Theme, point: QPointF, words: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.base), 1.5))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(point, _DOT_PX, _DOT_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.text1))
        width = tick_metrics().horizontalAdvance(words)
        top = max(self.area.top(), point.y() - 18)
        # Above the curve, where there is nothing; beside it where that is too narrow.
        if point.x() - 10 - width >= self.area.left():
            painter.drawText(QRectF(point.x() - 10 - width, top, width, 16), RIGHT, words)
        else:
            below = min(self.area.bottom() - 18, point.y() + 4)
            painter.drawText(QRectF(point.x() + 10, below, width + 2, 16), LEFT, words)

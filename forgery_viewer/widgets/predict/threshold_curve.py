"""The curve of oF1 and F1 over the threshold; a drag along it moves the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from forgery_viewer.widgets.theme import text_font, theme_of

_HEIGHT_PX = 132
_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 26, 8, 8, 22
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DOT_PX = 3.5
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class CurvePoints:
    """What the curve shows; `of1` may be shorter than the rest while it is being computed."""

    thresholds: Sequence[float]
    f1: Sequence[float]
    of1: Sequence[float]

    @property
    def best(self) -> tuple[float, float] | None:
        """The threshold with the highest oF1, and that score; the lowest one of several."""
        if len(self.of1) < len(self.thresholds) or not self.of1:
            return None
        place = max(range(len(self.of1)), key=lambda k: (self.of1[k], -k))
        return self.thresholds[place], self.of1[place]


class ThresholdCurve(QWidget):
    """oF1 solid, F1 dashed, the threshold a line with a handle, its score and the best one dots."""

    threshold_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: CurvePoints | None = None
        self._threshold = 0.5
        self._score: float | None = None
        self.setAccessibleName("oF1 and F1 over the threshold")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT_PX)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT_PX)

    @property
    def points(self) -> CurvePoints | None:
        """What is on show."""
        return self._points

    def show_points(self, points: CurvePoints | None) -> None:
        """Show another curve, or none."""
        self._points = points
        best = points.best if points is not None else None
        words = f"Best: {best[1]:.3f} at {best[0]:.2f}" if best is not None else ""
        self.setAccessibleDescription(words)
        self.update()

    def show_threshold(self, threshold: float) -> None:
        """Move the line, without a signal."""
        self._threshold = threshold
        self.update()

    def show_score(self, of1: float | None) -> None:
        """Mark what the mask on show scores; None for nothing to mark.

        Not always on the curve: a predictor may say itself what the instances are.
        """
        self._score = of1
        self.update()

    # Places -------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)

    def place_of(self, threshold: float, score: float) -> QPointF:
        """Where a threshold and a score lie in the widget."""
        area = self._area()
        return QPointF(
            area.left() + threshold * area.width(), area.bottom() - score * area.height()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position())

    def _take(self, place: QPointF) -> None:
        area = self._area()
        share = (place.x() - area.left()) / max(1.0, area.width())
        threshold = round(min(1.0, max(0.0, share)), 2)
        if threshold != self._threshold and self.isEnabled():
            self.show_threshold(threshold)
            self.threshold_moved.emit(threshold)

    # Painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(11))
        self._paint_axes(painter)
        points = self._points
        if points is None:
            painter.setPen(QColor(theme_of(self).text3))
            painter.drawText(self._area(), int(_CENTRE), "No map to try thresholds on.")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self)
        dashed = QPen(QColor(theme.text2), 1.2)
        dashed.setDashPattern([3.0, 3.0])
        self._paint_line(painter, points.thresholds, points.f1, dashed)
        self._paint_line(painter, points.thresholds, points.of1, QPen(QColor(theme.accent), 1.6))
        self._paint_threshold(painter)
        self._paint_best(painter, points)
        self._paint_score(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        theme, area = theme_of(self), self._area()
        for score, text in ((0.0, "0"), (0.5, "0.5"), (1.0, "1")):
            y = round(self.place_of(0, score).y())
            painter.setPen(QColor(theme.line))
            painter.drawLine(round(area.left()), y, round(area.right()), y)
            painter.setPen(QColor(theme.text2))
            painter.drawText(
                QRectF(0, y - 8, _LEFT_PX - 6, 16),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                text,
            )
        for threshold in _TICKS:
            x = self.place_of(threshold, 0).x()
            painter.drawText(QRectF(x - 20, area.bottom() + 5, 40, 16), int(_CENTRE),
                             f"{threshold:g}")  # fmt: skip

    def _paint_line(
        self, painter: QPainter, thresholds: Sequence[float], scores: Sequence[float], pen: QPen
    ) -> None:
        line = [self.place_of(t, s) for t, s in zip(thresholds, scores, strict=False)]
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))

    def _paint_threshold(self, painter: QPainter) -> None:
        theme, area = theme_of(self), self._area()
        x = self.place_of(self._threshold, 0).x()
        painter.setPen(QPen(QColor(theme.text1), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setBrush(QColor(theme.text1))
        painter.setPen(Qt.PenStyle.NoPen)
        base = area.bottom()
        handle = [QPointF(x, base - 3), QPointF(x - 4.5, base + 5), QPointF(x + 4.5, base + 5)]
        painter.drawPolygon(QPolygonF(handle))

    def _paint_best(self, painter: QPainter, points: CurvePoints) -> None:
        best = points.best
        if best is None:
            return
        theme, place = theme_of(self), self.place_of(*best)
        painter.setPen(QPen(QColor(theme.base), 1.5))
        painter.setBrush(QColor(theme.ok))
        painter.drawEllipse(place, _DOT_PX, _DOT_PX)
        painter.setFont(text_font(11, 600))
        painter.setPen(QColor(theme.ok))
        words = f"best {best[0]:.2f}"
        painter.drawText(self.place_of_words(words, points), int(_CENTRE), words)

    def _paint_score(self, painter: QPainter) -> None:
        if self._score is not None:
            theme = theme_of(self)
            painter.setPen(QPen(QColor(theme.base), 1.5))
            painter.setBrush(QColor(theme.text1))
            painter.drawEllipse(self.place_of(self._threshold, self._score), _DOT_PX, _DOT_PX)

    def place_of_words(self, words: str, points: CurvePoints) -> QRectF:
        """Where words about the best threshold stand: beside its dot, where no line runs."""
        area, dot = self._area(), self.place_of(*(points.best or (0.0, 0.0)))
        size = QSizeF(QFontMetricsF(text_font(11, 600)).horizontalAdvance(words) + 2, 16)
        lines = [
            self.place_of(threshold, score)
            for scores in (points.of1, points.f1)
            for threshold, score in zip(points.thresholds, scores, strict=False)
        ]

        def crossed(place: QRectF) -> int:
            return sum(place.contains(point) for point in lines)

        left, right = dot.x() - size.width() - 6, dot.x() + 8
        middle = dot.x() - size.width() / 2
        beside = [(x, dot.y() + dy) for dy in (-8, -22, 6, 20, 34) for x in (left, right, middle)]
        inside = (
            QPointF(
                min(max(x, area.left() + 2), area.right() - size.width()),
                min(max(y, area.top()), area.bottom() - size.height()),
            )
            for x, y in beside
        )
        return min((QRectF(corner, size) for corner in inside), key=crossed)

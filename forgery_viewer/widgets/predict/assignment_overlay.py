"""Lines from true instances on one canvas to the predicted ones they are assigned to on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.theme import CASING, UNMATCHED, instance_colour, text_font

_AIR_PX = 5.0
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Places along a line where its words may stand, the best first."""


@dataclass(frozen=True, slots=True)
class Family:
    """An instance as a group of regions: image points (x, y), the first one its main region."""

    points: tuple[tuple[float, float], ...]
    slot: int | None
    """Slot of its colour; None where it is assigned to nothing."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is drawn.

    Attributes:
        true: The true instances.
        predicted: The predicted ones.
        pairs: (true, predicted, F1) of those that are assigned to each other.
    """

    true: tuple[Family, ...] = ()
    predicted: tuple[Family, ...] = ()
    pairs: tuple[tuple[int, int, float], ...] = ()


class AssignmentOverlay(QWidget):
    """Lies over the canvases and lets the pointer through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._assignment = Assignment()
        self._truth: Canvas | None = None
        self._prediction: Canvas | None = None
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self.hide()

    @property
    def assignment(self) -> Assignment:
        """What is drawn."""
        return self._assignment

    @property
    def labels(self) -> list[tuple[QPointF, str]]:
        """Where the words stand, in px of this widget, and what they say.

        Where those in the middle of two lines would cover each other, one gives way along its line.
        """
        found: list[tuple[QPointF, str]] = []
        taken: list[QRectF] = []
        metrics = QFontMetrics(text_font(11, 600))
        for true, predicted, f1 in self._assignment.pairs:
            line = self._line(true, predicted)
            if line is not None:
                words = f"F1 {f1:.2f}"
                middles = [line[0] + (line[1] - line[0]) * share for share in _SHARES]
                free = (p for p in middles if not _is_taken(_box(metrics, p, words), taken))
                place = next(free, middles[0])
                taken.append(_box(metrics, place, words))
                found.append((place, words))
        for number, family in enumerate(self._assignment.predicted):
            at = self._place(self._prediction, family)
            if family.slot is None and at is not None:
                found.append((at - QPointF(0, 26), f"P{number + 1} unmatched"))
        return found

    def join(self, truth: Canvas | None, prediction: Canvas | None) -> None:
        """Draw between these canvases; None for no lines at all."""
        for canvas in (self._truth, self._prediction):
            if canvas is not None:
                canvas.view_changed.disconnect(self._follow)
        self._truth, self._prediction = truth, prediction
        for canvas in (truth, prediction):
            if canvas is not None:
                canvas.view_changed.connect(self._follow)
        self.setVisible(truth is not None and prediction is not None)
        self.raise_()
        self.update()

    def show_assignment(self, assignment: Assignment) -> None:
        """Draw other lines."""
        if assignment != self._assignment:
            self._assignment = assignment
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._host.rect())
        return False

    def _follow(self, _view: object) -> None:
        self.update()

    # Places -------------------------------------------------------------------------------

    def _at(self, canvas: Canvas, point: tuple[float, float]) -> QPointF:
        place = canvas.from_image(QPointF(*point))
        return place + QPointF(canvas.mapTo(self._host, QPoint(0, 0)))

    def _rect(self, canvas: Canvas) -> QRectF:
        corner = canvas.mapTo(self._host, QPoint(0, 0))
        return QRectF(corner.x(), corner.y(), canvas.width(), canvas.height())

    def _place(self, canvas: Canvas | None, family: Family) -> QPointF | None:
        """Where the main region of an instance is seen; None where it is not."""
        if canvas is None or not family.points or not canvas.isVisible():
            return None
        place = self._at(canvas, family.points[0])
        return place if self._rect(canvas).contains(place) else None

    def _line(self, true: int, predicted: int) -> tuple[QPointF, QPointF] | None:
        start = self._place(self._truth, self._assignment.true[true])
        end = self._place(self._prediction, self._assignment.predicted[predicted])
        return (start, end) if start is not None and end is not None else None

    # Painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._truth is None or self._prediction is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for canvas, families in (
            (self._truth, self._assignment.true),
            (self._prediction, self._assignment.predicted),
        ):
            if canvas.isVisible():
                painter.setClipRegion(QRegion(self._rect(canvas).toRect()))
                self._paint_families(painter, canvas, families)
        painter.setClipping(False)
        for true, predicted, _f1 in self._assignment.pairs:
            line = self._line(true, predicted)
            if line is not None:
                self._paint_line(painter, line, self._assignment.true[true].slot, 2.0)
        painter.setFont(text_font(11, 600))
        for place, words in self.labels:
            _paint_label(painter, place, words)

    def _paint_families(
        self, painter: QPainter, canvas: Canvas, families: Sequence[Family]
    ) -> None:
        for family in families:
            main, *others = (self._at(canvas, point) for point in family.points or ((0, 0),))
            for other in others:
                self._paint_line(painter, (main, other), family.slot, 1.0)

    def _paint_line(
        self, painter: QPainter, line: tuple[QPointF, QPointF], slot: int | None, width: float
    ) -> None:
        colour = QColor(UNMATCHED) if slot is None else instance_colour(slot)
        painter.setPen(QPen(QColor(CASING), width + 1.6))
        painter.drawLine(*line)
        pen = QPen(colour, width)
        if slot is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(*line)


def _box(metrics: QFontMetrics, middle: QPointF, words: str) -> QRectF:
    """The plate of some words."""
    box = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * _AIR_PX, metrics.height() + 4)
    box.moveCenter(middle)
    return box


def _is_taken(box: QRectF, taken: Sequence[QRectF]) -> bool:
    return any(box.intersects(other) for other in taken)


def _paint_label(painter: QPainter, middle: QPointF, words: str) -> None:
    box = _box(painter.fontMetrics(), middle, words)
    painter.setPen(QPen(QColor("#FFFFFF"), 1))
    painter.setBrush(QColor(CASING))
    painter.drawRoundedRect(box, 3, 3)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

"""The F1 of each true with each predicted instance, those that are assigned marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forgery_viewer.core.scoring.comparison import PixelScores
from forgery_viewer.widgets.theme import (
    CASING,
    UNMATCHED,
    Theme,
    instance_colour,
    text_font,
    theme_of,
)

_CELL_HEIGHT_PX, _HEAD_PX, _SIDE_PX, _GAP_PX = 24, 24, 34, 2
_LEAST_CELL_PX = 44
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class Match:
    """Scores of pairs of instances.

    Attributes:
        scores: A row for each true instance with the F1 of each predicted one.
        pairs: (true, predicted) instances that are assigned to each other.
        true_colours: Slots of the true instances' colours.
        predicted: How many predicted instances there are.
        numbers: What the true instances are numbered in the mask, from 0: empty ones count not.
        figures: The pixels of a (true, predicted) pair against each other.
    """

    scores: Sequence[Sequence[float]]
    pairs: Sequence[tuple[int, int]]
    true_colours: Sequence[int]
    predicted: int
    numbers: Sequence[int] = ()
    figures: Callable[[int, int], PixelScores] | None = None

    def name_of_true(self, number: int) -> str:
        """What a true instance is called on the canvases."""
        named = self.numbers[number] if number < len(self.numbers) else number
        return f"T{named + 1}"

    def colour_of_true(self, number: int) -> int | None:
        """The colour slot of a true instance that is assigned; None of another one."""
        is_assigned = any(true == number for true, _predicted in self.pairs)
        return self.true_colours[number] if is_assigned else None

    def colour_of_predicted(self, number: int) -> int | None:
        """The colour slot of the true instance that one is assigned to; None without one."""
        return next((self.true_colours[t] for t, p in self.pairs if p == number), None)


class MatchTable(QWidget):
    """T rows and P columns; scrolls sideways with its dock where there are very many."""

    pair_pressed = Signal(int, int)
    """The cell of a true and a predicted instance was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._match = Match((), (), (), 0)
        self._cell_px = _LEAST_CELL_PX
        self.setAccessibleName("F1 of each pair of instances")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def match(self) -> Match:
        """What is on show."""
        return self._match

    def show_match(self, match: Match) -> None:
        """Show other scores."""
        self._match = match
        told = (
            f"{match.name_of_true(t)} with P{p + 1}: {match.scores[t][p]:.3f}"
            for t, p in match.pairs
        )
        self.setAccessibleDescription(", ".join(told))
        self.updateGeometry()
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        rows, columns = len(self._match.scores), self._match.predicted
        width = _SIDE_PX + columns * (_LEAST_CELL_PX + _GAP_PX)
        return QSize(width, _HEAD_PX + rows * (_CELL_HEIGHT_PX + _GAP_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def cell(self, true: int, predicted: int) -> QRectF:
        """Where the score of a pair stands."""
        columns = max(1, self._match.predicted)
        width = max(_LEAST_CELL_PX, (self.width() - _SIDE_PX) / columns - _GAP_PX)
        width = min(width, 96.0)
        left = _SIDE_PX + predicted * (width + _GAP_PX)
        top = _HEAD_PX + true * (_CELL_HEIGHT_PX + _GAP_PX)
        return QRectF(left, top, width, _CELL_HEIGHT_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pair = self._pair_at(event.position().toPoint())
        if pair is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pair_pressed.emit(*pair)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            pair = self._pair_at(event.pos())
            if pair is not None:
                true, predicted = pair
                score = self._match.scores[true][predicted]
                words = "assigned" if pair in self._match.pairs else "not assigned"
                name = self._match.name_of_true(true)
                text = f"{name} with P{predicted + 1}: F1 {score:.4f}, {words}"
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)

    def _pair_at(self, place: QPoint) -> tuple[int, int] | None:
        for true in range(len(self._match.scores)):
            for predicted in range(self._match.predicted):
                if self.cell(true, predicted).contains(place):
                    return true, predicted
        return None

    # Painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match = self._match
        for number in range(match.predicted):
            cell = self.cell(0, number)
            box = QRectF(cell.center().x() - 14, 3, 28, 18)
            slot = match.colour_of_predicted(number)
            paint_name(painter, box, f"P{number + 1}", slot, theme_of(self))
        for true, scores in enumerate(match.scores):
            middle = _HEAD_PX + true * (_CELL_HEIGHT_PX + _GAP_PX) + _CELL_HEIGHT_PX / 2
            box, slot = QRectF(0, middle - 9, 28, 18), match.colour_of_true(true)
            paint_name(painter, box, match.name_of_true(true), slot, theme_of(self))
            for predicted, score in enumerate(scores):
                self._paint_score(painter, true, predicted, score)

    def _paint_score(self, painter: QPainter, true: int, predicted: int, score: float) -> None:
        theme, cell = theme_of(self), self.cell(true, predicted)
        assigned = (true, predicted) in self._match.pairs
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.press if assigned else theme.base))
        if assigned:
            painter.setPen(QPen(instance_colour(self._match.true_colours[true]), 1.5))
        painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(text_font(12, 600 if assigned else 400))
        painter.setPen(QColor(theme.text1 if assigned else theme.text2))
        painter.drawText(cell, _CENTRE, f"{score:.3f}")


def paint_name(painter: QPainter, box: QRectF, name: str, slot: int | None, theme: Theme) -> None:
    """The name of an instance on a plate of its colour; dashed where it is assigned to none."""
    painter.setFont(text_font(11, 600))
    if slot is None:
        pen = QPen(QColor(UNMATCHED if theme.name == "dark" else theme.text2), 1)
        pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QColor(theme.text1))
    else:
        colour = instance_colour(slot)
        painter.setPen(QPen(QColor(CASING), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QColor(CASING if colour.lightnessF() > 0.35 else "#FFFFFF"))
    painter.drawText(box, _CENTRE, name)

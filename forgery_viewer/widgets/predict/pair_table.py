"""The pixel scores of each pair of a true and a predicted instance, a line for each pair."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forgery_viewer.widgets.predict.match_table import Match, paint_name
from forgery_viewer.widgets.theme import text_font, theme_of

MOST_LINES = 12
"""Pairs that are listed; any other one is, once its cell in the table is pressed."""
_LINE_PX, _HEAD_PX, _NAME_PX, _NAME_GAP_PX, _SIDE_PX = 22, 18, 28, 4, 68
_COLUMNS = ("F1", "IoU", "Precision", "Recall")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PairTable(QWidget):
    """Those that are assigned to each other, and the pair that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._match = Match((), (), (), 0)
        self._pressed: tuple[int, int] | None = None
        self.setAccessibleName("Pixel scores of each pair")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """What each line says: the names of the pair, then its scores."""
        return [self._line(*pair) for pair in self._pairs()]

    def show_match(self, match: Match) -> None:
        """Show the scores of other pairs."""
        pressed = self._pressed
        is_there = pressed is not None and (
            pressed[0] < len(match.scores) and pressed[1] < match.predicted
        )
        self._match, self._pressed = match, pressed if is_there else None
        self._refresh()

    def show_pair(self, true: int, predicted: int) -> None:
        """Show the scores of a pair that is not assigned, too."""
        self._pressed = (true, predicted)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX + 4 * 48, _HEAD_PX + len(self._pairs()) * _LINE_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _pairs(self) -> list[tuple[int, int]]:
        if self._match.figures is None:
            return []
        pairs = sorted(self._match.pairs)[:MOST_LINES]
        if self._pressed is not None and self._pressed not in pairs:
            pairs.append(self._pressed)
        return pairs

    def _line(self, true: int, predicted: int) -> tuple[str, ...]:
        figures = self._match.figures
        scores: tuple[str, ...] = ()
        if figures is not None:
            found = figures(true, predicted)
            numbers = (found.f1, found.iou, found.precision, found.recall)
            scores = tuple(f"{number:.3f}" for number in numbers)
        return self._match.name_of_true(true), f"P{predicted + 1}", *scores

    def _refresh(self) -> None:
        lines = self.lines
        told = (
            ", ".join(f"{n} {v}" for n, v in zip(_COLUMNS, line[2:], strict=True)) for line in lines
        )
        words = (
            f"{line[0]} with {line[1]}: {said}" for line, said in zip(lines, told, strict=True)
        )
        self.setAccessibleDescription(". ".join(words))
        self.setVisible(bool(lines))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, match = theme_of(self), self._match
        width = (self.width() - _SIDE_PX) / len(_COLUMNS)
        painter.setFont(text_font(11))
        painter.setPen(QColor(theme.text2))
        for column, name in enumerate(_COLUMNS):
            painter.drawText(QRectF(_SIDE_PX + column * width, 0, width, _HEAD_PX), _RIGHT, name)
        for place, ((true, predicted), line) in enumerate(
            zip(self._pairs(), self.lines, strict=True)
        ):
            top = _HEAD_PX + place * _LINE_PX + 2
            slots = match.colour_of_true(true), match.colour_of_predicted(predicted)
            for column, slot in enumerate(slots):
                left = column * (_NAME_PX + _NAME_GAP_PX)
                paint_name(painter, QRectF(left, top, _NAME_PX, 18), line[column], slot, theme)
            painter.setFont(text_font(12))
            painter.setPen(QColor(theme.text1))
            for column, words in enumerate(line[2:]):
                box = QRectF(_SIDE_PX + column * width, top, width, 18)
                painter.drawText(box, _RIGHT, words)

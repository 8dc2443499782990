"""Which predicted instance stands for which true one, and what would score higher."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton, IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.predict.match_table import Match, MatchTable
from forgery_viewer.widgets.predict.pair_table import PairTable
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.wording import counted


class AdviceBar(QFrame):
    """One sentence of advice, and the button that follows it."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("lightbulb", "warn", size_px=SMALL_ICON_PX)
        self._words = ElidedLabel()
        self.button = QPushButton()
        self.button.setProperty("link", "true")
        self.button.clicked.connect(self.taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 4, 2)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence, "" while there is none."""
        return "" if self.isHidden() else self._words.full_text

    def show_advice(self, words: str, action: str) -> None:
        """Show a sentence with what can be done, or hide for ""."""
        self._words.setText(words)
        self.button.setText(action)
        self.setVisible(bool(words))
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        sheet = f"AdviceBar {{ background: {theme_of(self).banner_warn}; border-radius: 4px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


class MatchPanel(Section):
    """All pairs, the scores of those assigned, the penalty for too many, and advice."""

    advice_taken = Signal()
    advice_undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Match", parent)
        self.set_detail("F1 of each pair")
        self.table = MatchTable()
        self.pairs = PairTable()
        self.advice = AdviceBar()
        self.undo = IconButton("rotate-ccw", size_px=SMALL_ICON_PX)
        use = "Takes back what was dropped and merged."
        self.undo.set_hint("As the predictor found them", "", use)
        self.undo.clicked.connect(self.advice_undone)
        self.undo.hide()
        self.add_action(self.undo)
        self._penalty = QLabel()
        self._penalty.setProperty("tone", "2")
        self._penalty.setWordWrap(True)
        self._reason = QLabel()
        self._reason.setProperty("tone", "3")
        self._reason.setWordWrap(True)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.table)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 6, 10, 10)
        column.setSpacing(6)
        column.addWidget(self._reason)
        column.addWidget(self._scroll)
        column.addWidget(self.pairs)
        column.addWidget(self._penalty)
        column.addWidget(self.advice)
        self.set_content(body)
        self.advice.taken.connect(self.advice_taken)
        self.table.pair_pressed.connect(self.pairs.show_pair)
        self.show_reason("Nothing is predicted yet.")

    @property
    def penalty(self) -> str:
        """What is said about the number of instances."""
        return "" if self._penalty.isHidden() else self._penalty.text()

    @property
    def reason(self) -> str:
        """Why there is no table, "" where there is one."""
        return "" if self._reason.isHidden() else self._reason.text()

    def show_match(self, match: Match) -> None:
        """Show the scores of all pairs, and what the number of instances costs."""
        self._reason.hide()
        self.table.show_match(match)
        self.pairs.show_match(match)
        # A scroll bar, where one is needed, lies under the table.
        room = self.table.sizeHint().height()
        self._scroll.setFixedHeight(room + self._bar_px())
        self._scroll.show()
        words = _penalty_words(len(match.scores), match.predicted)
        self._penalty.setText(words)
        self._penalty.setVisible(bool(words))

    def show_reason(self, reason: str) -> None:
        """Say why there is no table."""
        self._reason.setText(reason)
        self._reason.show()
        self._scroll.hide()
        self.pairs.hide()
        self._penalty.hide()
        self.advice.show_advice("", "")
        self.undo.hide()

    def show_advice(self, words: str, action: str = "") -> None:
        """Say what would score higher; "" for nothing."""
        self.advice.show_advice(words, action)

    def show_undo(self, shown: bool) -> None:
        """Offer to take back what was dropped and merged."""
        self.undo.setVisible(shown)

    def _bar_px(self) -> int:
        needs = self.table.sizeHint().width() > self._scroll.viewport().width()
        return self._scroll.horizontalScrollBar().sizeHint().height() if needs else 0


def _penalty_words(true: int, predicted: int) -> str:
    """What the metric takes off for instances too many, or leaves at zero for too few."""
    if predicted > true:
        extra = counted(predicted - true, "instance")
        return f"{extra} too many: the mean is multiplied by {true} / {predicted}."
    if predicted < true:
        missing = true - predicted
        verb = "counts" if missing == 1 else "count"
        return f"{counted(missing, 'instance')} not found {verb} as 0."
    return ""

"""The cards side by side, which scroll where they do not fit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from forgery_viewer.widgets.twins.card import TwinCard


class CardRow(QScrollArea):
    """As many cards as are asked for; says which of them a signal comes from."""

    chosen = Signal(int)
    hovered = Signal(int, QPointF)
    left = Signal()
    dragged = Signal(QPointF)
    turned = Signal(float, QPointF)

    def __init__(self, comes_after: QWidget, parent: QWidget | None = None) -> None:
        """The Tab key goes from `comes_after` to the first card."""
        super().__init__(parent)
        self._comes_after = comes_after
        self.setFrameShape(self.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cards: list[TwinCard] = []
        content = QWidget()
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.setWidget(content)

    def set_count(self, count: int) -> None:
        """Have so many cards, those of before among them: a new one would blink."""
        while len(self.cards) > count:
            card = self.cards.pop()
            self._row.removeWidget(card)
            # It goes only in the next turn of events, and must not be seen until then.
            card.hide()
            card.deleteLater()
        while len(self.cards) < count:
            number = len(self.cards)
            card = TwinCard()
            card.chosen.connect(partial(self.chosen.emit, number))
            card.hovered.connect(partial(self.hovered.emit, number))
            card.left_picture.connect(self.left)
            card.dragged.connect(self.dragged)
            card.turned.connect(self.turned)
            self._row.insertWidget(number, card)
            QWidget.setTabOrder(self.cards[-1] if self.cards else self._comes_after, card)
            # Else it takes up no room yet in the first picture of the others.
            card.show()
            self.cards.append(card)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Beside the pictures the wheel moves the cards along."""
        event.accept()
        turn = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.y() or turn.x()))

"""Segments that share a width and give up their air before their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forgery_viewer.widgets.buttons import SEGMENTS_PX, Choice, Segments

_AIR_PX = 18
_LEAST_AIR_PX = 6
"""Beside a word, both sides together."""

_LEAST_BUTTON_PX = 20


class FittingSegments(Segments):
    """Segments as wide as their place: less air where it is narrow, icons for want of room."""

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        """`name` is what the choice as a whole is called."""
        super().__init__(choices, parent)
        self._choices = tuple(choices)
        self._is_compact = False
        self.setAccessibleName(name)
        # The air is given by the width: padding would be taken from the words.
        self.setStyleSheet("QToolButton { padding: 3px 0; }")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_BUTTON_PX * len(self._choices) + self._frame_px, SEGMENTS_PX)

    def sizeHint(self) -> QSize:
        air = _AIR_PX * len(self._choices)
        return QSize(sum(self._words_px()) + air + self._frame_px, SEGMENTS_PX)

    def set_word(self, key: str, word: str) -> None:
        super().set_word(key, word)
        self._choices = tuple(
            choice._replace(word=word) if choice.key == key else choice for choice in self._choices
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    @property
    def _frame_px(self) -> int:
        """Frame and margin at both ends, and 1 px between two buttons."""
        return 4 + len(self._choices) - 1

    def _words_px(self) -> list[int]:
        metrics = self.fontMetrics()
        return [metrics.horizontalAdvance(choice.word) for choice in self._choices]

    def _fit(self) -> None:
        """Give every button its word and an equal share of the air, or of all where there is none.

        The layout by itself would take from long words what short ones need not.
        """
        count = len(self._choices)
        words = self._words_px()
        room = max(0, self.width() - self._frame_px)
        is_compact = room < sum(words) + count * _LEAST_AIR_PX and all(
            choice.icon_name for choice in self._choices
        )
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self.set_compact(is_compact)
        bases = [0] * count if is_compact else words
        share, rest = divmod(max(0, room - sum(bases)), count)
        for place, (choice, base) in enumerate(zip(self._choices, bases, strict=True)):
            self.button(choice.key).setFixedWidth(base + share + (place < rest))

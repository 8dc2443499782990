"""Makes the widgets of other pages while nothing else is to be done, before anybody goes there."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

FIRST_AFTER_MS, EVERY_MS = 500, 25
"""When to begin, and how long the window is left alone between two pieces."""


class MakingAhead(QObject):
    """Makes one small piece in a turn of its own, and the next some time after it."""

    finished = Signal()
    """Everything is made."""

    def __init__(self, pieces: Iterator[None], parent: QObject | None = None) -> None:
        """Each step of `pieces` makes one; they may have been made in another way meanwhile."""
        super().__init__(parent)
        self._pieces = pieces
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._make_next)
        self._begun = False
        self.is_finished = False

    def start(self) -> None:
        """Begin in a moment, once."""
        if not self._begun:
            self._begun = True
            self._timer.start(FIRST_AFTER_MS)

    def close(self) -> None:
        """Make nothing more."""
        self._begun = True
        self._timer.stop()

    def _make_next(self) -> None:
        # Not while somebody drags: a line would lag behind the pointer.
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            try:
                next(self._pieces)
            except StopIteration:
                self.is_finished = True
                self.finished.emit()
                return
        self._timer.start(EVERY_MS)

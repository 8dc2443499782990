"""Widgets that show something new are painted one after the other, with events between them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_SOON_MS = 1
"""Qt makes an event of the same turn from a timer of 0 ms."""
_AT_MOST_MS = 20
"""What its children cover is not painted itself: then nobody waits for longer than this."""


class PaintTurns(QObject):
    """Holds widgets back from painting, and lets the next one go when one has been painted.

    Qt paints all that changed at once. Several canvases with an image each would keep the window
    from answering for as long as all of them take together.
    """

    idle = Signal()
    """Nothing is held back any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: list[QWidget] = []
        self._painting: QWidget | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._let_next_go)

    @property
    def is_idle(self) -> bool:
        """Whether every widget may paint."""
        return not self._held and self._painting is None

    def hold(self, widgets: Iterable[QWidget]) -> None:
        """Let these be painted one after the other, the first one first."""
        for widget in widgets:
            if widget not in self._held:
                self._held.append(widget)
                widget.setUpdatesEnabled(False)
        if self._painting is None:
            self._timer.start(_SOON_MS)

    def _let_next_go(self) -> None:
        self._stop_watching()
        if not self._held:
            self.idle.emit()
            return
        widget = self._held.pop(0)
        widget.setUpdatesEnabled(True)
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            self._painting = widget
            widget.installEventFilter(self)
            self._timer.start(_AT_MOST_MS)
        else:
            # Nobody waits for what cannot be seen.
            self._timer.start(_SOON_MS)

    def _stop_watching(self) -> None:
        if self._painting is not None:
            self._painting.removeEventFilter(self)
            self._painting = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on when the widget has been painted, or is not seen any more."""
        if watched is self._painting and event.type() in (QEvent.Type.Paint, QEvent.Type.Hide):
            self._stop_watching()
            # Only when this event is done.
            self._timer.start(_SOON_MS)
        return False

"""Who draws next: one chart in each turn of the event loop, so that the window never stops."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from forgery_viewer.widgets.charts.plot import Plot


class Turns(QObject):
    """A queue of charts that have something new to draw; each stands in it once."""

    idle = Signal()
    """Every chart has drawn what it was asked to."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Plot] = deque()
        # One timer for all of them: several timers without an interval fire in the same turn.
        self._step = QTimer(self, singleShot=True, interval=0)
        self._step.timeout.connect(self._next)

    @property
    def is_idle(self) -> bool:
        """Whether no chart waits."""
        return not self._waiting

    def ask(self, plot: Plot) -> None:
        """Let a chart draw when it is its turn."""
        if plot not in self._waiting:
            self._waiting.append(plot)
            self._step.start()

    def _next(self) -> None:
        if self._waiting:
            self._waiting.popleft().draw()
        if self._waiting:
            self._step.start()
        else:
            self.idle.emit()

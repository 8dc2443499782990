"""Work on the window's thread in steps, with events between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

Step = Callable[[], object]


class Steps(QObject):
    """Takes one step in each turn of the event loop, in the order they were given in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: deque[Step] = deque()
        # Qt makes an event of this turn from a timer of 0 ms.
        self._timer = QTimer(self, singleShot=True, interval=1)
        self._timer.timeout.connect(self._take_next)

    def go(self, *steps: Step) -> None:
        """Take these after those that are left."""
        self._left.extend(steps)
        self._timer.start()

    def finish(self) -> None:
        """Take those that are left now."""
        while self._left:
            self._left.popleft()()

    def drop(self) -> None:
        """Take none of those that are left."""
        self._left.clear()

    def _take_next(self) -> None:
        if self._left:
            step = self._left.popleft()
            self._timer.start()
            step()

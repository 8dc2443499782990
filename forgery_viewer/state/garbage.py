"""Reference cycles are freed on the window's thread alone.

Python frees them on whichever thread happens to allocate. Where that is a worker and a Qt object
with connections is among them, Qt locks those connections and then waits for the interpreter, while
the window's thread holds the interpreter and waits for that lock: neither ever goes on.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 1_000
MANY_MODULES = 20
"""Of so many that were loaded since, objects are left out of what is looked through."""


class GarbageCollector(QObject):
    """Collects when Python would have, at moments when nobody draws or drags.

    From when it is made until `stop`, Python itself frees no cycle.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        # What exists by now, modules above all, stays: no need to look through it each time.
        gc.freeze()
        self._modules = len(sys.modules)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._collect_when_still)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect_when_still(self) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._pass_over_modules()
            collect_due()

    def _pass_over_modules(self) -> None:
        """Leave out a library that was loaded since, as torch: its objects are a hundred thousand.

        With it stay the few cycles that are alive at that moment, or wait to be freed.
        """
        if len(sys.modules) >= self._modules + MANY_MODULES:
            gc.freeze()
            self._modules = len(sys.modules)


def collect_due() -> int | None:
    """Free the cycles of the oldest generation whose turn it is, and of all younger ones.

    Returns which generation that was, None where it was none's turn.
    """
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return generation
    return None

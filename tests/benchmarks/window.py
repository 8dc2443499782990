"""The real window over a data set made for a benchmark, and what to wait for in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from forgery_viewer.app.application import make_application, make_window
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WAIT_S = 120.0


class PaintTimes(QObject):
    """When a widget was painted last."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.last = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time, and let the event pass."""
        if event.type() == QEvent.Type.Paint:
            self.last = time.perf_counter()
            self.painted.emit()
        return False


class Heartbeat(QObject):
    """Beats every millisecond: the longest silence is how long the event loop was blocked.

    On a machine whose processors are all at work it is also how long the window's thread waited for
    one; its own time of work between two beats is what the program can do something about.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._last = self._last_work = 0.0
        self.longest_ms = self.longest_work_ms = 0.0

    def start(self) -> None:
        """Begin to listen."""
        self.longest_ms = self.longest_work_ms = 0.0
        self._last, self._last_work = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> float:
        """The longest silence since the start, in ms."""
        self._timer.stop()
        return self.longest_ms

    def _beat(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self.longest_work_ms = max(self.longest_work_ms, (work - self._last_work) * 1000)
        self._last, self._last_work = now, work


class BenchWindow:
    """The application's window with a data set open, in 1400 x 900."""

    def __init__(self, root: Path, home: Path) -> None:
        self.application = make_application()
        self.window = make_window(self.application, Preferences(home / "preferences.ini"))
        self.window.resize(1400, 900)
        self.window.show()
        self._alarm = QTimer(interval=20)
        self._alarm.timeout.connect(lambda: None)
        self.shown: list[RecordKey] = []
        self.window.review.case_shown.connect(self.shown.append)
        self.paints = PaintTimes()
        self.window.page.triptych.overlay.canvas.viewport().installEventFilter(self.paints)
        self.window.open_dataset(root, home / "workspace")
        self.wait(lambda: bool(self.shown))
        self.wait(self._is_idle)

    def wait(self, holds: Callable[[], bool]) -> None:
        """Run the event loop until something holds. Raises TimeoutError after two minutes."""
        end = time.perf_counter() + WAIT_S
        # Asleep between events, as the program is: a loop that asks again and again would keep
        # Python from the threads that read.
        self._alarm.start()
        while not holds():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() > end:
                raise TimeoutError("the window did not get there")
        self._alarm.stop()

    def time_until_painted(self, key: RecordKey, act: Callable[[], object]) -> float:
        """Milliseconds from `act` until the overlay is painted with the case of `key`."""
        self.shown.clear()
        came: list[float] = []

        def take(shown: RecordKey | None) -> None:
            if shown == key:
                came.append(time.perf_counter())

        review = self.window.review
        review.case_shown.connect(take)
        begin = time.perf_counter()
        act()
        self.wait(lambda: bool(came) and self.paints.last >= came[0])
        review.case_shown.disconnect(take)
        return (self.paints.last - begin) * 1000

    def times_until_painted(self, key: RecordKey, act: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds from `act` until something of the case of `key` is painted, and all of it.

        The first is that of a preview; where none comes, both are the same.
        """
        seen: list[float] = []
        painted: list[float] = []

        def note(shown: RecordKey | None) -> None:
            if shown == key:
                seen.append(time.perf_counter())

        def look() -> None:
            if seen and not painted and self.paints.last >= seen[0]:
                painted.append(self.paints.last)

        review = self.window.review
        review.preview_shown.connect(note)
        self.paints.painted.connect(look)
        begin = time.perf_counter()
        sharp_ms = self.time_until_painted(key, act)
        review.preview_shown.disconnect(note)
        self.paints.painted.disconnect(look)
        return (painted[0] - begin) * 1000 if painted else sharp_ms, sharp_ms

    def settle(self) -> None:
        """Let the background come to rest."""
        self.wait(self._is_idle)

    def rest(self, rest_ms: int) -> None:
        """Do nothing for a while."""
        is_over: list[bool] = []
        QTimer.singleShot(rest_ms, lambda: is_over.append(True))
        self.wait(lambda: bool(is_over))

    def close(self) -> None:
        """Take the window away."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _is_idle(self) -> bool:
        index = self.window.model.dataset_index
        session = self.window.datasets.session
        if index is None or session is None or not index.was_read.all():
            return False
        return not any(lane.pending for lane in session.findChildren(Tasks))

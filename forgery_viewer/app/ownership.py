"""Who may change what the workspace keeps: this window, or another one that was there before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.workspace_lock import WorkspaceLock
from forgery_viewer.widgets.banner import Banner

LOOK_EVERY_MS = 2_000

_MESSAGE = "read-only"


class Ownership(QObject):
    """Tells who has the workspace, looks whether they still do, and offers to take over."""

    freed = Signal()
    """Nobody else has the workspace any more."""

    def __init__(
        self, banner: Banner, take_over: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._banner = banner
        self._take_over = take_over
        self._lock: WorkspaceLock | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def set_lock(self, lock: WorkspaceLock | None, read_only: str) -> None:
        """Speak of the lock of another workspace, or of none; `read_only` says who else has it."""
        self._timer.stop()
        self._lock = lock
        self._banner.dismiss(_MESSAGE)
        if lock is not None and read_only:
            self._banner.show_message("warn", read_only, key=_MESSAGE)
            self._timer.start()

    def look(self) -> None:
        """See whether the workspace is free; this is done every other second by itself."""
        if self._lock is None or not self._lock.is_free():
            return
        self._timer.stop()
        text = "The other window was closed. What it left can be changed here."
        self._banner.show_message("ok", text, "Take over", self._take_over, key=_MESSAGE)
        self.freed.emit()

"""What the headers of the panes say while the next image is being read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from forgery_viewer.widgets.canvas_pane import CanvasPane

BUSY_AFTER_MS = 200


class PaneBusy(QObject):
    """Says that an image is being read where that takes long and nothing is seen of it yet."""

    def __init__(
        self,
        panes: Sequence[CanvasPane],
        are_empty: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Speak in the headers of `panes`, and on the panes themselves while they `are_empty`."""
        super().__init__(parent)
        self._panes = panes
        self._are_empty = are_empty
        self.timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self.timer.timeout.connect(self._tell)

    def begin(self) -> None:
        """Say it when it takes long."""
        self.timer.start()

    def _tell(self) -> None:
        for pane in self._panes:
            pane.set_busy(True)
            if self._are_empty():
                pane.show_reason("images", "The first image is being read.")

    def end(self) -> None:
        """Say it no more."""
        self.timer.stop()
        for pane in self._panes:
            pane.set_busy(False)

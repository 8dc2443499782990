"""Figures of the mask under edit, measured in the background after each change."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.regions import Figures, measure_mask
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 15
"""A change is painted before it is measured: measuring begins with a copy of the mask."""


class LiveFigures(QObject):
    """Measures one document at a time; a newer state of it replaces what is being measured."""

    measured = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures: Figures | None = None
        self._tasks = tasks
        self._document: MaskDocument | None = None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._measure)

    @property
    def is_behind(self) -> bool:
        """Whether the mask may have changed since it was measured."""
        return self._timer.isActive() or self._task is not None

    def set_document(self, document: MaskDocument | None) -> None:
        """Measure another document, or none."""
        if self._document is document:
            return
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._measure_soon)
        self._timer.stop()
        self._document = document
        self._give_up()
        self.figures = None
        self.measured.emit(None)
        if document is not None:
            document.undo_stack.indexChanged.connect(self._measure_soon)
            self._measure_soon()

    def close(self) -> None:
        """Measure no more."""
        self._timer.stop()
        self._give_up()

    def _measure_soon(self, _index: int = 0) -> None:
        # What is being measured is out of date already.
        self._give_up()
        if not self._timer.isActive():
            self._timer.start()

    def _measure(self) -> None:
        if self._document is None:
            return
        self._give_up()
        # Copied by the worker: what is painted meanwhile is measured anew anyway.
        planes = self._document.planes
        self._task = self._tasks.submit(lambda: measure_mask(planes.copy()), self._take)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _take(self, figures: Figures) -> None:
        self._task = None
        self.figures = figures
        self.measured.emit(figures)

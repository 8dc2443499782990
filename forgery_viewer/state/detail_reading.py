"""Fills the list behind the window: what the files tell, from the last time or read anew."""

from __future__ import annotations

from time import monotonic

import numpy as np
from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.dataset import RecordKey, read_details
from forgery_viewer.core.index import Details, Index
from forgery_viewer.core.scan_cache import DetailsCache
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.tasks import Task, Tasks

CHUNK_ROWS, CHUNKS = 64, 100
"""Rows read between two updates of the list, at least; and how many updates there are at most."""


class DetailReading(QObject):
    """Reads sizes and figures of masks in chunks on a lane of its own, one chunk at a time.

    Files that did not change since they were read last are not opened.
    """

    progressed = Signal(int, int)
    """Rows that are known, and rows there are."""
    row_read = Signal(object)
    """The row with this key was read again, and is in the list."""
    finished = Signal()
    """All rows are known, or cannot be."""

    def __init__(
        self,
        model: DatasetModel,
        workspace: Workspace,
        parent: QObject | None = None,
        *,
        courtesy: Courtesy | None = None,
    ) -> None:
        super().__init__(parent)
        self._courtesy = courtesy or Courtesy()
        self._model = model
        self._workspace = workspace
        self._lane = Tasks("details", 1, self)
        self._cache: DetailsCache | None = None
        self._unread = np.zeros(0, np.intp)
        self._running = False
        self._started = 0.0
        self._known = self._sound = 0
        self.seconds = 0.0

    @property
    def is_running(self) -> bool:
        """Whether files are being looked at."""
        return self._running

    @property
    def changed(self) -> int | None:
        """How many files had changed since the time before; None where that was the first time."""
        return self._sound if self._known else None

    def start(self) -> None:
        """Look at all files, and read those that are not known or have changed."""
        if self._running:
            return
        self._running = True
        self._started = monotonic()
        self._known = self._sound = 0
        index, workspace = self._index, self._workspace
        self.progressed.emit(0, len(index))

        def work() -> Details:
            if self._cache is None:
                self._cache = DetailsCache(workspace)
            return self._cache.known(index, np.arange(len(index)), workspace.corrections())

        self._lane.submit(work, self._take_known)

    def read_row(self, key: RecordKey) -> None:
        """Read one row again, because its mask was just saved."""
        index, workspace = self._index, self._workspace
        row = index.row_of(key)

        def work() -> Details:
            return read_details(index, [row], corrections=workspace.corrections())

        def take(details: Details) -> None:
            self._show(details)
            self.row_read.emit(key)

        self._lane.submit(work, take)

    def close(self) -> None:
        """Stop reading; what was read is kept for the next time."""
        self._lane.close()
        if self._cache is not None:
            # Writes nothing where the lane has done so.
            self._cache.save(self._index)
        self._running = False

    @property
    def _index(self) -> Index:
        index = self._model.dataset_index
        if index is None:
            raise RuntimeError("the data set was closed")
        return index

    def _take_known(self, known: Details) -> None:
        total = len(self._index)
        self._known = len(known.rows)
        self._unread = np.setdiff1d(np.arange(total), known.rows, assume_unique=True)
        if self._known:
            self._show(known)
            self.progressed.emit(total - len(self._unread), total)
        self._read_next_chunk()

    def _read_next_chunk(self) -> None:
        if not len(self._unread):
            self._finish()
            return
        count = max(CHUNK_ROWS, len(self._index) // CHUNKS)
        rows, self._unread = self._unread[:count], self._unread[count:]
        index, workspace, cache = self._index, self._workspace, self._cache
        courtesy = self._courtesy

        def work(task: Task) -> Details:
            # Looked up for each chunk: a mask may have been saved since the one before.
            corrections = workspace.corrections()

            def is_cancelled() -> bool:
                courtesy.step_aside()
                return task.is_cancelled()

            details = read_details(index, rows, is_cancelled, corrections)
            if cache is not None:
                cache.keep(index, details, corrections)
            return details

        self._lane.submit_cancellable(work, self._take_chunk)

    def _take_chunk(self, details: Details) -> None:
        self._sound += int(np.count_nonzero(details.trouble == ""))
        self._show(details)
        total = len(self._index)
        self.progressed.emit(total - len(self._unread), total)
        self._read_next_chunk()

    def _show(self, details: Details) -> None:
        self._model.set_index(self._index.with_details(details))

    def _finish(self) -> None:
        self._running = False
        self.seconds = monotonic() - self._started
        index, cache = self._index, self._cache
        if cache is not None:
            self._lane.submit(lambda: cache.save(index), lambda _nothing: None)
        if not len(index):
            self.progressed.emit(0, 0)
        self.finished.emit()

"""Reads the colours of every image in the background, keeps them, and tells how far it is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Event
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.channels import ChannelSums, ChannelTable, sums_of
from forgery_viewer.core.index import Index
from forgery_viewer.core.parallel import MAX_WORKERS, in_parallel
from forgery_viewer.core.scan_cache import ChannelCache
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.tasks import Tasks

CHUNK_ROWS = 96
"""Images between two reports."""
_SHOWN_EVERY_MS = 500
_KEPT_EVERY_S = 30.0


class ChannelReading(QObject):
    """Decodes the images of one data set, which takes long the first time it is looked at.

    What was read is kept in the workspace, and is not read again until the file changes.
    """

    progress = Signal(int, int)
    """Images read, and images there are."""
    table_changed = Signal(object)
    """A ChannelTable that knows more images."""
    ended = Signal()
    """Nothing is being read any more: everything was, or the user stopped it."""
    _read = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = Tasks("channels", 1, self)
        self._stop = Event()
        self._running = False
        self._total = 0
        self._table: ChannelTable | None = None
        self._parts: list[ChannelSums] = []
        self._tried = 0
        self._show_soon = QTimer(self, singleShot=True, interval=_SHOWN_EVERY_MS)
        self._show_soon.timeout.connect(self._show)
        self._read.connect(self._take)

    @property
    def is_running(self) -> bool:
        """Whether images are being read."""
        return self._running

    @property
    def table(self) -> ChannelTable | None:
        """What is known, as it was told last."""
        return self._table

    @property
    def counts(self) -> tuple[int, int]:
        """Images that were read, the unreadable ones included, and images there are."""
        return self._tried, self._total

    def start(self, index: Index) -> None:
        """Read the images of an index that are not known yet, and those that changed."""
        if self._running:
            return
        self._stop.clear()
        self._running = True
        self._total, self._tried = len(index), 0
        self._table, self._parts = ChannelTable.unread(len(index)), []
        stop, workspace = self._stop, self._workspace
        self._lane.submit(lambda: self._work(index, workspace, stop), self._end, self._fail)

    def cancel(self) -> None:
        """Stop between two images; what was read is kept."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait until nothing is being read."""
        self.cancel()
        self._lane.close()
        self._show_soon.stop()

    # On the lane's thread -----------------------------------------------------------------

    def _work(self, index: Index, workspace: Workspace, stop: Event) -> None:
        cache = ChannelCache(workspace)
        rows = np.arange(len(index))
        known = cache.known(index, rows)
        self._read.emit(known)
        rows = np.setdiff1d(rows, known.rows, assume_unique=True)
        saved = monotonic()
        try:
            for start in range(0, len(rows), CHUNK_ROWS):
                sums = _sums(index, rows[start : start + CHUNK_ROWS], stop)
                cache.keep(sums)
                self._read.emit(sums)
                if stop.is_set():
                    return
                if monotonic() - saved > _KEPT_EVERY_S:
                    cache.save(index)
                    saved = monotonic()
        finally:
            cache.save(index)

    # On the window's thread ---------------------------------------------------------------

    def _take(self, sums: ChannelSums) -> None:
        if not self._running:
            return
        self._parts.append(sums)
        self._tried += len(sums.rows)
        self.progress.emit(self._tried, self._total)
        if not self._show_soon.isActive():
            self._show_soon.start()

    def _show(self) -> None:
        """Tell what is known by now: a table is long, so not after each chunk."""
        if self._table is None or not self._parts:
            return
        self._table, self._parts = self._table.with_sums(_joined(self._parts)), []
        self.table_changed.emit(self._table)

    def _end(self, _nothing: object = None) -> None:
        self._running = False
        self._show_soon.stop()
        self._show()
        self.ended.emit()

    def _fail(self, error: BaseException) -> None:
        self._end()
        raise error


def _sums(index: Index, rows: NDArray[np.intp], stop: Event) -> ChannelSums:
    # One processor stays free for the window.
    workers = max(1, min(MAX_WORKERS, (os.cpu_count() or 1) - 1))
    chosen: list[int] = rows.tolist()
    found = in_parallel(
        lambda row: (row, sums_of(index, row)), chosen, cancelled=stop.is_set, workers=workers
    )
    return ChannelSums.of([row for row, _sums in found], [sums for _row, sums in found])


def _joined(parts: Sequence[ChannelSums]) -> ChannelSums:
    return ChannelSums(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.pixels for part in parts]),
        np.concatenate([part.sums for part in parts]),
        np.concatenate([part.squares for part in parts]),
    )

"""Background lanes: work runs on threads, its result comes back to the window's thread."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")

NICENESS = 10
"""How far the threads of a lane stand back behind the window's, which then draws without delay."""

AWAITED_NICENESS = 2
"""The same of threads whose results somebody waits for in front of the window."""


class Task:
    """One piece of work under way; a cancelled task's result is dropped."""

    def __init__(
        self, done: Callable[[Any], None], failed: Callable[[BaseException], None] | None
    ) -> None:
        self._done = done
        self._failed = failed
        self.cancelled = False
        self.future: Future[Any] | None = None

    def cancel(self) -> None:
        """Drop the result; work that has not begun never begins."""
        self.cancelled = True
        if self.future is not None:
            self.future.cancel()

    def give_up(self) -> bool:
        """Cancel the work where it has not begun; whether that was so."""
        if self.future is None or not self.future.cancel():
            return False
        self.cancelled = True
        return True

    def is_cancelled(self) -> bool:
        """For long work to ask between its steps."""
        return self.cancelled

    def deliver(self) -> None:
        """Hand the result over, on the window's thread."""
        # The future knows this task by its callback: let go of it, or the result lives on in a
        # cycle until the collector comes by.
        future, self.future = self.future, None
        if self.cancelled or future is None:
            return
        error = future.exception()
        if error is None:
            self._done(future.result())
        elif self._failed is not None:
            self._failed(error)
        else:
            raise error


class Tasks(QObject):
    """A lane of `workers` threads whose results arrive through one queued signal.

    A QObject rather than QRunnable: exceptions come back with the result, and the signal's
    receiver lives on the window's thread for as long as the lane does.
    """

    _finished = Signal(object)
    idle = Signal()

    def __init__(
        self, name: str, workers: int, parent: QObject | None = None, *, niceness: int = NICENESS
    ) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(
            workers,
            thread_name_prefix=f"forgery-viewer-{name}",
            initializer=stand_back,
            initargs=(niceness,),
        )
        self._pending: set[Task] = set()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def pending(self) -> int:
        """How many tasks have not been delivered yet."""
        return len(self._pending)

    def submit(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Task:
        """Run `work` on a thread, then `done(result)` or `failed(error)` on the window's."""
        return self.submit_cancellable(lambda _task: work(), done, failed)

    def submit_cancellable(
        self,
        work: Callable[[Task], Result],
        done: Callable[[Result], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Task:
        """As `submit`, but `work` gets its task, to ask `task.is_cancelled()` as it goes."""
        task = Task(done, failed)
        if self._closed:
            task.cancelled = True
            return task
        self._pending.add(task)
        task.future = self._executor.submit(work, task)
        task.future.add_done_callback(lambda _future: self._report(task))
        return task

    def finish(self) -> list[BaseException]:
        """Wait until the work submitted so far is done; its results still arrive later.

        Returns what went wrong in it.
        """
        futures = [task.future for task in self._pending if task.future is not None]
        wait(futures)
        errors = [future.exception() for future in futures if not future.cancelled()]
        return [error for error in errors if error is not None]

    def close(self) -> None:
        """Cancel what has not begun, drop every result and wait for the threads to end."""
        self._closed = True
        for task in tuple(self._pending):
            task.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._pending.clear()

    def _report(self, task: Task) -> None:
        # On a worker's thread; after close() nobody waits for a result.
        if not self._closed:
            self._finished.emit(task)

    def _deliver(self, task: Task) -> None:
        if self._closed or task not in self._pending:
            return
        self._pending.discard(task)
        try:
            task.deliver()
        except CancelledError:
            pass
        finally:
            if not self._pending:
                self.idle.emit()


def stand_back(niceness: int = NICENESS) -> None:
    """Let this thread, and those that it starts, have the processor after the window's."""
    if sys.platform == "linux":
        # Only there is niceness a thread's own; some containers forbid it, which does no harm.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)

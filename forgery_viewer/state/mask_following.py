"""Keeps a running account of a document's mask in the background, and asks it for figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.running_mask import RunningMask
from forgery_viewer.core.steps import Change
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

Read = Callable[[RunningMask], Any]


class MaskFollowing(QObject):
    """Has a running mask read anew, on a lane of one worker, after every change of a document.

    The mask is copied once; from then on the worker makes the same changes that the document
    tells of, so that a stroke costs what it touches. What was read of a state that is past by
    then is dropped.
    """

    def __init__(
        self,
        tasks: Tasks,
        reading: Callable[[], Read],
        take: Callable[[Any], None],
        fail: Callable[[BaseException], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`reading` says, each time, what the worker is to do with the mask.

        `take` gets what that returns, `fail` what it raises.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._reading, self._take, self._fail = reading, take, fail
        self._document: MaskDocument | None = None
        self._mask: _LazyMask | None = None
        self._made: list[Change] = []
        self._is_stale = False
        self._task: Task | None = None
        self._further: list[Task] = []

    @property
    def is_behind(self) -> bool:
        """Whether what was read last may be of an earlier state."""
        return self._task is not None

    def follow(self, document: MaskDocument | None, planes: BitPlanes | None = None) -> None:
        """Follow another document, or none; without one, just look at `planes`."""
        self.stop()
        self._document = document
        if document is not None:
            document.end_stroke()
            document.changes_made.connect(self._take_changes)
            planes = document.as_read
            if planes is None:
                # Only this thread sees it whole: the next stroke may begin at any moment.
                self._mask = _LazyMask(document.planes.copy())
        if planes is not None:
            self._mask = _LazyMask(planes, is_own=False)
        self.refresh()

    def refresh(self) -> None:
        """Read the same state once more, as what is read for has changed."""
        self._is_stale = True
        if self._task is None:
            self._submit()

    def stop(self) -> None:
        """Drop what is being read, and follow nothing any more."""
        if self._document is not None:
            self._document.changes_made.disconnect(self._take_changes)
            self._document = None
        if self._task is not None:
            self._task.cancel()
        self._drop_further()
        self._task = self._mask = None
        self._made = []

    def read_further(self, read: Read, take: Callable[[Any], None]) -> None:
        """Have something else read of the state that was read last, unless that is past by then."""
        mask = self._mask
        if mask is not None:
            self._further.append(self._tasks.submit(lambda: read(mask.after(())), take))

    def _take_changes(self, changes: tuple[Change, ...]) -> None:
        self._made += changes
        self.refresh()

    def _submit(self) -> None:
        mask, made = self._mask, tuple(self._made)
        if mask is None:
            return
        self._drop_further()
        self._made, self._is_stale = [], False
        read = self._reading()
        self._task = self._tasks.submit(
            lambda: read(mask.after(made)), self._deliver, self._deliver_failure
        )

    def _drop_further(self) -> None:
        for task in self._further:
            task.cancel()
        self._further = []

    def _deliver(self, found: Any) -> None:  # noqa: ANN401 - whatever is read
        self._task = None
        if self._is_stale:
            self._submit()
        else:
            self._take(found)

    def _deliver_failure(self, error: BaseException) -> None:
        self._task = None
        if self._is_stale:
            self._submit()
        elif self._fail is None:
            raise error
        else:
            self._fail(error)


class _LazyMask:
    """A running mask that is measured for the first time on the worker."""

    def __init__(self, planes: BitPlanes, *, is_own: bool = True) -> None:
        """Of `planes` that nobody else changes; others may read those not `is_own`."""
        self._planes = planes
        self._is_own = is_own
        self._mask: RunningMask | None = None

    def after(self, changes: tuple[Change, ...]) -> RunningMask:
        """The mask once changes were made of it."""
        if self._mask is None:
            self._mask = RunningMask(self._planes if self._is_own else self._planes.copy())
        self._mask.make(changes)
        return self._mask

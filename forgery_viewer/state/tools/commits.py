"""Finished gestures become steps of the history: at once where that is quick, else on a lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.steps import Change, Step
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

AT_ONCE_PX = 1 << 21
"""Gestures over at most so many pixels take a few ms, and need no thread."""

MakeChanges = Callable[[], tuple[Change, ...]]
"""Reads the mask as it is and tells what to change; () for nothing. It may run on any thread."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A gesture that is finished, and the mask that it changes.

    Attributes:
        document: The mask.
        text: What the step is called.
        icon: The name of its icon.
        make: What it changes.
        after: Which instance is selected after it; None for the one that is.
        nothing: What to say where it changes nothing.
        then: Is called after it, with whether it changed anything.
    """

    document: MaskDocument
    text: str
    icon: str
    make: MakeChanges
    after: int | None = None
    nothing: str = ""
    then: Callable[[bool], None] | None = None

    def carry_out(self, changes: tuple[Change, ...]) -> bool:
        """Make a step of what was told to change; False where that is nothing."""
        if changes:
            before = self.document.current if self.after is not None else None
            step = Step(self.text, self.icon, changes, before=before, after=self.after)
            self.document.push(step)
        if self.then is not None:
            self.then(bool(changes))
        return bool(changes)


class Commits(QObject):
    """Carries gestures out one after the other, as they were made."""

    idle = Signal(str)
    """A gesture changed nothing; carries what is to be said."""
    busy_changed = Signal()
    """Something is being carried out, or nothing any more."""

    def __init__(self, lane: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._pending: tuple[Commit, Task] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is still being carried out."""
        return self._pending is not None

    def add(self, commit: Commit, px: int) -> None:
        """Carry a gesture over about `px` pixels out, after the one before."""
        self.finish()
        if px <= AT_ONCE_PX:
            self._push(commit, commit.make())
            return
        revision = commit.document.revision

        def push(changes: tuple[Change, ...]) -> None:
            self._end()
            # What it was made for is no more; keys act on a mask at any time.
            unchanged = commit.document.revision == revision
            self._push(commit, changes if unchanged else commit.make())

        self._pending = commit, self._lane.submit(commit.make, push)
        # Who saves, judges or changes the mask meanwhile is to find it as its user left it.
        commit.document.finish_unmade = self.finish
        self.busy_changed.emit()

    def finish(self) -> None:
        """Carry out now what is under way, before anything else is done to the mask."""
        if self._pending is None:
            return
        commit, task = self._pending
        task.cancel()
        self._end()
        self._push(commit, commit.make())

    def drop(self) -> bool:
        """Give up what is under way; False where nothing is."""
        if self._pending is None:
            return False
        self._pending[1].cancel()
        self._end()
        return True

    def _end(self) -> None:
        if self._pending is not None:
            self._pending[0].document.finish_unmade = None
        self._pending = None
        self.busy_changed.emit()

    def _push(self, commit: Commit, changes: tuple[Change, ...]) -> None:
        if not commit.carry_out(changes) and commit.then is None:
            self.idle.emit(commit.nothing)

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
    """

    document: MaskDocument
    text: str
    icon: str
    make: MakeChanges
    after: int | None = None
    nothing: str = ""


class Commits(QObject):
    """Carries gestures out one after the other, as they were made."""

    idle = Signal(str)
    """A gesture changed nothing; carries what is to be said."""

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
            self._pending = None
            # What it was made for is no more; keys act on a mask at any time.
            unchanged = commit.document.revision == revision
            self._push(commit, changes if unchanged else commit.make())

        self._pending = commit, self._lane.submit(commit.make, push)

    def finish(self) -> None:
        """Carry out now what is under way, before anything else is done to the mask."""
        if self._pending is None:
            return
        commit, task = self._pending
        self._pending = None
        task.cancel()
        self._push(commit, commit.make())

    def drop(self) -> bool:
        """Give up what is under way; False where nothing is."""
        if self._pending is None:
            return False
        self._pending[1].cancel()
        self._pending = None
        return True

    def _push(self, commit: Commit, changes: tuple[Change, ...]) -> None:
        if not changes:
            self.idle.emit(commit.nothing)
            return
        before = commit.document.current if commit.after is not None else None
        step = Step(commit.text, commit.icon, changes, before=before, after=commit.after)
        commit.document.push(step)

"""Work asked for again and again, of which only the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from forgery_viewer.state.tasks import Task, Tasks

Result = TypeVar("Result")

AT_ONCE_PX = 1 << 18
"""Work on an image of at most so many pixels is done at once, as the pointer asks for it."""


class Newest(Generic[Result]):
    """Runs one request at a time; of those that come meanwhile, the last one is next."""

    def __init__(self, lane: Tasks, done: Callable[[Result], None]) -> None:
        self._lane = lane
        self._done = done
        self._task: Task | None = None
        self._next: Callable[[], Result] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None

    def ask(self, work: Callable[[], Result], px: int) -> None:
        """Have work on `px` pixels done, and its result handed over unless something is newer."""
        if px <= AT_ONCE_PX:
            self.drop()
            self._done(work())
        elif self._task is not None:
            self._next = work
        else:
            self._submit(work)

    def drop(self) -> None:
        """Want no answer any more."""
        self._next = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _submit(self, work: Callable[[], Result]) -> None:
        self._task = self._lane.submit(work, self._take)

    def _take(self, result: Result) -> None:
        self._task = None
        following, self._next = self._next, None
        if following is not None:
            self._submit(following)
        self._done(result)

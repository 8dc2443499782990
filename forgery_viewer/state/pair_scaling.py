"""Authentic images that are shown as large as their forged partner, where that is asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.scaling import scaled_to
from forgery_viewer.state.case_loader import CaseKey, LoadedCase
from forgery_viewer.state.tasks import Task, Tasks


class PairScaling(QObject):
    """Gives a case out as it is to be shown; it remembers of which cases scaling was asked for."""

    scaled = Signal(object)
    """A LoadedCase whose authentic image has come in the other's size."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked: set[CaseKey] = set()
        self._case: LoadedCase | None = None
        self._scaled: LoadedCase | None = None
        self._task: Task | None = None

    def clear(self) -> None:
        """Forget everything: another data set has other cases of the same ids."""
        self._asked.clear()
        self.shown(None)

    def shown(self, case: LoadedCase | None) -> LoadedCase | None:
        """The case as it is to be shown now; `scaled` comes later where it is to be scaled."""
        if case is not self._case:
            self._give_up()
            self._case, self._scaled = case, None
        if case is None or case.key not in self._asked:
            return case
        if self._scaled is None:
            self._scale(case)
        return self._scaled or case

    def set_scaled(self, on: bool) -> LoadedCase | None:
        """Scale the case on show, or not; returns it as it is to be shown until then."""
        if self._case is not None:
            (self._asked.add if on else self._asked.discard)(self._case.key)
        if not on:
            self._give_up()
        return self.shown(self._case)

    def _scale(self, case: LoadedCase) -> None:
        one, other = case.authentic.pyramid, case.subject.pyramid
        if self._task is not None or one is None or other is None:
            return
        if (one.width, one.height) != (other.width, other.height):
            work = partial(_scaled_pyramid, one, other.width, other.height)
            self._task = self._tasks.submit(work, partial(self._take, case))

    def _take(self, case: LoadedCase, pyramid: Pyramid) -> None:
        self._task = None
        if case is self._case and case.authentic.pyramid is not None:
            before = (case.authentic.pyramid.width, case.authentic.pyramid.height)
            image = replace(case.authentic, pyramid=pyramid, scaled_from=before)
            self._scaled = replace(case, authentic=image)
            self.scaled.emit(self._scaled)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _scaled_pyramid(one: Pyramid, width: int, height: int) -> Pyramid:
    return Pyramid(scaled_to(one.image, width, height))

"""The twins of the selected instance, looked for in the background while they are wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.difference import changed, difference_levels
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.twins.showing import ShownTwins, show_twins
from forgery_viewer.core.twins.sides import SIDES_THRESHOLD
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 120
"""After a stroke one waits for the next: matching takes longer than counting."""


class TwinFinding(QObject):
    """Finds the twins of one instance at a time; a newer state of it replaces the one before."""

    started = Signal()
    found = Signal(object)
    """ShownTwins, or None where the instance has no pixel or there is none."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: ShownTwins | None = None
        self._tasks = tasks
        self._case: LoadedCase | None = None
        self._document: MaskDocument | None = None
        self._task: Task | None = None
        self._is_wanted = False
        self._number = -1
        self._given: tuple[Transform, ...] = ()
        self.given_by = ""
        """Who found the transforms that were given, in words."""
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._find)

    @property
    def number(self) -> int:
        """The instance that is looked at, from 0; -1 where there is none."""
        if self._document is None or not self._document.instances:
            return -1
        if 0 <= self._number < len(self._document.instances):
            return self._number
        return self._document.current

    @property
    def is_behind(self) -> bool:
        """Whether what was found may be of an earlier state."""
        return self._timer.isActive() or self._task is not None

    def set_case(self, case: LoadedCase | None, document: MaskDocument | None) -> None:
        """Look in another case."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._find_soon)
            self._document.current_changed.disconnect(self._follow_selection)
        self._case, self._document = case, document
        self._number = -1
        self._given, self.given_by = (), ""
        if document is not None:
            document.undo_stack.indexChanged.connect(self._find_soon)
            document.current_changed.connect(self._follow_selection)
        self._find_now()

    def look_at(self, number: int) -> None:
        """Look at another instance than the selected one, until another is selected."""
        if number != self.number:
            self._number = number
            self._find_now()

    def set_given(self, transforms: Sequence[Transform], by: str) -> None:
        """Try transforms that a predictor found between regions of the image, too."""
        if (tuple(transforms), by) != (self._given, self.given_by):
            self._given, self.given_by = tuple(transforms), by
            self._find_soon()

    def set_wanted(self, wanted: bool) -> None:
        """Look for twins, or not while nobody sees them."""
        if wanted != self._is_wanted:
            self._is_wanted = wanted
            self._find_now()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._give_up()

    def _follow_selection(self, _current: int) -> None:
        self._number = -1
        self._find_now()

    def _find_now(self) -> None:
        self._give_up()
        self._timer.stop()
        self._tell(None)
        if self._is_wanted:
            self._find()

    def _find_soon(self, _index: int = 0) -> None:
        self._give_up()
        if self._is_wanted:
            self._timer.start()

    def _find(self) -> None:
        case, document = self._case, self._document
        if case is None or document is None or case.subject.pyramid is None:
            return
        number = self.number
        if number < 0:
            return
        image = case.subject.pyramid.image
        authentic = case.authentic.pyramid.image if case.authentic.pyramid is not None else None
        planes, given = document.planes, self._given

        def work(task: Task) -> ShownTwins | None:
            # Only now: matching brings transforms that take a tenth of a second to load.
            from forgery_viewer.core.twins.twins import find_twins  # noqa: PLC0415

            plane = planes.plane(number).copy()
            moved = None
            if authentic is not None and authentic.shape == image.shape:
                moved = changed(difference_levels(authentic, image), SIDES_THRESHOLD)
            twins = find_twins(image, plane, moved, task.is_cancelled, given)
            return show_twins(image, plane, twins) if twins is not None else None

        self._task = self._tasks.submit_cancellable(work, self._take, self._fail)
        self.started.emit()

    def _take(self, shown: ShownTwins | None) -> None:
        self._task = None
        self._tell(shown)

    def _fail(self, error: BaseException) -> None:
        self._task = None
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._tell(None)

    def _tell(self, shown: ShownTwins | None) -> None:
        self.shown = shown
        self.found.emit(shown)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

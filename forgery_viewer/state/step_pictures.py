"""Small pictures of the steps of histories, made in the background when they are seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.step_picture import StepPicture, draw_step
from forgery_viewer.core.steps import Step
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.undo_commands import StepCommand

SIZE_PX = (56, 72)
"""Height and width: twice as many as on the screen, for those with small pixels."""

KEPT = 400
"""Pictures in memory, 4 kB each; more than any list shows at once."""


class StepPictures(QObject):
    """Makes pictures on the thread of a lane, and keeps those that were seen last."""

    made = Signal(object)
    """The picture of this command is there."""

    def __init__(
        self,
        tasks: Tasks,
        read: Callable[[RecordKey, int], Step],
        parent: QObject | None = None,
    ) -> None:
        """`read` gives a step of a record's history with its pixels, on any thread."""
        super().__init__(parent)
        self._tasks = tasks
        self._read = read
        self._pictures: OrderedDict[StepCommand, StepPicture | None] = OrderedDict()
        self._under_way: set[StepCommand] = set()

    def picture(self, command: StepCommand) -> StepPicture | None:
        """The picture of a step; None where it changed no pixel, or until `made` says otherwise."""
        if command in self._pictures:
            self._pictures.move_to_end(command)
            return self._pictures[command]
        if command.box is None:
            return None
        if command not in self._under_way:
            self._under_way.add(command)
            self._tasks.submit(
                _drawing(command.step, partial(self._read, command.document.key, command.number)),
                lambda picture: self._take(command, picture),
                lambda _error: self._under_way.discard(command),
            )
        return None

    def is_made(self, command: StepCommand) -> bool:
        """Whether a picture is in memory."""
        return command in self._pictures

    def _take(self, command: StepCommand, picture: StepPicture | None) -> None:
        self._under_way.discard(command)
        self._pictures[command] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.made.emit(command)


def _drawing(step: Step, read: Callable[[], Step]) -> Callable[[], StepPicture | None]:
    return lambda: draw_step(read() if step.is_light else step, *SIZE_PX)

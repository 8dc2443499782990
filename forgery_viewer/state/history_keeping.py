"""Keeps the history of every mask on the disk, from the moment at which something happens to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.errors import WorkspaceError, short_name
from forgery_viewer.core.history import HISTORY_BYTES, History, lighten
from forgery_viewer.core.index import Index
from forgery_viewer.core.instance_state import Treatment
from forgery_viewer.core.journal import Event, JournalLostError, Made, Moved, Stood, Treated
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.steps import Step
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.history_log import Beginning, HistoryLog
from forgery_viewer.state.history_rescue import begin_anew
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.undo_commands import StepCommand

Result = TypeVar("Result")

TRY_AGAIN_MS = 5_000
"""What could not be written is tried again so long after."""

STOOD_AFTER_PX = 128 * 2**20
"""The whole mask is noted after steps whose boxes are this large together.

Reading a history makes all steps since the last whole mask again, at about 5 ns a pixel.
"""

NEAR_STEPS = 8
"""So many steps on either side of where a history stands have their pixels at hand."""


@dataclass(slots=True)
class _Followed:
    """A document, and what of its history has been told so far."""

    document: MaskDocument
    commands: list[StepCommand]
    index: int
    held_bytes: int = 0
    area_px: int = 0


class HistoryKeeping(QObject):
    """Follows documents, and has what happens in them written by the thread of a lane."""

    failed = Signal(object, str)
    """What happened to the mask of this record cannot be written, and why; it is tried again."""
    written = Signal(object)
    """All that happened to the mask of this record is on the disk."""
    told = Signal(object, str)
    """Something about the history of this record that its user should know."""

    def __init__(
        self, index: Index, workspace: Workspace, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._index = index
        self._workspace = workspace
        self._tasks = tasks
        self.logs: dict[RecordKey, HistoryLog] = {}
        """What is written of each record that was opened or changed in this run."""
        self._followed: dict[RecordKey, _Followed] = {}
        self._asked: set[RecordKey] = set()
        self._failing: set[RecordKey] = set()
        self._timer = QTimer(self, singleShot=True, interval=TRY_AGAIN_MS)
        self._timer.timeout.connect(self.try_again)

    @property
    def failing(self) -> frozenset[RecordKey]:
        """Records of which something cannot be written at present."""
        return frozenset(self._failing)

    def log(self, key: RecordKey, source: History | Beginning) -> HistoryLog:
        """The log of a record; it begins with `source` where there is none yet."""
        if key not in self.logs:
            record = self._index.record(self._index.row_of(key))
            self.logs[key] = HistoryLog(record, self._workspace, source)
        return self.logs[key]

    def add(self, key: RecordKey, event: Event) -> None:
        """Keep what happened to a mask that nobody has open and that has a log."""
        self.logs[key].add(event)
        self._write_soon(key)

    # Documents ----------------------------------------------------------------------------

    def follow(self, document: MaskDocument) -> None:
        """Keep all that happens in a document from now on; what it has been told of already."""
        key = document.key
        commands = document.commands()
        held = sum(command.step.size_bytes for command in commands)
        self._followed[key] = _Followed(document, commands, document.undo_stack.index(), held)
        document.read_step = partial(self._read_step, key)
        document.undo_stack.indexChanged.connect(partial(self._take_move, key))
        document.treated.connect(partial(self._take_treatment, key))

    def restart(self, key: RecordKey) -> None:
        """Know nothing more of a record, whose mask on the disk is another one by now."""
        self._followed.pop(key, None)
        self.logs.pop(key, None)
        self._failing.discard(key)

    def forget(self, key: RecordKey) -> None:
        """Follow a document no longer, which is as it was when it was opened."""
        self._followed.pop(key, None)
        log = self.logs.get(key)
        if log is not None and not log.is_begun:
            del self.logs[key]

    def set_aside(self, key: RecordKey, reason: str) -> None:
        """Keep a journal that is none of the mask out of the way; `told` says where it is."""

        def tell(aside: Path | None) -> None:
            place = f" They are kept in {short_name(aside)}." if aside is not None else ""
            self.told.emit(key, f"{reason}; its edits are not shown.{place}")

        self._tasks.submit(
            partial(self._workspace.journals.set_aside, key),
            tell,
            lambda error: self.told.emit(key, f"{reason}; its edits are not shown. {error}."),
        )

    def _take_move(self, key: RecordKey, index: int) -> None:
        followed = self._followed.get(key)
        if followed is None:
            return
        stack = followed.document.undo_stack
        commands, count = followed.commands, stack.count()
        last = stack.command(count - 1) if count else None
        is_new = isinstance(last, StepCommand) and (
            len(commands) < count or commands[count - 1] is not last
        )
        log = self.logs[key]
        if is_new and isinstance(last, StepCommand):
            del commands[count - 1 :]
            commands.append(last)
            log.add(Made(count - 1, last.step))
            followed.held_bytes += last.step.size_bytes
            acted = [last]
        else:
            log.add(Moved(index))
            self._fetch_near(key, followed, index)
            acted = commands[min(index, followed.index) : max(index, followed.index)]
        followed.index = index
        followed.area_px += sum(_area_px(command.step) for command in acted)
        if followed.area_px > STOOD_AFTER_PX:
            followed.area_px = 0
            log.add(Stood(followed.document.planes.copy()))
        self._write_soon(key)

    def _take_treatment(self, key: RecordKey) -> None:
        """Keep which instances are hidden and locked; a window that only reads keeps nothing."""
        followed = self._followed.get(key)
        if followed is not None and not followed.document.read_only:
            self.add(key, Treated(Treatment.of(followed.document.instances)))

    # Writing ------------------------------------------------------------------------------

    def _write_soon(self, key: RecordKey) -> None:
        # What fails is tried again in a while, and not with every stroke.
        if key not in self._asked and key not in self._failing:
            self._write(key)

    def _write(self, key: RecordKey) -> None:
        self._asked.add(key)
        log = self.logs[key]

        def work() -> None:
            # What is added from now on has to ask again.
            self._asked.discard(key)
            log.write()

        self._tasks.submit(work, lambda _none: self._take_written(key), partial(self._fail, key))

    def after_strokes(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Long work for the lane that writes what happened by then first.

        Otherwise strokes would come to the disk only after all masks that wait to be saved.
        """

        def work_then() -> Result:
            for log in [self.logs.get(key) for key in tuple(self._asked)]:
                # What fails here fails again, and is told, when its turn comes.
                with suppress(WorkspaceError):
                    if log is not None:
                        log.write()
            return work()

        return work_then

    def write_all(self) -> None:
        """Have all written that is not on the disk yet, also what could not be before."""
        for key, log in self.logs.items():
            if log.waits:
                self._failing.discard(key)
                self._write(key)

    def look(self, key: RecordKey) -> None:
        """Try again after a save, which writes what happened before it as well as it can."""
        log = self.logs.get(key)
        if log is not None and (log.waits or key in self._failing):
            self._write(key)

    def try_again_after(self, delay_ms: int) -> None:
        """Try again so long after something could not be written."""
        self._timer.setInterval(delay_ms)

    def close(self) -> None:
        """Try nothing again any more."""
        self._timer.stop()

    def try_again(self) -> None:
        """Try again what could not be written; that is done every few seconds by itself."""
        for key in sorted(self._failing):
            self._write(key)

    def _take_written(self, key: RecordKey) -> None:
        self._failing.discard(key)
        if not self.logs[key].waits:
            self._let_go_of_far_steps(key)
            self.written.emit(key)

    def _fail(self, key: RecordKey, error: BaseException) -> None:
        followed = self._followed.get(key)
        if isinstance(error, JournalLostError) and followed is not None:
            words = begin_anew(followed.document, self.logs[key])
            followed.commands = followed.document.commands()
            stack = followed.document.undo_stack
            followed.index = stack.index()
            self._write(key)
            if words:
                stack.indexChanged.emit(stack.index())
                self.told.emit(key, f"{error}; {words}.")
            return
        is_news = key not in self._failing
        self._failing.add(key)
        self._timer.start()
        if is_news:
            self.failed.emit(key, str(error))

    # Memory -------------------------------------------------------------------------------

    def _let_go_of_far_steps(self, key: RecordKey) -> None:
        """Keep to the memory for a history; what it takes more is on the disk."""
        followed = self._followed.get(key)
        if followed is not None and followed.held_bytes > HISTORY_BYTES:
            # Some more than needed, so that this is done once in a while, not with every step.
            _lighten(followed, HISTORY_BYTES * 3 // 4)

    def held_bytes(self, key: RecordKey) -> int:
        """Memory that the pixels of a record's steps take."""
        followed = self._followed.get(key)
        return followed.held_bytes if followed is not None else 0

    def let_go(self, key: RecordKey) -> int:
        """Hold no pixels of a record's steps, if all are on the disk; returns how many bytes go."""
        followed = self._followed.get(key)
        if followed is None or self.logs[key].waits:
            return 0
        before = followed.held_bytes
        _lighten(followed, 0)
        return before - followed.held_bytes

    def step(self, key: RecordKey, number: int) -> Step:
        """A step of a record's history with its pixels, on any thread. Raises WorkspaceError."""
        return self.logs[key].step(number)

    def _read_step(self, key: RecordKey, number: int) -> Step:
        step = self.step(key, number)
        self._followed[key].held_bytes += step.size_bytes
        return step

    def _fetch_near(self, key: RecordKey, followed: _Followed, index: int) -> None:
        """Have the steps read that are about to be undone or done again."""
        commands = followed.commands
        near = range(max(0, index - NEAR_STEPS), min(len(commands), index + NEAR_STEPS))
        missing = {number: commands[number] for number in near if commands[number].step.is_light}
        if not missing:
            return
        log = self.logs[key]

        def take(steps: dict[int, Step]) -> None:
            for number, step in steps.items():
                if number < len(commands) and commands[number] is missing[number]:
                    followed.held_bytes += step.size_bytes - commands[number].step.size_bytes
                    commands[number].step = step

        # Where one cannot be read, undoing it says so.
        self._tasks.submit(partial(_read, log, tuple(missing)), take, lambda _error: None)


def _lighten(followed: _Followed, budget_bytes: int) -> None:
    steps = [command.step for command in followed.commands]
    for number in lighten(steps, followed.document.undo_stack.index(), budget_bytes):
        followed.commands[number].step = steps[number]
    followed.held_bytes = sum(step.size_bytes for step in steps)


def _read(log: HistoryLog, numbers: tuple[int, ...]) -> dict[int, Step]:
    return {number: log.step(number) for number in numbers}


def _area_px(step: Step) -> int:
    boxes = (edit.box for edit in step.edits)
    return sum((bottom - top) * (right - left) for top, left, bottom, right in boxes)

"""An operation on instances being tried out: previewed while its parameters change, then made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Box, Edit
from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.core.operations.operating import Boolean, combine, operate
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 30
"""A slider that is moving is followed at this distance."""

CURRENT, SELECTED, ALL = "current", "selected", "all"
"""The instances that an operation is done to."""

_COMBINED = {
    Boolean.AND: ("and", "squares-intersect"),
    Boolean.OR: ("or", "squares-unite"),
    Boolean.MINUS: ("minus", "squares-subtract"),
    Boolean.XOR: ("xor", "squares-exclude"),
}
"""How the history tells a boolean, and its icon there."""


@dataclass(frozen=True, slots=True)
class Combination:
    """What an instance becomes by another one, in place of an operation on it alone."""

    how: Boolean
    other: int


MakeOperation = Callable[[], Operation | Combination]
"""Makes the operation with its parameters of now; called on a worker's thread."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What an operation would change.

    Attributes:
        edits: Of each instance that changes.
        words: The step, as in a history.
        icon: Its icon there.
        gained_px: Pixels that come to instances.
        lost_px: Pixels that they lose.
        revision: Of the mask that it was tried on.
    """

    edits: tuple[Edit, ...]
    words: str
    icon: str
    gained_px: int
    lost_px: int
    revision: int


class Operating(QObject):
    """Tries one operation at a time in the background; of several requests the newest counts."""

    tried = Signal(object)
    """The Tried, or None while there is none."""
    failed = Signal(str)
    """The operation cannot be done so, as a sentence."""

    def __init__(self, lane: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: Tried | None = None
        self._lane = lane
        self._document: MaskDocument | None = None
        self._figures: LiveFigures | None = None
        self._make: MakeOperation | None = None
        self._scope = CURRENT
        self._task: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._try)

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return self._timer.isActive() or self._task is not None

    @property
    def is_trying(self) -> bool:
        """Whether there is an operation that could be made."""
        return self._make is not None

    def set_figures(self, figures: LiveFigures | None) -> None:
        """Learn from figures where the instances lie, which are else looked for in the image."""
        self._figures = figures

    def set_document(self, document: MaskDocument | None) -> None:
        """Try on another mask, or on none: what was being tried is dropped."""
        if self._document is not None:
            self._document.pixels_changed.disconnect(self._mask_changed)
            self._document.undo_stack.indexChanged.disconnect(self._mask_changed)
            self._document.selection.changed.disconnect(self._try_soon)
        self._document = document
        if document is not None:
            document.pixels_changed.connect(self._mask_changed)
            document.undo_stack.indexChanged.connect(self._mask_changed)
            document.selection.changed.connect(self._try_soon)
        self.drop()

    def offer(self, make: MakeOperation, scope: str) -> None:
        """Try an operation, or the same one with other parameters or on other instances."""
        self._make, self._scope = make, scope
        self._try_soon()

    def drop(self) -> None:
        """Try nothing any more."""
        self._make = None
        self._timer.stop()
        self._give_up()
        self._tell(None)

    def numbers(self) -> tuple[int, ...]:
        """The instances that the operation is done to."""
        document = self._document
        if document is None or not document.instances:
            return ()
        if self._scope == ALL:
            return tuple(range(len(document.instances)))
        return document.selection.numbers if self._scope == SELECTED else (document.current,)

    def apply(self) -> bool:
        """Make what was tried, as one step of the history; False where that changes nothing."""
        document, found = self._document, self.result
        if document is None or found is None or self.is_busy or not found.edits:
            return False
        changed = [edit.number for edit in found.edits]
        if document.revision != found.revision or not document.may_change(changed):
            return False
        # The step is told of by what listens to the history: by then nothing is tried any more.
        self.drop()
        changes = tuple(Flip(edit) for edit in found.edits)
        document.push(Step(found.words, found.icon, changes))
        return True

    def close(self) -> None:
        """Work no more."""
        self._timer.stop()
        self._give_up()

    # Trying -------------------------------------------------------------------------------

    def _mask_changed(self, _what: object) -> None:
        self._try_soon()

    def _try_soon(self) -> None:
        if self._make is not None:
            self._give_up()
            self._timer.start()

    def _try(self) -> None:
        document, make = self._document, self._make
        numbers = self.numbers()
        if document is None or make is None or not numbers:
            self._tell(None)
            return
        if document.in_stroke:
            # It may be dropped yet; and it is told of as a whole when it is finished.
            self._timer.start()
            return
        # Not copied, however large it is: whatever is painted meanwhile makes it be tried again.
        planes, revision = document.planes.shared(), document.revision
        protected = (1 << planes.count) - 1 if document.spares_others else 0
        known = self._figures.boxes_of(document) if self._figures is not None else None
        boxes = dict(enumerate(known or ()))

        def work(task: Task) -> Tried | None:
            return try_out(
                planes,
                numbers,
                make(),
                protected=protected,
                boxes=boxes,
                revision=revision,
                cancelled=task.is_cancelled,
            )

        self._task = self._lane.submit_cancellable(work, self._take, self._fail)

    def _take(self, found: Tried | None) -> None:
        self._task = None
        self._tell(found)

    def _fail(self, error: BaseException) -> None:
        self._task = None
        if not isinstance(error, ValueError):
            raise error
        self._tell(None)
        words = str(error)
        self.failed.emit(f"{words[:1].upper()}{words[1:]}.")

    def _tell(self, found: Tried | None) -> None:
        self.result = found
        self.tried.emit(found)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def try_out(
    planes: BitPlanes,
    numbers: Sequence[int],
    operation: Operation | Combination,
    *,
    protected: int = 0,
    boxes: Mapping[int, Box | None] | None = None,
    revision: int = 0,
    cancelled: Cancelled | None = None,
) -> Tried | None:
    """What an operation would change, as `operate` or `combine` finds it; None where cancelled."""
    edits: list[Edit] | None
    if isinstance(operation, Combination):
        number, other, how = numbers[0], operation.other, operation.how
        edit = combine(planes, number, other, how, protected=protected, boxes=boxes)
        edits = [edit] if edit is not None else []
        word, icon = _COMBINED[how]
        words = f"Instance {number + 1} {word} {other + 1}"
    else:
        edits = operate(
            planes, numbers, operation, protected=protected, boxes=boxes, cancelled=cancelled
        )
        if edits is None:
            return None
        whose = "" if planes.count == 1 else f", {_whose(edits)}"
        words, icon = f"{operation.words}{whose}", "blend"
    gained = sum(edit.added_px or 0 for edit in edits)
    lost = sum(edit.flipped_px for edit in edits) - gained
    return Tried(tuple(edits), words, icon, gained, lost, revision)


def marks_of(edits: tuple[Edit, ...]) -> tuple[Mark, ...]:
    """The pixels that edits flip, as a preview shows them."""
    return tuple(Mark(edit.box[0], edit.box[1], edit.flipped()) for edit in edits)


def _whose(edits: list[Edit]) -> str:
    if len(edits) == 1:
        return f"instance {edits[0].number + 1}"
    return f"{len(edits)} instances"

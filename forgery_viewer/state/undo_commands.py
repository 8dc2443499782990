"""The undo steps of a mask: each knows its exact opposite and where on the image it acts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QUndoCommand

from forgery_viewer.core.edits import Box
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forgery_viewer.state.mask_document import MaskDocument


class StepCommand(QUndoCommand):
    """One step in a mask document's history; `is_done` where it is on the mask when pushed.

    The pixels of a step that is far from where the history stands may be in its journal alone; they
    are read when it is undone or done again.
    """

    def __init__(
        self,
        document: MaskDocument,
        step: Step,
        *,
        is_done: bool = False,
        size_bytes: int | None = None,
    ) -> None:
        super().__init__(step.text)
        self.document = document
        self.step = step
        # Asked for now: while several steps are undone the stack still tells where it was before.
        self.number = document.undo_stack.index()
        """Its place in the history, from 0."""
        self.size_bytes = step.size_bytes if size_bytes is None else size_bytes
        """What its packed pixels take, wherever they are."""
        self._is_done = is_done

    def id(self) -> int:
        """No two steps are merged.

        That is the default, too; but asking for it, which each push does of the step before, costs
        PySide a reference to None that it never gives back.
        """
        return -1

    @property
    def icon(self) -> str:
        """The name of the step's icon."""
        return self.step.icon

    @property
    def box(self) -> Box | None:
        """Where the step acts, None for no pixel."""
        return self.step.box

    def redo(self) -> None:
        if self._is_done:
            self._is_done = False
        elif self._can_act(self.number):
            self.document.make(self.step)

    def undo(self) -> None:
        if self._can_act(self.number + 1):
            self.document.take_back(self.step)

    def _can_act(self, index: int) -> bool:
        """Whether the step can be made or taken back, while the mask is as after `index` steps."""
        document = self.document
        if document.only_moves:
            return False
        if self.step.is_light and document.read_step is not None:
            try:
                self.step = document.read_step(self.number)
            except WorkspaceError as error:
                _stay(document, index, str(error))
                return False
        return True


def _stay(document: MaskDocument, index: int, reason: str) -> None:
    """Let the history stand where the mask is: a step on the way cannot be read."""
    stack = document.undo_stack
    document.only_moves = True

    def come_back() -> None:
        stack.setIndex(index)
        document.only_moves = False
        document.history_stuck.emit(reason)

    # The stack is about to count the step as undone, and to go on to others.
    QTimer.singleShot(0, document, come_back)


@contextmanager
def _moving_only(document: MaskDocument) -> Iterator[None]:
    """Within the block the history is changed without the mask, and nobody hears of it."""
    stack = document.undo_stack
    was_blocked = stack.blockSignals(True)
    document.only_moves = True
    try:
        yield
    finally:
        document.only_moves = False
        stack.blockSignals(was_blocked)


def restore_history(
    document: MaskDocument, steps: Sequence[Step], sizes: Sequence[int], index: int, clean: int
) -> None:
    """Give a document a history of which `index` steps are on its mask already.

    Args:
        document: The mask; what history it had is forgotten.
        steps: The steps, those undone included.
        sizes: Bytes of the packed pixels of each, wherever they are.
        index: How many are done.
        clean: How many were done when the mask was saved, negative for a mask that is not in this
            history.
    """
    stack = document.undo_stack
    with _moving_only(document):
        stack.clear()
        for number, (step, size) in enumerate(zip(steps, sizes, strict=True)):
            if number == clean:
                stack.setClean()
            stack.push(StepCommand(document, step, size_bytes=size))
        if clean == len(steps):
            stack.setClean()
        if clean < 0:
            stack.resetClean()
        stack.setIndex(index)


def set_clean_at(document: MaskDocument, index: int, last: QUndoCommand | None) -> None:
    """Note that the mask was saved when `index` steps were done, of which `last` was the last one.

    Where that is not part of the history any more, no mask in it counts as saved.
    """
    stack = document.undo_stack
    there = index == 0 or (0 < index <= stack.count() and stack.command(index - 1) is last)
    if not there:
        stack.resetClean()
    elif stack.index() == index:
        stack.setClean()
    else:
        now = stack.index()
        with _moving_only(document):
            stack.setIndex(index)
            stack.setClean()
            stack.setIndex(now)

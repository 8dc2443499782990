"""The undo steps of a mask: each knows its exact opposite and where on the image it acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from forgery_viewer.core.edits import Box
from forgery_viewer.core.steps import Step

if TYPE_CHECKING:
    from forgery_viewer.state.mask_document import MaskDocument


class StepCommand(QUndoCommand):
    """One step in a mask document's history; `is_done` where it is on the mask when pushed."""

    def __init__(self, document: MaskDocument, step: Step, *, is_done: bool = False) -> None:
        super().__init__(step.text)
        self.document = document
        self.step = step
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
        else:
            self.document.make(self.step)

    def undo(self) -> None:
        self.document.take_back(self.step)

"""The undo steps of a mask: each knows its exact opposite and where on the image it acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from forgery_viewer.core.edits import Box, Edit, pack_edit

if TYPE_CHECKING:
    from forgery_viewer.state.mask_document import InstanceState, MaskDocument


class MaskCommand(QUndoCommand):
    """One step in a mask document's history."""

    def __init__(self, document: MaskDocument, text: str, icon: str) -> None:
        super().__init__(text)
        self.document = document
        self.icon = icon

    def id(self) -> int:
        """No two steps are merged.

        That is the default, too; but asking for it, which each push does of the step before, costs
        PySide a reference to None that it never gives back.
        """
        return -1

    @property
    def box(self) -> Box | None:
        """Where the step acts, None for the whole image."""
        return None


class StrokeCommand(MaskCommand):
    """A finished stroke; its pixels are on the mask already when it is pushed.

    `first` is the instance that the stroke made, where the mask had none to paint on.
    """

    def __init__(
        self,
        document: MaskDocument,
        text: str,
        icon: str,
        edit: Edit,
        first: InstanceState | None = None,
    ) -> None:
        super().__init__(document, text, icon)
        self.edit = edit
        self._first = first
        self._applied = True

    @property
    def box(self) -> Box | None:
        return self.edit.box

    def redo(self) -> None:
        if self._applied:
            self._applied = False
        elif self._first is not None:
            self.document.insert_instance(self.edit.number, self._first, self.edit)
        else:
            self.document.flip(self.edit)

    def undo(self) -> None:
        if self._first is not None:
            self.document.remove_instance(self.edit.number)
        else:
            self.document.flip(self.edit)


class NewInstanceCommand(MaskCommand):
    """An empty instance at the end of the list."""

    def __init__(self, document: MaskDocument, state: InstanceState) -> None:
        super().__init__(document, "New instance", "plus")
        self._state = state
        self._number = document.planes.count
        self._before = document.current

    def redo(self) -> None:
        self.document.insert_instance(self._number, self._state, None)
        self.document.set_current(self._number)

    def undo(self) -> None:
        self.document.remove_instance(self._number)
        self.document.set_current(self._before)


class DeleteInstanceCommand(MaskCommand):
    """An instance taken out; its pixels and state come back on undo."""

    def __init__(self, document: MaskDocument, number: int) -> None:
        super().__init__(document, f"Delete instance {number + 1}", "trash-2")
        self._number = number
        self._state = document.instances[number]
        self._edit = pack_edit(number, document.planes.plane(number))

    @property
    def box(self) -> Box | None:
        return None if self._edit is None else self._edit.box

    def redo(self) -> None:
        self.document.remove_instance(self._number)

    def undo(self) -> None:
        self.document.insert_instance(self._number, self._state, self._edit)
        self.document.set_current(self._number)

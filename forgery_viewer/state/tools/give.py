"""Give: a click takes a region, a second one says which instance gets it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations.regions_at import region_mark
from forgery_viewer.state.instance_editing import give_region
from forgery_viewer.state.tools.desk import Desk, Obstacle
from forgery_viewer.state.tools.kinds import GIVE
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool

FIRST = "Click the region to give"
SECOND = "Click the instance that gets it, or its row · Esc: another region"


class GiveTool(Tool):
    """Moves one region from its instance to another."""

    key = GIVE
    cursor = Qt.CursorShape.PointingHandCursor
    hint = FIRST

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._taken: tuple[int, Mark] | None = None

    @property
    def in_progress(self) -> bool:
        return self._taken is not None

    @property
    def taken(self) -> int | None:
        """The instance whose region was clicked, None before that."""
        return self._taken[0] if self._taken is not None else None

    def press(self, at: Pointer) -> None:
        """Take the region under the pointer, or give it to the instance there."""
        here = self._instances_at(at)
        if self._taken is None:
            self._take(at, here)
            return
        others = [number for number in here if number != self._taken[0]]
        if others:
            self.give_to(others[0])
        elif here:
            self._take(at, here)
        else:
            self._desk.told.emit("There is no instance. Click one, or its row in the list.")

    def give_to(self, other: int) -> None:
        """Give what was taken to an instance."""
        document, taken = self._desk.document, self._taken
        if document is None or taken is None or other == taken[0]:
            return
        self.cancel()
        give_region(document, taken[0], other, taken[1])

    def cancel(self) -> bool:
        """Take no region; False where none was."""
        if self._taken is None:
            return False
        self._taken = None
        self._desk.preview.clear()
        self._desk.told.emit("")
        return True

    def _take(self, at: Pointer, here: list[int]) -> None:
        document = self._desk.document
        if document is None:
            return
        if len(document.instances) < 2:
            self._desk.hindered.emit(Obstacle("There is no other instance to give a region to."))
            return
        if not here:
            self._desk.told.emit("There is no region. Click one.")
            return
        number = document.current if document.current in here else here[0]
        mark = region_mark(document.planes, number, math.floor(at.y), math.floor(at.x))
        if mark is None or not document.may_change((number,)):
            return
        self._taken = (number, mark)
        self._desk.preview.show((mark,), self._desk.shape)
        self._desk.told.emit(SECOND)

    def _instances_at(self, at: Pointer) -> list[int]:
        """The instances under the pointer that are shown."""
        document = self._desk.document
        row, column = math.floor(at.y), math.floor(at.x)
        height, width = self._desk.shape
        if document is None or not (0 <= row < height and 0 <= column < width):
            return []
        bits = int(document.planes.bits[row, column])
        states = enumerate(document.instances)
        return [number for number, state in states if bits >> number & 1 and not state.hidden]

"""Move: a region, or all of an instance, is dragged or nudged by arrows to another place."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.operations.covering import box_of, move
from forgery_viewer.core.operations.extents import pixels
from forgery_viewer.core.steps import Change, Flip
from forgery_viewer.core.tools.placing import moved, region_at
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import MOVE_WHAT
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.kinds import INSTANCE, MOVE
from forgery_viewer.state.tools.pieces import instance_at, whole
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool


class _Held(NamedTuple):
    """What is moved, and how far it has been since it was taken up."""

    number: int
    piece: Mark
    right: int = 0
    down: int = 0


class MoveTool(Tool):
    """A press takes up what is there; arrows move what was taken up last, or the instance."""

    key = MOVE
    cursor = Qt.CursorShape.SizeAllCursor
    hint = "Drag, or arrows by 1 px and with Shift by 10"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._held: _Held | None = None
        self._start: Pointer | None = None
        self._step: QUndoCommand | None = None
        """The step that the last arrow made; the next one replaces it."""
        self._document: MaskDocument | None = None
        self._is_moving = False

    @property
    def in_progress(self) -> bool:
        return self._held is not None

    @property
    def in_gesture(self) -> bool:
        return self._start is not None

    @property
    def held(self) -> Mark | None:
        """The pixels that were taken up, where they are now."""
        held = self._held
        return moved(held.piece, held.right, held.down, self._desk.shape) if held else None

    def prepare(self) -> None:
        """Forget what was held whenever something else changes the mask."""
        if self._document is not self._desk.document:
            self._listen(self._desk.document)

    def put_down(self) -> None:
        """Let go of what is held."""
        self._listen(None)

    def press(self, at: Pointer) -> None:
        """Take up what is at the pointer."""
        document = self._desk.document
        self._let_go()
        if document is None:
            return
        number = instance_at(document, at.pixel)
        if number is None:
            self._desk.told.emit("There is no region of an instance there.")
            return
        document.set_current(number)
        if not self._desk.accepts(erase=False):
            return
        if self._moves_instance:
            piece = whole(document.planes, number)
        else:
            piece = region_at(document.planes, number, at.pixel)
        self._held, self._start = _Held(number, piece), at
        self._show()

    def move(self, at: Pointer) -> None:
        """Show it where the pointer is."""
        if self._held is not None and self._start is not None:
            right, down = round(at.x - self._start.x), round(at.y - self._start.y)
            self._held = self._held._replace(right=right, down=down)
            self._show()

    def release(self, at: Pointer) -> None:
        """Put it down there."""
        if self._start is None:
            return
        self.move(at)
        self._start = None
        if self._held is not None and (self._held.right or self._held.down):
            self._carry_out(self._held, self._held.piece.inside.size)
            piece = self.held
            # What went over the border is gone: it is taken up anew as it is now.
            self._held = _Held(self._held.number, piece) if piece is not None else None

    def nudge(self, dx: int, dy: int) -> bool:
        """Move what was taken up last; where an instance is moved, the selected one."""
        document = self._desk.document
        if document is None or self._start is not None:
            return False
        if self._held is None and self._moves_instance and document.instances:
            self._held = _Held(document.current, whole(document.planes, document.current))
        if self._held is None:
            self._desk.told.emit("Click the region that the arrows are to move.")
            return False
        if not self._desk.accepts(erase=False):
            return False
        held = self._held._replace(right=self._held.right + dx, down=self._held.down + dy)
        if not self._take_step_back():
            # It begins with what is left of the region where it is now.
            held = _Held(held.number, self._still_there(), dx, dy)
        self._held = held
        if (held.right or held.down) and not held.piece.is_empty:
            # At once, whatever its size: the next arrow has to find the step.
            self._carry_out(held, 0)
            self._step = _last_of(document)
        self._show()
        return True

    def cancel(self) -> bool:
        """Leave it where it is."""
        if self._held is None:
            return False
        self._let_go()
        return True

    @property
    def _moves_instance(self) -> bool:
        return self._desk.preferences.get(MOVE_WHAT) == INSTANCE

    def _listen(self, document: MaskDocument | None) -> None:
        if self._document is not None:
            self._document.changes_made.disconnect(self._forget)
        self._document = document
        self._let_go()
        if document is not None:
            document.changes_made.connect(self._forget)

    def _forget(self, _changes: object) -> None:
        if not self._is_moving:
            self._let_go()

    def _let_go(self) -> None:
        self._held = self._start = self._step = None
        self._desk.preview.clear()

    def _show(self) -> None:
        piece = self.held
        self._desk.preview.show([piece] if piece is not None else [], self._desk.shape)

    def _still_there(self) -> Mark:
        """The pixels that were taken up, as far as they belong to the instance now."""
        piece, held, document = self.held, self._held, self._desk.document
        if piece is None or held is None or document is None or piece.is_empty:
            return NOTHING
        if held.number >= document.planes.count:
            return NOTHING
        left = piece.inside & pixels(document.planes, held.number, box_of(piece))
        # None, where all of it was put down on protected pixels: then no arrow makes a step.
        return Mark(piece.top, piece.left, left) if left.any() else NOTHING

    def _take_step_back(self) -> bool:
        """Undo what the arrows have done so far; False where something else came after it."""
        document = self._desk.document
        if self._step is None or document is None or _last_of(document) is not self._step:
            return False
        self._is_moving = True
        document.undo_stack.undo()
        self._is_moving, self._step = False, None
        return True

    def _carry_out(self, held: _Held, px: int) -> None:
        """Make the step, at once where `px` is small."""
        document, shape, protected = self._desk.document, self._desk.shape, self._desk.protected
        if document is None:
            return
        planes = document.planes

        def make() -> tuple[Change, ...]:
            put = moved(held.piece, held.right, held.down, shape)
            edit = move(planes, held.number, held.piece, put, protected=protected)
            return (Flip(edit),) if edit is not None else ()

        what = "instance" if self._moves_instance else "region"
        self._is_moving = True
        self._desk.commit(f"Move {what}, {way(held.right, held.down)}", "move", make, px=px)
        self._is_moving = False


def way(right: int, down: int) -> str:
    """The words for a distance, as `3 px right, 2 px up`."""
    across = f"{abs(right):,} px {'right' if right > 0 else 'left'}" if right else ""
    along = f"{abs(down):,} px {'down' if down > 0 else 'up'}" if down else ""
    return ", ".join(filter(None, (across, along)))


def _last_of(document: MaskDocument) -> QUndoCommand | None:
    """The last step of a history of which nothing is undone."""
    stack = document.undo_stack
    count = stack.count()
    if not count or stack.index() != count:
        return None
    last: QUndoCommand | None = stack.command(count - 1)
    return last

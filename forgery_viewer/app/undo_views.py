"""Undoing looks where it acts, unless that is in sight already."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from forgery_viewer.core.edits import Box, united
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.undo_commands import StepCommand
from forgery_viewer.widgets.triptych import Triptych
from forgery_viewer.widgets.view import View

TINY_PX, SMALL_PX = 6, 48
"""On the screen: what is smaller than the first is shown as large as the second."""
LARGEST_SCALE = 8.0


class UndoViews(QObject):
    """Follows the history of the mask on show, and moves the view when it is gone through."""

    def __init__(self, triptych: Triptych, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._triptych = triptych
        self._document: MaskDocument | None = None
        self._index = 0
        self._top: QUndoCommand | None = None

    def set_document(self, document: MaskDocument | None) -> None:
        """Follow another history, or none."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._follow)
        self._document = document
        if document is not None:
            self._note(document)
            document.undo_stack.indexChanged.connect(self._follow)

    def _note(self, document: MaskDocument) -> None:
        stack = document.undo_stack
        self._index = stack.index()
        self._top = stack.command(stack.count() - 1) if stack.count() else None

    def _follow(self, index: int) -> None:
        document, before, top = self._document, self._index, self._top
        if document is None:
            return
        self._note(document)
        if self._top is not top:
            # A new step: it was made where the user looks, or meant to be made all over.
            return
        stack = document.undo_stack
        passed = (stack.command(number) for number in range(min(before, index), max(before, index)))
        boxes = [command.box for command in passed if isinstance(command, StepCommand)]
        known = [box for box in boxes if box is not None]
        if known:
            self._look_at(united(known))

    def _look_at(self, box: Box) -> None:
        canvas = self._triptych.active_canvas()
        view = where_to_look(box, canvas.view, (canvas.width(), canvas.height()))
        if view is not None:
            self._triptych.set_view(view)


def where_to_look(box: Box, view: View, size: tuple[int, int]) -> View | None:
    """The view from which a box of the image is seen; None where that is the one there is.

    Args:
        box: What is to be seen.
        view: Where a canvas looks now.
        size: Width and height of the canvas on the screen.
    """
    top, left, bottom, right = box
    width, height = right - left, bottom - top
    longer = max(width, height)
    seen_x = _overlap(left, right, view.x, size[0] / view.scale)
    seen_y = _overlap(top, bottom, view.y, size[1] / view.scale)
    is_tiny = longer * view.scale < TINY_PX and view.scale < LARGEST_SCALE
    if not is_tiny and min(seen_x, seen_y) >= 0.5:
        return None
    scale = min(LARGEST_SCALE, SMALL_PX / longer) if is_tiny else view.scale
    # What is larger than the canvas is seen whole.
    scale = min(scale, 0.8 * size[0] / width, 0.8 * size[1] / height)
    return View(scale, left + width / 2, top + height / 2)


def _overlap(start: float, end: float, middle: float, length: float) -> float:
    """Which share of a stretch lies in another, or of the other in it, whichever is more."""
    inside = min(end, middle + length / 2) - max(start, middle - length / 2)
    return max(0.0, inside) / min(end - start, length)

"""Undo and redo: of what a hand has begun, then of the history on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoGroup

from forgery_viewer.app.actions import Actions
from forgery_viewer.app.toolbox import ToolBox

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow


class Undoing(QObject):
    """Connects both actions, and enables them while there is something to undo or to do again."""

    def __init__(self, window: MainWindow, actions: Actions) -> None:
        super().__init__(window)
        self._undo, self._redo = actions["undo"], actions["redo"]
        self._tools: ToolBox = window.painting.tools
        self._group: QUndoGroup | None = None
        self._undo.triggered.connect(self._take_back)
        self._redo.triggered.connect(self._do_again)
        desk, canvases = self._tools.desk, window.page.triptych.tools
        # A gesture is begun and ended in one of these; it is undone before any step has been made.
        for signal in (
            canvases.stroke_begun,
            canvases.stroke_ended,
            desk.sketch_changed,
            desk.preview.shown_changed,
            desk.commits.busy_changed,
            self._tools.tool_changed,
        ):
            signal.connect(self._show)
        self._show()

    def set_group(self, group: QUndoGroup | None) -> None:
        """Undo and redo in these histories, or in none."""
        self._group = group
        if group is not None:
            for signal in (
                group.canUndoChanged,
                group.canRedoChanged,
                group.undoTextChanged,
                group.redoTextChanged,
            ):
                signal.connect(self._show)
        self._show()

    def _take_back(self) -> None:
        # A stroke in progress is what was done last: it goes alone.
        if not self._tools.take_back() and self._group is not None:
            self._group.undo()
        self._show()

    def _do_again(self) -> None:
        if not self._tools.in_gesture and self._group is not None:
            self._group.redo()

    def _show(self, _change: object = None) -> None:
        group, in_gesture = self._group, self._tools.in_gesture
        self._undo.setEnabled(in_gesture or (group is not None and group.canUndo()))
        self._redo.setEnabled(not in_gesture and group is not None and group.canRedo())
        # What a hand has begun has no name yet.
        undo_text = group.undoText() if group is not None and not in_gesture else ""
        redo_text = group.redoText() if group is not None else ""
        self._undo.setText(f"&Undo: {undo_text}" if undo_text else "&Undo")
        self._redo.setText(f"&Redo: {redo_text}" if redo_text else "&Redo")

"""Regions copied from a mask, and pasted into the same or another one."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject

from forgery_viewer.app.toolbox import ToolBox
from forgery_viewer.core.tools.placing import Floating
from forgery_viewer.state.tools.kinds import PASTE
from forgery_viewer.state.tools.move import MoveTool
from forgery_viewer.state.tools.paste import PasteTool
from forgery_viewer.state.tools.pieces import piece_at
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.widgets.review_page import ReviewPage


class Pasting(QObject):
    """Keeps what was copied over all images, and lets it float where it is pasted."""

    def __init__(self, page: ReviewPage, tools: ToolBox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._tools = tools
        self._desk = tools.desk
        self._paste_tool = cast("PasteTool", tools.named(PASTE))
        self._at: Pointer | None = None
        """Where the pointer is over a canvas that takes strokes, None elsewhere."""
        canvases = page.triptych
        for signal in (canvases.tools.pointed, canvases.tools.stroke_moved):
            signal.connect(self._note)
        canvases.left_canvas.connect(lambda: self._note(None))
        self._desk.placed.connect(self._show_placed)
        options = page.options_bar.tool_options
        options.mirror_asked.connect(self.mirror)
        options.angle_typed.connect(self._paste_tool.set_angle)
        options.scale_typed.connect(self._paste_tool.set_scale)

    def copy(self) -> None:
        """Copy what the move tool holds, the region under the pointer, or the whole instance."""
        document, tool = self._desk.document, self._tools.tool
        if document is None:
            return
        held = tool.held if isinstance(tool, MoveTool) else None
        pixel = self._at.pixel if self._at is not None else None
        piece = held if held is not None else piece_at(document, pixel)
        if piece.is_empty or not piece.inside.any():
            self._desk.told.emit("There is nothing to copy: the selected instance is empty.")
            return
        self._desk.clipboard = piece
        self._desk.told.emit(
            f"Copied, {int(piece.inside.sum()):,} px \N{MIDDLE DOT} {{paste_region}} pastes"
        )

    def paste(self) -> None:
        """Let a copy float at the pointer, or in the middle of what is seen."""
        piece, document = self._desk.clipboard, self._desk.document
        if document is None:
            return
        if piece is None:
            self._desk.told.emit(
                "Nothing was copied · {copy_region} copies the region at the pointer"
            )
            return
        view = self._page.triptych.active_canvas().view
        middle = self._at.point if self._at is not None else (view.x, view.y)
        self._tools.take(PASTE)
        self._paste_tool.begin(piece, middle, view.scale)

    def mirror(self) -> None:
        """Exchange left and right of what is pasted."""
        self._paste_tool.mirror()

    def _note(self, at: Pointer | None) -> None:
        self._at = at

    def _show_placed(self, floating: Floating) -> None:
        self._page.options_bar.tool_options.show_placed(
            floating.angle_deg, 100 * (floating.scale_x * floating.scale_y) ** 0.5
        )

"""The tools: which one is in hand, and what pointer, keys and options do with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.app.brush_size import BrushSize
from forgery_viewer.app.refusals import Refusals
from forgery_viewer.core.edits import Box
from forgery_viewer.state.case_loader import BEING_READ
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import (
    BOX_SHAPE,
    BRUSH_SHAPE,
    ENTRIES,
    FILL_REACH,
    SPARES_OTHERS,
    Entry,
    Preferences,
)
from forgery_viewer.state.tools.all_tools import make_tools
from forgery_viewer.state.tools.desk import Desk, Obstacle
from forgery_viewer.state.tools.kinds import (
    BOX,
    BRUSH,
    CHANGES,
    ELLIPSE,
    ERASER,
    FILL,
    PASTE,
    RECTANGLE,
    SQUARE,
)
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool
from forgery_viewer.widgets.instance_panel import NO_MASK
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.view import View

HINDERED = "tool hindered"
"""Key of the message that says why a tool cannot work."""


class ToolBox(QObject):
    """Hands what the pointer and the keys do to the tool in hand."""

    tool_changed = Signal(str)
    hint_changed = Signal(str)
    spares_changed = Signal(bool)

    def __init__(
        self, page: ReviewPage, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._preferences = preferences
        self.desk = Desk(preferences, self)
        self._tools = make_tools(self.desk)
        self._tool = self._tools[BRUSH]
        self._before = BRUSH
        """The tool to go back to when what is pasted was put down."""
        self._note = ""
        self._allowed = True
        self._refused = False
        self._watched: MaskDocument | None = None
        self._refusals = Refusals(page.banner, self)
        self.brush = BrushSize(page.triptych, preferences, self)
        self._connect()
        for entry in ENTRIES:
            self._take_preference(entry.key)
        self._show_brush()
        self.take(BRUSH)

    @property
    def tool_in_hand(self) -> Tool:
        """The tool that pointer and keys go to."""
        return self._tool

    def _connect(self) -> None:
        page, desk = self._page, self.desk
        canvases = page.triptych.tools
        canvases.stroke_begun.connect(self._press)
        canvases.stroke_moved.connect(self._move)
        canvases.stroke_ended.connect(self._release)
        canvases.pointed.connect(self._hover)
        canvases.brush_resized.connect(self.brush.resize)
        canvases.set_preview(desk.preview)
        page.triptych.nudged.connect(self._nudge)
        page.triptych.case_changed.connect(self._take_images)
        desk.sketch_changed.connect(canvases.show_sketch)
        desk.finished.connect(lambda: self.take(self._before))
        desk.noted.connect(self._tell_note)
        desk.looked_for.connect(self._look_at)
        desk.told.connect(lambda words: self.hint_changed.emit(words or self._tool.hint))
        desk.hindered.connect(self._tell_obstacle)
        options = page.options_bar.tool_options
        options.changed.connect(self._set_option)
        options.subtracts_changed.connect(self.set_subtracts)
        options.accept_asked.connect(self.accept)
        options.next_asked.connect(lambda: self._nudge(1, 0))
        options.drop_asked.connect(self.drop)
        canvases.pen_used.connect(options.show_pen)
        page.options_bar.brush_resized.connect(self.brush.set)
        self.brush.changed.connect(lambda _px: self._show_brush())
        page.tool_strip.tool_chosen.connect(self.take)
        self._preferences.changed.connect(self._take_preference)

    # The tool in hand ---------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The key of the tool in hand."""
        return self._tool.key

    def named(self, key: str) -> Tool:
        """The tool of a key."""
        return self._tools[key]

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tool

    def take(self, key: str) -> None:
        """Take another tool; what the one before had not finished is dropped."""
        self._tool.put_down()
        self._page.banner.dismiss(HINDERED)
        if self.key != PASTE:
            self._before = self.key
        self._tool = self._tools[key]
        self._page.tool_strip.set_tool(key)
        self._page.options_bar.show_tool(key)
        self._show_brush()
        self._show_box()
        self._page.triptych.tools.set_cursor(self._tool.cursor)
        self._tool.prepare()
        self._apply()
        self.tool_changed.emit(key)

    def take_box(self) -> None:
        """Take the rectangle or the ellipse, whichever it was; again, the other one."""
        if self.key == BOX:
            is_oval = self._preferences.get(BOX_SHAPE) == ELLIPSE
            self._preferences.set(BOX_SHAPE, RECTANGLE if is_oval else ELLIPSE)
        self.take(BOX)

    def take_fill(self, reach: str) -> None:
        """Take the fill, for what hangs together or for everything."""
        self._preferences.set(FILL_REACH, reach)
        self.take(FILL)

    def swap(self) -> None:
        """Paint the background instead, or the instance again."""
        if self.key in (BRUSH, ERASER):
            self.take(ERASER if self.key == BRUSH else BRUSH)
        else:
            self.set_subtracts(not self.desk.subtracts)

    def set_subtracts(self, subtracts: bool) -> None:
        """Whether areas are taken away without a key held."""
        self.desk.subtracts = subtracts
        self._page.options_bar.tool_options.show_subtracts(subtracts)

    @property
    def spares_others(self) -> bool:
        """Whether the pixels of other instances are left to them."""
        return self._preferences.get(SPARES_OTHERS)

    def set_spares_others(self, spares: bool) -> None:
        """Whether the pixels of other instances are left to them."""
        self._preferences.set(SPARES_OTHERS, spares)

    def set_allowed(self, allowed: bool) -> None:
        """Work only where the tools are on show; else the pointer picks and moves."""
        self._allowed = allowed
        if not allowed:
            self._tool.put_down()
        self._apply()

    def set_document(self, document: MaskDocument | None) -> None:
        """Work on another mask, or on none; what is not finished is dropped."""
        self._tool.put_down()
        self._page.banner.dismiss(HINDERED)
        self.desk.set_case(self._page.triptych.case, document)
        if document is not None:
            document.spares_others = self._preferences.get(SPARES_OTHERS)
        self._watch_refusals(document)
        self._show_what_can_be()
        self._tool.prepare()
        self._apply()

    def _take_images(self) -> None:
        """The images of the case are others, as when one was scaled; the mask is the same."""
        canvases = self._page.triptych
        if canvases.document is self.desk.document:
            self.desk.set_case(canvases.case, canvases.document)
            self._show_what_can_be()
            self._tool.prepare()

    def _show_what_can_be(self) -> None:
        """Disable what cannot be used in this case, and say why."""
        document = self.desk.document
        canvases = self._page.triptych
        none = NO_MASK if canvases.case is canvases.seen_case else BEING_READ
        read_only = document.read_only if document is not None else none
        self._page.tool_strip.block_painting(read_only)
        reason = self.desk.changes.why_none if document is not None else ""
        self._page.tool_strip.block(CHANGES, read_only or reason)
        self._page.options_bar.tool_options.block_difference(reason)

    def close(self) -> None:
        """Carry out what is under way, and end the thread of the tools."""
        self._tool.put_down()
        self.desk.close()

    @property
    def _can_change(self) -> bool:
        document = self.desk.document
        return document is not None and not document.read_only

    def _apply(self) -> None:
        works = self._allowed and self._tool.takes_button and self._can_change
        self._page.triptych.tools.set_paints(works)
        self.tell_hint()

    def tell_hint(self) -> None:
        """Say again how the tool is used, after something else was said in its place."""
        works = self._allowed and self._can_change
        told = " · ".join(filter(None, (self._note, self._tool.hint)))
        self.hint_changed.emit(told if works else "")

    def _tell_note(self, words: str) -> None:
        """Say how far the work is, where there is room for it."""
        self._page.options_bar.show_note(words)
        self._note = words
        self.tell_hint()

    # Pointer and keys ---------------------------------------------------------------------

    def _press(self, at: Pointer) -> None:
        self.desk.commits.finish()
        self._refusals.begin_stroke()
        self._refused = False
        self._tool.press(at)

    def _move(self, at: Pointer) -> None:
        self._tool.move(at)

    def _release(self, at: Pointer) -> None:
        self._tool.release(at)
        self._refusals.end_stroke(painted=not self._refused)
        if not self._refused:
            self._page.banner.dismiss(HINDERED)

    def _hover(self, at: Pointer) -> None:
        self._tool.hover(at)

    def accept(self) -> None:
        """Enter: carry out what is in progress."""
        self._tool.accept()

    def step_back(self) -> None:
        """Backspace: take back the last part of what is in progress."""
        self._tool.step_back()

    def drop(self) -> bool:
        """Drop what is in progress; False where nothing is."""
        dropped = self._tool.cancel()
        return self.desk.commits.drop() or dropped

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture is in progress, or one that is finished is not a step yet."""
        return self.desk.commits.is_busy or self._tool.in_gesture

    def take_back(self) -> bool:
        """Undo what is no step of the history yet; False where there is nothing of that kind."""
        return self.desk.commits.drop() or self._tool.take_back()

    def _nudge(self, dx: int, dy: int) -> None:
        if self._allowed:
            self._tool.nudge(dx, dy)

    def _look_at(self, box: Box) -> None:
        """Bring a part of the image into sight, at the same zoom, unless it is there already."""
        canvas = self._page.triptych.active_canvas()
        top, left, bottom, right = box
        corners = (QPointF(left, top), QPointF(right, bottom))
        if not all(canvas.rect().contains(canvas.from_image(at).toPoint()) for at in corners):
            x, y = (left + right) / 2, (top + bottom) / 2
            self._page.triptych.set_view(View(canvas.view.scale, x, y))

    # What stands in the way ---------------------------------------------------------------

    def _watch_refusals(self, document: MaskDocument | None) -> None:
        self._refusals.set_document(document)
        if self._watched is not None:
            self._watched.stroke_refused.disconnect(self._note_refusal)
        self._watched = document
        if document is not None:
            document.stroke_refused.connect(self._note_refusal)

    def _note_refusal(self, _refusal: object) -> None:
        self._refused = True

    def _tell_obstacle(self, obstacle: Obstacle) -> None:
        self._refused = True
        self._page.banner.show_message(
            "warn", obstacle.sentence, obstacle.remedy, obstacle.act, key=HINDERED
        )

    # Options ------------------------------------------------------------------------------

    def _set_option(self, entry: Entry[Any], value: Any) -> None:  # noqa: ANN401 - as its entry
        self._preferences.set(entry, value)

    def _take_preference(self, key: str) -> None:
        entry = next(entry for entry in ENTRIES if entry.key == key)
        value = self._preferences.get(entry)
        self._page.options_bar.tool_options.show_value(entry, value)
        if key == BRUSH_SHAPE.key:
            self._show_brush()
        elif key == BOX_SHAPE.key:
            self._show_box()
        elif key == SPARES_OTHERS.key:
            self.spares_changed.emit(value)
            if self.desk.document is not None:
                self.desk.document.spares_others = value
        self._tool.prepare()

    def _show_brush(self) -> None:
        has_ring = self.key in (BRUSH, ERASER)
        is_square = self._preferences.get(BRUSH_SHAPE) == SQUARE
        diameter_px = self.brush.diameter_px
        self._page.options_bar.show_brush(diameter_px)
        ring_px = diameter_px if has_ring else 0
        self._page.triptych.tools.set_brush(ring_px, square=is_square)

    def _show_box(self) -> None:
        """Let the button, and the bar while the tool is in hand, name the form that it draws."""
        is_oval = self._preferences.get(BOX_SHAPE) == ELLIPSE
        icon_name, name = ("circle", "Ellipse") if is_oval else ("square-dashed", "Rectangle")
        self._page.tool_strip.button(BOX).set_icon(icon_name)
        if self.key == BOX:
            self._page.options_bar.show_name(icon_name, name)

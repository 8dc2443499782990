"""What the tool in hand has to do with the canvases: it takes their buttons and draws over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from forgery_viewer.state.pane_content import FORGED, PaneContent
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.preview import Preview
from forgery_viewer.state.tools.sketch import Sketch
from forgery_viewer.widgets.canvas_pane import CanvasPane


class PaneTools(QObject):
    """Strokes of every canvas that takes them, and what a gesture in progress shows there.

    A canvas takes strokes where it shows the mask, or the image that the mask belongs to.
    """

    stroke_begun = Signal(object)
    stroke_moved = Signal(object)
    stroke_ended = Signal(object)
    pointed = Signal(object)
    """A Pointer, as the strokes carry, with the picture below: it moves with no button held."""
    pen_used = Signal()
    brush_resized = Signal(int)

    def __init__(self, panes: Sequence[CanvasPane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panes = panes
        self._sources = [""] * len(panes)
        self._takes = [False] * len(panes)
        self._paints = True
        for place, pane in enumerate(panes):
            canvas = pane.canvas
            for told, signal in (
                (canvas.stroke_begun, self.stroke_begun),
                (canvas.stroke_moved, self.stroke_moved),
                (canvas.stroke_ended, self.stroke_ended),
                (canvas.pointed, self.pointed),
            ):
                told.connect(partial(self._pass_on, place, signal))
            canvas.pen_used.connect(self.pen_used)
            canvas.brush_resized.connect(self.brush_resized)

    def show_content(self, place: int, content: PaneContent) -> None:
        """A pane shows another picture, with the mask or without."""
        self._sources[place] = content.source
        self._takes[place] = content.shows_mask or content.source == FORGED
        self._apply(place)

    def set_paints(self, paints: bool) -> None:
        """Whether the left button works on the mask, or moves the view."""
        self._paints = paints
        for place in range(len(self._panes)):
            self._apply(place)

    def set_brush(self, diameter_px: float, *, square: bool = False) -> None:
        """The size of the brush's ring, in image px, and its shape; 0 for none."""
        for pane in self._panes:
            pane.canvas.set_brush(diameter_px, square=square)

    def set_cursor(self, shape: Qt.CursorShape) -> None:
        """What the pointer looks like where the tool takes the button."""
        for pane in self._panes:
            pane.canvas.set_tool_cursor(shape)

    def set_preview(self, preview: Preview) -> None:
        """Show what a tool is about to change, whenever there is something."""
        for pane in self._panes:
            pane.canvas.set_preview(preview)

    def show_sketch(self, sketch: Sketch) -> None:
        """Show the lines of a gesture in progress."""
        for pane in self._panes:
            pane.canvas.gesture_layer.show_sketch(sketch)

    def _apply(self, place: int) -> None:
        canvas, takes = self._panes[place].canvas, self._takes[place]
        canvas.accepts_strokes = self._paints and takes
        canvas.show_gestures(takes)

    def _pass_on(self, place: int, signal: SignalInstance, at: Pointer) -> None:
        signal.emit(replace(at, source=self._sources[place]))

"""Cut: a drawn line splits the selected instance in two."""

from __future__ import annotations

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.operations.structure import split_by_cut
from forgery_viewer.core.steps import Change
from forgery_viewer.state.tools.desk import Desk, Obstacle
from forgery_viewer.state.tools.kinds import CUT
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.sketch import Sketch, line_through
from forgery_viewer.state.tools.tool import Tool


class CutTool(Tool):
    """What lies to the right of the line becomes an instance of its own."""

    key = CUT
    hint = "Draw a line across a region · Shift: straight"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._points: list[Point] = []

    @property
    def in_progress(self) -> bool:
        return bool(self._points)

    def press(self, at: Pointer) -> None:
        """Begin a line."""
        document = self._desk.document
        if document is None:
            return
        if not document.instances:
            self._desk.hindered.emit(Obstacle("There is no instance to cut."))
        elif self._desk.accepts(erase=False) and document.has_room():
            self._points = [at.point]

    def move(self, at: Pointer) -> None:
        """Draw it on, or straight from where it began."""
        if not self._points:
            return
        if at.shift:
            self._points = [self._points[0], at.point]
        elif at.point != self._points[-1]:
            self._points.append(at.point)
        self._desk.show_sketch(Sketch(lines=(line_through(self._points),)))

    def release(self, at: Pointer) -> None:
        """Cut."""
        self.accept()

    def accept(self) -> None:
        """Cut along the line so far."""
        line, document = self._points, self._desk.document
        self.cancel()
        if document is None or len(line) < 2:
            return
        number, states = document.current, tuple(document.instances)
        height, width = self._desk.shape

        def make() -> tuple[Change, ...]:
            return split_by_cut(document.planes, states, number, line) or ()

        self._desk.commit(
            f"Split instance {number + 1} by a cut",
            "scissors-line-dashed",
            make,
            px=height * width,
            nothing=f"The line parts no region of instance {number + 1}.",
        )

    def cancel(self) -> bool:
        """Drop the line."""
        if not self._points:
            return False
        self._points = []
        self._desk.show_sketch()
        return True

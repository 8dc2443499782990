"""Rectangle and ellipse, dragged from corner to corner or from the middle."""

from __future__ import annotations

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.tools.boxes import ellipse_mark, rectangle_mark, whole_pixels
from forgery_viewer.state.preferences import BOX_SHAPE
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.kinds import BOX, ELLIPSE
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.sketch import Sketch, oval, rectangle
from forgery_viewer.state.tools.tool import Tool


class BoxTool(Tool):
    """From the pixel where the drag begins to the one where it ends, both included.

    What is held at the press says whether it takes away; what is held after it, the form: Shift for
    a square or a circle, Ctrl for a drag that begins in the middle.
    """

    key = BOX
    hint = "Shift: square or circle · Ctrl after the press: from the middle · Right-drag takes away"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._start: Point | None = None
        self._erases = False
        # Ctrl that has been held since the press took away; only a new one means the middle.
        self._ctrl_is_old = False
        self._corners: tuple[Point, Point] = ((0.0, 0.0), (0.0, 0.0))

    @property
    def in_progress(self) -> bool:
        return self._start is not None

    def press(self, at: Pointer) -> None:
        """Set the first corner, or the middle."""
        erases = at.erases or (self._desk.subtracts and not at.shift)
        if self._desk.accepts(erase=erases):
            self._start, self._erases, self._ctrl_is_old = at.point, erases, at.ctrl
            self._follow(at)

    def move(self, at: Pointer) -> None:
        """Draw the box to the pointer."""
        self._ctrl_is_old = self._ctrl_is_old and at.ctrl
        self._follow(at)

    def release(self, at: Pointer) -> None:
        """Carry it out."""
        self.move(at)
        self.accept()

    def accept(self) -> None:
        """Carry out the box as it is."""
        if self._start is None:
            return
        start, end = self._corners
        is_oval = self._is_oval
        self.cancel()
        shape = self._desk.shape
        width, height = round(end[0] - start[0]), round(end[1] - start[1])
        name, icon = ("Ellipse", "circle") if is_oval else ("Rectangle", "square-dashed")
        mark = ellipse_mark if is_oval else rectangle_mark
        done = " erased" if self._erases else ""
        self._desk.stamp(
            f"{name}{done}, {width:,} \N{MULTIPLICATION SIGN} {height:,} px",
            icon,
            lambda _planes: mark(start, end, shape),
            erase=self._erases,
            px=min(width * height, shape[0] * shape[1]),
        )

    def cancel(self) -> bool:
        """Drop the box."""
        if self._start is None:
            return False
        self._start = None
        self._desk.show_sketch()
        return True

    @property
    def _is_oval(self) -> bool:
        return self._desk.preferences.get(BOX_SHAPE) == ELLIPSE

    def _follow(self, at: Pointer) -> None:
        if self._start is None:
            return
        from_middle = at.ctrl and not self._ctrl_is_old
        self._corners = _corners(self._start, at.point, square=at.shift, from_middle=from_middle)
        line = (oval if self._is_oval else rectangle)(*self._corners)
        self._desk.show_sketch(Sketch(dashes=(line,)) if self._erases else Sketch(lines=(line,)))


def _corners(start: Point, end: Point, *, square: bool, from_middle: bool) -> tuple[Point, Point]:
    """The corners of the whole pixels of a drag."""
    dx, dy = end[0] // 1 - start[0] // 1, end[1] // 1 - start[1] // 1
    if square:
        side = max(abs(dx), abs(dy))
        dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
    first = (start[0] - dx, start[1] - dy) if from_middle else start
    return whole_pixels(first, (start[0] + dx, start[1] + dy))

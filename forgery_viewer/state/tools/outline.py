"""Polygon and lasso: an outline drawn by hand, and what it goes around."""

from __future__ import annotations

import math

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.tools.outlines import outline_mark
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.kinds import LASSO, POLYGON
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.sketch import Line, Sketch, line_through
from forgery_viewer.state.tools.tool import Tool

CLOSE_PX = 8.0
"""A press so near the first point, in screen px, closes the outline."""

LEAST_POINTS = 3


class OutlineTool(Tool):
    """The points of an outline, and whether what it goes around is added or taken away."""

    name, icon = "", ""

    _points: list[Point]
    _erases = False

    def cancel(self) -> bool:
        """Drop all points."""
        if not self._points:
            return False
        self._points = []
        self._show()
        return True

    @property
    def in_progress(self) -> bool:
        return bool(self._points)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points so far."""
        return tuple(self._points)

    def step_back(self) -> None:
        """Drop the last point."""
        if self._points:
            self._points.pop()
            self._show()

    def take_back(self) -> bool:
        """Drop the last point; a long outline is not lost by one key."""
        was_there = self.in_gesture
        self.step_back()
        return was_there

    def accept(self) -> None:
        """Close the outline and carry it out."""
        points, shape = self._points, self._desk.shape
        if len(points) < LEAST_POINTS:
            self._desk.told.emit(f"An outline needs {LEAST_POINTS} points at least.")
            return
        self._points = []
        self._show()
        xs, ys = zip(*points, strict=True)
        px = math.ceil((max(xs) - min(xs)) * (max(ys) - min(ys)))
        self._desk.stamp(
            self._words(points),
            self.icon,
            lambda _planes: outline_mark(points, shape),
            erase=self._erases,
            px=min(px, shape[0] * shape[1]),
        )

    def _words(self, points: list[Point]) -> str:
        raise NotImplementedError

    def _begin(self, at: Pointer) -> bool:
        """Whether an outline begins there; what is held decides what becomes of it."""
        erases = at.erases or (self._desk.subtracts and not at.shift)
        if not self._desk.accepts(erase=erases):
            return False
        self._erases = erases
        self._points = [at.point]
        return True

    def _show(self) -> None:
        self._desk.show_sketch(self._sketch())

    def _sketch(self) -> Sketch:
        line = line_through(self._points)
        return Sketch(dashes=(line,)) if self._erases else Sketch(lines=(line,))


class PolygonTool(OutlineTool):
    """Each press is a corner."""

    key = POLYGON
    name, icon = "Polygon", "vector-polygon"
    hint = "Enter or a double click closes · Backspace drops a point · Right or Ctrl takes away"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._points = []
        self._end: Point | None = None

    def press(self, at: Pointer) -> None:
        """Add a corner; a second press in one place, or one at the first corner, closes."""
        self._end = None
        if not self._points:
            if self._begin(at):
                self._show()
        elif at.presses > 1 or self._is_at_first(at):
            self.accept()
        else:
            self._points.append(at.point)
            self._show()

    def move(self, at: Pointer) -> None:
        """Take the new corner along."""
        if self._points:
            self._points[-1] = at.point
            self._show()

    def hover(self, at: Pointer) -> None:
        """Show where the next side would be."""
        if self._points:
            self._end = at.point
            self._show()

    def _is_at_first(self, at: Pointer) -> bool:
        away_px = math.dist(at.point, self._points[0]) * at.scale
        return len(self._points) >= LEAST_POINTS and away_px <= CLOSE_PX

    def _sketch(self) -> Sketch:
        if not self._points:
            return Sketch()
        placed = line_through(self._points)
        end = [self._end] if self._end is not None else []
        back: Line = line_through([self._points[-1], *end, self._points[0]])
        if self._erases:
            return Sketch(dashes=(placed, back), handles=placed)
        return Sketch(lines=(placed,), dashes=(back,), handles=placed)

    def _words(self, points: list[Point]) -> str:
        return f"{self.name}{' erased' if self._erases else ''}, {len(points)} points"


class LassoTool(OutlineTool):
    """The outline follows the pointer while the button is held."""

    key = LASSO
    name, icon = "Lasso", "lasso"
    hint = "Drag around what is meant · Right-drag or Ctrl-drag takes away"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._points = []

    def press(self, at: Pointer) -> None:
        """Begin an outline."""
        if self._begin(at):
            self._show()

    def move(self, at: Pointer) -> None:
        """Draw it on."""
        if self._points and at.point != self._points[-1]:
            self._points.append(at.point)
            self._show()

    def release(self, at: Pointer) -> None:
        """Close it."""
        if len(self._points) < LEAST_POINTS:
            self.cancel()
        else:
            self.accept()

    def _sketch(self) -> Sketch:
        if not self._points:
            return Sketch()
        drawn = line_through(self._points)
        back = line_through([self._points[-1], self._points[0]])
        if self._erases:
            return Sketch(dashes=(drawn, back))
        return Sketch(lines=(drawn,), dashes=(back,))

    def _words(self, points: list[Point]) -> str:
        return f"{self.name}{' erased' if self._erases else ''}"

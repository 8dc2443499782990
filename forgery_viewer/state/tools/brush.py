"""Brush and eraser: round or square, of any size, everywhere or only where a limit allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.brushes import Brush, LimitedBrush, RoundBrush, SquareBrush
from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.tools.limits import ValueRange, limited, under
from forgery_viewer.state.preferences import (
    BRUSH_DIAMETER_PX,
    BRUSH_LIMIT,
    BRUSH_SHAPE,
    GREY_HIGH,
    GREY_LOW,
    LEVEL_HIGH,
    LEVEL_LOW,
    PEN_PRESSURE,
)
from forgery_viewer.state.tools.case_changes import Image
from forgery_viewer.state.tools.desk import Desk, Obstacle
from forgery_viewer.state.tools.kinds import BRUSH, ERASER, SQUARE
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool

NO_LIMIT: Final = "none"
GREY: Final = "grey"
DIFFERENCE: Final = "difference"
SNAP: Final = "snap"
"""What a brush covers: all it goes over, or where a value lies in a range, or what changed."""

Limit = Callable[[Mark], Mark]

NOT_YET = "What changed is still being looked for."


class BrushTool(Tool):
    """Paints from press to release; the eraser erases in the same way."""

    hint = "Right-drag erases · {smaller} and {larger} change the size"

    def __init__(self, desk: Desk, *, erases: bool) -> None:
        super().__init__(desk)
        self.key = ERASER if erases else BRUSH
        self._erases = erases
        self._limit = NO_LIMIT

    @property
    def in_progress(self) -> bool:
        document = self._desk.document
        return document is not None and document.in_stroke

    def prepare(self) -> None:
        """Have the difference ready where the brush follows it."""
        if self._desk.preferences.get(BRUSH_LIMIT) == SNAP:
            self._desk.changes.want()

    def press(self, at: Pointer) -> None:
        """Begin a stroke."""
        document, limit = self._desk.document, self._desk.preferences.get(BRUSH_LIMIT)
        hindrance = self._hindrance(limit)
        if document is None:
            return
        if hindrance:
            self._desk.hindered.emit(Obstacle(hindrance, "Paint without limit", self._drop_limit))
            return
        self._limit = limit
        document.begin_stroke(at.point, self._brush(at), erase=at.erases or self._erases)

    def move(self, at: Pointer) -> None:
        """Paint on."""
        if self._desk.document is not None:
            self._desk.document.extend_stroke(at.point, self._brush(at))

    def release(self, at: Pointer) -> None:
        """End the stroke."""
        self.accept()

    def accept(self) -> None:
        """End the stroke."""
        if self._desk.document is not None:
            self._desk.document.end_stroke()

    def put_down(self) -> None:
        """A stroke ends as it would with the release."""
        self.accept()

    def cancel(self) -> bool:
        """Put back what the stroke in progress painted."""
        if not self.in_progress or self._desk.document is None:
            return False
        self._desk.document.cancel_stroke()
        return True

    def _hindrance(self, limit: str) -> str:
        """Why there is no stroke with such a limit; "" where there can be one."""
        changes = self._desk.changes
        if limit not in (DIFFERENCE, SNAP):
            return ""
        if changes.why_none:
            return changes.why_none
        if limit == SNAP:
            changes.want()
            return NOT_YET if changes.plane is None else ""
        return ""

    def _drop_limit(self) -> None:
        self._desk.preferences.set(BRUSH_LIMIT, NO_LIMIT)

    def _brush(self, at: Pointer) -> Brush:
        get = self._desk.preferences.get
        size = get(BRUSH_DIAMETER_PX)
        pressed = max(1, round(size * at.pressure)) if get(PEN_PRESSURE) else size
        is_square = get(BRUSH_SHAPE) == SQUARE
        named: Brush = SquareBrush(size) if is_square else RoundBrush(size)
        brush: Brush = SquareBrush(pressed) if is_square else RoundBrush(pressed)
        if self._limit == NO_LIMIT:
            # The history names the size that was chosen, not how hard the pen was pressed.
            return brush if pressed == size else LimitedBrush(brush, _all_of, named.words)
        limit, words = self._limit_of(self._limit)
        return LimitedBrush(brush, limit, f"{named.words}, {words}")

    def _limit_of(self, limit: str) -> tuple[Limit, str]:
        get, changes = self._desk.preferences.get, self._desk.changes
        image, authentic, plane = self._desk.image, self._desk.authentic, changes.plane
        if limit == GREY and image is not None:
            allowed = _range(get(GREY_LOW), get(GREY_HIGH))
            return partial(_by_grey, image, allowed), f"grey {allowed.low} to {allowed.high}"
        if limit == DIFFERENCE and image is not None and authentic is not None:
            allowed = _range(get(LEVEL_LOW), get(LEVEL_HIGH))
            words = f"difference {allowed.low} to {allowed.high}"
            return partial(_by_difference, authentic, image, allowed), words
        if limit == SNAP and plane is not None:
            return partial(_by_change, plane), "on what changed"
        return _all_of, "without limit"


def _range(one: int, other: int) -> ValueRange:
    return ValueRange(min(one, other), max(one, other))


def _all_of(mark: Mark) -> Mark:
    return mark


def _by_grey(image: Image, allowed: ValueRange, mark: Mark) -> Mark:
    return limited(mark, image, allowed)


def _by_difference(authentic: Image, forged: Image, allowed: ValueRange, mark: Mark) -> Mark:
    # Only where the brush is: of a whole image it would take longer than a stroke may.
    levels = difference_levels(authentic[mark.box], forged[mark.box])
    part = limited(Mark(0, 0, mark.inside), levels, allowed)
    return Mark(mark.top, mark.left, part.inside)


def _by_change(plane: NDArray[np.bool_], mark: Mark) -> Mark:
    return under(mark, plane)

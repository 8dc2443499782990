"""Wand: what looks alike around the pointer, or everywhere; a drag sets how much alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations.covering import box_of
from forgery_viewer.core.tools.wand import wand_connected, wand_everywhere
from forgery_viewer.state.pane_content import AUTHENTIC, DIFFERENCE
from forgery_viewer.state.preferences import WAND_REACH, WAND_TOLERANCE
from forgery_viewer.state.tools.case_changes import Image
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.kinds import EVERYWHERE, WAND
from forgery_viewer.state.tools.newest import Newest
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool

PX_A_LEVEL = 3.0
"""So many pixels of the screen to the right, or up, make the tolerance larger by one."""

MOST_TOLERANCE = 255

MOST_EDGES = 60_000
"""So many times at most may what was found begin or end along the rows, to be outlined."""


class Found(NamedTuple):
    """What the wand found with a tolerance, ready to be shown."""

    tolerance: int
    mark: Mark
    bits: NDArray[np.uint8]
    is_simple: bool
    """Whether its outline is short enough to be drawn as the pointer moves."""


class WandTool(Tool):
    """Press on what is meant, drag until the preview fits, let go."""

    key = WAND
    hint = "Drag to the right for more, to the left for less · Right-drag or Ctrl-drag takes away"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._start: Pointer | None = None
        self._erases = False
        self._first_tolerance = self._tolerance = 0
        self._look: Callable[[int], Found] | None = None
        self._found: Found | None = None
        self._newest = Newest[Found](desk.lane, self._show)

    @property
    def in_progress(self) -> bool:
        return self._start is not None

    @property
    def is_busy(self) -> bool:
        """Whether a preview is still computed."""
        return self._newest.is_busy

    @property
    def found(self) -> Found | None:
        """What the preview shows."""
        return self._found

    def press(self, at: Pointer) -> None:
        """Show what looks like the pixel below."""
        erase = at.erases or (self._desk.subtracts and not at.shift)
        image = self._image(at.source)
        if image is None or not self._desk.accepts(erase=erase):
            return
        everywhere = self._desk.preferences.get(WAND_REACH) == EVERYWHERE
        self._start, self._erases = at, erase
        self._first_tolerance = self._tolerance = self._desk.preferences.get(WAND_TOLERANCE)
        self._look = _looking(image, at.pixel, everywhere=everywhere)
        self._ask()

    def move(self, at: Pointer) -> None:
        """Take another tolerance, by how far the pointer has gone."""
        if self._start is None:
            return
        away_px = (at.x - self._start.x - at.y + self._start.y) * at.scale
        tolerance = self._first_tolerance + round(away_px / PX_A_LEVEL)
        tolerance = min(max(tolerance, 0), MOST_TOLERANCE)
        if tolerance != self._tolerance:
            self._tolerance = tolerance
            self._desk.preferences.set(WAND_TOLERANCE, tolerance)
            self._ask()

    def release(self, at: Pointer) -> None:
        """Carry it out."""
        self.accept()

    def accept(self) -> None:
        """Carry out what the tolerance as it is finds."""
        look, tolerance, found = self._look, self._tolerance, self._found
        if self._start is None or look is None:
            return
        self._end()
        is_found = found is not None and found.tolerance == tolerance
        height, width = self._desk.shape
        self._desk.stamp(
            f"Wand{' erased' if self._erases else ''}, tolerance {tolerance}",
            "wand-sparkles",
            lambda _planes: found.mark if found and is_found else look(tolerance).mark,
            erase=self._erases,
            px=found.mark.inside.size if found and is_found else height * width,
        )

    def cancel(self) -> bool:
        """Drop the preview, and the tolerance that was dragged."""
        if self._start is None:
            return False
        self._end()
        self._desk.preferences.set(WAND_TOLERANCE, self._first_tolerance)
        return True

    def _end(self) -> None:
        self._start = self._look = self._found = None
        self._newest.drop()
        self._desk.preview.clear()

    def _ask(self) -> None:
        look, tolerance = self._look, self._tolerance
        if look is not None:
            height, width = self._desk.shape
            self._newest.ask(lambda: look(tolerance), height * width)

    def _show(self, found: Found) -> None:
        self._found = found
        box = None if found.mark.is_empty else box_of(found.mark)
        self._desk.preview.show_bits(found.bits, box, outlined=found.is_simple)

    def _image(self, source: str) -> Callable[[], Image] | None:
        """The picture of the canvas that the wand is used on, where it has the mask's size."""
        desk = self._desk
        image, authentic, levels = desk.image, desk.authentic, desk.changes.levels
        if image is None:
            return None
        if source in (AUTHENTIC, DIFFERENCE) and authentic is not None:
            if authentic.shape == image.shape and source == AUTHENTIC:
                return lambda: authentic
            if authentic.shape == image.shape:
                return lambda: levels if levels is not None else difference_levels(authentic, image)
        return lambda: image


def _looking(
    image: Callable[[], Image], pixel: tuple[int, int], *, everywhere: bool
) -> Callable[[int], Found]:
    """The work of finding what looks like a pixel, for any tolerance and on any thread."""
    taken: list[Image] = []
    wand = wand_everywhere if everywhere else wand_connected

    def look(tolerance: int) -> Found:
        if not taken:
            taken.append(image())
        mark = wand(taken[0], pixel, tolerance)
        bits = np.zeros(taken[0].shape[:2], np.uint8)
        if not mark.is_empty:
            bits[mark.box] = mark.inside
        inside = mark.inside
        edges = int(np.count_nonzero(inside[:, 1:] != inside[:, :-1])) if inside.size else 0
        return Found(tolerance, mark, bits, edges <= MOST_EDGES)

    return look

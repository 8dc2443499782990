"""The pointer over an image, with the keys and the pen that go with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is, and what is held.

    Attributes:
        x: Column in image coordinates: pixel c is [c, c + 1).
        y: Row in image coordinates.
        scale: Screen pixels that an image pixel takes there.
        erases: Whether the press takes away: right button, Ctrl, or the rubber end of a pen.
        shift: Whether Shift is held now.
        ctrl: Whether Ctrl is held now.
        pressure: How hard a pen is pressed, 0 to 1; 1 for a mouse.
        presses: 2 for the second press of a double click, else 1.
        source: Which picture of the case lies below, as in `pane_content`.
    """

    x: float
    y: float
    scale: float = 1.0
    erases: bool = False
    shift: bool = False
    ctrl: bool = False
    pressure: float = 1.0
    presses: int = 1
    source: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """(x, y)."""
        return self.x, self.y

    @property
    def pixel(self) -> tuple[int, int]:
        """(row, column) of the pixel below, which may lie beside the image."""
        # Not int(): that would take the column left of the image for the first one.
        return int(self.y // 1), int(self.x // 1)

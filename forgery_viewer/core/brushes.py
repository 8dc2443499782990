"""Brushes: what a stroke covers between two points of the pointer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from forgery_viewer.core.drawing import Mark, Point, brush_marks


class Brush(Protocol):
    """Anything that a stroke can be made with."""

    @property
    def words(self) -> str:
        """What the history says of it: "12 px"."""

    def marks(self, start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
        """The pixels covered from `start` to `end`, points (x, y), on an image of `shape` (H, W).

        Together the marks are the whole; none of them is empty.
        """


@dataclass(frozen=True, slots=True)
class RoundBrush:
    """A disc of `diameter_px`; 1 is a line of single pixels."""

    diameter_px: float

    @property
    def words(self) -> str:
        """The diameter."""
        return f"{self.diameter_px:.0f} px"

    def marks(self, start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
        """The pixels whose centre lies within half a diameter of the line."""
        return brush_marks(start, end, self.diameter_px, shape)

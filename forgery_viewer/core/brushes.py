"""Brushes: what a stroke covers between two points of the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from forgery_viewer.core.drawing import Mark, Point, brush_marks
from forgery_viewer.core.tools.square_brush import square_marks


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


@dataclass(frozen=True, slots=True)
class SquareBrush:
    """A square of `size_px`; 1 is a line of single pixels."""

    size_px: int

    @property
    def words(self) -> str:
        """The side, and that it is square."""
        return f"square, {self.size_px} px"

    def marks(self, start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
        """The whole pixels that a square stamp covers along the line."""
        return square_marks(start, end, self.size_px, shape)


@dataclass(frozen=True, slots=True)
class LimitedBrush:
    """A brush that covers only a part of what it goes over.

    Attributes:
        brush: What it is made of.
        limit: The part of a mark that it covers.
        words: What the history says of it.
    """

    brush: Brush
    limit: Callable[[Mark], Mark]
    words: str

    def marks(self, start: Point, end: Point, shape: tuple[int, int]) -> Iterator[Mark]:
        """What the brush covers, as far as the limit allows."""
        parts = (self.limit(mark) for mark in self.brush.marks(start, end, shape))
        return (part for part in parts if not part.is_empty)

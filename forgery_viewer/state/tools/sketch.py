"""The lines of a gesture in progress, to be drawn over the canvases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Line: TypeAlias = NDArray[np.float64]
"""(N, 2): x, y of the points that a line runs through, in image coordinates."""

_OVAL = np.linspace(0.0, 2 * np.pi, 97)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is drawn of a gesture.

    Attributes:
        lines: Solid lines.
        dashes: Broken lines: what is only suggested, or what takes away.
        handles: (N, 2) points with a mark of their own.
    """

    lines: tuple[Line, ...] = ()
    dashes: tuple[Line, ...] = ()
    handles: Line = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.lines and not self.dashes and not len(self.handles)


NO_SKETCH = Sketch()


def line_through(points: Sequence[tuple[float, float]], *, closed: bool = False) -> Line:
    """A line through points (x, y), back to the first one where it is closed."""
    line = np.array(points, np.float64).reshape(-1, 2)
    return np.concatenate([line, line[:1]]) if closed else line


def rectangle(start: tuple[float, float], end: tuple[float, float]) -> Line:
    """The outline of a rectangle between two opposite corners."""
    (x0, y0), (x1, y1) = start, end
    return line_through([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], closed=True)


def oval(start: tuple[float, float], end: tuple[float, float]) -> Line:
    """The outline of an ellipse in the rectangle between two opposite corners."""
    (x0, y0), (x1, y1) = start, end
    x = (x0 + x1) / 2 + np.cos(_OVAL) * (x1 - x0) / 2
    y = (y0 + y1) / 2 + np.sin(_OVAL) * (y1 - y0) / 2
    return np.column_stack([x, y])

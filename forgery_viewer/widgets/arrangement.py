"""How panes share a rectangle: one, two, three in a row or column or with a large one, or four."""

from __future__ import annotations

from PySide6.QtCore import QRect

from forgery_viewer.widgets.theme import CANVAS_HEADER_PX

COLUMN_GAIN = 1.25
"""A column has to show the image this much larger than a row to be taken."""

FOCUS_GAIN = 1.6
"""A large canvas with two small ones has to show so much more of its area than three equal ones.

Equal canvases compare best, so only much empty ground speaks against them.
"""

FOCUS_SHARE = 0.7
"""Part of the width that the last pane takes in the focus arrangement."""

AUTO, ROW, COLUMN, FOCUS, GRID, TWO, ONE = "auto", "row", "column", "focus", "grid", "two", "one"
LAYOUTS = (AUTO, ROW, COLUMN, FOCUS, GRID, TWO, ONE)
"""In the order in which Tab goes through them."""

SHOWN = {
    ROW: (0, 1, 2),
    COLUMN: (0, 1, 2),
    FOCUS: (0, 1, 2),
    GRID: (0, 1, 2, 3),
    TWO: (0, 2),
    ONE: (2,),
}
"""Which of the four panes each arrangement shows; the third is the one to work on."""


def best_arrangement(image: tuple[int, int], room: tuple[int, int]) -> str:
    """Row, column or focus, for an image of (width, height) px in a room of (width, height) px.

    Whichever shows most image; a row leaves each pane more room to zoom into than a column.
    """
    in_row = _scale(image, room[0] / 3, room[1])
    in_column = _scale(image, room[0], room[1] / 3)
    equal, best = (COLUMN, in_column) if in_column > COLUMN_GAIN * in_row else (ROW, in_row)
    large = _scale(image, room[0] * FOCUS_SHARE, room[1])
    small = _scale(image, room[0] * (1 - FOCUS_SHARE), room[1] / 2)
    if large**2 + 2 * small**2 > FOCUS_GAIN * 3 * best**2:
        return FOCUS
    return equal


def is_wide(image: tuple[int, int], room: tuple[int, int]) -> bool:
    """Whether two equal panes show an image larger one above the other than side by side."""
    beside = _scale(image, room[0] / 2, room[1])
    above = _scale(image, room[0], room[1] / 2)
    return above > COLUMN_GAIN * beside


def _scale(image: tuple[int, int], width: float, height: float) -> float:
    """The zoom at which an image is seen whole in a pane of this size."""
    return max(0.0, min(width / image[0], (height - CANVAS_HEADER_PX) / image[1]))


def pane_rooms(arrangement: str, width: int, height: int, *, wide: bool = False) -> list[QRect]:
    """The rectangles of the panes that are shown, with a line of 1 px between them.

    With `wide`, two panes lie one above the other.
    """
    whole_x, whole_y = [(0, width)], [(0, height)]
    if arrangement == FOCUS:
        side = round(width * (1 - FOCUS_SHARE))
        upper, lower = _parts(height, 2)
        return [
            QRect(0, upper[0], side, upper[1]),
            QRect(0, lower[0], side, lower[1]),
            QRect(side + 1, 0, width - side - 1, height),
        ]
    across, down = {
        ROW: (_parts(width, 3), whole_y),
        COLUMN: (whole_x, _parts(height, 3)),
        GRID: (_parts(width, 2), _parts(height, 2)),
        TWO: (whole_x, _parts(height, 2)) if wide else (_parts(width, 2), whole_y),
        ONE: (whole_x, whole_y),
    }[arrangement]
    return [QRect(x, y, w, h) for y, h in down for x, w in across]


def _parts(length: int, count: int) -> list[tuple[int, int]]:
    """(start, length) of equal parts with a line of 1 px between them."""
    edges = [round((length + 1) * k / count) for k in range(count + 1)]
    return [(edges[k], edges[k + 1] - edges[k] - 1) for k in range(count)]

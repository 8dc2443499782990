"""How three panes share a rectangle: in a row, in a column, or with a large one in focus."""

from __future__ import annotations

from PySide6.QtCore import QRect

from forgery_viewer.widgets.theme import CANVAS_HEADER_PX

COLUMN_GAIN = 1.25
"""A column has to show the image this much larger than a row to be taken."""

FOCUS_SHARE = 0.7
"""Part of the width that the last pane takes in the focus arrangement."""


def best_arrangement(image: tuple[int, int], room: tuple[int, int]) -> str:
    """Row or column, for an image of (width, height) px in a room of (width, height) px.

    Three equal panes compare best. A row leaves each more room to zoom into, so a column has to
    show the whole image clearly larger.
    """
    in_row = min(room[0] / 3 / image[0], (room[1] - CANVAS_HEADER_PX) / image[1])
    in_column = min(room[0] / image[0], (room[1] / 3 - CANVAS_HEADER_PX) / image[1])
    return "column" if in_column > COLUMN_GAIN * in_row else "row"


def pane_rooms(arrangement: str, width: int, height: int) -> tuple[QRect, QRect, QRect]:
    """The rectangles of the three panes, with a line of 1 px between them."""
    if arrangement == "row":
        x = _edges(width)
        first, second, third = ((x[k], x[k + 1] - x[k] - 1) for k in range(3))
        return (
            QRect(first[0], 0, first[1], height),
            QRect(second[0], 0, second[1], height),
            QRect(third[0], 0, third[1], height),
        )
    if arrangement == "column":
        y = _edges(height)
        first, second, third = ((y[k], y[k + 1] - y[k] - 1) for k in range(3))
        return (
            QRect(0, first[0], width, first[1]),
            QRect(0, second[0], width, second[1]),
            QRect(0, third[0], width, third[1]),
        )
    side, middle = round(width * (1 - FOCUS_SHARE)), height // 2
    return (
        QRect(0, 0, side, middle),
        QRect(0, middle + 1, side, height - middle - 1),
        QRect(side + 1, 0, width - side - 1, height),
    )


def _edges(length: int) -> list[int]:
    return [round((length + 1) * k / 3) for k in range(4)]

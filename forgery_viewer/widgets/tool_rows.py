"""The tools as they are shown: icon, name, key, and one line of use."""

from __future__ import annotations

from typing import NamedTuple

from forgery_viewer.state.tools.kinds import (
    BOX,
    BRUSH,
    ERASER,
    LASSO,
    PICK,
    POLYGON,
)


class ToolRow(NamedTuple):
    """One tool; those of one group stand together."""

    key: str
    icon_name: str
    name: str
    keys: str
    use: str
    group: int


TOOLS = (
    ToolRow(
        PICK,
        "mouse-pointer-2",
        "Pick",
        "I",
        "A click selects an instance, a drag moves the view.",
        0,
    ),
    ToolRow(
        BRUSH,
        "brush",
        "Brush",
        "B",
        "Paints the selected instance; right-drag or Ctrl-drag erases.",
        0,
    ),
    ToolRow(ERASER, "eraser", "Eraser", "E", "Takes pixels away from the selected instance.", 0),
    ToolRow(
        POLYGON,
        "vector-polygon",
        "Polygon",
        "P",
        "Each click is a corner; Enter or a double click closes.",
        1,
    ),
    ToolRow(LASSO, "lasso", "Lasso", "L", "Drag around what is meant.", 1),
    ToolRow(
        BOX,
        "square-dashed",
        "Rectangle and ellipse",
        "U, again for the other one",
        "Drag from corner to corner; Shift makes a square or a circle.",
        1,
    ),
)
"""Every tool, in the order of the strip."""

ROWS = {row.key: row for row in TOOLS}

"""The tools as they are shown: icon, name, key, and one line of use."""

from __future__ import annotations

from typing import NamedTuple

from forgery_viewer.state.tools.kinds import (
    BOX,
    BRUSH,
    CHANGES,
    CUT,
    ERASER,
    FILL,
    GIVE,
    LASSO,
    MOVE,
    PASTE,
    PICK,
    POLYGON,
    WAND,
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
    ToolRow(
        FILL,
        "paint-bucket",
        "Fill",
        "F, everywhere Shift+F",
        "Fills the hole or the area at the pointer, up to the next outline.",
        2,
    ),
    ToolRow(
        WAND,
        "wand-sparkles",
        "Wand",
        "W",
        "Fills what looks alike. Drag to set the tolerance.",
        2,
    ),
    ToolRow(
        CHANGES,
        "diff",
        "Mask from the difference",
        "Q",
        "Proposes the regions that changed; a click or Enter takes them.",
        2,
    ),
    ToolRow(
        MOVE,
        "move",
        "Move",
        "T",
        "Drag a region, or move it by the arrows: 1 px, with Shift 10.",
        3,
    ),
    ToolRow(
        CUT,
        "scissors-line-dashed",
        "Cut",
        "Shift+S",
        "A line across the selected instance splits it in two.",
        3,
    ),
)
"""Every tool, in the order of the strip."""

_PASTED = ToolRow(PASTE, "stamp", "Pasted region", "Ctrl+V", "", 3)

_GIVEN = ToolRow(GIVE, "move", "Give a region", "Shift+T", "", 3)

ROWS = {row.key: row for row in (*TOOLS, _PASTED, _GIVEN)}

"""The keys of the tools."""

from __future__ import annotations

from typing import Final

PICK: Final = "pick"
BRUSH: Final = "brush"
ERASER: Final = "eraser"
POLYGON: Final = "polygon"
LASSO: Final = "lasso"
BOX: Final = "box"
FILL: Final = "fill"
WAND: Final = "wand"
CHANGES: Final = "changes"
MOVE: Final = "move"
CUT: Final = "cut"
PASTE: Final = "paste"

ROUND, SQUARE = "round", "square"
"""Shapes of the brush."""

RECTANGLE, ELLIPSE = "rectangle", "ellipse"
"""Shapes of a box."""

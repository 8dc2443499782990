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
GIVE: Final = "give"

ROUND, SQUARE = "round", "square"
"""Shapes of the brush."""

CONNECTED, EVERYWHERE = "connected", "everywhere"
"""How far fill and wand reach."""

REGION, INSTANCE = "region", "instance"
"""What is moved."""

ONE, ALL = "one", "all"
"""Whether regions are taken one by one or together."""

SELECTED, NEW = "selected", "new"
"""Where regions go: to the selected instance, or each to a new one."""

RECTANGLE, ELLIPSE = "rectangle", "ellipse"
"""Shapes of a box."""

"""Every tool there is, for one desk."""

from __future__ import annotations

from forgery_viewer.state.tools.box import BoxTool
from forgery_viewer.state.tools.brush import BrushTool
from forgery_viewer.state.tools.changes import ChangesTool
from forgery_viewer.state.tools.cut import CutTool
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.fill import FillTool
from forgery_viewer.state.tools.give import GiveTool
from forgery_viewer.state.tools.move import MoveTool
from forgery_viewer.state.tools.outline import LassoTool, PolygonTool
from forgery_viewer.state.tools.paste import PasteTool
from forgery_viewer.state.tools.pick import PickTool
from forgery_viewer.state.tools.tool import Tool
from forgery_viewer.state.tools.wand import WandTool


def make_tools(desk: Desk) -> dict[str, Tool]:
    """The tools by their keys."""
    tools: tuple[Tool, ...] = (
        PickTool(desk),
        BrushTool(desk, erases=False),
        BrushTool(desk, erases=True),
        PolygonTool(desk),
        LassoTool(desk),
        BoxTool(desk),
        FillTool(desk),
        WandTool(desk),
        ChangesTool(desk),
        MoveTool(desk),
        CutTool(desk),
        PasteTool(desk),
        GiveTool(desk),
    )
    return {tool.key: tool for tool in tools}

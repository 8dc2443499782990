"""Pick: a click selects what is there; a drag moves the view, as without a tool."""

from __future__ import annotations

from forgery_viewer.state.tools.kinds import PICK
from forgery_viewer.state.tools.tool import Tool


class PickTool(Tool):
    """Leaves the button to the canvas."""

    key = PICK
    takes_button = False

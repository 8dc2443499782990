"""What the actions of the tools do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from forgery_viewer.app.actions import Actions
from forgery_viewer.state.tools.kinds import (
    BRUSH,
    CHANGES,
    CONNECTED,
    CUT,
    ERASER,
    EVERYWHERE,
    LASSO,
    MOVE,
    PICK,
    POLYGON,
    WAND,
)

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_TOOLS = {
    "pick": PICK,
    "brush": BRUSH,
    "eraser": ERASER,
    "polygon": POLYGON,
    "lasso": LASSO,
    "wand": WAND,
    "changes": CHANGES,
    "move": MOVE,
    "cut": CUT,
}
"""Actions that only take a tool."""

_ON_CANVASES = ("accept", "step_back")
"""Keys that mean something else in lists and fields."""


class ToolCommands(QObject):
    """Connects the actions of the tools to the tool box."""

    def __init__(self, window: MainWindow, actions: Actions) -> None:
        super().__init__(window)
        tools = window.painting.tools
        for key, tool in _TOOLS.items():
            actions[key].triggered.connect(lambda _checked=False, tool=tool: tools.take(tool))
        actions["box"].triggered.connect(lambda _checked=False: tools.take_box())
        actions["fill"].triggered.connect(lambda _checked=False: tools.take_fill(CONNECTED))
        actions["fill_everywhere"].triggered.connect(
            lambda _checked=False: tools.take_fill(EVERYWHERE)
        )
        pasting = window.painting.pasting
        actions["copy_region"].triggered.connect(lambda _checked=False: pasting.copy())
        actions["paste_region"].triggered.connect(lambda _checked=False: pasting.paste())
        actions["mirror"].triggered.connect(lambda _checked=False: pasting.mirror())
        actions["smaller"].triggered.connect(lambda: tools.brush.resize(-1))
        actions["larger"].triggered.connect(lambda: tools.brush.resize(1))
        actions["swap"].triggered.connect(lambda _checked=False: tools.swap())
        actions["protect"].triggered.connect(tools.set_spares_others)
        actions["protect"].setChecked(tools.spares_others)
        tools.spares_changed.connect(actions["protect"].setChecked)
        operations = window.operations
        actions["accept"].triggered.connect(
            lambda _checked=False: operations.apply() if operations.is_open else tools.accept()
        )
        actions["step_back"].triggered.connect(lambda _checked=False: tools.step_back())
        actions["drop_stroke"].triggered.connect(
            lambda _checked=False: operations.cancel() or tools.drop()
        )
        for key in _ON_CANVASES:
            action = actions[key]
            window.removeAction(action)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            window.page.triptych.addAction(action)

"""The column of tools left of the canvases."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.theme import TOOL_STRIP_PX

PICK, BRUSH, ERASER = "pick", "brush", "eraser"

TOOLS = (
    (
        PICK,
        "mouse-pointer-2",
        "Pick",
        "I",
        "A click selects an instance, a drag moves the view.",
    ),
    (BRUSH, "brush", "Brush", "B", "Paints the selected instance; right-drag or Ctrl-drag erases."),
    (ERASER, "eraser", "Eraser", "E", "Takes pixels away from the selected instance."),
)
"""Key, icon, name, shortcut and use of each tool."""


class ToolStrip(QFrame):
    """One checked tool above; what the view shows below."""

    tool_chosen = Signal(str)
    overlay_toggled = Signal(bool)
    fit_requested = Signal()
    zoom_to_instance_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "true")
        self.setFixedWidth(TOOL_STRIP_PX)
        self._tools: dict[str, IconButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 6, 4, 6)
        column.setSpacing(2)
        for key, icon_name, name, shortcut, use in TOOLS:
            button = IconButton(icon_name, tool=True)
            button.setCheckable(True)
            button.set_hint(name, shortcut, use)
            button.clicked.connect(lambda _checked=False, key=key: self.tool_chosen.emit(key))
            self._group.addButton(button)
            self._tools[key] = button
            column.addWidget(button)
        column.addStretch(1)
        self.overlay_button = _view_button("eye", "Show the mask", "V, or hold H to peek")
        self.overlay_button.setCheckable(True)
        self.overlay_button.setChecked(True)
        self.fit_button = _view_button("maximize", "Fit the image", "R")
        self.instance_button = _view_button("scan-search", "Zoom to the instance", "Z")
        for button in (self.overlay_button, self.fit_button, self.instance_button):
            column.addWidget(button)
        self.overlay_button.toggled.connect(self._toggle_overlay)
        self.fit_button.clicked.connect(self.fit_requested)
        self.instance_button.clicked.connect(self.zoom_to_instance_requested)
        self.set_tool(BRUSH)

    def set_tool(self, key: str) -> None:
        """Check a tool; KeyError if there is none of that key."""
        self._tools[key].setChecked(True)

    def button(self, key: str) -> IconButton:
        """The button of a tool."""
        return self._tools[key]

    def block_painting(self, reason: str) -> None:
        """Disable the painting tools and say why; an empty reason enables them again."""
        for key in (BRUSH, ERASER):
            self._tools[key].block(reason)

    def set_overlay(self, shown: bool) -> None:
        """Show whether the mask is shown."""
        self.overlay_button.setChecked(shown)

    def _toggle_overlay(self, shown: bool) -> None:
        self.overlay_button.set_icon("eye" if shown else "eye-off")
        self.overlay_toggled.emit(shown)


def _view_button(icon_name: str, name: str, keys: str) -> IconButton:
    button = IconButton(icon_name)
    button.setFixedSize(32, 32)
    button.set_hint(name, keys)
    return button

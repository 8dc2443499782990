"""The column of tools left of the canvases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from forgery_viewer.state.tools.kinds import BRUSH, PICK
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.theme import TOOL_BUTTON_PX, TOOL_STRIP_PX
from forgery_viewer.widgets.tool_rows import TOOLS

_STEP_PX = TOOL_BUTTON_PX + 2
_MOST_GROUPED = 3
"""In more columns than this the groups do not stand apart."""

_EDGE_PX = 6
_DIVIDER_PX = 9
"""Height of a line between two groups, with the room around it."""

_LEFT_PX = 3


class ToolStrip(QFrame):
    """One checked tool above; what the view shows below.

    Where the window is too low for one column, the tools stand in several.
    """

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
        for key, icon_name, name, keys, use, _group in TOOLS:
            button = IconButton(icon_name, self, tool=True)
            button.setCheckable(True)
            button.set_hint(name, keys, use)
            button.clicked.connect(lambda _checked=False, key=key: self.tool_chosen.emit(key))
            self._group.addButton(button)
            self._tools[key] = button
        self.overlay_button = self._view_button("eye", "Show the mask", "V, or hold H to peek")
        self.overlay_button.setCheckable(True)
        self.overlay_button.setChecked(True)
        self.fit_button = self._view_button("maximize", "Fit the image", "R")
        self.instance_button = self._view_button("scan-search", "Zoom to the instance", "Z")
        self._groups: list[list[IconButton]] = [
            [self._tools[row.key] for row in rows]
            for _number, rows in groupby(TOOLS, lambda row: row.group)
        ]
        self._views = [self.overlay_button, self.fit_button, self.instance_button]
        self._lines = [_line(self) for _group in self._groups[1:]]
        self.overlay_button.toggled.connect(self._toggle_overlay)
        self.fit_button.clicked.connect(self.fit_requested)
        self.instance_button.clicked.connect(self.zoom_to_instance_requested)
        self.set_tool(BRUSH)

    def set_tool(self, key: str) -> None:
        """Check a tool; one that has no button, as what is pasted, leaves none checked."""
        button = self._tools.get(key)
        self._group.setExclusive(button is not None)
        for other in self._tools.values():
            other.setChecked(other is button)

    def button(self, key: str) -> IconButton:
        """The button of a tool."""
        return self._tools[key]

    def block_painting(self, reason: str) -> None:
        """Disable what changes the mask and say why; an empty reason enables it again."""
        for key, button in self._tools.items():
            if key != PICK:
                button.block(reason)

    def block(self, key: str, reason: str) -> None:
        """Disable one tool and say why, as long as the others can be used."""
        if reason:
            self._tools[key].block(reason)

    def set_overlay(self, shown: bool) -> None:
        """Show whether the mask is shown."""
        self.overlay_button.setChecked(shown)

    @property
    def columns(self) -> int:
        """In how many columns the tools stand."""
        return self._plan()[1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _plan(self) -> tuple[bool, int]:
        """Whether the groups stand apart, and in how many columns."""
        for columns in range(1, _MOST_GROUPED + 1):
            if self._height(columns) <= self.height():
                return True, columns
        rows = max(1, (self.height() - 2 * _EDGE_PX) // _STEP_PX)
        return False, _rows(len(self._tools) + len(self._views), rows)

    def _height(self, columns: int) -> int:
        """How high the strip has to be for so many columns with the groups apart."""
        rows = sum(_rows(len(group), columns) for group in (*self._groups, self._views))
        # The room between tools and view needs no line.
        return 2 * _EDGE_PX + rows * _STEP_PX + len(self._lines) * _DIVIDER_PX

    def _arrange(self) -> None:
        apart, columns = self._plan()
        self.setFixedWidth(TOOL_STRIP_PX + (columns - 1) * _STEP_PX)
        for line in self._lines:
            line.setVisible(apart)
        if not apart:
            _place([*self._tools.values(), *self._views], columns, _EDGE_PX)
            return
        top = _EDGE_PX
        for place, group in enumerate(self._groups):
            if place:
                middle = top + _DIVIDER_PX // 2
                self._lines[place - 1].setGeometry(
                    QRect(_EDGE_PX, middle, self.width() - 2 * _EDGE_PX - 1, 1)
                )
                top += _DIVIDER_PX
            top = _place(group, columns, top)
        rows = _rows(len(self._views), columns)
        _place(self._views, columns, self.height() - _EDGE_PX - rows * _STEP_PX)

    def _view_button(self, icon_name: str, name: str, keys: str) -> IconButton:
        button = IconButton(icon_name, self)
        button.setFixedSize(TOOL_BUTTON_PX, TOOL_BUTTON_PX)
        button.set_hint(name, keys)
        return button

    def _toggle_overlay(self, shown: bool) -> None:
        self.overlay_button.set_icon("eye" if shown else "eye-off")
        self.overlay_toggled.emit(shown)


def _place(buttons: Sequence[IconButton], columns: int, top: int) -> int:
    """Put buttons in rows from `top` on; returns where the next ones may begin."""
    for place, button in enumerate(buttons):
        row, column = divmod(place, columns)
        button.move(_LEFT_PX + column * _STEP_PX, top + row * _STEP_PX)
    return top + _rows(len(buttons), columns) * _STEP_PX


def _rows(count: int, columns: int) -> int:
    """How many rows so many buttons take."""
    return -(-count // columns)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("divider", "true")
    return line

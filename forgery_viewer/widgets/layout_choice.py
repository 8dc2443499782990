"""Chooses the arrangement of the canvases: a row of icons, or one button with a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from forgery_viewer.widgets.buttons import Choice, IconButton, Segments
from forgery_viewer.widgets.icons import icon
from forgery_viewer.widgets.theme import theme_of


class LayoutChoice(QWidget):
    """Shows all choices side by side; where there is no room, the present one and a menu."""

    chosen = Signal(str)
    """The key of the choice that the user made; not sent by `set_choice`."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = {choice.key: choice for choice in choices}
        self._segments = Segments(choices, compact=True)
        self.menu_button = IconButton("circle")
        self.menu_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.hide()
        self._actions: dict[str, QAction] = {}
        self._fill_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._segments)
        row.addWidget(self.menu_button)
        self._segments.chosen.connect(self._take)
        self._show_choice()

    @property
    def choice(self) -> str:
        """The key of the present choice."""
        return self._segments.choice

    def set_choice(self, key: str) -> None:
        """Make a choice without a signal; KeyError if there is none of that key."""
        self._segments.set_choice(key)
        self._show_choice()

    def button(self, key: str) -> IconButton:
        """The button of one choice in the row."""
        return self._segments.button(key)

    def set_compact(self, compact: bool) -> None:
        """Show one button with a menu in place of the row."""
        self._segments.setVisible(not compact)
        self.menu_button.setVisible(compact)

    def _fill_menu(self) -> None:
        menu, group = QMenu(self), QActionGroup(self)
        for choice in self._choices.values():
            action = menu.addAction(choice.word)
            action.setCheckable(True)
            action.setToolTip(choice.use)
            action.triggered.connect(lambda _checked=False, key=choice.key: self._choose(key))
            group.addAction(action)
            self._actions[choice.key] = action
        menu.setToolTipsVisible(True)
        # Only then is it known in which theme.
        menu.aboutToShow.connect(self._colour_icons)
        self.menu_button.setMenu(menu)

    def _colour_icons(self) -> None:
        colour = theme_of(self).text2
        for key, action in self._actions.items():
            name = self._choices[key].icon_name
            action.setIcon(icon(name, colour) if name else QIcon())

    def _choose(self, key: str) -> None:
        if key != self.choice:
            self._segments.set_choice(key)
            self._take(key)

    def _take(self, key: str) -> None:
        self._show_choice()
        self.chosen.emit(key)

    def _show_choice(self) -> None:
        choice = self._choices[self.choice]
        style = Qt.ToolButtonStyle
        self._actions[choice.key].setChecked(True)
        self.menu_button.setText(choice.word)
        self.menu_button.setToolButtonStyle(
            style.ToolButtonIconOnly if choice.icon_name else style.ToolButtonTextOnly
        )
        if choice.icon_name:
            self.menu_button.set_icon(choice.icon_name)
        self.menu_button.set_hint(f"Layout: {choice.word.lower()}", choice.keys, choice.use)

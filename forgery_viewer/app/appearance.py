"""Dark or light: the user's choice, or what the system says, applied to the whole application."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from forgery_viewer.state.preferences import APPEARANCE, Preferences
from forgery_viewer.widgets.style_sheet import style_sheet
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme, make_palette, text_font


class Appearance(QObject):
    """Keeps the application's palette and style sheet in step with the choice and the system."""

    changed = Signal()

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__(application)
        self._application = application
        self._preferences = preferences
        self._shown: Theme | None = None
        application.setStyle("Fusion")
        application.setFont(text_font())
        # Widgets read the theme from the palette as they are made. The style sheet comes after
        # them, with `apply`: it would be worked out anew each time a part finds its place.
        application.setPalette(make_palette(self.theme))
        application.styleHints().colorSchemeChanged.connect(self.apply)
        preferences.changed.connect(self._follow)

    @property
    def theme(self) -> Theme:
        """The theme that the choice and the system ask for."""
        choice = self._preferences.get(APPEARANCE)
        if choice == "system":
            scheme = self._application.styleHints().colorScheme()
            return LIGHT if scheme is Qt.ColorScheme.Light else DARK
        return DARK if choice == "dark" else LIGHT

    def apply(self) -> None:
        """Show the theme; nothing happens when it is shown already."""
        theme = self.theme
        if theme is self._shown:
            return
        self._shown = theme
        self._application.setPalette(make_palette(theme))
        self._application.setStyleSheet(style_sheet(theme))
        self.changed.emit()

    def _follow(self, key: str) -> None:
        if key == APPEARANCE.key:
            self.apply()

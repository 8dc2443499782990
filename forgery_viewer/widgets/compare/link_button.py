"""A flat button that is only a word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from forgery_viewer.widgets.buttons import hint_text
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.themed import Themed

EDGE_PX = 5
"""Border and padding at either side of the word."""


class LinkButton(Themed, QPushButton):
    """A word in the accent colour, grey while it is blocked, with a tooltip that says why."""

    def __init__(self, text: str, use: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._use = use
        self._reason = ""
        self._theme_name = ""
        self.setProperty("link", "true")
        self.setAccessibleName(text)
        self.setAccessibleDescription(use)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._refresh()

    def block(self, reason: str) -> None:
        """Disable the button and say why; an empty reason enables it again."""
        self._reason = reason
        self.setEnabled(not reason)
        self._tell()

    def _refresh(self) -> None:
        theme = theme_of(self)
        if theme.name == self._theme_name:
            return
        self._theme_name = theme.name
        # The application's sheet gives every link the accent, the blocked ones too.
        self.setStyleSheet(f"QPushButton:disabled {{ color: {theme.disabled}; }}")
        self._tell()

    def _tell(self) -> None:
        use = self._reason or self._use
        self.setToolTip(hint_text(theme_of(self), self.text(), use=use))


def beside_links(widget: QWidget) -> QHBoxLayout:
    """A widget that ends where the words of links end, in a column that has room for their edge."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, EDGE_PX, 0)
    row.addWidget(widget)
    return row

"""Why a view of records is empty, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import IconLabel


class EmptyNote(QWidget):
    """An icon, a sentence and one way out, in the middle of a view."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._icon = IconLabel("search", "3", self, size_px=24)
        self._words = QLabel(self)
        self._words.setProperty("tone", "2")
        self.clear_button = QPushButton("Clear the filter", self)
        self.clear_button.setProperty("link", "true")
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(2)
        for widget in (self._icon, self._words, self.clear_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        whole = QVBoxLayout(viewport)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def tell(self, words: str, *, can_clear: bool) -> None:
        """Show a sentence, with or without the way out; no words, nothing."""
        self._icon.set_icon("search" if can_clear else "images")
        self._words.setText(words)
        self.clear_button.setVisible(can_clear)
        self.setVisible(bool(words))

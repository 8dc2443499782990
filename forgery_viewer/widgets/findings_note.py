"""What stands in the place of the list of findings while it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import IconLabel


class FindingsNote(QWidget):
    """An icon, one sentence and at most one thing to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("circle-check", "3", size_px=24)
        self._words = QLabel()
        self._words.setProperty("tone", "2")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.action = QPushButton()
        self.action.setProperty("link", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(6)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def words(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def tell(self, icon_name: str, tone: str, words: str, action: str = "") -> None:
        """Show a sentence, and what can be done."""
        self._icon.set_icon(icon_name, tone)
        self._words.setText(words)
        self.action.setText(action)
        self.action.setVisible(bool(action))

"""What is said below the search box of a term that does not count."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from forgery_viewer.core.filter_language import FilterSyntaxError
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.theme import text_font


class FilterReason(QWidget):
    """Says calmly below the box why a term does not count."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setProperty("tone", "2")
        self._words.setFont(text_font(11))
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 6, 0, 3)
        row.setSpacing(6)
        row.addWidget(
            IconLabel("circle-alert", "warn", self, size_px=14), 0, Qt.AlignmentFlag.AlignTop
        )
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._words.text()

    def tell(self, error: FilterSyntaxError | None) -> None:
        if error is not None:
            self._words.setText(f"{error.reason[0].upper()}{error.reason[1:]}")
        self.setVisible(error is not None)

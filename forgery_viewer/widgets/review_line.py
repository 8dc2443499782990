"""How far the review of the images in the list is, in words and as a bar."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from forgery_viewer.core.review import ReviewCounts
from forgery_viewer.widgets.theme import text_font

_HEIGHT_PX = 20


class ReviewLine(QWidget):
    """One line below the count of the images; hidden where there is nothing to review."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT_PX)
        self._label = QLabel()
        self._label.setFont(text_font(11))
        self._label.setProperty("tone", "3")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(24)
        self._bar.setAccessibleName("Images reviewed")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 6)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, "" for nothing."""
        return "" if self.isHidden() else self._label.text()

    def show_counts(self, counts: ReviewCounts) -> None:
        """Say how many of the images that are listed are reviewed."""
        self.setVisible(counts.total > 0)
        self._label.setText(counts.words)
        self._bar.setRange(0, max(1, counts.total))
        self._bar.setValue(counts.reviewed)
        self.setToolTip(counts.details.capitalize())

"""The chip that says what is chosen in the charts, and takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from forgery_viewer.state.charts.choice import Choice, counted
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import text_font, theme_of

HEIGHT_PX = 30


class _Swatch(QWidget):
    """A small square in the accent: the colour of what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(9, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme_of(self).accent))
        painter.end()


class ChoiceChip(QFrame):
    """Names what is chosen, with how many cases that are; hidden while nothing is."""

    removed = Signal()
    """The user takes the choice back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("chip", "true")
        self.setFixedHeight(HEIGHT_PX)
        self._name = ElidedLabel()
        self._name.setFont(text_font(12, 600))
        self._figures = ElidedLabel()
        self._figures.setProperty("tone", "2")
        self.remove_button = IconButton("x", size_px=SMALL_ICON_PX)
        self.remove_button.setFixedSize(22, 22)
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(_Swatch(), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._name)
        row.addWidget(self._figures)
        row.addWidget(self.remove_button)
        self.hide()

    @property
    def text(self) -> str:
        """What the chip says, "" while nothing is chosen."""
        return "" if self.isHidden() else f"{self._name.full_text}  {self._figures.full_text}"

    def show_choice(self, choice: Choice | None, *, of_all: bool) -> None:
        """Say what is chosen; the share is told only `of_all`: of what is filtered it is all."""
        self.setVisible(choice is not None)
        if choice is None:
            return
        self._name.setText(choice.name)
        self._figures.setText(choice.figures if of_all else counted(choice.count, choice.noun))
        self.remove_button.set_hint(f"Take back {choice.name}", "Esc", "Show the other cases too.")
        self.setAccessibleName(f"Chosen: {choice.name}, {self._figures.full_text}")
        self.updateGeometry()

"""Two buttons: the records as a table, or as a grid of pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from forgery_viewer.widgets.buttons import IconButton

TABLE, GRID = "table", "grid"
"""The two ways in which the records are shown."""

_BUTTON_PX = 24


class ViewSwitch(QWidget):
    """Exactly one of the two is chosen."""

    kind_asked = Signal(str)
    """TABLE or GRID was chosen by the user."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons = {TABLE: IconButton("table-2", self), GRID: IconButton("layout-grid", self)}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            self._group.addButton(button)
            row.addWidget(button)
        self.buttons[TABLE].set_hint("Table", "Ctrl+G", "Figures in columns, to sort by")
        self.buttons[GRID].set_hint("Pictures", "Ctrl+G", "Thumbnails with their masks")
        self.buttons[TABLE].setChecked(True)
        self._group.buttonClicked.connect(self._ask)

    def set_kind(self, kind: str) -> None:
        """Show which one is chosen, without a signal."""
        self.buttons[kind].setChecked(True)

    def _ask(self) -> None:
        self.kind_asked.emit(TABLE if self.buttons[TABLE].isChecked() else GRID)

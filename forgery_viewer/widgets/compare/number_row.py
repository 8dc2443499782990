"""A labelled number: a slider to find it by, and a field to read and type it in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from forgery_viewer.widgets.buttons import hint_text
from forgery_viewer.widgets.compare.number_field import NumberField
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.compare.value_slider import ValueSlider
from forgery_viewer.widgets.theme import theme_of

ROW_GAP_PX = 4
COLUMN_GAP_PX = 8


class NumberRow(QObject):
    """Label, slider and field of one number, placed side by side in a panel's grid."""

    changed = Signal(float)
    """The number the user set; not sent by `show_value`."""

    def __init__(
        self, title: str, scale: Scale, use: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._use = title, use
        self._value = scale.least
        self.label = QLabel(title, parent)
        self.label.setProperty("tone", "2")
        self.slider = ValueSlider(scale, parent)
        self.field = NumberField(scale, parent)
        self.label.setBuddy(self.field)
        for control, name in ((self.slider, title), (self.field, f"{title}, as a number")):
            control.setAccessibleName(name)
            control.setAccessibleDescription(use)
        self.slider.moved.connect(self._take)
        self.field.typed.connect(self._take)
        self._tell("")

    @property
    def value(self) -> float:
        """The number on show."""
        return self._value

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the three in the columns 0 to 2 of a grid."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.field, row, 2)

    def show_value(self, value: float) -> None:
        """Show a number without a signal."""
        self._value = value
        self.slider.show_value(value)
        self.field.show_value(value)

    def block(self, reason: str) -> None:
        """Disable the row and say why; an empty reason enables it again."""
        for part in (self.label, self.slider, self.field):
            part.setEnabled(not reason)
        self._tell(reason)

    def _take(self, value: float) -> None:
        if value != self._value:
            self.show_value(value)
            self.changed.emit(value)

    def _tell(self, reason: str) -> None:
        hint = hint_text(theme_of(self.field), self._title, use=reason or self._use)
        for part in (self.label, self.slider, self.field):
            part.setToolTip(hint)


def number_grid(body: QWidget) -> QGridLayout:
    """A panel's grid: labels, controls that share the width, and one right edge of fields."""
    grid = QGridLayout(body)
    grid.setContentsMargins(10, 8, 10, 10)
    grid.setHorizontalSpacing(COLUMN_GAP_PX)
    grid.setVerticalSpacing(ROW_GAP_PX)
    grid.setColumnStretch(1, 1)
    return grid

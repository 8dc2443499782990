"""The bar above the thumbnail grid, where the table has its header: order, and size of pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QWidget

from forgery_viewer.widgets.buttons import hint_text
from forgery_viewer.widgets.grid_plan import LARGEST_PX, SMALLEST_PX
from forgery_viewer.widgets.sort_button import SortButton
from forgery_viewer.widgets.theme import TABLE_HEADER_PX, theme_of

_SLIDER_PX = 84
_STEP_PX = 12


class GridBar(QFrame):
    """A button for the order at the left, a slider for the size at the right."""

    def __init__(self, picture_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(TABLE_HEADER_PX)
        self.sort_button = SortButton(self)
        self.sort_button.setFixedHeight(TABLE_HEADER_PX - 4)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(SMALLEST_PX, LARGEST_PX)
        self.slider.setSingleStep(_STEP_PX)
        self.slider.setPageStep(2 * _STEP_PX)
        self.slider.setValue(picture_px)
        self.slider.setFixedSize(_SLIDER_PX, TABLE_HEADER_PX - 6)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName("Size of the pictures")
        self.slider.setToolTip(hint_text(theme_of(self), "Size of the pictures", "Ctrl+Wheel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 8, 0)
        row.addWidget(self.sort_button)
        row.addStretch(1)
        row.addWidget(self.slider)

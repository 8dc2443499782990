"""The bar of the tool's options at the left and the overlay's at the right."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QWidget

from forgery_viewer.state.tools.kinds import BRUSH, ERASER
from forgery_viewer.widgets.buttons import Choice, IconLabel, Segments
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import OPTIONS_BAR_PX, text_font
from forgery_viewer.widgets.tool_options import ToolOptions
from forgery_viewer.widgets.tool_rows import ROWS
from forgery_viewer.widgets.whole_number_field import WholeNumberField

LARGEST_BRUSH_PX = 512
WORDS_FROM_PX = 820
"""Narrower than this the segments show icons."""

_SLIDER_STEPS = 200
_LEAST_SLIDER_PX = 32
_MODES = (
    Choice("fill", "Fill", "square", "C, from the contour", "The mask is filled."),
    Choice("contour", "Contour", "square-dashed", "C", "Only the outline; C brings the rest back."),
    Choice("both", "Both", "square-dot", "C, from the contour", "The mask is filled and outlined."),
)


class OptionsBar(QFrame):
    """Brush size, and how the mask is shown over the image."""

    brush_resized = Signal(int)
    mode_chosen = Signal(str)
    opacity_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(OPTIONS_BAR_PX)
        self._icon = IconLabel("brush", "1")
        self._name = QLabel()
        self._name.setFont(text_font(12, 600))
        self._usual_words = ""
        self._has_size = True
        self._use = ElidedLabel()
        self._use.setProperty("tone", "3")
        self._make_size()
        self.tool_options = ToolOptions()
        self.modes = Segments(_MODES)
        self._opacity_icon = IconLabel("blend")
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal)
        self.opacity_slider.setRange(0, 100)
        self.opacity_slider.setMinimumWidth(_LEAST_SLIDER_PX)
        self.opacity_slider.setMaximumWidth(70)
        self.opacity_slider.setAccessibleName("Opacity of the fill")
        self.opacity_slider.setToolTip("Opacity of the fill")
        self._opacity = QLabel()
        self._opacity.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %") + 8)
        self._opacity.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._arrange()
        self.size_slider.valueChanged.connect(self._take_slider)
        self.size_field.valueChanged.connect(self.brush_resized)
        self.modes.chosen.connect(self.mode_chosen)
        self.opacity_slider.valueChanged.connect(self._take_opacity)

    def _make_size(self) -> None:
        """The slider and the field of the brush's size."""
        self._size_label = QLabel("Size")
        self._size_label.setProperty("tone", "2")
        # Logarithmic: a step at 4 px matters as much as one at 400 px.
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(0, _SLIDER_STEPS)
        self.size_slider.setMinimumWidth(_LEAST_SLIDER_PX)
        self.size_slider.setMaximumWidth(90)
        self.size_slider.setAccessibleName("Brush size")
        self.size_slider.setToolTip("Brush size:  [ and ],  Shift+wheel")
        self.size_field = WholeNumberField("Brush size", 1, LARGEST_BRUSH_PX, " px")
        self.size_field.setAccessibleName("Brush size in pixels")
        self.size_field.setToolTip(
            f"Brush size, 1 to {LARGEST_BRUSH_PX} px:  [ and ],  Shift+wheel"
        )

    def show_keys(self, keys: str) -> None:
        """Name the keys that make the brush smaller and larger."""
        self.size_slider.setToolTip(f"Brush size:  {keys}")
        self.size_field.setToolTip(f"Brush size, 1 to {LARGEST_BRUSH_PX} px:  {keys}")

    def _arrange(self) -> None:
        row = self._line = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._name)
        row.addSpacing(4)
        row.addWidget(self._size_label)
        row.addWidget(self.size_slider)
        row.addWidget(self.size_field)
        row.addWidget(self.tool_options)
        row.addWidget(self._use, 1)
        row.addWidget(self.modes)
        row.addSpacing(4)
        row.addWidget(self._opacity_icon)
        row.addWidget(self.opacity_slider)
        row.addWidget(self._opacity)

    def show_tool(self, key: str) -> None:
        """Show the options of a tool; what it does where it has none."""
        tool = ROWS[key]
        self.show_name(tool.icon_name, tool.name)
        has_size = key in (BRUSH, ERASER)
        self._has_size = has_size
        self.size_slider.setVisible(has_size)
        self.size_field.setVisible(has_size)
        self.tool_options.show_tool(key)
        self._usual_words = "" if has_size else tool.use
        self.show_note("")

    def show_note(self, words: str) -> None:
        """Say what there is to say of the tool's work; "" for its use."""
        self._use.setText(words or self._usual_words)

    def show_name(self, icon_name: str, name: str) -> None:
        """Call the tool by another name than its own, as that of the form that it draws."""
        self._icon.set_icon(icon_name)
        self._name.setText(name)

    def show_brush(self, diameter_px: int) -> None:
        """Show the brush's size without a signal."""
        for widget, value in (
            (self.size_slider, _to_slider(diameter_px)),
            (self.size_field, diameter_px),
        ):
            widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(False)

    def show_overlay(self, mode: str, opacity_pct: int) -> None:
        """Show how the mask is drawn without a signal."""
        self.modes.set_choice(mode)
        self.opacity_slider.blockSignals(True)
        self.opacity_slider.setValue(opacity_pct)
        self.opacity_slider.blockSignals(False)
        self._opacity.setText(f"{opacity_pct} %")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.modes.set_compact(self.width() < WORDS_FROM_PX)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Leave out words where the controls need their room: the icons say the same."""
        needed = self._line.minimumSize().width()
        words = [self._name, *([self._size_label] if self._has_size else [])]
        widths = [word.sizeHint().width() + self._line.spacing() for word in words]
        for word, width in zip(words, widths, strict=True):
            if word.isVisibleTo(self):
                needed -= width
        self._size_label.setVisible(self._has_size and needed + sum(widths) <= self.width())
        self._name.setVisible(needed + widths[0] <= self.width())
        self._icon.setToolTip("" if self._name.isVisibleTo(self) else self._name.text())

    def _take_slider(self, value: int) -> None:
        self.brush_resized.emit(_from_slider(value))

    def _take_opacity(self, value: int) -> None:
        self._opacity.setText(f"{value} %")
        self.opacity_changed.emit(value)


def _to_slider(diameter_px: int) -> int:
    return round(_SLIDER_STEPS * math.log(diameter_px) / math.log(LARGEST_BRUSH_PX))


def _from_slider(value: int) -> int:
    return round(math.pow(LARGEST_BRUSH_PX, value / _SLIDER_STEPS))

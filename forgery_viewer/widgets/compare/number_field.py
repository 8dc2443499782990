"""A field for one number, as the window writes numbers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QWidget

from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.themed import Themed
from forgery_viewer.widgets.wording import MINUS

_WIDEST = f"{MINUS}100 %"
_AIR_PX = 14
FIELD_HEIGHT_PX = 26
# The application's sheet takes the arrows away from whole numbers only.
_SHEET = """
QDoubleSpinBox { padding: 3px 4px; }
QDoubleSpinBox:disabled { color: %s; }
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: 0;
  subcontrol-origin: margin; }
"""


class NumberField(Themed, QDoubleSpinBox):
    """A number with its unit at the right edge and a true minus sign; the arrows step it.

    Fields are equally wide where their words allow it, so that those of all panels line up.
    """

    typed = Signal(float)
    """The number the user typed or stepped to; not sent by `show_value`."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self.setDecimals(scale.digits)
        self.setRange(scale.least, scale.most)
        self.setSingleStep(scale.step)
        if scale.unit:
            self.setSuffix(scale.unit if scale.unit.startswith("/") else f" {scale.unit}")
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setKeyboardTracking(False)
        # A wheel turned over the dock scrolls the dock.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(FIELD_HEIGHT_PX)
        self._theme_name = ""
        self._refresh()
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._take)

    def show_value(self, value: float) -> None:
        """Show a number without a signal."""
        if value != self.value():
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        return super().textFromValue(value).replace("-", MINUS)

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text.replace(MINUS, "-"))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, _text, place = super().validate(text.replace(MINUS, "-"), position)
        return state, text, place

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        words = [_WIDEST]
        words += [
            self.prefix() + self.textFromValue(value) + self.suffix()
            for value in (self._scale.least, self._scale.most)
        ]
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in words)
        return QSize(widest + _AIR_PX, FIELD_HEIGHT_PX)

    def _refresh(self) -> None:
        theme = theme_of(self)
        if theme.name != self._theme_name:
            self._theme_name = theme.name
            self.setStyleSheet(_SHEET % theme.disabled)

    def _take(self, value: float) -> None:
        held = self._scale.held(value)
        self.show_value(held)
        self.typed.emit(held)

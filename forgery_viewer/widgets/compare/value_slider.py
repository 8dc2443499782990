"""A slider over a scale, plain or logarithmic."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.theme import Theme, theme_of

_LEAST_WIDTH_PX = 40
_HANDLE_PX = 10
_BIG_STEPS = 10
_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageUp: _BIG_STEPS,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageDown: -_BIG_STEPS,
}


class ValueSlider(QSlider):
    """Moves through a scale: the mouse by place, the keys by the scale's own steps.

    Shift makes ten steps of one. The wheel scrolls the dock unless the slider has the keyboard.
    """

    moved = Signal(float)
    """The number the user moved to; not sent by `show_value`."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._number = scale.least
        self.setRange(0, scale.positions)
        self.setPageStep(max(1, scale.positions // 10))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(_LEAST_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._take)

    @property
    def number(self) -> float:
        """The number the slider stands for."""
        return self._number

    def show_value(self, value: float) -> None:
        """Move to a number without a signal."""
        self._number = value
        self.blockSignals(True)
        self.setValue(self._scale.position(value))
        self.blockSignals(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= _BIG_STEPS
        self._step(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        delta = event.angleDelta().y()
        if delta:
            self._step(1 if delta > 0 else -1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale.origin is None:
            super().paintEvent(event)
            return
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_from(painter, theme, self._scale.origin)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_from(self, painter: QPainter, theme: Theme, origin: float) -> None:
        """As the style sheet draws a slider, but coloured from the origin and not from the left."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        middle, half = handle.center().y() + 0.5, handle.width() / 2
        share = self._scale.position(origin) / self._scale.positions
        start = half + (self.width() - handle.width()) * share
        place = handle.left() + half
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line2))
        painter.drawRoundedRect(QRectF(0, middle - 1.5, self.width(), 3), 1, 1)
        painter.drawRect(QRectF(start - 0.5, middle - 4, 1, 8))
        if self.isEnabled():
            painter.setBrush(QColor(theme.accent))
            painter.drawRect(QRectF(min(start, place), middle - 1.5, abs(place - start), 3))
            painter.setBrush(QColor(theme.accent if self.underMouse() else theme.text1))
        painter.drawEllipse(
            QRectF(place - _HANDLE_PX / 2, middle - _HANDLE_PX / 2, _HANDLE_PX, _HANDLE_PX)
        )

    def _step(self, steps: int) -> None:
        self._set(self._scale.held(self._number + steps * self._scale.step))

    def _take(self, position: int) -> None:
        self._set(self._scale.value(position))

    def _set(self, number: float) -> None:
        if number != self._number:
            self.show_value(number)
            self.moved.emit(number)

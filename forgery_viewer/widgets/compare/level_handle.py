"""A handle under a histogram that sets one level."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.buttons import hint_text
from forgery_viewer.widgets.theme import theme_of

HANDLE_PX = 13
"""How high and wide a handle is."""

_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
_BIG_STEP = 10
_USE = "Drag it. Left and Right move it by 1, with Shift by 10."


class LevelHandle(QWidget):
    """A small roof below its level; it keeps the keyboard after a click, for the last levels."""

    stepped = Signal(int)
    """A key asked for so many levels more."""
    dragged = Signal(float)
    """The mouse drew it to this distance from the left edge of its parent."""

    def __init__(self, name: str, tint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._tint = name, tint
        self._grip_px = 0.0
        self._x = 0.0
        self.setFixedSize(HANDLE_PX, HANDLE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName(name)

    def place(self, x: float, top_px: int, level: int) -> None:
        """Stand centred on a distance from the parent's left edge, and tell the level."""
        self._x = x
        self.move(round(x - HANDLE_PX / 2), top_px)
        self.setAccessibleDescription(str(level))
        self.setToolTip(hint_text(theme_of(self), f"{self._name} {level}", use=_USE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip_px = self.mapToParent(event.position()).x() - self._x
            self.raise_()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position()).x() - self._grip_px)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.stepped.emit(step * (_BIG_STEP if shift else 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        middle = HANDLE_PX / 2
        roof = QPolygonF(
            [
                QPointF(middle, 0.5),
                QPointF(middle + 4.5, 5.5),
                QPointF(middle + 4.5, 11),
                QPointF(middle - 4.5, 11),
                QPointF(middle - 4.5, 5.5),
            ]
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = theme.focus if self.hasFocus() else theme.text2
        painter.setPen(QPen(QColor(border), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(self._tint))
        painter.drawPolygon(roof)
        painter.end()

"""What buttons and keys mean over a canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent

STROKE_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)

MODIFIERS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
}

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def takes_away(event: QMouseEvent | QTabletEvent) -> bool:
    """Whether a press erases: the right button, Ctrl held, or the rubber end of a pen."""
    is_rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
    has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return is_rubber or has_ctrl or event.button() == Qt.MouseButton.RightButton

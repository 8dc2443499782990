"""A mouse for tests: sends what a real one does, at fractions of a pixel where need be."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, SignalInstance
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.widgets.canvas import Canvas

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NOTHING = Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Mouse:
    """Presses, moves and turns over one canvas; points are (x, y) in screen px of the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._held = NOTHING

    def press(
        self,
        x: float,
        y: float,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = PLAIN,
        *,
        again: bool = False,
    ) -> None:
        """Press; `again` is the second press of a double click."""
        self._held |= button
        kind = QEvent.Type.MouseButtonDblClick if again else QEvent.Type.MouseButtonPress
        self._send(kind, x, y, button, keys)

    def move(self, x: float, y: float, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self._send(QEvent.Type.MouseMove, x, y, NOTHING, keys)

    def release(self, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
        self._held &= ~button
        self._send(QEvent.Type.MouseButtonRelease, x, y, button, PLAIN)

    def lose(self) -> None:
        """Let go of every button where the canvas cannot see it."""
        self._held = NOTHING

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        """Press at the start, move to the end and let go there."""
        self.press(*start, button, keys)
        self.move(*end, keys)
        self.release(*end, button)

    def turn(
        self,
        x: float,
        y: float,
        notches: float,
        keys: Qt.KeyboardModifier = PLAIN,
        *,
        sideways: bool = False,
    ) -> None:
        """Turn the wheel; away from the hand is positive."""
        angle = round(120 * notches)
        at = QPointF(x, y)
        event = QWheelEvent(
            at,
            self._global(at),
            QPoint(),
            QPoint(angle, 0) if sideways else QPoint(0, angle),
            self._held,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._canvas.viewport(), event)

    def _send(
        self,
        kind: QEvent.Type,
        x: float,
        y: float,
        button: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        at = QPointF(x, y)
        event = QMouseEvent(kind, at, self._global(at), button, self._held, keys)
        QApplication.sendEvent(self._canvas.viewport(), event)

    def _global(self, at: QPointF) -> QPointF:
        at_screen: QPointF = self._canvas.viewport().mapToGlobal(at)
        return at_screen


def record(signal: SignalInstance) -> list[Any]:
    """What a signal carries from now on: its one argument, or a tuple of several."""
    seen: list[Any] = []
    signal.connect(lambda *args: seen.append(args[0] if len(args) == 1 else args))
    return seen


def colour(name: str) -> tuple[int, int, int]:
    """Red, green and blue of `#RRGGBB`."""
    value = QColor(name)
    return value.red(), value.green(), value.blue()


def rgb(image: QImage) -> NDArray[np.uint8]:
    """(H, W, 3) pixels of a picture."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), -1, 4)[..., :3].copy()


def seen(widget: QWidget) -> NDArray[np.uint8]:
    """(H, W, 3) pixels of a widget, drawn anew as a whole."""
    for canvas in (widget, *widget.findChildren(Canvas)):
        if isinstance(canvas, Canvas):
            canvas.redraw()
    return rgb(widget.grab().toImage())


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """How far two pictures of one size are apart, in the worst pixel and channel, of 255."""
    return int(np.abs(one.astype(np.int16) - other.astype(np.int16)).max(initial=0))


def on_screen(widget: QWidget) -> NDArray[np.uint8]:
    """(H, W, 3) pixels as they are on the screen, after the parts that were drawn again."""
    QApplication.processEvents()
    window = widget.window()
    at = widget.mapTo(window, QPoint(0, 0))
    size = (widget.width(), widget.height())
    return rgb(window.screen().grabWindow(window.winId(), at.x(), at.y(), *size).toImage())

"""A pen on a tablet, as Qt tells of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtWidgets import QApplication

from tests.e2e.user import Point, User

TIP, RUBBER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser


class Pen:
    """Draws on the overlay with one end of a pen."""

    def __init__(self, user: User, end: QPointingDevice.PointerType = TIP) -> None:
        self._user = user
        self._device = QPointingDevice(
            "a pen",
            1,
            QInputDevice.DeviceType.Stylus,
            end,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            1,
            "",
            QPointingDeviceUniqueId(),
        )

    def draw(self, points: Sequence[Point], pressures: Sequence[float]) -> list[Point]:
        """Draw through image points, so hard at each; returns the points that they really were."""
        kinds = [QEvent.Type.TabletPress] + [QEvent.Type.TabletMove] * (len(points) - 1)
        gone = []
        for kind, at, pressure in zip(kinds, points, pressures, strict=True):
            gone.append(self._send(kind, at, pressure))
        self._send(QEvent.Type.TabletRelease, points[-1], 0.0)
        return gone

    def _send(self, kind: QEvent.Type, at: Point, pressure: float) -> Point:
        canvas = self._user.overlay
        window = self._user.point(canvas, at)
        place = canvas.viewport().mapFrom(canvas.window(), window)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind,
            self._device,
            QPointF(place),
            QPointF(canvas.viewport().mapToGlobal(place)),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            none if kind == QEvent.Type.TabletMove else left,
            none if kind == QEvent.Type.TabletRelease else left,
        )
        QApplication.sendEvent(canvas.viewport(), event)
        assert event.isAccepted(), "it would come again as a mouse"
        return self._user.image_point(canvas, window)

"""What lies over the window until something else is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHideEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget


class Popover(QFrame):
    """Blocks nothing: a press elsewhere closes it, and goes on to what it is meant for."""

    def __init__(self, parent: QWidget, button: QWidget | None = None) -> None:
        """Lie over the window of `parent`; `button` is that which opens and closes it."""
        super().__init__(parent)
        self._button = button
        self.setProperty("popover", "true")

    def dismiss(self) -> None:
        """Close, because the user has gone on to something else."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.MouseButtonPress
            and isinstance(event, QMouseEvent)
            and isinstance(watched, QWidget)
            and not self._is_own_place(event)
        ):
            self.dismiss()
        return False

    def _is_own_place(self, event: QMouseEvent) -> bool:
        """Whether something is pressed in here, or the button, which closes by itself."""
        place = event.globalPosition().toPoint()
        widgets = [self] if self._button is None else [self, self._button]
        return any(widget.rect().contains(widget.mapFromGlobal(place)) for widget in widgets)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

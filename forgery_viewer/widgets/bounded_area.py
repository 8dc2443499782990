"""A room as high as what is in it, up to a limit; from there on it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class BoundedArea(QScrollArea):
    """Holds one part of a dock that may become long, so that the parts below stay in sight."""

    def __init__(self, least_px: int, most_px: int) -> None:
        """As high as its body, at most `most_px`; squeezed to `least_px` where room is scarce."""
        super().__init__()
        self._least_px, self._most_px = least_px, most_px
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._body = QWidget()
        self.setWidget(self._body)

    def set_body(self, body: QWidget) -> None:
        """Hold another part in place of what was there."""
        before, self._body = self.takeWidget(), body
        # It may be one of its own buttons that asks for this.
        before.hide()
        before.deleteLater()
        self.setWidget(body)
        self.updateGeometry()

    def set_most(self, height_px: int) -> None:
        """How high it may become."""
        if height_px != self._most_px:
            self._most_px = height_px
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = self._body.sizeHint()
        high = hint.height()
        if self._body.hasHeightForWidth():
            # Words wrap: how high they are depends on how wide the dock is.
            high = self._body.heightForWidth(self.viewport().width())
        return QSize(hint.width(), min(high, self._most_px))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), self._least_px))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the words when another width wraps them otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._body:
            self.updateGeometry()
        return super().eventFilter(watched, event)

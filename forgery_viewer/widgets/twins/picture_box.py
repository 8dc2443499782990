"""One picture of a card, in a box of fixed size, with the outline of its region."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.twins.marks import draw_cross, draw_outline, draw_plate
from forgery_viewer.widgets.twins.twin_view import PICTURE_PX, Look, Picture

NEAREST_FROM = 2.0
"""From this scale on a pixel is drawn as a square."""

CLICK_SLACK_PX = 3


class PictureBox(QWidget):
    """Draws a picture around its middle; says where the pointer is on it and what it does."""

    hovered = Signal(QPointF)
    """In picture px."""
    left_picture = Signal()
    clicked = Signal()
    dragged = Signal(QPointF)
    """The picture is to move by so many screen px."""
    turned = Signal(float, QPointF)
    """Notches of the wheel, and where the pointer is from the middle of the box in screen px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        # Every part of it is painted; Qt need not paint the card below first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.picture: Picture | None = None
        self._over: Picture | None = None
        self._slot = 0
        self._look = Look()
        self._ghost: QPointF | None = None
        self._image = QImage()
        self._kept: tuple[Picture, float] | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._drag_from: QPointF | None = None
        self._moved = False

    def show_picture(self, picture: Picture, slot: int, look: Look) -> None:
        """Show a picture of an instance in the colour of its slot."""
        self.picture, self._slot, self._look = picture, slot, look
        self.setFixedSize(look.box_px, PICTURE_PX)
        self.setAccessibleName(picture.word)
        self.update()

    def show_over(self, other: Picture | None) -> None:
        """Show another picture in the place of this one for a while, or this one again."""
        if other is not self._over:
            self._over = other
            self.update()

    def show_ghost(self, point: QPointF | None) -> None:
        """Mark a point in picture px, or nothing."""
        if point != self._ghost:
            self._ghost = point
            self.update()

    @property
    def ghost(self) -> QPointF | None:
        """The point that is marked, in picture px."""
        return self._ghost

    def to_picture(self, position: QPointF) -> QPointF:
        """The picture px under a point of the box."""
        origin = self._origin(self.picture)
        return (position - origin) / self._look.scale

    def from_picture(self, point: QPointF) -> QPointF:
        """The point of the box over a picture px."""
        return self._origin(self.picture) + point * self._look.scale

    def _origin(self, picture: Picture | None) -> QPointF:
        """Where the upper left corner of a picture lies, on a whole pixel to be sharp."""
        width, height = (picture.width, picture.height) if picture is not None else (0, 0)
        x = self.width() / 2 - (width / 2 + self._look.x) * self._look.scale
        y = self.height() / 2 - (height / 2 + self._look.y) * self._look.scale
        return QPointF(math.floor(x + 0.5), math.floor(y + 0.5))

    # Pointer ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the pictures along, and tell where the pointer is."""
        event.accept()
        if self._drag_from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = event.position() - self._drag_from
            if self._moved or moved.manhattanLength() >= CLICK_SLACK_PX:
                self._moved = True
                self._drag_from = event.position()
                self.dragged.emit(moved)
        self._tell(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that hardly moved was a click."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._drag_from is not None:
            self._drag_from = None
            if not self._moved:
                self.clicked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ask for another scale."""
        event.accept()
        middle = QPointF(self.width() / 2, self.height() / 2)
        self.turned.emit(event.angleDelta().y() / 120, event.position() - middle)
        self._tell(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is on no picture any more."""
        super().leaveEvent(event)
        self.left_picture.emit()

    def _tell(self, position: QPointF) -> None:
        point = self.to_picture(position)
        picture = self.picture
        if picture is not None and QRectF(0, 0, picture.width, picture.height).contains(point):
            self.hovered.emit(point)
        else:
            self.left_picture.emit()

    # Paint --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme_of(self).canvas))
        picture = self._over or self.picture
        if picture is not None:
            origin = self._origin(picture)
            self._draw_pixels(painter, picture, origin)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_outline(painter, picture.outline, self._look.scale, origin, self._slot)
            if picture.word:
                draw_plate(painter, QRectF(self.rect()), picture.word)
            if self._ghost is not None:
                draw_cross(painter, self.from_picture(self._ghost))
        painter.end()

    def _draw_pixels(self, painter: QPainter, picture: Picture, origin: QPointF) -> None:
        ratio = self.devicePixelRatioF()
        self._keep_image(picture, min(1.0, self._look.scale * ratio))
        width, height = picture.width * self._look.scale, picture.height * self._look.scale
        # Squares below this scale would be of different sizes.
        smooth = self._look.scale < NEAREST_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(QRectF(origin.x(), origin.y(), width, height), self._image)

    def _keep_image(self, picture: Picture, shrunk: float) -> None:
        """Have the pixels of a picture for Qt, made smaller by area where they are to be."""
        if self._kept is not None and self._kept[0] is picture and self._kept[1] == shrunk:
            return
        self._kept = (picture, shrunk)
        pixels = picture.pixels
        if shrunk < 1:
            size = (max(1, round(picture.width * shrunk)), max(1, round(picture.height * shrunk)))
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        to_bgra = cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_RGB2BGRA
        # Qt does not copy: the array has to stay as long as the image.
        self._pixels = np.ascontiguousarray(cv2.cvtColor(np.ascontiguousarray(pixels), to_bgra))
        rows, columns = self._pixels.shape[:2]
        rgb32 = QImage.Format.Format_RGB32
        self._image = QImage(self._pixels.data, columns, rows, 4 * columns, rgb32)

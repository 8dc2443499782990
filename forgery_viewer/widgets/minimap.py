"""The whole image in the corner of a canvas, with a frame around what the canvas shows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.theme import CASING, theme_of

MOST_WIDTH_PX, MOST_HEIGHT_PX = 120, 96
LEAST_SIDE_PX = 12
"""A long strip is drawn this thick, at least, so that it can be seen and hit."""

CORNER_PX = 8
_FRAME_PX = 1
_LEAST_MARK_PX = 5
_CLICK_SLACK_PX = 3
_ROUNDING = 1e-3
_ROOM = 2
"""A canvas is at least so many times as wide and high as the minimap, or shows none."""


class Minimap(QWidget):
    """A small picture of the image; a click or a drag says where the canvas is to look.

    It shows itself only where there is something to find: not while the whole image is in view.
    """

    centred = Signal(QPointF)
    """The image point the user wants in the middle of the canvas."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Minimap")
        self._pyramid: Pyramid | None = None
        self._picture = QPixmap()
        self._shown = QRectF()
        self._wanted = True
        self._has_room = True
        self._canvas = (0, 0)
        self._grip: QPointF | None = None
        self._pressed_at = QPointF()
        self._moved = False
        self.hide()

    @property
    def mark(self) -> QRect:
        """The frame around what is in view, in px of the widget."""
        inside = self._inside()
        left, top = self._from_image(self._shown.topLeft())
        right, bottom = self._from_image(self._shown.bottomRight())
        left, right = _at_least(left, right, inside.left(), inside.left() + inside.width())
        top, bottom = _at_least(top, bottom, inside.top(), inside.top() + inside.height())
        return QRect(left, top, right - left, bottom - top)

    # What is shown ------------------------------------------------------------------------

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another image, or nothing."""
        self._pyramid = pyramid
        self._picture = QPixmap()
        self._grip = None
        if pyramid is not None:
            width, height = _fitting_size(pyramid.width, pyramid.height)
            self.setFixedSize(width + 2 * _FRAME_PX, height + 2 * _FRAME_PX)
            self.place_in(*self._canvas)
        self._refresh()

    def show_view(self, left: float, top: float, right: float, bottom: float) -> None:
        """Frame what the canvas shows, in image px; what lies beside the image counts not."""
        shown = QRectF(left, top, right - left, bottom - top)
        if shown != self._shown:
            self._shown = shown
            self._refresh()

    def set_wanted(self, wanted: bool) -> None:
        """Let it show itself where it is of use, or keep it away altogether."""
        self._wanted = wanted
        self._refresh()

    def place_in(self, width: int, height: int) -> None:
        """Lie in the lower right corner of a canvas; in one that is too small, not at all."""
        self._canvas = (width, height)
        self._has_room = width >= _ROOM * self.width() and height >= _ROOM * self.height()
        self.move(width - self.width() - CORNER_PX, height - self.height() - CORNER_PX)
        self._refresh()

    def _refresh(self) -> None:
        pyramid = self._pyramid
        # A view that fits an image exactly may end a rounding error within it.
        whole = self._shown.adjusted(-_ROUNDING, -_ROUNDING, _ROUNDING, _ROUNDING)
        useful = (
            pyramid is not None
            and not self._shown.isEmpty()
            and not whole.contains(QRectF(0, 0, pyramid.width, pyramid.height))
        )
        self.setVisible(useful and self._wanted and self._has_room)
        self.update()

    # Pointer ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the frame where it is, or bring it to the pointer first."""
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at, self._moved = event.position(), False
        if self.mark.contains(event.position().toPoint()):
            self._grip = self._middle() - self._to_image(event.position())
        else:
            self._grip = QPointF(0, 0)
            self._ask_for(self._to_image(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the frame along."""
        event.accept()
        if self._grip is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = (event.position() - self._pressed_at).manhattanLength()
        if self._moved or way >= _CLICK_SLACK_PX:
            self._moved = True
            self._ask_for(self._to_image(event.position()) + self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click inside the frame looks there too."""
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        grip, self._grip = self._grip, None
        if grip is not None and not self._moved and not grip.isNull():
            self._ask_for(self._to_image(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing: the wheel would zoom the canvas at a point that is not under the pointer."""
        event.accept()

    def _ask_for(self, point: QPointF) -> None:
        if self._pyramid is not None:
            x = min(max(point.x(), 0.0), float(self._pyramid.width))
            y = min(max(point.y(), 0.0), float(self._pyramid.height))
            self.centred.emit(QPointF(x, y))

    def _middle(self) -> QPointF:
        """The middle of the view, as it would be asked for."""
        return self._shown.center()

    # Places -------------------------------------------------------------------------------

    def _inside(self) -> QRect:
        return self.rect().adjusted(_FRAME_PX, _FRAME_PX, -_FRAME_PX, -_FRAME_PX)

    def _to_image(self, position: QPointF) -> QPointF:
        inside, pyramid = self._inside(), self._pyramid
        if pyramid is None:
            return QPointF()
        return QPointF(
            (position.x() - inside.left()) * pyramid.width / inside.width(),
            (position.y() - inside.top()) * pyramid.height / inside.height(),
        )

    def _from_image(self, point: QPointF) -> tuple[int, int]:
        inside, pyramid = self._inside(), self._pyramid
        if pyramid is None:
            return 0, 0
        x = min(max(point.x() / pyramid.width, 0.0), 1.0)
        y = min(max(point.y() / pyramid.height, 0.0), 1.0)
        return inside.left() + round(x * inside.width()), inside.top() + round(y * inside.height())

    # Paint --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            if self._pyramid is not None:
                self._draw(painter, self._pyramid)
        finally:
            painter.end()

    def _draw(self, painter: QPainter, pyramid: Pyramid) -> None:
        self._keep_picture(pyramid)
        inside = self._inside()
        if pyramid.known_rows < pyramid.height:
            painter.fillRect(inside, QColor(theme_of(self).canvas))
        painter.drawPixmap(inside.topLeft(), self._picture)
        painter.setPen(QColor(theme_of(self).line2))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setClipRect(inside)
        # Qt draws a line around a rectangle one pixel beyond it.
        mark = self.mark.adjusted(0, 0, -1, -1)
        painter.setPen(QColor(CASING))
        painter.drawRect(mark.adjusted(-1, -1, 1, 1))
        painter.drawRect(mark.adjusted(1, 1, -1, -1))
        painter.setPen(QColor("#FFFFFF"))
        painter.drawRect(mark)

    def _keep_picture(self, pyramid: Pyramid) -> None:
        """Make the small picture when it is first seen, and again for another screen."""
        ratio = self.devicePixelRatioF()
        if not self._picture.isNull() and self._picture.devicePixelRatio() == ratio:
            return
        inside = self._inside()
        seen_px = inside.height() * pyramid.known_rows / pyramid.height
        width, height = round(inside.width() * ratio), max(1, round(seen_px * ratio))
        level = pyramid.levels[pyramid.level_for(min(1.0, width / pyramid.width))]
        way = cv2.INTER_AREA if width < level.shape[1] else cv2.INTER_NEAREST
        small = np.ascontiguousarray(cv2.resize(level, (width, height), interpolation=way))
        is_grey = small.ndim == 2
        kind = QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_RGB888
        row_bytes = width if is_grey else 3 * width
        self._picture = QPixmap.fromImage(QImage(small.data, width, height, row_bytes, kind))
        self._picture.setDevicePixelRatio(ratio)


def _fitting_size(width: int, height: int) -> tuple[int, int]:
    """How large an image of `width` x `height` px is drawn."""
    scale = min(MOST_WIDTH_PX / width, MOST_HEIGHT_PX / height)
    return max(LEAST_SIDE_PX, round(width * scale)), max(LEAST_SIDE_PX, round(height * scale))


def _at_least(first: int, last: int, least: int, most: int) -> tuple[int, int]:
    """A stretch of the frame that can be seen, inside the picture."""
    if last - first < _LEAST_MARK_PX:
        first = (first + last - _LEAST_MARK_PX) // 2
        first = min(max(first, least), most - _LEAST_MARK_PX)
        last = first + _LEAST_MARK_PX
    return first, last

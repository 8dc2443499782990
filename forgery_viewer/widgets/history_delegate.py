"""Paints the rows of a history: a small picture, what was done, to what, and when."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forgery_viewer.core.step_picture import StepPicture
from forgery_viewer.state.history_model import (
    CURRENT_ROLE,
    DETAIL_ROLE,
    ICON_ROLE,
    PICTURE_ROLE,
    TIME_ROLE,
    UNDONE_ROLE,
)
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import Theme, text_font, theme_of

ROW_PX = 44

_EDGE_PX = 10
_GAP_PX = 10
_TILE_PX = (40, 32)
_TILE_RADIUS_PX = 4
_PICTURE_PX = (36, 28)
_ICON_PX = 16
_ACCENT_PX = 2
_UNDONE_OPACITY = 0.4

Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Paints one row; where a step has no picture, it has its icon."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._title = text_font(12, 600)
        self._small = text_font(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = theme_of(self._widget), option.rect
        is_current, is_undone = bool(index.data(CURRENT_ROLE)), bool(index.data(UNDONE_ROLE))
        self._paint_ground(painter, option, theme, is_current=is_current)
        tile = QRect(rect.left() + _EDGE_PX, rect.top() + (ROW_PX - _TILE_PX[1]) // 2, *_TILE_PX)
        self._paint_tile(painter, tile, index, theme, is_undone=is_undone)
        colours = (theme.disabled,) * 2 if is_undone else (theme.text1, theme.text2)
        quiet = theme.text3 if not is_current else theme.text2
        left, right = tile.right() + 1 + _GAP_PX, rect.right() + 1 - _EDGE_PX
        words = QRect(left, rect.top() + 5, right - left, 17)
        time = str(index.data(TIME_ROLE))
        painter.setFont(self._small)
        painter.setPen(QColor(theme.disabled if is_undone else quiet))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
        taken = QFontMetrics(self._small).horizontalAdvance(time) + 8
        title = QRect(words).adjusted(0, 0, -taken, 0)
        self._write(painter, title, str(index.data()), is_title=True, colour=colours[0])
        below = QRect(words).translated(0, 17)
        self._write(painter, below, str(index.data(DETAIL_ROLE)), is_title=False, colour=colours[1])

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, theme: Theme, *, is_current: bool
    ) -> None:
        rect: QRect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = theme.press if is_current else theme.raised if hovered else theme.base
        painter.fillRect(rect, QColor(ground))
        if is_current:
            edge = QRect(rect.left(), rect.top(), _ACCENT_PX, rect.height())
            painter.fillRect(edge, QColor(theme.text1))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(theme.focus))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_tile(
        self, painter: QPainter, tile: QRect, index: Index, theme: Theme, *, is_undone: bool
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.well))
        frame = QRectF(tile).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, _TILE_RADIUS_PX, _TILE_RADIUS_PX)
        painter.setOpacity(_UNDONE_OPACITY if is_undone else 1)
        picture = index.data(PICTURE_ROLE)
        if isinstance(picture, StepPicture):
            colour = theme.danger if picture.kind == "removed" else theme.text1
            shape = _shape(picture, colour)
            # Small shapes keep their size, so that a dot does not look like an area.
            size = QSize(shape.width(), shape.height()) / 2
            size = size.scaled(
                size.boundedTo(QSize(*_PICTURE_PX)), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(QRectF(tile).center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, shape)
        else:
            ratio = painter.device().devicePixelRatioF()
            drawn = pixmap(str(index.data(ICON_ROLE)), theme.text2, _ICON_PX, ratio)
            left = tile.left() + (tile.width() - _ICON_PX) // 2
            painter.drawPixmap(left, tile.top() + (tile.height() - _ICON_PX) // 2, drawn)
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRect, text: str, *, is_title: bool, colour: str
    ) -> None:
        font = self._title if is_title else self._small
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _shape(picture: StepPicture, colour: str) -> QImage:
    """The picture in a colour, as opaque as its pixels say."""
    height, width = picture.opacity.shape
    tint = QColor(colour)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[...] = (tint.red(), tint.green(), tint.blue(), 255)
    pixels[..., 3] = picture.opacity
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    # The array goes with this function: the picture needs pixels of its own.
    return image.copy()

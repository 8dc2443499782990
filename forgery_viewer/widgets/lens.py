"""A round magnifier at the pointer, which can bring out what is too faint to see."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.preview import with_pixels
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones, apply, apply_to_screen
from forgery_viewer.widgets.image_layer import NEAREST_FROM
from forgery_viewer.widgets.screen_area import PREMULTIPLIED
from forgery_viewer.widgets.theme import CASING, text_font, theme_of
from forgery_viewer.widgets.view import View
from forgery_viewer.widgets.wording import TIMES

RADIUS_PX = 90
LEAST_FACTOR, MOST_FACTOR = 2.0, 16.0

LARGEST_GAIN = 12.0
"""How many times contrast is raised at most: an even area has only noise to show."""

CLIP_LIMIT = 2.0
LEAST_TILE_PX, MOST_TILES = 16, 4
"""Of the tiles in which contrast is equalised."""

_ARM_PX, _GAP_PX = 12.0, 5.0
_PLATE_PX = 18
_Pixels = NDArray[np.uint8]


class Lens(QGraphicsObject):
    """Shows the image under the pointer larger than the canvas does, in screen px."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(95)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._pyramid: Pyramid | None = None
        self._factor = 4.0
        self._equalised = True
        self._tones = Tones()
        self._scale = 1.0
        self._at = (0.0, 0.0)
        self._room = QRectF()
        """The canvas, seen from the middle of the lens."""
        self._pixels: _Pixels | None = None
        self._font = text_font(11)
        self.hide()

    @property
    def factor(self) -> float:
        """How many times larger than on the canvas."""
        return self._factor

    @property
    def is_equalised(self) -> bool:
        """Whether contrast is raised."""
        return self._equalised

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Magnify another image, or nothing; a preview has nothing to magnify."""
        pyramid = with_pixels(pyramid)
        if pyramid is not self._pyramid:
            self._pyramid = pyramid
            self._renew()

    def set_tones(self, tones: Tones) -> None:
        """Show one channel, in false colours or inverted, as the canvas does.

        Brightness and the like are left out: they are what raising the contrast is for.
        """
        kept = Tones(channel=tones.channel, colour_map=tones.colour_map, inverted=tones.inverted)
        if kept != self._tones:
            self._tones = kept
            self._renew()

    def set_factor(self, factor: float) -> None:
        """Show everything `factor` times as large as the canvas does, from 2 to 16."""
        self._factor = min(MOST_FACTOR, max(LEAST_FACTOR, factor))
        self._renew()

    def set_equalised(self, equalised: bool) -> None:
        """Raise the contrast of what is under the lens, or show it as it is."""
        self._equalised = equalised
        self._renew()

    def show_at(self, point: QPointF, view: View, width: int, height: int) -> None:
        """Magnify what lies under a point of a canvas of `width` x `height` screen px."""
        self._scale = view.scale
        self._at = (
            view.x + (point.x() - width / 2) / view.scale,
            view.y + (point.y() - height / 2) / view.scale,
        )
        self._room = QRectF(-point.x(), -point.y(), width, height)
        self._renew()
        self.setPos(point)
        self.show()

    def _renew(self) -> None:
        self._pixels = None
        self.update()

    def boundingRect(self) -> QRectF:
        reach = RADIUS_PX + 4
        return QRectF(-reach, -reach, 2 * reach, 2 * reach + _PLATE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._pyramid is None:
            return
        ratio = painter.device().devicePixelRatioF()
        if self._pixels is None:
            ground = QColor(theme_of(widget).canvas if widget is not None else CASING)
            self._pixels = self._magnified(self._pyramid, ratio, ground)
        rows, columns = self._pixels.shape[:2]
        picture = QImage(self._pixels.data, columns, rows, 4 * columns, PREMULTIPLIED)
        picture.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(-RADIUS_PX, -RADIUS_PX), picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, ring_px, cross_px in ((CASING, 5.0, 3.0), ("#FFFFFF", 2.0, 1.2)):
            painter.setPen(QPen(QColor(colour), ring_px))
            painter.drawEllipse(QPointF(0, 0), RADIUS_PX, RADIUS_PX)
            painter.setPen(QPen(QColor(colour), cross_px))
            painter.drawLines(_cross())
        self._draw_plate(painter)

    def _draw_plate(self, painter: QPainter) -> None:
        """Say how much larger it is, and that the contrast is not the image's."""
        words = f"{self._factor:g} {TIMES}" + (", equalised" if self._equalised else "")
        painter.setFont(self._font)
        wide = painter.fontMetrics().horizontalAdvance(words) + 12
        # At the edge of the canvas the lens is cut off, and what it says is not.
        x = max(min(-wide / 2, self._room.right() - wide - 2), self._room.left() + 2)
        y = min(RADIUS_PX - _PLATE_PX / 2 + 4, self._room.bottom() - _PLATE_PX - 2)
        plate = QRectF(x, y, wide, _PLATE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(CASING))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _magnified(self, pyramid: Pyramid, ratio: float, ground: QColor) -> _Pixels:
        """(d, d, 4) what the lens shows, premultiplied and transparent around the circle."""
        scale = self._scale * self._factor * ratio
        side = round(2 * RADIUS_PX * ratio)
        level = pyramid.levels[pyramid.level_for(scale)]
        # Where in the level the middle of each screen pixel is.
        steps = (np.arange(side) + 0.5 - side / 2) / scale
        x = (self._at[0] + steps) * (level.shape[1] / pyramid.width)
        y = (self._at[1] + steps) * (level.shape[0] / pyramid.height)
        shown = np.empty((side, side, 4), np.uint8)
        shown[:] = (ground.blue(), ground.green(), ground.red(), 255)
        columns = np.flatnonzero((x >= 0) & (x < level.shape[1]))
        rows = np.flatnonzero((y >= 0) & (y < level.shape[0]))
        if rows.size and columns.size:
            found = self._part(level, y[rows], x[columns], nearest=scale >= NEAREST_FROM)
            box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
            order = cv2.COLOR_GRAY2BGRA if found.ndim == 2 else cv2.COLOR_RGB2BGRA
            shown[box] = apply_to_screen(
                np.asarray(cv2.cvtColor(found, order), np.uint8), self._tones
            )
        # The ring covers the steps of this edge.
        across = np.arange(side) + 0.5 - side / 2
        shown[across[:, np.newaxis] ** 2 + across**2 > (side / 2) ** 2] = 0
        return shown

    def _part(
        self,
        level: _Pixels,
        y: NDArray[np.float64],
        x: NDArray[np.float64],
        *,
        nearest: bool,
    ) -> _Pixels:
        """(h, w, 3) the colours of a level at some rows and columns, or (h, w) its greys."""
        top, left = max(0, math.floor(y[0]) - 1), max(0, math.floor(x[0]) - 1)
        part = level[top : math.floor(y[-1]) + 2, left : math.floor(x[-1]) + 2]
        if self._tones.shown_channel != "rgb" and part.ndim == 3:
            part = apply(part, Tones(channel=self._tones.shown_channel))
        if self._equalised:
            part = equalised(part)
        if nearest:
            rows, columns = np.floor(y).astype(np.intp) - top, np.floor(x).astype(np.intp) - left
            return np.asarray(part[rows][:, columns])
        map_x = np.broadcast_to((x - 0.5 - left).astype(np.float32), (y.size, x.size))
        map_y = np.broadcast_to((y - 0.5 - top).astype(np.float32)[:, np.newaxis], map_x.shape)
        found = cv2.remap(
            part,
            np.ascontiguousarray(map_x),
            np.ascontiguousarray(map_y),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(found, np.uint8)


def equalised(pixels: _Pixels) -> _Pixels:
    """(h, w, 3) or (h, w): a small part of an image with its contrast spread out.

    Values are stretched between the 1st and 99th percentile of all channels, then brightness is
    equalised in tiles (CLAHE); red, green and blue are changed alike, which keeps them apart.
    """
    low, high = np.percentile(pixels, (1, 99))
    gain = min(LARGEST_GAIN, 255 / max(1.0, high - low))
    middle = (low + high) / 2
    stretched = cv2.convertScaleAbs(np.maximum(0, (pixels - middle) * gain + 127.5))
    is_grey = stretched.ndim == 2
    grey = stretched if is_grey else cv2.cvtColor(stretched, cv2.COLOR_RGB2GRAY)
    rows, columns = (min(MOST_TILES, max(1, side // LEAST_TILE_PX)) for side in grey.shape)
    spread = cv2.createCLAHE(CLIP_LIMIT, (columns, rows)).apply(grey)
    change = spread.astype(np.int16) - grey
    changed = stretched.astype(np.int16) + (change if is_grey else change[..., np.newaxis])
    return np.asarray(np.clip(changed, 0, 255), np.uint8)


def _cross() -> list[QLineF]:
    return [
        QLineF(-_ARM_PX, 0, -_GAP_PX, 0),
        QLineF(_GAP_PX, 0, _ARM_PX, 0),
        QLineF(0, -_ARM_PX, 0, -_GAP_PX),
        QLineF(0, _GAP_PX, 0, _ARM_PX),
    ]

"""Hatches what a mask leaves out: pixels that changed and that no instance covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.screen_area import PREMULTIPLIED, ScreenArea, picked, screen_area

STEP_PX, LINE_PX = 6, 2
"""From one line to the next, and how wide each is, in points across."""

_LINE, _BETWEEN = 0xE6E6E6E6, 0x66080808
"""Premultiplied ARGB of a line, and of what is between: seen on any image, and seen through."""


@dataclass(frozen=True, slots=True)
class HatchDrawing:
    """How some pixels are hatched in image coordinates; any thread may draw it.

    Attributes:
        pixels: Not 0 where it is hatched; its smaller levels hold the largest of what they stand
            for, so that a single pixel is seen at every zoom.
    """

    pixels: Pyramid

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw what lies in `exposed`, at least."""
        area = screen_area(painter, exposed, self.pixels.width, self.pixels.height)
        if area.is_empty:
            return
        there = self._seen(area)
        if not there.any():
            return
        step = max(2, round(STEP_PX * painter.device().devicePixelRatioF()))
        line = max(1, round(LINE_PX * painter.device().devicePixelRatioF()))
        # Counted from the corner of the screen: parts that are drawn one by one fit each other.
        along = np.arange(area.left, area.right) + np.arange(area.top, area.bottom)[:, np.newaxis]
        colours = np.where(along % step < line, np.uint32(_LINE), np.uint32(_BETWEEN))
        shown = np.ascontiguousarray(np.where(there, colours, np.uint32(0)))
        height, width = shown.shape
        area.draw(painter, QImage(shown.data, width, height, 4 * width, PREMULTIPLIED))

    def _seen(self, area: ScreenArea) -> NDArray[np.bool_]:
        """(h, w): which pixels of the screen are hatched."""
        if area.scale >= 1:
            return np.asarray(picked(self.pixels.image, area.rows(), area.columns()) > 0, np.bool_)
        level = self.pixels.levels[self.pixels.level_for(area.scale)]
        shrunk = level.shape[0] / self.pixels.height, level.shape[1] / self.pixels.width
        rows, columns = (
            np.minimum(np.floor(places * by).astype(np.intp), size - 1)
            for places, by, size in zip((area.y(), area.x()), shrunk, level.shape[:2], strict=True)
        )
        return np.asarray(level[rows[:, np.newaxis], columns] > 0, np.bool_)


class HatchLayer(ContentLayer):
    """Shows a hatch over an image, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: HatchDrawing | None = None

    def set_pixels(self, pixels: Pyramid | None) -> None:
        """Hatch other pixels, or none."""
        before = self.drawing.pixels if self.drawing is not None else None
        if pixels is not before:
            self.prepareGeometryChange()
            self.drawing = HatchDrawing(pixels) if pixels is not None else None
            self.changed.emit(None)

    def boundingRect(self) -> QRectF:
        if self.drawing is None:
            return QRectF()
        pixels = self.drawing.pixels
        return QRectF(0, 0, pixels.width, pixels.height)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if self.drawing is not None:
            self.drawing.draw(painter, exposed)

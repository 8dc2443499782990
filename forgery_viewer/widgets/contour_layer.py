"""The outlines of a mask's instances."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forgery_viewer.core.contours import TILE_PX, Segments, tile_segments
from forgery_viewer.core.edits import Box
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.theme import CASING, INSTANCE_COLOURS, instance_colour
from forgery_viewer.widgets.view import SMALLEST_SCALE

LINE_PX = 1.5
CASING_PX = 3.1
DASH_PX = 5
"""Length of a dash in taken pixels of the image."""

BORDERS_FROM = 4.0
"""From this zoom on the outline follows the borders of the pixels."""

TileKey = tuple[int, int, int, bool]
"""Taken step, tile row, tile column, smooth."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One instance's outline in one tile: the whole line, and the part drawn in colour."""

    casing: QPainterPath
    line: QPainterPath


class ContourTiles:
    """The outline paths of a document, tile by tile, found when first drawn.

    Shared by the canvases that show the same document, so that a stroke is traced once.
    """

    def __init__(self, document: MaskDocument) -> None:
        self.document = document
        self._paths: dict[TileKey, dict[int, Outline]] = {}
        document.pixels_changed.connect(self.forget_box)
        document.planes_replaced.connect(self.forget_all)

    def close(self) -> None:
        """Stop to listen to the document."""
        self.document.pixels_changed.disconnect(self.forget_box)
        self.document.planes_replaced.disconnect(self.forget_all)

    def forget_all(self) -> None:
        """Find every outline anew."""
        self._paths.clear()

    def forget_box(self, box: Box) -> None:
        """Find the outlines anew in the tiles that a change touches."""
        top, left, bottom, right = box
        for key in list(self._paths):
            step, row, column, _smooth = key
            size = TILE_PX * step
            # An outline belongs to the tile below or to the right of it: one taken pixel more.
            near_row = row * size - step <= bottom and top <= (row + 1) * size + step
            near_column = column * size - step <= right and left <= (column + 1) * size + step
            if near_row and near_column:
                del self._paths[key]

    def outlines(self, key: TileKey) -> dict[int, Outline]:
        """The outline of each instance in one tile."""
        found = self._paths.get(key)
        if found is None:
            step, row, column, smooth = key
            segments = tile_segments(
                self.document.planes, row * TILE_PX, column * TILE_PX, step, smooth=smooth
            )
            states = self.document.instances
            found = {
                number: _outline(lines, step, dashed=states[number].colour >= len(INSTANCE_COLOURS))
                for number, lines in segments.items()
            }
            self._paths[key] = found
        return found


class ContourLayer(pg.GraphicsObject):
    """Draws the outlines of the tiles that show: a dark casing first, then the colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._tiles: ContourTiles | None = None
        self._view_scale: Callable[[], float] = lambda: 1.0

    def set_tiles(self, tiles: ContourTiles | None, view_scale: Callable[[], float]) -> None:
        """Show the outlines of another document, or none; `view_scale` tells the zoom."""
        if self._tiles is not None:
            self._tiles.document.pixels_changed.disconnect(self.update_box)
            self._tiles.document.planes_replaced.disconnect(self._redraw)
            self._tiles.document.instances_changed.disconnect(self._redraw)
        self.prepareGeometryChange()
        self._tiles = tiles
        self._view_scale = view_scale
        if tiles is not None:
            tiles.document.pixels_changed.connect(self.update_box)
            tiles.document.planes_replaced.connect(self._redraw)
            tiles.document.instances_changed.connect(self._redraw)
        self.update()

    def update_box(self, box: Box) -> None:
        """Draw the changed part again, and as far around it as a line is wide."""
        top, left, bottom, right = box
        scale = self._view_scale()
        margin = 2.0 + CASING_PX / scale
        # Where only every n-th pixel is traced, a line may lie up to n pixels off the change.
        margin += _step_for(scale)
        self.update(QRectF(left, top, right - left, bottom - top).marginsAdded(_margins(margin)))

    def boundingRect(self) -> QRectF:
        if self._tiles is None:
            return QRectF()
        planes = self._tiles.document.planes
        # As far as a line reaches around the image at the smallest zoom.
        return QRectF(0, 0, planes.width, planes.height).marginsAdded(
            _margins(CASING_PX / SMALLEST_SCALE)
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        if self._tiles is None or scale <= 0:
            return
        parts = self._visible_outlines(self._tiles, option.exposedRect, scale)
        if not parts:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(_pen(QColor(CASING), CASING_PX))
        for _number, outline in parts:
            painter.drawPath(outline.casing)
        states = self._tiles.document.instances
        for number, outline in parts:
            painter.setPen(_pen(instance_colour(states[number].colour), LINE_PX))
            painter.drawPath(outline.line)

    @staticmethod
    def _visible_outlines(
        tiles: ContourTiles, exposed: QRectF, scale: float
    ) -> list[tuple[int, Outline]]:
        planes, states = tiles.document.planes, tiles.document.instances
        step = _step_for(scale)
        smooth = scale < BORDERS_FROM
        size = TILE_PX * step
        # What is drawn in a tile reaches beyond it: half a cell, and half the width of the line.
        reach = step + CASING_PX / scale
        area = exposed.marginsAdded(_margins(reach)).intersected(
            QRectF(0, 0, planes.width, planes.height)
        )
        if area.isEmpty():
            return []
        parts = []
        for row in range(int(area.top()) // size, math.ceil(area.bottom() / size)):
            for column in range(int(area.left()) // size, math.ceil(area.right() / size)):
                found = tiles.outlines((step, row, column, smooth))
                parts += [(k, outline) for k, outline in found.items() if not states[k].hidden]
        return parts

    def _redraw(self) -> None:
        self.update()


def _step_for(scale: float) -> int:
    """Take every n-th pixel where n pixels share one screen pixel."""
    step = 1
    while 0 < scale * step <= 0.5:
        step *= 2
    return step


def _outline(lines: Segments, step: int, *, dashed: bool) -> Outline:
    casing = _path(lines)
    if not dashed:
        return Outline(casing, casing)
    # The ninth instance has the first one's colour again: a broken line tells them apart.
    return Outline(casing, _path(_dashes(lines, step)))


def _dashes(lines: Segments, step: int) -> Segments:
    """The parts of an outline that lie on the black squares of a chessboard over the image."""
    along = lines[:, 2:] - lines[:, :2]
    count = np.maximum(1, np.ceil(np.abs(along).max(axis=1) / step)).astype(np.intp)
    # Long runs of borders are cut at every taken pixel.
    line = np.repeat(np.arange(len(lines)), count)
    part = np.arange(line.size) - np.repeat(np.cumsum(count) - count, count)
    piece = (along / count[:, np.newaxis])[line]
    start = lines[line, :2] + piece * part[:, np.newaxis]
    square = np.floor((start + piece / 2) / (DASH_PX * step)).astype(np.intp)
    drawn = square.sum(axis=1) % 2 == 0
    pieces: Segments = np.hstack([start, start + piece])[drawn].astype(np.float32)
    return pieces


def _path(lines: Segments) -> QPainterPath:
    path: QPainterPath = pg.arrayToQPath(
        lines[:, 0::2].ravel(), lines[:, 1::2].ravel(), connect="pairs"
    )
    return path


def _margins(width: float) -> QMarginsF:
    return QMarginsF(width, width, width, width)


def _pen(colour: QColor, width_px: float) -> QPen:
    pen = QPen(colour, width_px)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen

"""What a canvas shows below the pointer's marks, kept as a picture of which only changes are drawn.

The ring of the brush moves whenever the mouse does, and a pan shows most of what was seen before:
neither may cost as much as to draw image, fill and outlines anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsObject, QGraphicsView, QStyleOptionGraphicsItem, QWidget

_WHOLE_PX = 1e-3
"""A shift this close to whole screen pixels is one."""


class ImagePlace(QGraphicsObject):
    """Where the image lies in a scene; what is drawn in image coordinates is a child of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)

    def boundingRect(self) -> QRectF:
        return QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: Qt has an item without contents not painted."""


class ContentLayer(QGraphicsObject):
    """A layer in image coordinates that `Content` draws; the scene only keeps its place."""

    changed = Signal(object)
    """What looks different: a QRectF in image coordinates, or None for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw in image coordinates what lies in `exposed`, at least."""
        raise NotImplementedError

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: Qt has an item without contents not painted."""

    def itemChange(self, change: Any, value: Any) -> Any:  # noqa: ANN401 - whatever Qt tells
        if change == self.GraphicsItemChange.ItemVisibleHasChanged:
            self.changed.emit(None)
        return super().itemChange(change, value)


class Content:
    """The picture of some layers over a ground, in the pixels of a view."""

    def __init__(self, view: QGraphicsView, layers: Sequence[ContentLayer]) -> None:
        """Draw `layers`, the first one lowest, all of which have the same place in the scene."""
        self._view = view
        self._layers = layers
        self._ground = QColor()
        self._picture = QPixmap()
        self._to_view = QTransform()
        self._stale: list[QRect] = []
        for layer in layers:
            layer.changed.connect(partial(self._take_change, layer))

    def set_ground(self, colour: QColor) -> None:
        """What is seen beside the image."""
        self._ground = colour
        self.redraw()

    def redraw(self) -> None:
        """Draw all of it anew."""
        self._stale = [self._view.viewport().rect()]
        self._view.scene().update()

    def paint(self, painter: QPainter) -> None:
        """Show the picture as far as the painter's clip allows."""
        self._follow()
        try:
            self._draw_stale()
        finally:
            # Also where a layer failed: what the others drew is there to be seen.
            painter.save()
            painter.resetTransform()
            painter.drawPixmap(QPoint(0, 0), self._picture)
            painter.restore()

    def _take_change(self, layer: ContentLayer, area: QRectF | None) -> None:
        if area is None:
            self.redraw()
        elif layer.isVisible():
            self._follow()
            # One pixel more on each side for the edges of smooth lines.
            part = self._to_view.mapRect(area).toAlignedRect().adjusted(-1, -1, 1, 1)
            part &= self._view.viewport().rect()
            self._add_stale(part)
            self._view.viewport().update(part)

    def _follow(self) -> None:
        """Keep of the picture what the view still shows, at the same size as before."""
        viewport = self._view.viewport()
        ratio = viewport.devicePixelRatioF()
        size = QSize(round(viewport.width() * ratio), round(viewport.height() * ratio))
        before, self._to_view = self._to_view, self._layer_to_view()
        if size != self._picture.size() or ratio != self._picture.devicePixelRatio():
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._ground)
            self._stale = [viewport.rect()]
        elif before != self._to_view:
            shift = _whole_shift(before, self._to_view)
            if shift is not None and ratio == round(ratio):
                self._scroll(shift, round(ratio))
            else:
                self._stale = [viewport.rect()]

    def _scroll(self, shift: QPoint, ratio: int) -> None:
        rect = self._view.viewport().rect()
        self._picture.scroll(shift.x() * ratio, shift.y() * ratio, self._picture.rect())
        stale, self._stale = self._stale, []
        for part in stale:
            self._add_stale(part.translated(shift) & rect)
        # What comes into view is a strip along one side, or along two.
        kept = rect & rect.translated(shift)
        if kept.isEmpty():
            self._add_stale(rect)
            return
        self._add_stale(QRect(QPoint(0, 0), QPoint(rect.right(), kept.top() - 1)))
        self._add_stale(QRect(QPoint(0, kept.bottom() + 1), rect.bottomRight()))
        self._add_stale(QRect(QPoint(0, kept.top()), QPoint(kept.left() - 1, kept.bottom())))
        self._add_stale(
            QRect(QPoint(kept.right() + 1, kept.top()), QPoint(rect.right(), kept.bottom()))
        )

    def _add_stale(self, part: QRect) -> None:
        """Draw a part anew, once where it overlaps another one."""
        if part.isEmpty():
            return
        apart = []
        for other in self._stale:
            if part.intersects(other):
                part |= other
            else:
                apart.append(other)
        self._stale = [*apart, part]

    def _draw_stale(self) -> None:
        if not self._stale or self._picture.isNull():
            return
        painter = QPainter(self._picture)
        # The traceback of a layer that fails keeps the painter, and so would it the picture.
        try:
            for part in self._stale:
                painter.setClipRect(part)
                painter.fillRect(part, self._ground)
                for layer in self._layers:
                    if layer.isVisible():
                        self._draw_layer(painter, layer, part)
        finally:
            painter.end()
        self._stale = []

    def _draw_layer(self, painter: QPainter, layer: ContentLayer, part: QRect) -> None:
        to_layer, is_possible = self._to_view.inverted()
        if is_possible:
            painter.save()
            try:
                painter.setWorldTransform(self._to_view)
                layer.draw(painter, to_layer.mapRect(QRectF(part)))
            finally:
                painter.restore()

    def _layer_to_view(self) -> QTransform:
        to_view: QTransform = self._layers[0].sceneTransform() * self._view.viewportTransform()
        return to_view


def _whole_shift(before: QTransform, after: QTransform) -> QPoint | None:
    """By how many pixels the picture only moves; None where it does something else."""
    if (before.m11(), before.m22()) != (after.m11(), after.m22()):
        return None
    x, y = after.dx() - before.dx(), after.dy() - before.dy()
    if max(abs(x - round(x)), abs(y - round(y))) > _WHOLE_PX:
        return None
    return QPoint(round(x), round(y))

"""Numbers at the regions of a mask, so that instances can be told apart without their colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.regions import Figures, Region
from forgery_viewer.widgets.theme import CASING, INSTANCE_COLOURS, instance_colour, text_font

BADGE_PX = 16
MOST_BADGES = 200
"""Drawn anew whenever the pointer moves."""
_ROOM_PX = 3
"""Between a badge and the outline below it."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What says of a region which instance it is of: image point, words, colour slot, source."""

    point: QPointF
    text: str
    slot: int
    is_hollow: bool


class BadgeLayer(QGraphicsObject):
    """A badge of fixed size on the screen above each measured region."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(50)
        self._badges: list[tuple[QPointF, int, int]] = []
        self._regions: list[tuple[int, int]] = []
        self._sources: frozenset[tuple[int, int]] = frozenset()
        self._reach = QRectF()
        self._prefix = ""

    def set_prefix(self, prefix: str) -> None:
        """Put a letter before the numbers: T for a true, P for a predicted instance."""
        if prefix != self._prefix:
            self._prefix = prefix
            self.update()

    @property
    def badges(self) -> list[tuple[QPointF, int, int]]:
        """Image point, instance number and colour slot of each badge."""
        return self._badges

    @property
    def hollow(self) -> list[bool]:
        """Of each badge, whether its region is known to be a source."""
        return [region in self._sources for region in self._regions]

    def show_sources(self, sources: frozenset[tuple[int, int]]) -> None:
        """Draw the badges of some regions hollow: (instance, number of the region)."""
        if sources != self._sources:
            self._sources = sources
            self.update()

    def show_figures(self, figures: Figures | None, states: Sequence[InstanceState]) -> None:
        """Put a badge at each region of the instances that are shown.

        Of very many regions, only at the largest of each instance: more could not be told apart.
        """
        self.prepareGeometryChange()
        self._badges = []
        self._regions = []
        measured = figures.instances if figures is not None else ()
        is_crowded = figures is not None and figures.regions > MOST_BADGES
        most = max(2, MOST_BADGES // len(measured)) if is_crowded else MOST_BADGES
        for number, (instance, state) in enumerate(zip(measured, states, strict=False)):
            if not state.hidden:
                for place in _largest(instance.regions, most):
                    anchor = _anchor(instance.regions[place])
                    self._badges.append((anchor, number, state.colour))
                    self._regions.append((number, place))
        self._reach = _reach([point for point, _number, _colour in self._badges])
        self.update()

    def boundingRect(self) -> QRectF:
        return self._reach

    def drawn(self) -> list[Badge]:
        """The badges as they are drawn."""
        shown = zip(self._badges, self.hollow, strict=True)
        return [
            Badge(point, f"{self._prefix}{number + 1}", slot, hollow)
            for (point, number, slot), hollow in shown
        ]

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        draw_badges(painter, self.drawn())


def draw_badges(painter: QPainter, badges: Sequence[Badge]) -> None:
    """Draw badges of fixed size above their image points; any thread may."""
    to_screen = painter.worldTransform()
    device = painter.device()
    ratio = device.devicePixelRatioF()
    # Where the region is seen, so is its number: it may begin at the edge of the canvas.
    on_device = QRectF(0, 0, device.width() / ratio, device.height() / ratio)
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(text_font(11, 600))
    for badge in badges:
        at = to_screen.map(badge.point)
        wide = painter.fontMetrics().horizontalAdvance(badge.text) + 2 * _ROOM_PX
        box = QRectF(0, 0, max(BADGE_PX, wide), BADGE_PX)
        box.moveCenter(QPointF(at.x(), at.y() - BADGE_PX / 2 - _ROOM_PX))
        if on_device.contains(at):
            box = _moved_into(on_device, box)
        draw_badge(painter, box, badge.text, badge.slot, hollow=badge.is_hollow)
    painter.restore()


def _moved_into(room: QRectF, box: QRectF) -> QRectF:
    """A box as it is, or moved so far that all of it lies in the room."""
    x = min(max(box.x(), room.left() + 1), room.right() - box.width() - 1)
    y = min(max(box.y(), room.top() + 1), room.bottom() - box.height() - 1)
    return QRectF(x, y, box.width(), box.height())


def draw_badge(painter: QPainter, box: QRectF, text: str, slot: int, *, hollow: bool) -> None:
    """Draw one badge in a box, with the font and the hints of the painter."""
    colour = instance_colour(slot)
    if hollow:
        # A dark rim first: the colour alone may vanish in the image.
        painter.setPen(QPen(QColor(CASING), 3.5))
        painter.drawRoundedRect(box, 3, 3)
    pen = QPen(colour if hollow else QColor(CASING), 1.5)
    if slot >= len(INSTANCE_COLOURS):
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(CASING) if hollow else colour)
    painter.drawRoundedRect(box, 3, 3)
    ink = QColor(CASING if colour.lightnessF() > 0.35 else "#FFFFFF")
    painter.setPen(colour if hollow else ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _largest(regions: Sequence[Region], most: int) -> list[int]:
    """The places of the largest regions, at most so many, in their order."""
    places = range(len(regions))
    return sorted(sorted(places, key=lambda place: -regions[place].area_px)[:most])


def _anchor(region: Region) -> QPointF:
    """The top of a region's first pixel, which lies in the middle of its uppermost row."""
    row, column = region.inside
    return QPointF(column + 0.5, float(row))


def _reach(points: list[QPointF]) -> QRectF:
    """What the badges may cover at any zoom: generous, as their size in image px changes."""
    if not points:
        return QRectF()
    xs, ys = [p.x() for p in points], [p.y() for p in points]
    box = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    # At the smallest zoom a badge is as large as a hundred of its own pixels in the image.
    room = 100.0 * 2 * BADGE_PX
    return box.adjusted(-room, -room, room, room)

"""Where the charts stand on the page: as many side by side as there is room for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from forgery_viewer.widgets.theme import theme_of

LEAST_ROW_PX = 250
_GAP_PX = 1
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)

Line = tuple[tuple[str, int], ...]
"""Charts side by side, each with its share of the line."""

_NARROW: tuple[Line, ...] = (
    (("coverage_histogram", 2),),
    (("coverage_curve", 1), ("coverage_buckets", 1)),
    (("image_sizes", 1), ("channels", 1)),
    (("instances", 1), ("coverage_by_instances", 1)),
    (("coverage_boxes", 1), ("area_boxes", 1)),
)
_USUAL: tuple[Line, ...] = (
    (("coverage_histogram", 2), ("coverage_curve", 1)),
    (("coverage_buckets", 1), ("image_sizes", 1), ("channels", 1)),
    (("instances", 1), ("coverage_by_instances", 2)),
    (("coverage_boxes", 1), ("area_boxes", 1)),
)
_WIDE: tuple[Line, ...] = (
    (("coverage_histogram", 2), ("coverage_curve", 1), ("coverage_buckets", 1)),
    (("image_sizes", 3), ("channels", 3), ("instances", 2), ("coverage_by_instances", 4)),
    (("coverage_boxes", 1), ("area_boxes", 1)),
)
ARRANGEMENTS = ((1700, _WIDE), (900, _USUAL), (0, _NARROW))
"""(From this width of the page on, these lines)."""


class ChartGrid(QScrollArea):
    """Tiles in lines of one height, with hairlines between them; scrolls where they are too many.

    The lines share the height of the page as long as that leaves each enough.
    """

    def __init__(self, tiles: Mapping[str, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = dict(tiles)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ground = _Ground()
        for tile in self._tiles.values():
            tile.setParent(self._ground)
        self.setWidget(self._ground)

    def add(self, key: str, tile: QWidget) -> None:
        """Put one more tile into its place."""
        self._tiles[key] = tile
        tile.setParent(self._ground)
        for part in (tile, *tile.findChildren(QWidget)):
            part.installEventFilter(self)
        self._arrange()
        tile.show()

    def reveal(self, tile: QWidget, part: QRect | None = None) -> None:
        """Scroll to the whole of a tile, to its top where it is too high, and to a part of it."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        place = _scrolled(bar.value(), room, tile.y(), tile.height())
        if part is not None:
            place = _scrolled(place, room, tile.y() + part.top(), part.height())
        bar.setValue(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is clicked is in sight, and must not move under the pointer.
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _KEYBOARD:
            for tile in self._tiles.values():
                if tile is watched or (isinstance(watched, QWidget) and tile.isAncestorOf(watched)):
                    self.reveal(tile)
        return bool(super().eventFilter(watched, event))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        # Not the scroll area's own, which then scrolls to the chart and leaves its title out.
        return bool(QWidget.focusNextPrevChild(self, next))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        # Sent when a scroll bar comes or goes, which changes the width that there is.
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return bool(super().event(event))

    def _arrange(self) -> None:
        room = self.viewport().size()
        lines = next(lines for least, lines in ARRANGEMENTS if room.width() >= least)
        shown = max(1, min(len(lines), room.height() // LEAST_ROW_PX))
        height = max(LEAST_ROW_PX, (room.height() - (shown - 1) * _GAP_PX) // shown)
        tops = [place * (height + _GAP_PX) for place in range(len(lines))]
        # What a division by whole pixels leaves over goes to the last line.
        whole = max(tops[-1] + height, room.height())
        self._ground.resize(room.width(), whole)
        for top, line in zip(tops, lines, strict=True):
            bottom = whole if top == tops[-1] else top + height
            self._arrange_line(line, top, bottom, room.width())

    def _arrange_line(self, line: Line, top: int, bottom: int, width: int) -> None:
        total, before = sum(share for _key, share in line), 0
        for key, share in line:
            left = round(before * (width + _GAP_PX) / total)
            before += share
            right = round(before * (width + _GAP_PX) / total) - _GAP_PX
            if key in self._tiles:
                self._tiles[key].setGeometry(left, top, right - left, bottom - top)


def _scrolled(place: int, room: int, top: int, height: int) -> int:
    """How far to scroll, from `place` on, for a stretch to be in a room; for its top at least."""
    return min(max(place, top + height - room), top)


class _Ground(QWidget):
    """What is seen between the tiles."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme_of(self).line))
        painter.end()

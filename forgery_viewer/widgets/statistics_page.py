"""The page of the statistics: key figures, and the charts in which cases are chosen."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forgery_viewer.state.charts.catalogue import Charts
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.charts.catalogue import KINDS
from forgery_viewer.widgets.charts.grid import ChartGrid
from forgery_viewer.widgets.charts.tile import ChartTile
from forgery_viewer.widgets.key_figures import KeyFigures
from forgery_viewer.widgets.statistics_bar import StatisticsBar


class StatisticsPage(QWidget):
    """Shows what it is given, one chart after the other, so that the window never stands still."""

    chosen = Signal(object)
    """A Choice the user made in a chart, or None to take back what is chosen."""
    save_wanted = Signal(str, str)
    """Key of a chart, and the format to save it as."""
    reading_stopped = Signal()
    reading_resumed = Signal()
    settled = Signal()
    """Every chart shows what it was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = StatisticsBar()
        self.key_figures = KeyFigures()
        self.chip = self.key_figures.chip
        self.tiles: dict[str, ChartTile] = {}
        self.grid = ChartGrid({})
        self._charts: Charts | None = None
        self._choice: Choice | None = None
        self._of_all = True
        self._waiting: deque[str] = deque()
        self._reading = (0, 0, False)
        self._stop = IconButton("x", self, size_px=SMALL_ICON_PX)
        self._stop.hide()
        self._stop.clicked.connect(self._switch_reading)
        self._step = QTimer(self, singleShot=True, interval=0)
        self._step.timeout.connect(self._show_next)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.key_figures)
        self.column.addWidget(self.grid, 1)
        self.chip.removed.connect(lambda: self.chosen.emit(None))

    @property
    def is_settled(self) -> bool:
        """Whether every chart shows what it was given."""
        return not self._waiting and len(self.tiles) == len(KINDS)

    def show_charts(self, charts: Charts | None) -> None:
        """Show another count, or none."""
        self._charts = charts
        statistics = charts.statistics if charts is not None else None
        self.key_figures.show_statistics(statistics)
        self.bar.show_scope(_scope(charts))
        self._begin()

    def show_choice(self, choice: Choice | None, *, of_all: bool) -> None:
        """Mark what is chosen; `of_all` says whether all images are shown or the filter's."""
        self.chip.show_choice(choice, of_all=of_all)
        self._choice, self._of_all = choice, of_all
        self._begin()

    def show_reading(self, done: int, total: int, *, running: bool) -> None:
        """Say how many of the images have been read for their colours."""
        self._reading = (done, total, running)
        if "channels" in self.tiles:
            self._tell_reading()

    def _tell_reading(self) -> None:
        done, total, running = self._reading
        unread = done < total
        verb = "Reading channels" if running else "Channels of"
        self.tiles["channels"].set_note(f"{verb} {done:,} of {total:,}" if unread else "")
        self._stop.set_icon("x" if running else "play")
        hint = "Stop reading" if running else "Read the rest"
        self._stop.set_hint(hint, "", "What was read is kept.")
        self._stop.setVisible(unread)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    # One chart at a time ------------------------------------------------------------------

    def _begin(self) -> None:
        """Have every chart brought up to date, one in each turn of the event loop."""
        self._waiting = deque(kind.key for kind in KINDS)
        if self.isVisible():
            self._step.start()

    def _show_next(self) -> None:
        if not self._waiting or not self.isVisible():
            return
        key = self._waiting.popleft()
        tile = self.tiles.get(key) or self._make_tile(key)
        tile.show_charts(self._charts)
        tile.show_choice(self._choice)
        if self._waiting:
            self._step.start()
        else:
            self.settled.emit()

    def _make_tile(self, key: str) -> ChartTile:
        kind = next(kind for kind in KINDS if kind.key == key)
        tile = self.tiles[key] = ChartTile(kind)
        tile.chosen.connect(self.chosen)
        tile.save_wanted.connect(self.save_wanted)
        if key == "channels":
            tile.head.insertWidget(tile.head.count() - 2, self._stop)
            self._tell_reading()
        self.grid.add(key, tile)
        return tile

    def _switch_reading(self) -> None:
        if self._reading[2]:
            self.reading_stopped.emit()
        else:
            self.reading_resumed.emit()


def _scope(charts: Charts | None) -> str:
    if charts is None:
        return ""
    unread = charts.statistics.counts.unread
    return charts.scope if not unread else f"{charts.scope}, {unread:,} not read yet".lstrip(", ")

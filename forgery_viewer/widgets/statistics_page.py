"""The page of the statistics: key figures, and the charts in which cases are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forgery_viewer.state.charts.catalogue import Charts
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.charts.catalogue import KINDS, ChartKind
from forgery_viewer.widgets.charts.grid import ChartGrid
from forgery_viewer.widgets.charts.tile import ChartTile
from forgery_viewer.widgets.charts.turns import Turns
from forgery_viewer.widgets.key_figures import KeyFigures
from forgery_viewer.widgets.progress_row import progress_text
from forgery_viewer.widgets.statistics_bar import StatisticsBar


class StatisticsPage(QWidget):
    """Shows what it is given; charts are made and drawn one by one, and the window never stops."""

    chosen = Signal(object)
    """A Choice the user made in a chart, or None to take back what is chosen."""
    save_wanted = Signal(str, str)
    """Key of a chart, and the format to save it as."""
    reading_stopped = Signal()
    reading_resumed = Signal()
    settled = Signal()
    """Every chart shows what it was given."""

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = monotonic
    ) -> None:
        """`clock` tells seconds, from any moment on."""
        super().__init__(parent)
        self._clock = clock
        self._begun: tuple[float, int] | None = None
        """When images began to be read, and how many had been before."""
        self.bar = StatisticsBar()
        self.key_figures = KeyFigures()
        self.chip = self.key_figures.chip
        self.tiles: dict[str, ChartTile] = {}
        self.grid = ChartGrid({})
        self._charts: Charts | None = None
        self._choice: Choice | None = None
        self._turns = Turns(self)
        self._reading = (0, 0, False)
        self._stop = IconButton("x", self, size_px=SMALL_ICON_PX)
        self._stop.hide()
        self._stop.clicked.connect(self._switch_reading)
        self._step = QTimer(self, singleShot=True, interval=0)
        self._step.timeout.connect(self._make_next)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.key_figures)
        self.column.addWidget(self.grid, 1)
        self.chip.removed.connect(lambda: self.chosen.emit(None))
        self._turns.idle.connect(self._tell_settled)

    @property
    def is_settled(self) -> bool:
        """Whether every chart is there and has drawn what it was given."""
        return len(self.tiles) == len(KINDS) and self._turns.is_idle

    def show_charts(self, charts: Charts | None) -> None:
        """Show another count, or none."""
        self._charts = charts
        self.key_figures.show_statistics(charts.statistics if charts is not None else None)
        self.bar.show_scope(_scope(charts))
        for tile in self.tiles.values():
            tile.show_charts(charts)

    def show_choice(self, choice: Choice | None, *, of_all: bool) -> None:
        """Mark what is chosen; `of_all` says whether all images are shown or the filter's."""
        self._choice = choice
        self.chip.show_choice(choice, of_all=of_all)
        for tile in self.tiles.values():
            tile.show_choice(choice)

    def show_reading(self, done: int, total: int, *, running: bool) -> None:
        """Say how many of the images have been read for their colours."""
        self._reading = (done, total, running)
        # The first ones come from the workspace at once, and say nothing of how fast reading is.
        if not running:
            self._begun = None
        elif self._begun is None or self._begun[1] == 0:
            self._begun = (self._clock(), done)
        if "channels" in self.tiles:
            self._tell_reading()

    def _tell_reading(self) -> None:
        done, total, running = self._reading
        unread = done < total
        if running and self._begun is not None:
            since, before = self._begun
            told = progress_text(done, total, self._clock() - since, before=before)
            note = f"Reading channels {told}"
        else:
            note = f"Channels of {done:,} of {total:,}"
        self.tiles["channels"].set_note(note if unread else "")
        self._stop.set_icon("x" if running else "play")
        hint = "Stop reading" if running else "Read the rest"
        self._stop.set_hint(hint, "", "What was read is kept.")
        self._stop.setVisible(unread)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._step.start()

    # One chart at a time ------------------------------------------------------------------

    def make_ahead(self) -> Iterator[None]:
        """Make the charts, one in each step, for when the page is first seen."""
        for kind in KINDS:
            if kind.key not in self.tiles:
                self._make_tile(kind)
                yield

    def _make_next(self) -> None:
        """Make one more chart: all of them at once would take too long."""
        missing = [kind for kind in KINDS if kind.key not in self.tiles]
        if missing:
            self._make_tile(missing[0])
            self._step.start()
        else:
            self._tell_settled()

    def _make_tile(self, kind: ChartKind) -> None:
        tile = self.tiles[kind.key] = ChartTile(kind)
        tile.plot.turns = self._turns
        tile.chosen.connect(self.chosen)
        tile.save_wanted.connect(self.save_wanted)
        tile.mark_reached.connect(lambda part: self.grid.reveal(tile, part))
        if kind.key == "channels":
            tile.head.insertWidget(tile.head.count() - 2, self._stop)
            self._tell_reading()
        tile.show_charts(self._charts)
        tile.show_choice(self._choice)
        self.grid.add(kind.key, tile)

    def _tell_settled(self) -> None:
        if self.is_settled:
            self.settled.emit()

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

"""Knows the statistics of the open data set and their page, and carries each one's news."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.app.chart_export import ChartExport
from forgery_viewer.state.channel_reading import ChannelReading
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.live_statistics import LiveStatistics
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.progress_row import duration_text
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.wording import counted

FILTER_GROUP = "statistics"
"""Whose terms in the browser's filter the charts put there and take away."""
_EXPORT = "chart export"


class StatisticsController(QObject):
    """The controller of the statistics page."""

    facts_changed = Signal()
    """Something else is to be said of the data set."""

    def __init__(
        self,
        page: ReviewPage,
        model: DatasetModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._filter_bar = page.browser.filter_bar
        self._banner = page.banner
        self._session: DatasetSession | None = None
        self._channels: ChannelReading | None = None
        self._active = False
        self._channels_due = False
        self._saved = ""
        self._lane = Tasks("statistics", 1, self)
        self.state = LiveStatistics(model, self._lane, self)
        self.page = page.statistics
        self.exporting = ChartExport(page, self.state, Tasks("charts", 1, self), self)
        self._connect()

    def _connect(self) -> None:
        page, state = self.page, self.state
        state.changed.connect(self._show_charts)
        state.choice_changed.connect(self._show_choice)
        # Queued: what is chosen is seen before the browser lists it.
        state.terms_wanted.connect(self._filter, Qt.ConnectionType.QueuedConnection)
        page.chosen.connect(state.choose)
        page.save_wanted.connect(self.exporting.save_one)
        page.reading_stopped.connect(self._stop_reading)
        page.reading_resumed.connect(self._read_channels)
        page.bar.shows_chosen.connect(self._set_shows)
        page.bar.order_chosen.connect(state.set_order)
        page.bar.refresh_wanted.connect(self.refresh)
        page.bar.save_all_wanted.connect(self.exporting.save_all)
        self.exporting.saved.connect(self._tell_saved)
        self.exporting.failed.connect(self._tell_failed)

    # The data set -------------------------------------------------------------------------

    def set_session(self, session: DatasetSession | None) -> None:
        """Count another data set, or none."""
        self._session = session
        self._saved = ""
        if self._channels is not None:
            self._channels.close()
            self._channels.deleteLater()
            self._channels = None
        self.state.set_channels(None)
        if session is None:
            return
        self._channels_due = True
        self._channels = ChannelReading(session.workspace, self)
        self._channels.progress.connect(self._show_reading)
        self._channels.ended.connect(self._show_reading)
        self._channels.table_changed.connect(self.state.set_channels)
        session.details.finished.connect(self._end_scan)
        self._show_reading()

    def set_active(self, active: bool) -> None:
        """Say whether the page is on show."""
        self._active = active
        self.state.set_active(active)
        if active:
            self._begin_channels()

    def refresh(self) -> None:
        """Look at all files again, and read those that changed."""
        if self._session is not None:
            self._channels_due = True
            self._session.details.start()
            self.facts_changed.emit()

    def close(self) -> None:
        """End the lanes."""
        self.set_session(None)
        for lane in self.findChildren(Tasks):
            lane.close()

    @property
    def facts(self) -> tuple[str, ...]:
        """What is known of the reading of the data set, for the foot of the window."""
        session = self._session
        if session is None:
            return ()
        if session.details.is_running:
            return ("Reading the files…",)
        total = counted(len(session.index), "image")
        told = [f"Scanned {total} in {duration_text(session.details.seconds)}"]
        if session.details.changed is not None:
            told.append(f"{session.details.changed:,} changed since")
        return (*told, self._saved) if self._saved else tuple(told)

    # Reading ------------------------------------------------------------------------------

    def _end_scan(self) -> None:
        self.facts_changed.emit()
        self._begin_channels()

    def _begin_channels(self) -> None:
        """Read the colours when somebody looks, and the files need not be read for the list."""
        session = self._session
        if self._channels_due and self._active and session and not session.details.is_running:
            self._channels_due = False
            self._read_channels()

    def _read_channels(self) -> None:
        if self._session is not None and self._channels is not None:
            self._channels.start(self._session.index)
            self._show_reading()

    def _stop_reading(self) -> None:
        if self._channels is not None:
            self._channels.cancel()

    def _show_reading(self, _done: int = 0, _total: int = 0) -> None:
        if self._channels is not None:
            done, total = self._channels.counts
            self.page.show_reading(done, total, running=self._channels.is_running)

    def _filter(self, terms: str) -> None:
        self._filter_bar.set_terms(FILTER_GROUP, terms)

    # The page -----------------------------------------------------------------------------

    def _set_shows(self, shows: str) -> None:
        self.state.set_shows("filter" if shows == "filter" else "all")
        self._show_choice()

    def _show_charts(self) -> None:
        self.page.show_charts(self.state.charts)

    def _show_choice(self) -> None:
        self.page.show_choice(self.state.choice, of_all=self.state.shows == "all")

    def _tell_saved(self, paths: tuple[Path, ...]) -> None:
        what = paths[0].name if len(paths) == 1 else f"{len(paths)} files to {paths[0].parent.name}"
        self._saved = f"Saved {what} at {datetime.now().astimezone():%H:%M}"
        self._banner.dismiss(_EXPORT)
        self.facts_changed.emit()

    def _tell_failed(self, reason: str) -> None:
        self._banner.show_message("danger", f"Not saved: {reason}.", key=_EXPORT)

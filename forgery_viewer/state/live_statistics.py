"""The statistics of the open data set: over all of it or over the filter, and what is chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.channels import ChannelTable
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.charts.catalogue import Charts, draw_up, recoloured
from forgery_viewer.state.charts.channels import ChannelDots, Order
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.tasks import Tasks

Shows = Literal["all", "filter"]


class LiveStatistics(QObject):
    """Counts in the background, while it is active, whenever there is something else to count.

    It counts the index that the filter asks, edits that are not saved included: whoever filters for
    a mark finds exactly the cases that were counted.

    At most one count is under way. What changes meanwhile is counted after it, so the last count is
    always of the newest state, and figures keep coming while a data set is being read.
    """

    changed = Signal()
    """Other charts, or none."""
    choice_changed = Signal()
    """Other marks are chosen, or they stand for another number of cases."""
    terms_wanted = Signal(str)
    """The user chose: what the filter is to be asked in place of what was chosen before."""

    def __init__(self, model: DatasetModel, lane: Tasks, parent: QObject | None = None) -> None:
        """`lane` is where the counting is done."""
        super().__init__(parent)
        self._model = model
        self._lane = lane
        self._channels: ChannelTable | None = None
        self._shows: Shows = "all"
        self._order: Order = "rgb"
        self._choice: Choice | None = None
        self._charts: Charts | None = None
        self._active = False
        self._stale = True
        self._recolour = False
        self._busy = False
        model.index_changed.connect(self._refresh)
        model.edited_figures_changed.connect(self._refresh)
        model.filter_changed.connect(self._follow_filter)

    # What is shown ------------------------------------------------------------------------

    @property
    def charts(self) -> Charts | None:
        """What was counted last; None before the first count and without a data set."""
        return self._charts

    @property
    def choice(self) -> Choice | None:
        """What is chosen in the charts, as long as the filter asks for it."""
        return self._choice

    @property
    def shows(self) -> Shows:
        """Whether all images are counted, or those that the filter shows."""
        return self._shows

    @property
    def order(self) -> Order:
        """The order of the colour channels."""
        return self._order

    @property
    def is_counting(self) -> bool:
        """Whether a count is under way."""
        return self._busy

    # What changes it ----------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Say whether anybody looks; nothing is counted while nobody does."""
        self._active = active
        if active and (self._stale or self._recolour):
            self._refresh(all_of_it=False)

    def set_shows(self, shows: Shows) -> None:
        """Count all images, or those that the filter shows."""
        if shows != self._shows:
            self._shows = shows
            self._refresh()

    def set_order(self, order: Order) -> None:
        """Show the channels in another order."""
        if order == self._order:
            return
        self._order = order
        charts = self._charts
        if charts is not None:
            dots = ChannelDots.of(charts.statistics.channels, charts.frame, order)
            self._charts = replace(charts, by_key={**charts.by_key, dots.key: dots}, order=order)
            self.changed.emit()

    def set_channels(self, channels: ChannelTable | None) -> None:
        """Say what is known of the colours of the images; None when nothing is."""
        self._channels = channels
        self._recolour = True
        self._refresh(all_of_it=False)

    def choose(self, choice: Choice | None) -> None:
        """Choose marks of a chart; None, or the same marks again, takes the choice back."""
        if choice is not None and choice.same(self._choice):
            choice = None
        if choice is None and self._choice is None:
            return
        self._choice = choice
        self.choice_changed.emit()
        self.terms_wanted.emit(choice.terms if choice is not None else "")

    # Counting -----------------------------------------------------------------------------

    def _follow_filter(self) -> None:
        if self._choice is not None:
            asked = self._model.record_filter.terms
            if not all(term in asked for term in parse_filter(self._choice.terms).terms):
                # Somebody took it out of the filter: then it is no longer chosen.
                self._choice = None
                self.choice_changed.emit()
        if self._shows == "filter":
            self._refresh()

    def _refresh(self, *, all_of_it: bool = True) -> None:
        self._stale = self._stale or all_of_it
        if not self._active or self._busy:
            return
        index, charts = self._model.edited_index, self._charts
        if index is None:
            self._stale = self._recolour = False
            self._charts = None
            self.changed.emit()
            return
        channels, order = self._channels, self._order
        if channels is not None and len(channels.pixels) != len(index):
            channels = None
        if self._stale or charts is None:
            rows = self._model.shown_rows if self._shows == "filter" else None
            work = partial(draw_up, index, rows, channels, order)
        else:
            work = partial(recoloured, charts, channels, order)
        self._stale = self._recolour = False
        self._busy = True
        self._lane.submit(work, self._take, self._fail)

    def _take(self, charts: Charts) -> None:
        self._busy = False
        self._charts = charts
        if self._order != charts.order:
            self._recolour = True
        if self._choice is not None:
            self._choice = charts.by_key[self._choice.chart].recounted(self._choice)
            self.choice_changed.emit()
        self.changed.emit()
        if self._stale or self._recolour:
            self._refresh(all_of_it=False)

    def _fail(self, error: BaseException) -> None:
        self._busy = False
        raise error

"""Which page of the window is on show; case and selection stay when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forgery_viewer.app.comparing import Comparing
from forgery_viewer.app.findings_controller import FindingsController
from forgery_viewer.app.predicting import Predicting
from forgery_viewer.app.statistics_controller import StatisticsController
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.top_bar import COMPARE, PREDICT, REVIEW, STATISTICS, TopBar


class Pages(QObject):
    """Goes from page to page, and tells the parts that are only on one of them."""

    changed = Signal(str)
    """The name of the page that is on show now."""

    def __init__(
        self,
        page: ReviewPage,
        top_bar: TopBar,
        status_bar: StatusBar,
        statistics: StatisticsController,
        findings: FindingsController,
        comparing: Comparing,
        predicting: Predicting,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._tabs = top_bar.tabs
        self._status_bar = status_bar
        self._statistics = statistics
        self._comparing = comparing
        self._predicting = predicting
        self.current = REVIEW
        self._tabs.chosen.connect(self.show)
        statistics.facts_changed.connect(self._show_facts)
        for view in (page.browser.table, page.browser.grid):
            view.doubleClicked.connect(lambda _index: self._show_canvases())
        findings.open_changed.connect(self._follow_findings)

    @property
    def is_review(self) -> bool:
        """Whether canvases, tools and panels are on show."""
        return self.current == REVIEW

    @property
    def has_canvases(self) -> bool:
        """Whether canvases are on show."""
        return self.current != STATISTICS

    def set_session(self, session: DatasetSession | None) -> None:
        """Begin with the review of an opened data set; without one there are no pages."""
        self._statistics.set_session(session)
        self.show(REVIEW)
        self._tabs.setVisible(session is not None)

    def show(self, name: str) -> None:
        """Go to a page."""
        self._tabs.set_choice(name)
        if name == self.current:
            return
        self.current = name
        self._page.show_statistics(name == STATISTICS)
        if name != STATISTICS:
            self._page.show_dock(self._dock_of(name), with_review=name != PREDICT)
            self._comparing.show_page(name)
        self._page.browser.table.show_scores(name == PREDICT)
        self._statistics.set_active(name == STATISTICS)
        self._show_facts()
        if self.has_canvases:
            self._page.triptych.overlay.canvas.setFocus()
        else:
            self._page.statistics.setFocus()
        self.changed.emit(name)

    def _dock_of(self, name: str) -> QWidget | None:
        """The dock of a page, None for that of the review."""
        if name == COMPARE:
            return self._comparing.make_dock()
        return self._predicting.make_dock() if name == PREDICT else None

    def _show_canvases(self) -> None:
        if not self.has_canvases:
            self.show(REVIEW)

    def _follow_findings(self, is_open: bool) -> None:
        """The list of findings is a part of the review."""
        if is_open:
            self.show(REVIEW)

    def _show_facts(self) -> None:
        self._status_bar.show_facts(() if self.has_canvases else self._statistics.facts)

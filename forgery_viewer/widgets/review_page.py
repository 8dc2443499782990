"""The pages of the window: browser, canvases and panels side by side.

The browser stays where it is while the statistics take the place of the rest; to compare, canvases
have more room and another dock beside them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.widgets.banner import Banner
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.case_bar import CaseBar
from forgery_viewer.widgets.figures_panel import FiguresPanel
from forgery_viewer.widgets.findings_dock import FIRST_HEIGHT_PX, FindingsDock
from forgery_viewer.widgets.findings_panel import FindingsPanel
from forgery_viewer.widgets.history_panel import HistoryPanel
from forgery_viewer.widgets.instance_panel import InstancePanel
from forgery_viewer.widgets.options_bar import OptionsBar
from forgery_viewer.widgets.review_panel import ReviewPanel
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.statistics_page import StatisticsPage
from forgery_viewer.widgets.tool_strip import ToolStrip
from forgery_viewer.widgets.triptych import Triptych

BROWSER_WIDTHS_PX = ((1900, 420), (1360, 296), (0, 240))
DOCK_WIDTHS_PX = ((1900, 320), (1360, 264), (0, 250))
"""(From this width of the window on, that wide)."""
INSTANCES_SHARE = 0.3
"""Of the height, for the list of instances at most: the figures are to stay in sight."""
FINDINGS_SHARE = 0.2
"""Of the height, for the findings at most: the history is to stay in sight."""
_LEAST_CENTRE_PX = 480
_LEAST_DOCK_PX = 220


class ReviewPage(QWidget):
    """Only puts the parts in their places; the application tells them what to show."""

    resized = Signal()
    findings_resized = Signal(int)
    """The user gave the list of findings this height."""

    def __init__(self, browser: Browser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.browser = browser
        self.case_bar = CaseBar()
        self.banner = Banner()
        self.options_bar = OptionsBar()
        self.tool_strip = ToolStrip()
        self.triptych = Triptych()
        self.instances = InstancePanel()
        self.figures = FiguresPanel()
        self.findings = FindingsPanel()
        self.history = HistoryPanel()
        self.review = ReviewPanel()
        self.findings_dock = FindingsDock()
        self.statistics = StatisticsPage()
        self._findings_px = FIRST_HEIGHT_PX
        self.sections = (
            self.instances,
            self.figures,
            self.findings,
            self.history,
            self.review,
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self._middle, self._docks = self._centre(), QStackedWidget()
        self.dock = self._dock()
        self._docks.addWidget(self.dock)
        self._side = self._beside()
        self._side.setMinimumWidth(_LEAST_DOCK_PX)
        for part in (browser, self._middle, self._side, self.statistics):
            self.splitter.addWidget(part)
        for place in (1, 3):
            self.splitter.setStretchFactor(place, 1)
        self._side_px = 0
        self._chosen = [0, 0]
        self.splitter.splitterMoved.connect(self._take_widths)
        self.statistics.setMinimumWidth(_LEAST_CENTRE_PX)
        self.statistics.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def choose_widths(self, browser_px: int, dock_px: int) -> None:
        """Give browser and dock the widths that the user chose; 0 follows the window's size."""
        self._chosen = [browser_px, dock_px]
        self._suit()

    @property
    def chosen_widths(self) -> tuple[int, int]:
        """The widths of browser and dock as the user drew them, 0 where the window decides."""
        return self._chosen[0], self._chosen[1]

    def widths(self) -> tuple[int, int]:
        """The widths of the browser and the dock."""
        sizes = self.splitter.sizes()
        return sizes[0], self._side_px if self.shows_statistics else sizes[2]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.instances.list.set_most(round(INSTANCES_SHARE * event.size().height()))
        self.findings.set_most(round(FINDINGS_SHARE * event.size().height()))
        if event.size().width() != event.oldSize().width():
            self._suit()
        self.resized.emit()

    def _suit(self) -> None:
        """Share the page's width as chosen, or as suits it."""
        width = self.width()
        self._side_px = self._chosen[1] or _suiting(DOCK_WIDTHS_PX, width)
        self._share(width, self._chosen[0] or _suiting(BROWSER_WIDTHS_PX, width))

    def _take_widths(self, _position: int, handle: int) -> None:
        """Keep what the user drew: the first handle is the browser's, the second the dock's."""
        sizes = self.splitter.sizes()
        if handle == 1 and sizes[0]:
            self._chosen[0] = sizes[0]
        elif handle == 2 and sizes[2]:
            self._chosen[1] = self._side_px = sizes[2]

    @property
    def shows_statistics(self) -> bool:
        """Whether the statistics are on show in place of canvases and panels."""
        return not self.statistics.isHidden()

    def show_statistics(self, shown: bool) -> None:
        """Put the statistics in the place of canvases and panels, or these back into theirs."""
        if shown == self.shows_statistics:
            return
        sizes = self.splitter.sizes()
        if shown:
            self._side_px = sizes[2]
        for part in (self._middle, self._side):
            part.setHidden(shown)
        # There is one banner: what it says holds on every page.
        column = self.statistics.column if shown else self._middle_column
        column.insertWidget(1, self.banner)
        self.statistics.setVisible(shown)
        self._share(sum(sizes), sizes[0])

    def add_dock(self, dock: QWidget) -> None:
        """Have a place for the dock of another page, which is not seen yet."""
        self._docks.addWidget(dock)

    def show_dock(self, dock: QWidget | None, *, with_review: bool = True) -> None:
        """Put the dock and the canvases of another page in place of those of the review.

        None brings the review back. What is decided about a case stands below, `with_review`.
        """
        shown = self.dock if dock is None else dock
        self.triptych.paint_in_turns(shown)
        self._docks.setCurrentWidget(shown)
        self.review.setVisible(with_review)
        # A dock that needs more than the others takes it from the canvases while it is seen.
        least_px = _LEAST_DOCK_PX if dock is None else max(_LEAST_DOCK_PX, dock.minimumWidth())
        self._side.setMinimumWidth(least_px)
        self._share_side(max(least_px, self._side_px))
        for part in (self.options_bar, self.tool_strip):
            part.setVisible(dock is None)

    def add_operation(self, section: Section) -> None:
        """Put a panel between the instances and their figures."""
        place = self._dock_column.indexOf(self.instances) + 1
        self._dock_column.insertWidget(place, section)

    def bring_into_sight(self, section: Section) -> None:
        """Scroll the dock to a section, once that has its place."""
        QTimer.singleShot(0, section, lambda: self._dock_area.ensureWidgetVisible(section, 0, 0))

    def add_below(self, widget: QWidget) -> None:
        """Put something under the canvases and the list of findings."""
        self._middle_column.addWidget(widget)

    def _share_side(self, side_px: int) -> None:
        """Give the dock on show this width, where the canvases are beside it."""
        sizes = self.splitter.sizes()
        if not self.shows_statistics and sizes[2]:
            self.splitter.setSizes([sizes[0], sizes[1] + sizes[2] - side_px, side_px, 0])

    def _share(self, whole_px: int, browser_px: int) -> None:
        rest = max(1, whole_px - browser_px)
        middle = max(1, rest - self._side_px)
        self.splitter.setSizes([browser_px, middle, self._side_px, rest])

    def set_findings_height(self, height_px: int) -> None:
        """How high the list of findings is, whenever it is open."""
        self._findings_px = height_px

    def show_findings_dock(self, shown: bool) -> None:
        """Open the list of findings under the canvases, or fold it."""
        self.findings_dock.setVisible(shown)
        if shown:
            whole = self._column.height() - self._column.handleWidth()
            self._column.setSizes([max(1, whole - self._findings_px), self._findings_px])

    def _note_height(self) -> None:
        if self.findings_dock.isVisible():
            self._findings_px = self.findings_dock.height()
            self.findings_resized.emit(self._findings_px)

    def _centre(self) -> QWidget:
        canvases = QWidget()
        row = QHBoxLayout(canvases)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tool_strip)
        row.addWidget(self.triptych, 1)
        centre = QWidget()
        column = self._middle_column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.case_bar)
        column.addWidget(self.banner)
        column.addWidget(self.options_bar)
        self._column = QSplitter(Qt.Orientation.Vertical)
        self._column.setChildrenCollapsible(False)
        self._column.addWidget(canvases)
        self._column.addWidget(self.findings_dock)
        self._column.setStretchFactor(0, 1)
        self._column.splitterMoved.connect(self._note_height)
        self.findings_dock.hide()
        canvases.setMinimumHeight(160)
        column.addWidget(self._column, 1)
        centre.setMinimumWidth(_LEAST_CENTRE_PX)
        return centre

    def _beside(self) -> QWidget:
        """The docks of all pages, and below them what is decided, which stays in sight."""
        side = QWidget()
        side.setProperty("panel", "true")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._docks, 1)
        rule = QFrame()
        rule.setProperty("rule", "true")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        column.addWidget(self.review)
        return side

    def _dock(self) -> QScrollArea:
        body = QWidget()
        body.setProperty("panel", "true")
        column = self._dock_column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in (self.instances, self.figures, self.findings, self.history):
            column.addWidget(section, 100 if section is self.history else 0)
        # Takes what is left where the history is folded; else the others would spread out.
        column.addStretch(1)
        dock = self._dock_area = QScrollArea()
        dock.setWidgetResizable(True)
        dock.setFrameShape(QFrame.Shape.NoFrame)
        dock.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        dock.setWidget(body)
        return dock


def _suiting(widths: tuple[tuple[int, int], ...], window_px: int) -> int:
    return next(width for least, width in widths if window_px >= least)

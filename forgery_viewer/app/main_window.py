"""The window: puts the parts together and remembers how it was left."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from forgery_viewer.app.actions import Actions
from forgery_viewer.app.all_actions import AllActions
from forgery_viewer.app.announcing import Announcing
from forgery_viewer.app.appearance import Appearance
from forgery_viewer.app.brought_back import BroughtBack
from forgery_viewer.app.browsing import Browsing
from forgery_viewer.app.commands import Commands
from forgery_viewer.app.comparing import Comparing
from forgery_viewer.app.datasets import Datasets
from forgery_viewer.app.exporting import Exporting
from forgery_viewer.app.findings_controller import FindingsController
from forgery_viewer.app.image_tools import ImageTools
from forgery_viewer.app.key_hints import KeyHints
from forgery_viewer.app.making_ahead import MakingAhead
from forgery_viewer.app.operations import Operations
from forgery_viewer.app.ownership import Ownership
from forgery_viewer.app.pages import Pages
from forgery_viewer.app.painting import Painting
from forgery_viewer.app.pair_sizes import PairSizes
from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.app.pane_menus import PaneMenus
from forgery_viewer.app.picture_saving import PictureSaving
from forgery_viewer.app.predicting import Predicting
from forgery_viewer.app.prediction_views import PredictionViews
from forgery_viewer.app.review import Review
from forgery_viewer.app.reviewing import Reviewing
from forgery_viewer.app.saving import Saving
from forgery_viewer.app.statistics_controller import StatisticsController
from forgery_viewer.app.twins_controller import TwinsController
from forgery_viewer.app.undo_views import UndoViews
from forgery_viewer.app.view_options import ViewOptions
from forgery_viewer.app.views import Views
from forgery_viewer.app.window_memory import WindowMemory
from forgery_viewer.core.dataset import FORGED, RecordKey
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import (
    BROWSER_OPEN,
    Preferences,
)
from forgery_viewer.state.recent import RecentDatasets
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.banner import Banner
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.start_page import StartPage
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.top_bar import TopBar

TITLE = "Forgery Viewer"
SMALLEST_SIZE_PX = (960, 600)


class MainWindow(QMainWindow):
    """Start page, or review, comparison and statistics of the open data set."""

    def __init__(self, preferences: Preferences, appearance: Appearance) -> None:
        super().__init__()
        self.preferences = preferences
        self._wants_canvas = False
        self._back_to: RecordKey | None = None
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST_SIZE_PX)
        self.recent = RecentDatasets(preferences, self)
        self.model = DatasetModel(self)
        self.selection = RecordSelection(self.model, self)
        self.top_bar = TopBar()
        self.status_bar = StatusBar()
        self.browsing = Browsing(self.model, self.status_bar, self)
        self.datasets = Datasets(self.model, self.recent, self.browsing.kept_preview, self)
        self.start_page = StartPage()
        self.start_banner = Banner()
        self.page = ReviewPage(Browser(self.model, self.selection, self.browsing.thumbnails))
        self._pages = QStackedWidget()
        self._lay_out()
        self._make_viewing(preferences)
        self._make_editing(preferences)
        self._make_commands(preferences)
        self._connect(appearance)
        self._memory = WindowMemory(self, self.page, preferences)
        self._memory.restore()
        self.commands.show_browser(preferences.get(BROWSER_OPEN))
        self._show_start()

    # Controllers: they act between the parts of the page, and each finds those made before it.

    def _make_viewing(self, preferences: Preferences) -> None:
        """What shows a case, on every page."""
        self.contents = PaneContents(self.page.triptych, self)
        self.twins = TwinsController(self.page, self)
        self.comparing = Comparing(self.page, self.contents, self.twins, preferences, self)
        self.pane_menus = PaneMenus(self.page.triptych, self.contents, self)
        self.pictures = PictureSaving(self.page, preferences, self)
        self.image_tools = ImageTools(self.page.triptych, self.contents, self)
        self.sizes = PairSizes(self.page.triptych, self)
        self.review = Review(self.page, self.model, self.selection, self.sizes, self)
        self.findings = FindingsController(
            self.page, self.review, self.selection, self.model, self.status_bar, preferences
        )
        self.statistics = StatisticsController(self.page, self.model, self)
        self.prediction_views = PredictionViews(self.page.triptych, self.contents, self)
        self.predicting = Predicting(
            self.page, self.prediction_views, self.model, self.selection, preferences, self
        )
        shown = (self.statistics, self.findings, self.comparing, self.predicting)
        self.pages = Pages(self.page, self.top_bar, self.status_bar, *shown)

    def _make_editing(self, preferences: Preferences) -> None:
        """What changes a mask, decides about it, keeps it and writes it."""
        self.painting = Painting(self.page, preferences, self)
        self.operations = Operations(self.page, self.painting.tools, self)
        self.reviewing = Reviewing(
            self.page, self.review, self.model, self.selection, self.status_bar, self
        )
        self.views = Views(self.page, self.model, self.selection, preferences, self)
        self.view_options = ViewOptions(self.page, preferences, self)
        self.saving = Saving(self.top_bar, self.page.banner, self)
        self.undo_views = UndoViews(self.page.triptych, self)
        self.brought_back = BroughtBack(self.page, self)
        self.ownership = Ownership(self.page.banner, self._take_over, self)
        self.exporting = Exporting(self, preferences)

    def _make_commands(self, preferences: Preferences) -> None:
        """What is asked for by menus and keys, what is made for later, and what is said."""
        self.actions_by_key = Actions(self, preferences)
        self.commands = Commands(self, self.actions_by_key, preferences)
        self.key_hints = KeyHints(self, self.actions_by_key.keymap)
        self.all_actions = AllActions(self, self.actions_by_key, preferences)
        self.making_ahead = MakingAhead(
            chain(
                self.comparing.make_ahead(),
                self.image_tools.make_ahead(),
                self.twins.make_ahead(),
                self.predicting.make_ahead(),
                self.page.statistics.make_ahead(),
            ),
            self,
        )
        self.announcing = Announcing(
            self.datasets,
            (self.start_banner, self.page.banner),
            self.status_bar,
            self.painting,
            self.saving,
            self.findings,
            self.commands.ask_for_dataset,
        )

    # Data sets ----------------------------------------------------------------------------

    def open_dataset(self, root: Path, workspace: Path | None = None) -> None:
        """Open a folder in place of what is on show."""
        self.datasets.open(root, workspace)

    def open_demo(self, workspace: Path | None = None) -> None:
        """Open the demo data set."""
        self.datasets.open_demo(workspace)

    def _take_session(self, session: DatasetSession) -> None:
        self.status_bar.show_hint("")
        self._tell_session(session)
        self.brought_back.set_session(session)
        self.ownership.set_lock(self.datasets.lock, session.workspace.read_only)
        for told in (session.figures.measured, session.figures.rearranged):
            told.connect(self.painting.show_figures)
            told.connect(self.comparing.show_figures)
            told.connect(self.prediction_views.show_figures)
        root = session.index.root
        self.setWindowTitle(f"{root.name} \N{EN DASH} {TITLE}")
        self.announcing.show_session(session)
        self._pages.setCurrentWidget(self.page)
        self.browsing.set_session(session)
        self.pages.set_session(session)
        self.views.set_session(session)
        self.selection.select(None)
        self.selection.select_position(self._first_forged())
        if self._back_to is not None and self.model.row_of(self._back_to) is not None:
            self.selection.select(self._back_to)
        self._back_to = None
        self._wants_canvas = True

    def _take_over(self) -> None:
        """Change what could only be read until now, at the image that is on show."""
        self._back_to = self.selection.current
        self.datasets.reopen()

    def _give_keyboard(self, _key: object) -> None:
        """Let the keys act on the canvases once there is an image: an empty one takes no keys."""
        if self._wants_canvas and self.page.triptych.seen_case is not None:
            self._wants_canvas = False
            self.page.triptych.active_canvas().setFocus()

    def _first_forged(self) -> int:
        """Where the list first shows a forged image: those are what there is to review."""
        count = self.model.rowCount()
        places = (p for p in range(count) if self.model.key_at(p).label == FORGED)
        return next(places, 0)

    def _let_go(self) -> None:
        self.views.set_session(None)
        self.browsing.set_session(None)
        self.pages.set_session(None)
        self._tell_session(None)
        self.ownership.set_lock(None, "")
        self._show_start()

    def _tell_session(self, session: DatasetSession | None) -> None:
        for part in (
            self.review,
            self.reviewing,
            self.findings,
            self.saving,
            self.exporting,
            self.commands,
            self.predicting,
            self.operations,
        ):
            part.set_session(session)

    def _show_start(self) -> None:
        self.setWindowTitle(TITLE)
        self.announcing.show_start()
        self.start_page.set_recent(self.recent.rows)
        self._pages.setCurrentIndex(0)

    def _take_document(self, document: MaskDocument | None) -> None:
        for part in (self.painting, self.operations, self.saving, self.undo_views):
            part.set_document(document)

    # Parts --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        start = QWidget()
        column = QVBoxLayout(start)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.start_banner)
        column.addWidget(self.start_page, 1)
        self._pages.addWidget(start)
        self._pages.addWidget(self.page)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status_bar)
        self.setMenuWidget(self.top_bar)
        self.setCentralWidget(body)

    def _connect(self, appearance: Appearance) -> None:
        self.datasets.opened.connect(self._take_session)
        self.datasets.closed.connect(self._let_go)
        self.start_page.open_requested.connect(self.commands.ask_for_dataset)
        self.start_page.demo_requested.connect(self.open_demo)
        self.start_page.recent_requested.connect(self.open_dataset)
        self.start_page.clear_recent_requested.connect(self.recent.clear)
        self.recent.changed.connect(lambda: self.start_page.set_recent(self.recent.rows))
        self.pages.changed.connect(self.view_options.show_page)
        self.pages.changed.connect(lambda _name: self.painting.set_allowed(self.pages.is_review))
        # What is tried cannot be taken or left where its panel is not seen.
        self.pages.changed.connect(lambda _name: self.operations.cancel())
        self.comparing.layout_wanted.connect(self.view_options.want_layout)
        self.pane_menus.copy_asked.connect(self.pictures.copy)
        self.pane_menus.scaling_asked.connect(self.sizes.set_scaled)
        self.pane_menus.save_asked.connect(self.pictures.open_dialog)
        self.pictures.told.connect(self.status_bar.show_hint)
        self.pictures.failed.connect(
            lambda reason: self.page.banner.show_message("danger", reason, key="picture")
        )
        self.comparing.dock_made.connect(self.image_tools.set_dock)
        self.image_tools.view_turned.connect(self.comparing.take_view)
        self.predicting.pairs_told.connect(self.twins.finding.set_given)
        self.twins.told.connect(self.announcing.tell_twin)
        self.comparing.zoom_requested.connect(self.painting.zoom_to_instance)
        self.review.document_changed.connect(self._take_document)
        self.review.case_shown.connect(self._give_keyboard)
        self.review.case_shown.connect(lambda _key: self.making_ahead.start())
        self.review.preview_shown.connect(self._give_keyboard)
        self.review.pixel_changed.connect(self.status_bar.show_pixel)
        self.painting.hint_changed.connect(self.status_bar.show_hint)
        appearance.changed.connect(self.actions_by_key.refresh_icons)

    # Events -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            # It comes back from the task bar, which changes nothing in it.
            return
        widths = self._memory.widths

        def share() -> None:
            self.page.choose_widths(*widths)
            self.findings.restore()

        QTimer.singleShot(0, share)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep every edit, remember the window, end the lanes; stay where edits would be lost."""
        self._memory.remember()
        if not self.datasets.shut_down():
            event.ignore()
            return
        for part in (
            self.making_ahead,
            self.operations,
            self.painting,
            self.views,
            self.browsing,
            self.statistics,
            self.predicting,
            self.comparing,
            self.image_tools,
            self.pictures,
            self.twins,
            self.contents,
            self.sizes,
        ):
            part.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_folder(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped_folder(event)
        if folder is not None:
            event.acceptProposedAction()
            self.open_dataset(folder)


def _dropped_folder(event: QDropEvent) -> Path | None:
    """The one folder that is dragged, None for anything else."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].is_dir() else None

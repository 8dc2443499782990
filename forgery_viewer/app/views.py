"""Saved views: from the panel to the browser, and what was on show the last time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from forgery_viewer.core.filter_language import FilterSyntaxError, parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.core.saved_views import VIEWS_FILE, SavedView
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.preferences import PICTURE_PX, Preferences
from forgery_viewer.state.saved_views import SavedViews
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.view_switch import GRID, TABLE

_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class Views(QObject):
    """The controller of the saved views, which also brings back what each data set showed last."""

    def __init__(
        self,
        page: ReviewPage,
        model: DatasetModel,
        selection: RecordSelection,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._browser = page.browser
        self._model = model
        self._selection = selection
        self._is_open = False
        self._lane = Tasks("views", 1, self)
        self.saved = SavedViews(self._lane, self)
        self._browser.grid.set_picture_px(preferences.get(PICTURE_PX))
        self._browser.grid.picture_px_changed.connect(
            lambda width_px: preferences.set(PICTURE_PX, width_px)
        )
        self._connect()

    def _connect(self) -> None:
        panel = self._browser.views_panel
        panel.chosen.connect(self.choose)
        panel.saved.connect(self.save)
        panel.renamed.connect(self.saved.rename)
        panel.removed.connect(self.saved.remove)
        panel.restored.connect(self.saved.restore)
        self._browser.views_opening.connect(self._show)
        self.saved.changed.connect(self._show)
        self.saved.failed.connect(self._tell_failure)
        self._model.refiltered.connect(self._choose_first)

    @property
    def present(self) -> SavedView:
        """What is on show now, as a view without a name."""
        return SavedView(
            "",
            str(self._model.record_filter),
            (self._model.sort_column or Column.CASE).name.lower(),
            self._model.sort_order == _DESCENDING,
            self._browser.view_kind,
        )

    def set_session(self, session: DatasetSession | None) -> None:
        """Take the views of an opened data set, or of none; what the one before showed is kept."""
        if self._is_open:
            self.saved.remember(self.present)
        self._is_open = session is not None
        if session is None:
            self.saved.open(None)
            return
        self._page.banner.dismiss("views")
        self.saved.open(session.workspace.root / VIEWS_FILE, session.workspace)
        last = self.saved.last
        self.show(replace(self.present, filter="") if last is None else last)

    def close(self) -> None:
        """Wait until everything is written, and end the lane."""
        self._lane.finish()
        self._lane.close()

    def choose(self, name: str) -> None:
        """Show the view of that name, if there is one."""
        view = self.saved.find(name)
        if view is not None:
            self.show(view)

    def save(self, name: str) -> None:
        """Keep what is on show under a name."""
        self.saved.save(replace(self.present, name=name))

    def show(self, view: SavedView) -> None:
        """Filter, sort and lay out as a view says; what cannot be understood in it is said."""
        order = _DESCENDING if view.descending else _ASCENDING
        column = Column.__members__.get(view.sort.upper(), Column.CASE)
        self._browser.set_view(GRID if view.layout == GRID else TABLE)
        self._browser.sort_by(column, order)
        try:
            self._browser.filter_bar.set_filter(parse_filter(view.filter))
        except FilterSyntaxError:
            self._browser.filter_bar.set_filter(RecordFilter())
            self._browser.filter_bar.set_text(view.filter)

    def _show(self) -> None:
        panel = self._browser.views_panel
        panel.show_views(self.saved.views, self.present, self.saved.removed)

    def _choose_first(self) -> None:
        """Choose a record once there is one: a filter may wait for what is being read."""
        if self._selection.current is None:
            self._selection.select_position(0)

    def _tell_failure(self, reason: str) -> None:
        self._page.banner.show_message("warn", f"Saved views: {reason}.", key="views")

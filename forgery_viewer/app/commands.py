"""What each action does, and when it can be done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from forgery_viewer import __version__
from forgery_viewer.app.actions import ACTIONS, Actions
from forgery_viewer.app.instance_commands import InstanceCommands
from forgery_viewer.app.predict_commands import PredictCommands
from forgery_viewer.app.tool_commands import ToolCommands
from forgery_viewer.app.undoing import Undoing
from forgery_viewer.app.view_commands import ViewCommands
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import (
    APPEARANCE,
    BROWSER_OPEN,
    OVERLAY_MODE,
    Preferences,
)
from forgery_viewer.widgets.about_dialog import AboutDialog
from forgery_viewer.widgets.shortcuts_dialog import ShortcutsDialog
from forgery_viewer.widgets.top_bar import COMPARE, PREDICT, REVIEW, STATISTICS
from forgery_viewer.widgets.view_switch import GRID, TABLE

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_OF_A_DATASET = (
    "save_all",
    "export",
    "close",
    "find",
    "previous",
    "next",
    "browser",
    "findings",
    "refresh",
    "review_page",
    "compare_page",
    "predict_page",
    "statistics_page",
    "pictures",
    "views",
)
_OF_A_CASE = (
    "copy_picture",
    "save_picture",
    "truth",
    "prediction",
    "difference",
    "walk",
    "lens",
    "rulers",
    "minimap",
    "twins",
    "fit",
    "actual_size",
    "zoom_in",
    "zoom_out",
    "overlay",
    "contour_only",
    "links",
    "curtain",
    "to_instance",
)
_OF_A_MASK = (
    "save",
    "accept",
    "step_back",
    "drop_stroke",
    "brush",
    "eraser",
    "polygon",
    "lasso",
    "box",
    "fill",
    "fill_everywhere",
    "wand",
    "changes",
    "move",
    "cut",
    "copy_region",
    "paste_region",
    "mirror",
    "swap",
    "protect",
    "smaller",
    "larger",
    "new_instance",
    "delete_instance",
    "solo",
    "duplicate",
    "merge",
    "split",
    "give",
    "earlier",
    "later",
    "note",
    "repeat",
    *(row.key for row in ACTIONS if row.key.startswith(("operation:", "combine:"))),
    "previous_instance",
    "next_instance",
)


class Commands(QObject):
    """Connects the actions to the controllers of the window."""

    def __init__(self, window: MainWindow, actions: Actions, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._preferences = preferences
        self._undoing = Undoing(window, actions)
        self._number_keys: list[QAction] = []
        menus = actions.fill(window.top_bar.menu_bar)
        self._recent_menu = QMenu("Open &recent", window)
        menus["File"].insertMenu(actions["demo"], self._recent_menu)
        # Queued: an entry that is chosen must not go while it is at work.
        window.recent.changed.connect(self._fill_recent, Qt.ConnectionType.QueuedConnection)
        self._fill_recent()
        window.addActions(list(actions))
        self._scope_tab()
        self._connect_files()
        ViewCommands(window, actions, preferences, menus["View"])
        ToolCommands(window, actions)
        InstanceCommands(window, actions)
        self.predict = PredictCommands(window, actions, menus["Predict"])
        self._connect_pages()
        self._connect_mask()
        window.reviewing.bind(actions)
        window.pages.changed.connect(window.reviewing.show_page)
        self._connect_looks()
        self._add_number_keys()
        window.top_bar.bind(window.top_bar.undo_button, actions["undo"])
        window.top_bar.bind(window.top_bar.redo_button, actions["redo"])
        window.review.document_changed.connect(self._enable)
        window.pages.changed.connect(lambda _name: self._enable(window.review.document))
        window.view_options.overlay_changed.connect(actions["overlay"].setChecked)
        window.view_options.contour_only_changed.connect(actions["contour_only"].setChecked)
        window.view_options.links_changed.connect(actions["links"].setChecked)
        actions["overlay"].setChecked(True)
        actions["contour_only"].setChecked(preferences.get(OVERLAY_MODE) == "contour")
        actions["links"].setChecked(window.page.triptych.is_linked)
        self.set_session(None)

    def set_session(self, session: DatasetSession | None) -> None:
        """Undo and redo in the documents of another data set, or of none."""
        self._undoing.set_group(session.documents.undo_group if session is not None else None)
        self.predict.set_open(is_open=session is not None)
        for key in _OF_A_DATASET:
            self._actions[key].setEnabled(session is not None)
        can_save = session is not None and not session.workspace.read_only
        self._actions["save_all"].setEnabled(can_save)
        self._enable(None)

    def ask_for_dataset(self) -> None:
        """Let the user choose a folder and open it."""
        rows = self._window.recent.rows
        start = str(rows[0].path.parent) if rows else ""
        chosen = QFileDialog.getExistingDirectory(self._window, "Open a data set", start)
        if chosen:
            self._window.open_dataset(Path(chosen))

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for row in self._window.recent.rows:
            entry = self._recent_menu.addAction(f"{row.name}    {row.place}".replace("&", "&&"))
            entry.triggered.connect(
                lambda _checked=False, path=row.path: self._window.open_dataset(path)
            )
        self._recent_menu.setEnabled(not self._recent_menu.isEmpty())

    def show_browser(self, shown: bool) -> None:
        """Open or fold the browser."""
        self._actions["browser"].setChecked(shown)
        self._window.page.browser.setVisible(shown)
        self._preferences.set(BROWSER_OPEN, shown)

    # Connections --------------------------------------------------------------------------

    def _scope_tab(self) -> None:
        """Tab changes the layout on the canvases, and moves the focus everywhere else."""
        tab = self._actions["layout"]
        self._window.removeAction(tab)
        tab.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._window.page.triptych.addAction(tab)

    def _connect_files(self) -> None:
        window, actions = self._window, self._actions
        actions["open"].triggered.connect(self.ask_for_dataset)
        actions["demo"].triggered.connect(lambda _checked=False: window.open_demo())
        actions["save"].triggered.connect(window.saving.save)
        actions["save_all"].triggered.connect(window.saving.save_all)
        actions["export"].triggered.connect(window.exporting.open_dialog)
        actions["close"].triggered.connect(lambda _checked=False: window.datasets.close())
        actions["quit"].triggered.connect(window.close)
        actions["find"].triggered.connect(self._find)
        actions["browser"].toggled.connect(self.show_browser)
        actions["pictures"].triggered.connect(self._show_pictures)
        window.page.browser.view_changed.connect(
            lambda kind: actions["pictures"].setChecked(kind == GRID)
        )
        actions["views"].triggered.connect(self._open_views)
        actions["findings"].triggered.connect(window.findings.toggle)
        window.findings.open_changed.connect(actions["findings"].setChecked)
        window.findings.filtered.connect(lambda: self.show_browser(True))
        actions["keys"].triggered.connect(self._show_keys)
        actions["about"].triggered.connect(self._show_about)

    def _connect_pages(self) -> None:
        window, actions = self._window, self._actions
        pages = {name: actions[f"{name}_page"] for name in (REVIEW, COMPARE, PREDICT, STATISTICS)}
        group = QActionGroup(self)
        for name, action in pages.items():
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, name=name: window.pages.show(name))
        pages[REVIEW].setChecked(True)
        window.pages.changed.connect(lambda name: pages[name].setChecked(True))
        actions["refresh"].triggered.connect(window.statistics.refresh)

    def _connect_mask(self) -> None:
        painting, actions = self._window.painting, self._actions
        actions["new_instance"].triggered.connect(painting.new_instance)
        actions["delete_instance"].triggered.connect(painting.delete_instance)
        actions["previous_instance"].triggered.connect(lambda: painting.step_instance(-1))
        actions["next_instance"].triggered.connect(lambda: painting.step_instance(1))

    def _connect_looks(self) -> None:
        group = QActionGroup(self)
        for look in ("system", "dark", "light"):
            action = self._actions[f"{look}_look"]
            group.addAction(action)
            action.setChecked(self._preferences.get(APPEARANCE) == look)
            action.triggered.connect(
                lambda _checked=False, look=look: self._preferences.set(APPEARANCE, look)
            )

    def _add_number_keys(self) -> None:
        for number in range(9):
            action = QAction(f"Select instance {number + 1}", self)
            action.setShortcut(QKeySequence(str(number + 1)))
            action.triggered.connect(
                lambda _checked=False, number=number: self._window.painting.select_instance(number)
            )
            self._window.addAction(action)
            self._number_keys.append(action)

    # What they do -------------------------------------------------------------------------

    def _find(self) -> None:
        self.show_browser(True)
        self._window.page.browser.focus_search()

    def _show_pictures(self, shown: bool) -> None:
        self.show_browser(True)
        self._window.page.browser.set_view(GRID if shown else TABLE)

    def _open_views(self) -> None:
        self.show_browser(True)
        self._window.page.browser.open_views()

    def _show_keys(self) -> None:
        dialog = ShortcutsDialog(self._actions.keymap, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_about(self) -> None:
        dialog = AboutDialog(__version__, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # When they can be done ----------------------------------------------------------------

    def _enable(self, document: MaskDocument | None) -> None:
        # What cannot be seen is not to be changed by a key.
        on_review = self._window.pages.is_review
        has_case = self._window.page.triptych.seen_case is not None
        has_case = has_case and self._window.pages.has_canvases
        for key in (*_OF_A_CASE, "pick", "layout"):
            self._actions[key].setEnabled(has_case)
        can_change = document is not None and not document.read_only
        for key in _OF_A_MASK:
            self._actions[key].setEnabled(on_review and can_change)
        for action in self._number_keys:
            action.setEnabled(has_case)
        self._actions["save"].setEnabled(can_change)

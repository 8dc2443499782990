"""The browser: find, filter, sort and choose the images of a data set."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.empty_note import EmptyNote
from forgery_viewer.widgets.filter_bar import FilterBar
from forgery_viewer.widgets.grid_bar import GridBar
from forgery_viewer.widgets.record_grid import RecordGrid
from forgery_viewer.widgets.record_table import RecordTable
from forgery_viewer.widgets.review_line import ReviewLine
from forgery_viewer.widgets.sort_button import SortButton
from forgery_viewer.widgets.theme import STATUS_BAR_PX, text_font
from forgery_viewer.widgets.view_switch import GRID, TABLE, ViewSwitch
from forgery_viewer.widgets.views_panel import ViewsPanel

_MARGIN_PX = 8
_COUNT_ROW_PX = 30
_MINIMUM_WIDTH_PX = 200
# What is read in less than this shows no progress that would only flash up.
_PATIENCE_MS = 200


class Browser(QWidget):
    """Search box, count, table or grid, and progress, from top to bottom."""

    view_changed = Signal(str)
    """The records are shown as a TABLE or as a GRID now."""
    views_opening = Signal()
    """The panel of saved views is about to be seen."""

    def __init__(
        self,
        model: DatasetModel,
        selection: RecordSelection,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Browser")
        self.setMinimumWidth(_MINIMUM_WIDTH_PX)
        self.filter_bar = FilterBar(model, self)
        self.count_label = ElidedLabel(parent=self)
        self.count_label.setProperty("tone", "2")
        self.review_line = ReviewLine(self)
        self.sort_button = SortButton(self)
        self.views_button = IconButton("bookmark", self)
        self.views_button.setFixedSize(_COUNT_ROW_PX - 6, _COUNT_ROW_PX - 6)
        self.views_button.set_hint("Saved views", "Ctrl+Shift+B", "Filter, order and layout")
        self.views_panel = ViewsPanel(self)
        self.view_switch = ViewSwitch(self)
        self.table = RecordTable(model, selection, thumbnails, self)
        self.grid = RecordGrid(model, selection, thumbnails, self)
        self.grid_bar = GridBar(self.grid.picture_px, self)
        self._notes = {
            TABLE: EmptyNote(self.table.viewport()),
            GRID: EmptyNote(self.grid.viewport()),
        }
        self._views = QStackedWidget(self)
        self._progress = _ReadingProgress(self)
        self._lay_out()
        self._connect()
        self._show_sort()
        self._show_count()

    def _connect(self) -> None:
        self.filter_bar.left.connect(lambda: self.view.setFocus(Qt.FocusReason.ShortcutFocusReason))
        for note in self._notes.values():
            note.clear_button.clicked.connect(self.filter_bar.clear)
        for button in (self.sort_button, self.grid_bar.sort_button):
            button.sort_asked.connect(self._sort)
            self._model.scored_changed.connect(button.show_scores)
        self.views_button.clicked.connect(self.open_views)
        self.views_panel.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view_switch.kind_asked.connect(self.set_view)
        self.grid_bar.slider.valueChanged.connect(self.grid.set_picture_px)
        self.grid.picture_px_changed.connect(self.grid_bar.slider.setValue)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._show_sort)
        self._model.index_changed.connect(self._show_count)
        self._model.filter_changed.connect(self._show_count)
        self._model.reviews_changed.connect(self._show_reviewed)

    # --- What is shown how

    @property
    def view_kind(self) -> str:
        """TABLE or GRID."""
        return (TABLE, GRID)[self._views.currentIndex()]

    @property
    def view(self) -> RecordTable | RecordGrid:
        """The one of the two that is seen."""
        return self.table if self.view_kind == TABLE else self.grid

    @property
    def note(self) -> EmptyNote:
        """What is said where the records would be if there were any."""
        return self._notes[self.view_kind]

    def set_view(self, kind: str) -> None:
        """Show the records as a TABLE or as a GRID, at the same place as before."""
        self.view_switch.set_kind(kind)
        if kind == self.view_kind:
            return
        before = self.view
        place, shows_current, had_focus = before.place(), before.shows_current, before.hasFocus()
        self._views.setCurrentIndex((TABLE, GRID).index(kind))
        self.sort_button.setVisible(kind == TABLE)
        self._fit_count_row()
        if place is not None:
            self.view.go_to(place)
        if shows_current:
            self.view.show_current()
        if had_focus:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view_changed.emit(kind)

    def sort_by(self, column: Column, order: Qt.SortOrder) -> None:
        """Sort the records."""
        self.table.sortByColumn(column, order)

    def open_views(self) -> None:
        """Open the panel of saved views, or close it."""
        if self.views_panel.isVisible():
            self.views_panel.dismiss()
        else:
            self.views_opening.emit()
            self.views_panel.open_below(self.views_button)

    def focus_search(self) -> None:
        """Put the cursor into the search box, what stands there selected."""
        self.filter_bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_bar.field.selectAll()

    def set_progress(self, done: int, total: int) -> None:
        """Say that `done` of `total` images have been read; all, or a total of 0, says nothing."""
        self._progress.set_progress(done, total)

    @property
    def progress_text(self) -> str:
        """What is said of the reading under way; empty while nothing is said."""
        return self._progress.text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_count_row()

    def _lay_out(self) -> None:
        self._count_row = QHBoxLayout()
        self._count_row.setContentsMargins(0, 0, 0, 0)
        self._count_row.setSpacing(4)
        self._count_row.addWidget(self.count_label, 1)
        self._count_row.addWidget(self.sort_button)
        self._count_row.addWidget(self.views_button)
        self._count_row.addSpacing(2)
        self._count_row.addWidget(self.view_switch)
        top = QVBoxLayout()
        top.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, 0)
        top.setSpacing(0)
        top.addWidget(self.filter_bar)
        top.addLayout(self._count_row)
        top.addWidget(self.review_line)
        self.sort_button.setFixedHeight(_COUNT_ROW_PX - 6)
        self._count_row.addStrut(_COUNT_ROW_PX)
        rule = QFrame()
        rule.setProperty("rule", "true")
        rule.setFixedHeight(1)
        grid = QWidget()
        pictures = QVBoxLayout(grid)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setSpacing(0)
        pictures.addWidget(self.grid_bar)
        pictures.addWidget(self.grid, 1)
        self._views.addWidget(self.table)
        self._views.addWidget(grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule)
        column.addWidget(self._views, 1)
        column.addWidget(self._progress)

    def _show_count(self) -> None:
        total, shown = self._model.total, self._model.rowCount()
        noun = "image" if total == 1 else "images"
        if self._model.dataset_index is None:
            text = ""
        elif shown == total:
            text = f"{total:,} {noun}"
        else:
            text = f"{shown:,} of {total:,} {noun}"
        self.count_label.setText(text)
        self._fit_count_row()
        self._show_reviewed()
        empty = self._model.dataset_index is not None and not shown
        words = ("No image matches" if total else "No images") if empty else ""
        for note in self._notes.values():
            note.tell(words, can_clear=total > 0)

    def _show_reviewed(self) -> None:
        self.review_line.show_counts(self._model.review_counts())

    def _fit_count_row(self) -> None:
        """Say by what the list is sorted where there is room beside the count."""
        others = self.views_button.width() + self.view_switch.sizeHint().width()
        # Three gaps, and the wider one before the switch.
        room = self.width() - 2 * _MARGIN_PX - others - 4 * self._count_row.spacing()
        needed = self.count_label.sizeHint().width() + self.sort_button.full_width()
        self.sort_button.set_compact(needed > room)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.sort_by(Column(column), order)

    def _show_sort(self) -> None:
        header = self.table.horizontalHeader()
        for button in (self.sort_button, self.grid_bar.sort_button):
            button.set_sort(Column(header.sortIndicatorSection()), header.sortIndicatorOrder())
        self.grid.show_current()
        self._fit_count_row()


class _ReadingProgress(QFrame):
    """A line at the foot that says how far the reading of the files is; nothing moves for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("foot", "true")
        self.setFixedHeight(STATUS_BAR_PX)
        self._label = QLabel(self)
        self._label.setProperty("tone", "2")
        self._label.setFont(text_font(11))
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(24)
        self._bar.setAccessibleName("Images read")
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        row.setSpacing(_MARGIN_PX)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._label.text()

    def set_progress(self, done: int, total: int) -> None:
        if total <= 0 or done >= total:
            self._patience.stop()
            self.hide()
            return
        self._label.setText(f"Reading {done:,} of {total:,}")
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()

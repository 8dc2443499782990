"""The browser: find, filter, sort and choose the images of a data set."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.filter_bar import FilterBar
from forgery_viewer.widgets.record_table import RecordTable
from forgery_viewer.widgets.sort_button import SortButton
from forgery_viewer.widgets.theme import STATUS_BAR_PX, text_font

_MARGIN_PX = 8
_COUNT_ROW_PX = 30
_MINIMUM_WIDTH_PX = 200
# What is read in less than this shows no progress that would only flash up.
_PATIENCE_MS = 200


class Browser(QWidget):
    """Search box, count, table and progress, from top to bottom."""

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
        self.sort_button = SortButton(self)
        self.table = RecordTable(model, selection, thumbnails, self)
        self.note = _EmptyNote(self.table.viewport())
        self._progress = _ReadingProgress(self)
        self._lay_out()
        self.filter_bar.left.connect(
            lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        )
        self.note.clear_button.clicked.connect(self.filter_bar.clear)
        self.sort_button.sort_asked.connect(self._sort)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._show_sort)
        model.index_changed.connect(self._show_count)
        model.filter_changed.connect(self._show_count)
        self._show_sort()
        self._show_count()

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
        top = QVBoxLayout()
        top.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, 0)
        top.setSpacing(0)
        top.addWidget(self.filter_bar)
        top.addLayout(self._count_row)
        self.sort_button.setFixedHeight(_COUNT_ROW_PX - 6)
        self._count_row.addStrut(_COUNT_ROW_PX)
        rule = QFrame()
        rule.setProperty("rule", "true")
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule)
        column.addWidget(self.table, 1)
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
        if self._model.dataset_index is None or shown:
            self.note.hide()
        else:
            self.note.tell("No image matches" if total else "No images", can_clear=total > 0)

    def _fit_count_row(self) -> None:
        """Say by what the list is sorted where there is room beside the count."""
        room = self.width() - 2 * _MARGIN_PX - self._count_row.spacing()
        needed = self.count_label.sizeHint().width() + self.sort_button.full_width()
        self.sort_button.set_compact(needed > room)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.table.sortByColumn(column, order)

    def _show_sort(self) -> None:
        header = self.table.horizontalHeader()
        self.sort_button.set_sort(
            Column(header.sortIndicatorSection()), header.sortIndicatorOrder()
        )
        self._fit_count_row()


class _EmptyNote(QWidget):
    """Why the table is empty, and what can be done about it."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._icon = IconLabel("search", "3", self, size_px=24)
        self._words = QLabel(self)
        self._words.setProperty("tone", "2")
        self.clear_button = QPushButton("Clear the filter", self)
        self.clear_button.setProperty("link", "true")
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(2)
        for widget in (self._icon, self._words, self.clear_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        whole = QVBoxLayout(viewport)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def tell(self, words: str, *, can_clear: bool) -> None:
        """Show a sentence, with or without the way out."""
        self._icon.set_icon("search" if can_clear else "images")
        self._words.setText(words)
        self.clear_button.setVisible(can_clear)
        self.show()


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

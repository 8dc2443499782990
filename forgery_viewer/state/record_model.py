"""The records of an index as a table: which are shown, and in what order."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.core.dataset import Index, Record, RecordKey
from forgery_viewer.core.filter_fields import LISTED, FilterExtras
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.arranged_model import ArrangedModel
from forgery_viewer.state.columns import Column, changed_rows, row_order, same_order, same_rows
from forgery_viewer.state.record_marks import RecordMarks, row_in


class RecordModel(ArrangedModel):
    """Holds the index, and sorts and filters it.

    A *row* is a record's row in the index; a *position* is its place in what is shown. Sorting is
    one argsort and filtering one boolean array: a proxy model would call Python for every
    comparison.
    """

    index_changed = Signal()
    """Another index, or the same records with more details."""
    filter_changed = Signal()
    """Other records are shown."""
    refiltering = Signal()
    """What the filter asks about has changed: the views may remember where they are ..."""
    refiltered = Signal()
    """... and go there again, as nobody asked for another place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: Index | None = None
        self._index: Index | None = None
        self._filter = RecordFilter()
        self._column: Column | None = Column.CASE
        self._ascending = True
        self._marks = RecordMarks()
        self._records: dict[int, Record] = {}
        self._largest_coverage = 0.0

    # --- What is shown

    @property
    def dataset_index(self) -> Index | None:
        """What the files tell, None before the first index; edits that are not saved are not in it.

        All else in the model counts with the masks as edited, where their figures are known.
        """
        return self._files

    @property
    def edited_index(self) -> Index | None:
        """What the filter asks: the masks as edited, where their figures are known."""
        return self._index

    @property
    def record_filter(self) -> RecordFilter:
        return self._filter

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return self._shown.total

    @property
    def shown_rows(self) -> NDArray[np.intp]:
        """The rows of the index that are shown, in the order they are shown in; read-only."""
        return self._shown.rows

    @property
    def extras(self) -> FilterExtras:
        """What the filter may ask beside the index, as columns."""
        return self._marks.extras

    @property
    def largest_coverage(self) -> float:
        """The largest coverage of any record in percent, 0 while none is known."""
        return self._largest_coverage

    @property
    def sort_column(self) -> Column | None:
        """The column the records are sorted by; None for the order of the index."""
        return self._column

    @property
    def sort_order(self) -> Qt.SortOrder:
        return Qt.SortOrder.AscendingOrder if self._ascending else Qt.SortOrder.DescendingOrder

    def row_of(self, key: RecordKey) -> int | None:
        """The row of a record in the index, None if it is not there."""
        return row_in(self._index, key)

    def position_of(self, key: RecordKey) -> int | None:
        """Where a record is shown, None if it is filtered out or not there."""
        row = self.row_of(key)
        position = -1 if row is None else self._shown.position_of(row)
        return None if position < 0 else position

    def place_of(self, key: RecordKey) -> int | None:
        """How many shown records come before this one, whether or not it is shown itself.

        For a shown record that is its position; None if it is not in the index.
        """
        row = self.row_of(key)
        return None if row is None else self._shown.place_of(row)

    def key_at(self, position: int) -> RecordKey:
        """The key of the record shown at a position; IndexError outside what is shown."""
        return self.record_at(position).key

    def record_at(self, position: int) -> Record:
        """The record shown at a position; IndexError outside what is shown."""
        return self._record(self._shown.row_at(position))

    def record(self, key: RecordKey) -> Record | None:
        """The record of a key, shown or not; None if it is not there."""
        row = self.row_of(key)
        return None if row is None else self._record(row)

    # --- What changes it

    def set_index(self, index: Index) -> None:
        """Show another index; where its records are the same, only the rows that differ change."""
        if self._files is not None and same_rows(self._files, index):
            self._take_details(index)
        else:
            self._take_rows(index)
        self.index_changed.emit()

    def set_filter(self, record_filter: RecordFilter) -> None:
        """Show only the records that the filter accepts."""
        if record_filter == self._filter:
            return
        self._filter = record_filter
        if self._index is not None:
            accepted = record_filter.accepts(self._index, self.extras)
            if not np.array_equal(accepted, self._shown.accepted):
                self.beginResetModel()
                self._shown.accept(accepted)
                self.endResetModel()
        self.filter_changed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a `Column`; -1 restores the order of the index."""
        wanted = (None if column < 0 else Column(column), order == Qt.SortOrder.AscendingOrder)
        # A table asks twice: once itself, and once because its header shows another order.
        if wanted != (self._column, self._ascending):
            self._column, self._ascending = wanted
            self._rearrange()

    # --- Order

    def _record(self, row: int) -> Record:
        record = self._records.get(row)
        if record is None:
            if self._index is None:
                raise IndexError(f"there is no index, so no row {row}")
            record = self._records[row] = self._index.record(row)
        return record

    def _take_rows(self, index: Index) -> None:
        self.beginResetModel()
        told = self._hold(index)
        self._marks.hold(index)
        self._shown.arrange(self._new_order(), self._filter.accepts(told, self.extras))
        self.endResetModel()

    def _take_details(self, files: Index) -> None:
        old, index = self._index, self._hold(files)
        if old is None:
            return
        changed = changed_rows(old, index)
        sorts_anew = not same_order(old, index, self._column, self.extras)
        if not self._refilter(self._filter.fields - LISTED) and sorts_anew:
            self._rearrange()
        self._announce(changed, Column.CASE, Column.REVIEW)

    def _hold(self, files: Index) -> Index:
        self._files = files
        index = self._index = self._marks.edited(files)
        self._records.clear()
        coverage = index.column("coverage_pct")
        self._largest_coverage = float(np.nanmax(coverage, initial=0.0))
        return index

    def _new_order(self) -> NDArray[np.intp]:
        """The order of all records, those that are filtered out included."""
        if self._index is None:
            return np.zeros(0, np.intp)
        return row_order(self._index, self._column, self._ascending, self.extras)

    def _refilter(self, changed: AbstractSet[str]) -> bool:
        """Filter and sort anew if the filter asks for a field that changed.

        Returns whether other records are shown now.
        """
        if self._index is None or not self._filter.fields & changed:
            return False
        accepted = self._filter.accepts(self._index, self.extras)
        if np.array_equal(accepted, self._shown.accepted):
            return False
        self.refiltering.emit()
        self.beginResetModel()
        self._shown.arrange(self._new_order(), accepted)
        self.endResetModel()
        self.filter_changed.emit()
        # Last: what marks the current record again may scroll to it.
        self.refiltered.emit()
        return True

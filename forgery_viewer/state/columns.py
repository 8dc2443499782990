"""The columns of the list of records: what they are called and in which order they sort."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import LABELS, SPLITS, Index
from forgery_viewer.core.filter_fields import FilterExtras, numbers_of
from forgery_viewer.core.ordering import sort_rows

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_KEY = ("case_id", "label", "split")
# What may change while files are read.
_DETAILS = (
    "image_path",
    "mask_path",
    "partner",
    "height",
    "width",
    "mode",
    "instances",
    "area_px",
    "coverage_pct",
    "mask_note",
    "problem",
)


class Column(IntEnum):
    """One column of the list, and one key to sort it by."""

    CASE = 0
    LABEL = 1
    SPLIT = 2
    SIZE = 3
    INSTANCES = 4
    COVERAGE = 5
    EDITED = 6
    OF1 = 7
    F1 = 8
    REVIEW = 9

    @property
    def title(self) -> str:
        return "oF1" if self is Column.OF1 else self.name.capitalize()

    @property
    def is_score(self) -> bool:
        """Whether it tells how well the image was predicted, from 0 to 1."""
        return self in SCORE_COLUMNS

    @property
    def is_number(self) -> bool:
        """Whether it is a figure, thus right-aligned."""
        return self in (Column.SIZE, Column.INSTANCES, Column.COVERAGE) or self.is_score

    @property
    def first_order(self) -> Qt.SortOrder:
        """The direction that the first click sorts by: what is interesting comes first."""
        descending = (self.is_number and not self.is_score) or self is Column.EDITED
        return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        return _RIGHT if self.is_number else _LEFT

    def heading(self, role: int) -> object:
        """What the head of the column says in a role of Qt's, None where that is nothing."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.alignment
            case Qt.ItemDataRole.ToolTipRole:
                return f"Sort by {self.title.lower()}"
            case Qt.ItemDataRole.InitialSortOrderRole:
                return self.first_order
        return None


SCORE_COLUMNS = {Column.OF1: "of1", Column.F1: "f1"}
"""The name of the score that each of them shows; the worst come first."""


_NUMBER_FIELDS = {Column.INSTANCES: "n", Column.COVERAGE: "coverage", **SCORE_COLUMNS}
"""Columns that sort by a number field of the filter."""


class EditState(IntEnum):
    """Where the corrections of one record stand."""

    UNTOUCHED = 0
    KEPT = 1
    SAVED = 2

    @property
    def words(self) -> str:
        return _STATE_WORDS[self]


_STATE_WORDS = ("", "Edits kept, not saved", "Edited and saved")


def sort_values(index: Index, column: Column, extras: FilterExtras) -> NDArray[Any]:
    """One number a row to sort by; -1 and NaN are unknown, and come last in both directions."""
    if column in _NUMBER_FIELDS:
        return numbers_of(_NUMBER_FIELDS[column], index, extras)
    match column:
        case Column.CASE:
            return index.case_rank
        case Column.LABEL:
            return _places(index.column("label"), LABELS)
        case Column.SPLIT:
            return _places(index.column("split"), SPLITS)
        case Column.SIZE:
            height, width = index.column("height"), index.column("width")
            return np.where(height < 0, np.int64(-1), height.astype(np.int64) * width)
        case _:
            # Untouched rows are many and tell nothing: they count as unknown, thus come last. So
            # do those with nothing to review.
            states = extras.edited if column is Column.EDITED else extras.reviews
            return np.where(states == 0, np.int8(-1), states)


def same_order(one: Index, other: Index, column: Column | None, extras: FilterExtras) -> bool:
    """Whether two indexes of the same records are in one order when sorted by a column."""
    return column is None or np.array_equal(
        sort_values(one, column, extras),
        sort_values(other, column, extras),
        equal_nan=column is Column.COVERAGE or column.is_score,
    )


def row_order(
    index: Index, column: Column | None, ascending: bool, extras: FilterExtras
) -> NDArray[np.intp]:
    """All rows in the order of one column; ties, and None, keep the order of the index."""
    if column is None:
        return np.arange(len(index), dtype=np.intp)
    return sort_rows(sort_values(index, column, extras), ascending=ascending)


def same_rows(one: Index, other: Index) -> bool:
    """Whether two indexes hold the same records in the same rows."""
    return one.root == other.root and all(
        _same(one.column(name), other.column(name)) for name in _KEY
    )


def changed_rows(old: Index, new: Index) -> NDArray[np.bool_]:
    """Which rows of two indexes of the same records differ in anything but their key, (rows,)."""
    changed = np.zeros(len(new), np.bool_)
    for name in _DETAILS:
        before, after = old.column(name), new.column(name)
        if before is not after:
            # Only what is unknown, NaN, differs from itself.
            changed |= (before != after) & ((before == before) | (after == after))  # noqa: PLR0124
    return changed


def _same(before: NDArray[Any], after: NDArray[Any]) -> bool:
    # An index that only learned details shares these columns with the one before.
    return before is after or np.array_equal(before, after)


def _places(words: NDArray[np.object_], known: tuple[str, ...]) -> NDArray[np.int8]:
    places = np.full(len(words), -1, np.int8)
    for place, word in enumerate(known):
        places[words == word] = place
    return places

"""The one Qt model of the data set, which every view shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.filter_fields import ABOUT_REVIEWS, ABOUT_SCORES
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.review import ReviewCounts, ReviewMark, Standing
from forgery_viewer.state.columns import SCORE_COLUMNS, Column, EditState
from forgery_viewer.state.record_marks import Findings, Scores
from forgery_viewer.state.record_model import RecordModel
from forgery_viewer.state.record_text import (
    SCORE_ROLES,
    cell_text,
    score_cell,
    spoken_text,
    tooltip,
)

KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
RECORD_ROLE = KEY_ROLE + 1
EDIT_STATE_ROLE = KEY_ROLE + 2

_ROLES: dict[int, Callable[[Record, Column, EditState, ReviewMark], object]] = {
    Qt.ItemDataRole.DisplayRole: cell_text,
    Qt.ItemDataRole.ToolTipRole: lambda record, _column, *states: tooltip(record, *states),
    Qt.ItemDataRole.AccessibleTextRole: spoken_text,
    Qt.ItemDataRole.TextAlignmentRole: lambda _record, column, *_states: column.alignment,
    KEY_ROLE: lambda record, *_others: record.key,
    RECORD_ROLE: lambda record, *_others: record,
    EDIT_STATE_ROLE: lambda _record, _column, state, _review: state,
}


class DatasetModel(RecordModel):
    """Owner of the index in the window, which knows what was edited, found, decided and scored."""

    edited_figures_changed = Signal()
    """Masks with edits that are not saved have other figures, or are saved or undone."""
    edited_changed = Signal(object)
    """The edit state of the record with this key."""
    findings_changed = Signal()
    """Other findings are known."""
    reviews_changed = Signal()
    """Something else was decided, or edited after it was approved."""
    scored_changed = Signal(bool)
    """Some record has a score now, or none has any more."""

    # --- What is known beside the index

    def edit_state(self, key: RecordKey) -> EditState:
        """Where the corrections of one record stand."""
        return self._marks.states.get(key, EditState.UNTOUCHED)

    @property
    def has_scores(self) -> bool:
        """Whether any record was predicted and compared with its truth."""
        return self._marks.has_scores

    def score_at(self, position: int, column: Column) -> float:
        """The score of the record shown at a position in a score's column; NaN without one."""
        row = self._shown.row_at(position)
        return float(self.extras.scores[SCORE_COLUMNS[column]][row])

    def findings_of(self, key: RecordKey) -> frozenset[str]:
        """The kinds of what was found in one record."""
        return self._marks.findings.get(key, frozenset())

    def review(self, key: RecordKey) -> ReviewMark:
        """Where the review of one record stands."""
        return self._marks.review(key)

    def standing_at(self, position: int) -> Standing:
        """Where the review of the record shown at a position stands."""
        return Standing(int(self.extras.reviews[self._shown.row_at(position)]))

    def review_counts(self) -> ReviewCounts:
        """How many of the records that are shown are reviewed."""
        return ReviewCounts.of(self.extras.reviews[self._shown.rows])

    # --- What changes it

    def set_edited(self, key: RecordKey, state: EditState) -> None:
        """Say where the corrections of one record stand."""
        if state != self.edit_state(key):
            self.set_all_edited({**self._marks.states, key: state})
            self.edited_changed.emit(key)

    def set_all_edited(self, states: Mapping[RecordKey, EditState]) -> None:
        """Say where the corrections of all records stand; those not named are untouched."""
        changed = self._marks.set_states(states)
        if not changed.any():
            return
        if not self._refilter({"edited"}) and self._column is Column.EDITED:
            self._rearrange()
        self._announce(changed, Column.EDITED, Column.REVIEW)

    def set_reviews(self, reviews: Mapping[RecordKey, ReviewMark]) -> None:
        """Say what was decided about all records; those not named are open."""
        self._show_reviews(self._marks.set_reviews(reviews))

    def set_review(self, key: RecordKey, review: ReviewMark) -> None:
        """Say what was decided about one record."""
        self._show_reviews(self._marks.set_review(key, review))

    def _show_reviews(self, changed: NDArray[np.bool_]) -> None:
        if not self._refilter(ABOUT_REVIEWS) and self._column is Column.REVIEW and changed.any():
            self._rearrange()
        self._announce(changed, Column.REVIEW, Column.REVIEW)
        self.reviews_changed.emit()

    def set_edited_figures(self, figures: Mapping[RecordKey, Figures]) -> None:
        """Show these figures of masks with edits that are not saved; of all others the files'."""
        self._marks.set_figures(figures)
        if self._files is None:
            return
        before = self._index
        self._take_details(self._files)
        if self._index is not before:
            # Without edits, before and now, it is the index of the files itself.
            self.edited_figures_changed.emit()

    def set_scores(self, scores: Scores) -> None:
        """Say how well records were predicted; those not named have no score."""
        had = self.has_scores
        changed = self._marks.set_scores(scores)
        if not self._refilter(ABOUT_SCORES) and self._column in SCORE_COLUMNS and changed.any():
            self._rearrange()
        self._announce(changed, Column.OF1, Column.F1)
        if had != self.has_scores:
            self.scored_changed.emit(self.has_scores)

    def set_findings(self, findings: Findings) -> None:
        """Say which kinds of findings each record has; those not named have none."""
        self._marks.set_findings(findings)
        self._refilter({"finding"})
        self.findings_changed.emit()

    # --- What Qt asks

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role not in _ROLES or not index.isValid() or index.row() >= len(self._shown):
            return None
        column = Column(index.column())
        row = self._shown.row_at(index.row())
        if column.is_score and role in SCORE_ROLES:
            return score_cell(column, self.score_at(index.row(), column), role)
        record, state = self._record(row), EditState(int(self.extras.edited[row]))
        return _ROLES[role](record, column, state, self.review(record.key))

"""What is known of records beside the index: what was edited, found in them and decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.dataset import Details, Index, RecordKey
from forgery_viewer.core.filter_fields import OTHER, SCORES, FilterExtras
from forgery_viewer.core.filter_terms import searchable
from forgery_viewer.core.index import DETAILS
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.review import (
    NOTHING_TO_REVIEW,
    OPEN_MARK,
    ReviewMark,
    Standing,
    reviewable,
)
from forgery_viewer.state.columns import EditState

Findings = Mapping[RecordKey, frozenset[str]]
Scores = Mapping[RecordKey, tuple[float, ...]]
"""oF1 and F1 of predictions, as in SCORES, and perhaps oF1 of the second predictor."""

_COLUMNS = (*SCORES, OTHER)
_OPEN = np.int8(Standing.OPEN)


class RecordMarks:
    """Keeps edit states, figures and findings by key, and as columns of the rows of an index."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self._states: dict[RecordKey, EditState] = {}
        self._findings: Findings = {}
        self._figures: Mapping[RecordKey, Figures] = {}
        self._scores: Scores = {}
        self._reviews: dict[RecordKey, ReviewMark] = {}
        self.extras = FilterExtras(np.zeros(0, np.int8), {}, self._score_columns())
        """The same as columns, (rows,) each."""

    @property
    def states(self) -> Mapping[RecordKey, EditState]:
        """The records that are not untouched."""
        return self._states

    @property
    def findings(self) -> Findings:
        """The kinds of what was found, of the records where something was."""
        return self._findings

    def hold(self, index: Index) -> None:
        """Make columns for the rows of another index."""
        self._index = index
        self.extras = FilterExtras(
            self._edited_column(),
            self._finding_columns(),
            self._score_columns(),
            *self._review_columns(),
        )

    def set_states(self, states: Mapping[RecordKey, EditState]) -> NDArray[np.bool_]:
        """Take other edit states; those not named are untouched. Returns the rows that changed."""
        self._states = {key: state for key, state in states.items() if state}
        edited = self._edited_column()
        changed = edited != self.extras.edited
        self.extras = replace(self.extras, edited=edited)
        return np.asarray(changed, np.bool_)

    def set_figures(self, figures: Mapping[RecordKey, Figures]) -> None:
        """Take the figures of masks with edits that are not saved; of no others."""
        self._figures = dict(figures)

    def edited(self, index: Index) -> Index:
        """An index with the figures of masks as edited in the place of those on disk."""
        found = ((row_in(index, key), figures) for key, figures in self._figures.items())
        rows = {row: figures for row, figures in found if row is not None}
        if not rows:
            return index
        names = [name for name in DETAILS if name not in ("instances", "area_px", "regions")]
        details = [
            {name: index.column(name)[row] for name in names}
            | {
                "instances": len(figures.instances),
                "area_px": figures.area_px,
                "regions": figures.regions,
            }
            for row, figures in rows.items()
        ]
        return index.with_details(Details.of(list(rows), details))

    def set_findings(self, findings: Findings) -> None:
        """Take the kinds of other findings; records not named have none."""
        self._findings = {key: kinds for key, kinds in findings.items() if kinds}
        self.extras = replace(self.extras, findings=self._finding_columns())

    def review(self, key: RecordKey) -> ReviewMark:
        """Where the review of a record stands."""
        row = self._row_of(key)
        if row is None or not self.extras.reviews[row]:
            return NOTHING_TO_REVIEW
        return self._reviews.get(key, OPEN_MARK)

    def set_reviews(self, reviews: Mapping[RecordKey, ReviewMark]) -> NDArray[np.bool_]:
        """Take other reviews; records not named are open. Returns the rows that changed."""
        before, notes = self.extras.reviews, self.extras.notes
        self._reviews = dict(reviews)
        column, told = self._review_columns()
        self.extras = replace(self.extras, reviews=column, notes=told)
        changed = np.asarray(before != column, np.bool_)
        changed[list(notes.keys() ^ told.keys())] = True
        # A note or a name in the place of another: few rows have any.
        changed[[row for row in map(self._row_of, self._reviews) if row is not None]] = True
        return changed

    def set_review(self, key: RecordKey, review: ReviewMark) -> NDArray[np.bool_]:
        """Take another review of one record. Returns the rows that changed."""
        changed = np.zeros(len(self.extras.reviews), np.bool_)
        self._reviews[key] = review
        row = self._row_of(key)
        if row is not None and self.extras.reviews[row]:
            column = self.extras.reviews.copy()
            column[row] = review.standing
            notes = {k: note for k, note in self.extras.notes.items() if k != row}
            if review.note:
                notes[row] = searchable(review.note)
            self.extras = replace(self.extras, reviews=column, notes=notes)
            changed[row] = True
        return changed

    def _review_columns(self) -> tuple[NDArray[np.int8], dict[int, str]]:
        if self._index is None:
            return np.zeros(0, np.int8), {}
        column = np.where(reviewable(self._index), _OPEN, np.int8(0))
        notes: dict[int, str] = {}
        for key, review in self._reviews.items():
            row = self._row_of(key)
            if row is not None and column[row]:
                column[row] = review.standing
                if review.note:
                    notes[row] = searchable(review.note)
        return column, notes

    @property
    def has_scores(self) -> bool:
        """Whether any record has a score."""
        return bool(self._scores)

    def set_scores(self, scores: Scores) -> NDArray[np.bool_]:
        """Take other scores; records not named have none. Returns the rows that changed."""
        before = self.extras.scores
        self._scores = dict(scores)
        self.extras = replace(self.extras, scores=self._score_columns())
        changed = np.zeros(0 if self._index is None else len(self._index), np.bool_)
        for name in _COLUMNS:
            old, new = before[name], self.extras.scores[name]
            changed |= (old != new) & ~(np.isnan(old) & np.isnan(new))
        return changed

    def _score_columns(self) -> dict[str, NDArray[np.float64]]:
        rows = 0 if self._index is None else len(self._index)
        columns = {name: np.full(rows, np.nan) for name in _COLUMNS}
        for key, values in self._scores.items():
            row = self._row_of(key)
            if row is not None:
                for name, value in zip(_COLUMNS, values, strict=False):
                    columns[name][row] = value
        return columns

    def _edited_column(self) -> NDArray[np.int8]:
        edited = np.zeros(0 if self._index is None else len(self._index), np.int8)
        for key, state in self._states.items():
            row = self._row_of(key)
            if row is not None:
                edited[row] = state
        return edited

    def _finding_columns(self) -> dict[str, NDArray[np.bool_]]:
        rows = 0 if self._index is None else len(self._index)
        columns: dict[str, NDArray[np.bool_]] = {}
        for key, kinds in self._findings.items():
            row = self._row_of(key)
            if row is not None:
                for kind in kinds:
                    columns.setdefault(kind, np.zeros(rows, np.bool_))[row] = True
        return columns

    def _row_of(self, key: RecordKey) -> int | None:
        return row_in(self._index, key)


def row_in(index: Index | None, key: RecordKey) -> int | None:
    """The row of a key, None where there is none."""
    try:
        return None if index is None else index.row_of(key)
    except KeyError:
        return None

"""What the list says of a record, in words and figures."""

from __future__ import annotations

import math
from html import escape

from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import SUPPLEMENTAL, Record
from forgery_viewer.core.number_text import typeset
from forgery_viewer.core.review import NOTHING_TO_REVIEW, ReviewMark
from forgery_viewer.core.sentences import named_sentences
from forgery_viewer.state.columns import Column, EditState

# A thin space keeps the figures of one size together, and narrow.
SCORE_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }
)
"""Where the cell of a score has words of its own."""

_THIN = "\N{THIN SPACE}"


def size_text(record: Record) -> str:
    """Width by height as `699 x 621`; empty while the size is unknown."""
    if record.height is None or record.width is None:
        return ""
    return f"{record.width}{_THIN}\N{MULTIPLICATION SIGN}{_THIN}{record.height}"


def coverage_text(coverage_pct: float | None) -> str:
    """Coverage with two decimals; what rounds to nothing is said to be under 0.01 %."""
    if coverage_pct is None:
        return ""
    if 0 < coverage_pct < 0.005:
        return "<\N{NO-BREAK SPACE}0.01\N{NO-BREAK SPACE}%"
    return f"{coverage_pct:.2f}\N{NO-BREAK SPACE}%"


def short_split(split: str) -> str:
    """The name of a split where there is no room for the whole."""
    return "suppl." if split == SUPPLEMENTAL else split


def instances_text(instances: int | None) -> str:
    """The number of instances in words: `1 instance`, `3 instances`."""
    if instances is None:
        return ""
    return f"{instances:,} instance" if instances == 1 else f"{instances:,} instances"


def problem_text(record: Record) -> str:
    """What is wrong with a record, in sentences."""
    return " ".join(words for _file, words in named_sentences(record.problem))


def cell_text(
    record: Record, column: Column, state: EditState, review: ReviewMark = NOTHING_TO_REVIEW
) -> str:
    """What one cell of the list says."""
    match column:
        case Column.CASE:
            return record.key.case_id
        case Column.LABEL:
            return record.key.label
        case Column.SPLIT:
            return record.key.split
        case Column.SIZE:
            return size_text(record)
        case Column.INSTANCES:
            return "" if record.instances is None else f"{record.instances:,}"
        case Column.COVERAGE:
            return coverage_text(record.coverage_pct)
        case _:
            words = {Column.EDITED: state.words, Column.REVIEW: review.standing.words}
            # A score is of a prediction, not of the record: `score_cell` tells it.
            return words.get(column, "")


def score_text(score: float) -> str:
    """A score with three decimals; empty where there is none."""
    return "" if math.isnan(score) else f"{score:.3f}"


def score_cell(column: Column, score: float, role: int) -> object:
    """What the cell of a score says in one of the SCORE_ROLES."""
    text = score_text(score)
    if role == Qt.ItemDataRole.DisplayRole:
        return text
    return f"{column.title}: {text or 'not predicted'}"


def spoken_text(record: Record, column: Column, state: EditState, review: ReviewMark) -> str:
    """The text of a cell for those who hear it: with its column, and its icons in words."""
    text = cell_text(record, column, state, review)
    if column is Column.CASE:
        return ", ".join(part for part in (text, record.key.label, record.key.split) if part)
    if column is Column.EDITED:
        return text
    if column is Column.REVIEW:
        # Where there is no column for edits, this one has their icons.
        parts = (*review.sentences, state.words, problem_text(record))
        return ". ".join(part for part in parts if part)
    return f"{column.title}: {text or 'unknown'}"


def tooltip(record: Record, state: EditState, review: ReviewMark = NOTHING_TO_REVIEW) -> str:
    """All that is known of a record, as rich text of several lines."""
    split, label, case_id = record.key
    figures = [
        instances_text(record.instances),
        "" if record.area_px is None else f"{record.area_px:,} px",
        coverage_text(record.coverage_pct),
    ]
    size = size_text(record)
    lines = [
        f"<b>{escape(case_id)}</b> &nbsp;{escape(label)}, {escape(split)}",
        ", ".join(
            part for part in (f"{size} px" if size else "", escape(record.mode or "")) if part
        ),
        escape(", ".join(figure for figure in figures if figure)),
        state.words,
        *map(escape, review.sentences),
        escape(typeset(problem_text(record))),
    ]
    return "<qt>" + "<br>".join(line for line in lines if line) + "</qt>"

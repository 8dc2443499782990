"""Filters and what they look at, drawn at random; and what a filter means, record by record."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.dataset import LABELS, SPLITS, Index, Record, RecordKey
from forgery_viewer.core.filter_fields import FIELDS, SCORES, FilterExtras
from forgery_viewer.core.filter_terms import Choice, Numbers, Span, Term, Word, searchable
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.core.review import Standing
from tests.small_index import known, listed

MODES = ("RGB", "RGBA", "L")
CASES = ("1", "12", "120", "Blot 7", "blot-7", 'a"b', "ß", "é:<=", "-5")

numbers = st.integers(0, 30).map(float) | st.floats(0, 1e6, allow_nan=False)


@st.composite
def _compared(draw: st.DrawFn) -> Span:
    """What can be written with comparisons: open or closed at either end."""
    low, high = sorted((draw(numbers), draw(numbers)))
    kinds = ["from", "over", "to", "under", "number"]
    kinds += ["range", "after", "before", "inside"] if low < high else []
    return {
        "from": Span(low=low),
        "over": Span(low=low, has_low=False),
        "to": Span(high=high),
        "under": Span(high=high, has_high=False),
        "number": Span(low, low),
        "range": Span(low, high),
        "after": Span(low, high, has_low=False),
        "before": Span(low, high, has_high=False),
        "inside": Span(low, high, has_low=False, has_high=False),
    }[draw(st.sampled_from(kinds))]


_spans = st.one_of(
    _compared().map(lambda span: (span,)),
    st.lists(_compared().filter(lambda span: span.is_closed), min_size=2, max_size=3, unique=True)
    .map(tuple),
)  # fmt: skip
_number_fields = st.sampled_from([f.name for f in FIELDS.values() if f.is_number])
_texts = st.sampled_from(CASES) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)


def _choices(name: str) -> st.SearchStrategy[Choice]:
    words = _texts if name in ("id", "note") else st.sampled_from(MODES)
    values: st.SearchStrategy[str] = words
    if FIELDS[name].values:
        values = st.sampled_from(FIELDS[name].values)
    lists = st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)
    return st.builds(Choice, st.just(name), lists, st.booleans())


terms: st.SearchStrategy[Term] = (
    st.builds(Word, _texts, st.booleans())
    | st.builds(Numbers, _number_fields, _spans, st.booleans())
    | st.sampled_from([f.name for f in FIELDS.values() if not f.is_number]).flatmap(_choices)
)
filters = st.lists(terms, max_size=4).map(lambda drawn: RecordFilter(tuple(drawn)))

_details = st.fixed_dictionaries(
    {"height": st.integers(1, 40), "width": st.integers(1, 40), "mode": st.sampled_from(MODES)},
    optional={
        "instances": st.integers(0, 5),
        "area_px": st.integers(0, 1600),
        "regions": st.integers(0, 9),
        "trouble": st.sampled_from(("", "1.png: is cut off")),
    },
)
_keys = st.builds(
    RecordKey, st.sampled_from(SPLITS), st.sampled_from(LABELS), st.sampled_from(CASES)
)


@st.composite
def indexes(draw: st.DrawFn) -> tuple[Index, FilterExtras]:
    """An index of some records, of which some have been read, and what goes with it."""
    keys = draw(st.lists(_keys, unique=True, max_size=12))
    index = listed(keys)
    read = draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    if read:
        index = known(index, {key: draw(_details) for key in read})
    edited = draw(st.lists(st.integers(0, 2), min_size=len(keys), max_size=len(keys)))
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), unique=True, max_size=3))
    marks = st.lists(st.booleans(), min_size=len(keys), max_size=len(keys))
    findings = {kind: np.array(draw(marks), np.bool_) for kind in kinds}
    standings = st.lists(st.sampled_from(Standing), min_size=len(keys), max_size=len(keys))
    reviews = np.array(draw(standings), np.int8)
    rows = draw(st.lists(st.sampled_from(range(len(keys))), unique=True)) if keys else []
    notes = {row: searchable(draw(_texts)) for row in rows}
    return index, FilterExtras(np.array(edited, np.int8), findings, reviews=reviews, notes=notes)


@dataclass(frozen=True)
class Known:
    """What is known of one record beside the index."""

    edited: int
    kinds: set[str]
    standing: Standing
    note: str

    @classmethod
    def of(cls, extras: FilterExtras, row: int) -> Known:
        """What the columns say of a row."""
        kinds = {kind for kind, marks in extras.findings.items() if marks[row]}
        standing = Standing(int(extras.reviews[row]))
        return cls(int(extras.edited[row]), kinds, standing, extras.notes.get(row, ""))


def answers(term: Term, record: Record, beside: Known) -> bool:
    """Whether one record answers to a term, said as plainly as can be."""
    return _answers(term, record, beside) != term.negated


def _answers(term: Term, record: Record, beside: Known) -> bool:
    if isinstance(term, Word):
        return term.text.casefold() in record.key.case_id.casefold()
    if isinstance(term, Numbers):
        value = _number(record, term.field)
        return value is not None and any(_lies_in(value, span) for span in term.spans)
    return any(_has(record, term.field, value.casefold(), beside) for value in term.values)


def _lies_in(value: float, span: Span) -> bool:
    above = value >= span.low if span.has_low else value > span.low
    below = value <= span.high if span.has_high else value < span.high
    return above and below


def _number(record: Record, name: str) -> float | None:
    if name == "size":
        if record.height is None or record.width is None:
            return None
        return max(record.height, record.width)
    if name == "megapixels":
        if record.height is None or record.width is None:
            return None
        return record.height * record.width / 1e6
    if name in SCORES:
        # Nothing is predicted.
        return None
    attributes = {"n": "instances", "coverage": "coverage_pct", "area": "area_px"}
    value: float | None = getattr(record, attributes.get(name, name))
    return None if value is None or math.isnan(value) else value


def _has(record: Record, name: str, value: str, beside: Known) -> bool:
    words: dict[str, Any] = {
        "id": record.key.case_id.casefold(),
        "label": record.key.label,
        "split": record.key.split,
        "mode": (record.mode or "").casefold(),
        "pair": "no" if record.partner is None else "yes",
        "mask": "no" if record.mask_path is None else "yes",
        "problem": "yes" if record.problem else "no",
    }
    if name == "compared":
        return False
    if name == "edited":
        return value in (("no",), ("yes", "kept"), ("yes", "saved"))[beside.edited]
    if name == "note":
        return value in beside.note
    if name == "review":
        told = {
            Standing.OPEN: ("open",),
            Standing.EDITED_SINCE: ("open", "edited-since"),
            Standing.APPROVED: ("approved",),
            Standing.NEEDS_WORK: ("needs-work",),
            Standing.SKIPPED: ("skipped",),
        }
        return value in told.get(beside.standing, ())
    if name == "finding":
        if value in ("yes", "no"):
            return bool(beside.kinds) == (value == "yes")
        return any(kind.startswith(value) for kind in beside.kinds)
    return bool(words[name] == value)

"""The fields of the filter language: what can be asked of a record, and where the answer stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import LABELS, SPLITS
from forgery_viewer.core.review import TO_DO, Standing

Rows = NDArray[np.bool_]
"""Which rows answer to something, (rows,)."""

SAME_SCORE = 1e-9
"""Scores that differ by no more are the same."""

YES, NO = "yes", "no"
COMPARED = ("better", "worse", "same")
"""How the oF1 of a prediction compares with that of the second predictor."""
KEPT, SAVED = 1, 2
"""Codes of `FilterExtras.edited`: edits kept but not saved, and saved."""


@dataclass(frozen=True, slots=True)
class FilterExtras:
    """What a filter may ask that no index holds.

    Attributes:
        edited: Where the corrections of each row stand, (rows,) int8: 0 untouched, KEPT or SAVED.
        findings: Which rows have a finding of a kind, (rows,) bool, by kind.
        scores: Scores of predictions, (rows,) from 0 to 1 or NaN, by the names in SCORES and OTHER.
        reviews: Where the review of each row stands, (rows,) int8, a `Standing`; empty where that
            is not known of any.
        notes: What reviewers noted, in folded case, by row; of those with a note.
    """

    edited: NDArray[np.int8]
    findings: Mapping[str, Rows] = field(default_factory=dict)
    scores: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    reviews: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    notes: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def none(cls, rows: int) -> "FilterExtras":
        """Nothing edited, found or decided in this many rows."""
        return cls(np.zeros(rows, np.int8), reviews=np.zeros(rows, np.int8))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a term can ask for.

    Attributes:
        name: How it is called in a term.
        about: What it is, in a few words.
        values: The words that can be asked for; empty for a number, and where any word can.
        is_number: Whether it is compared with numbers.
        unit: What its numbers count.
    """

    name: str
    about: str
    values: tuple[str, ...] = ()
    is_number: bool = False
    unit: str = ""


REVIEWS = tuple(
    standing.name_in_filter
    for standing in (
        Standing.OPEN,
        Standing.APPROVED,
        Standing.NEEDS_WORK,
        Standing.SKIPPED,
        Standing.EDITED_SINCE,
    )
)
"""Open is also what was approved and edited since; the last word asks for these alone."""

ABOUT_REVIEWS = frozenset(("review", "note"))
"""The fields that change with decisions."""


def _number(name: str, about: str, unit: str = "") -> Field:
    return Field(name, about, is_number=True, unit=unit)


FIELDS: dict[str, Field] = {
    item.name: item
    for item in (
        Field("label", "authentic, forged or unlabelled", LABELS),
        Field("split", "train, supplemental or test", SPLITS),
        _number("n", "instances of the mask"),
        _number("regions", "connected regions of all instances"),
        _number("coverage", "share of the image that is masked", "%"),
        _number("area", "masked pixels", "px"),
        _number("size", "longer side of the image", "px"),
        _number("height", "height of the image", "px"),
        _number("width", "width of the image", "px"),
        _number("megapixels", "pixels of the image, in millions"),
        Field("mode", "kind of pixels, as RGB, RGBA or L"),
        Field("pair", "whether it has an authentic or forged partner", (YES, NO)),
        Field("mask", "whether it has a mask file", (YES, NO)),
        Field("edited", "whether you corrected its mask", (YES, NO, "kept", "saved")),
        Field("review", "what a reviewer decided", REVIEWS),
        Field("note", "what a reviewer noted: part of the text"),
        Field("finding", "what the check found", (YES, NO, *KINDS)),
        Field("problem", "whether a file is missing or cannot be read", (YES, NO)),
        _number("of1", "oF1 of the prediction, 0 to 1"),
        _number("f1", "F1 of the predicted pixels, 0 to 1"),
        Field("compared", "how the predictor does against the second one", COMPARED),
        Field("id", "the whole case id"),
    )
}
"""Every field by its name, in the order in which they are offered."""

SCORES = ("of1", "f1")
"""The fields that a prediction compared with the truth answers."""

OTHER = "other"
"""The name of the oF1 of the second predictor."""

ABOUT_SCORES = frozenset((*SCORES, "compared"))
"""The fields that change with scores."""

ALIASES = {"instances": "n", "case": "id", "findings": "finding"}
"""Other words that are understood for a field."""

LISTED = frozenset({"label", "split", "id", "pair", "mask"})
"""The fields that listing the folders answers; reading files changes none of them."""


def _megapixels(index: Index) -> NDArray[np.float64]:
    height, width = (index.column(name).astype(np.float64) for name in ("height", "width"))
    return np.where((height < 0) | (width < 0), -1.0, height * width / 1e6)


_NUMBERS: dict[str, Callable[[Index], NDArray[Any]]] = {
    "n": lambda index: index.column("instances"),
    "regions": lambda index: index.column("regions"),
    "coverage": lambda index: index.column("coverage_pct"),
    "area": lambda index: index.column("area_px"),
    "size": lambda index: np.maximum(index.column("height"), index.column("width")),
    "height": lambda index: index.column("height"),
    "width": lambda index: index.column("width"),
    "megapixels": _megapixels,
}


def numbers_of(name: str, index: Index, extras: FilterExtras) -> NDArray[Any]:
    """What a number field asks for, (rows,); below 0 or NaN where it is not known."""
    if name in SCORES:
        unknown = np.full(len(index), np.nan)
        return extras.scores.get(name, unknown)
    return _NUMBERS[name](index)


def has_value(name: str, value: str, index: Index, extras: FilterExtras) -> Rows:
    """Which rows have a value, given in folded case, in a field of words, (rows,)."""
    match name:
        case "edited":
            return _has_edit(value, extras.edited)
        case "finding" | "compared" | "review" | "note":
            return _BESIDE_THE_INDEX[name](value, extras, len(index))
        case "pair":
            return _rows((index.column("partner") >= 0) == (value == YES))
        case "mask" | "problem":
            column = "mask_path" if name == "mask" else name
            return _rows((index.column(column) == "") == (value == NO))
        case "mode":
            kinds = index.column(name)
            modes = [mode for mode in set(kinds) if mode.casefold() == value]
            return _any_of([_rows(kinds == mode) for mode in modes], len(index))
        case "id":
            return _rows(index.search_text == value)
        case _:
            return _rows(index.column(name) == value)


def _has_edit(value: str, edited: NDArray[np.int8]) -> Rows:
    match value:
        case "kept":
            return _rows(edited == KEPT)
        case "saved":
            return _rows(edited == SAVED)
        case _:
            return _rows((edited != 0) == (value == YES))


def _has_review(value: str, extras: FilterExtras, rows: int) -> Rows:
    if not len(extras.reviews):
        return np.zeros(rows, np.bool_)
    if value == Standing.OPEN.name_in_filter:
        return _rows(np.isin(extras.reviews, TO_DO))
    standing = next(s for s in Standing if s.name_in_filter == value)
    return _rows(extras.reviews == standing)


def _has_note(value: str, extras: FilterExtras, rows: int) -> Rows:
    found = np.zeros(rows, np.bool_)
    found[[row for row, note in extras.notes.items() if value in note]] = True
    return found


def _has_finding(value: str, extras: FilterExtras, rows: int) -> Rows:
    if value in (YES, NO):
        found = _any_of(list(extras.findings.values()), rows)
        return _rows(found == (value == YES))
    kinds = [marks for kind, marks in extras.findings.items() if kind.startswith(value)]
    return _any_of(kinds, rows)


def _is_compared(value: str, extras: FilterExtras, rows: int) -> Rows:
    unknown = np.full(rows, np.nan)
    gain = extras.scores.get("of1", unknown) - extras.scores.get(OTHER, unknown)
    match value:
        case "better":
            return _rows(gain > SAME_SCORE)
        case "worse":
            return _rows(gain < -SAME_SCORE)
        case "same":
            return _rows(np.abs(gain) <= SAME_SCORE)
    return np.zeros(rows, np.bool_)


_BESIDE_THE_INDEX: dict[str, Callable[[str, FilterExtras, int], Rows]] = {
    "finding": _has_finding,
    "compared": _is_compared,
    "review": _has_review,
    "note": _has_note,
}


def _any_of(parts: list[Rows], rows: int) -> Rows:
    together = np.zeros(rows, np.bool_)
    for part in parts:
        together |= part
    return together


def _rows(answers: NDArray[Any]) -> Rows:
    return np.asarray(answers, np.bool_)

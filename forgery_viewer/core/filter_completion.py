"""What could be typed next in the filter: fields, comparisons, and values with their counts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.filter_fields import (
    ALIASES,
    FIELDS,
    NO,
    YES,
    Field,
    FilterExtras,
    has_value,
    numbers_of,
)
from forgery_viewer.core.filter_language import parse_term
from forgery_viewer.core.filter_terms import number_text, value_text
from forgery_viewer.core.index import Index

MOST = 12
"""As many suggestions are made at once, at most."""

_WHOLE = frozenset({"n", "regions"})
# As a term of the language, but the last quotation mark need not be closed yet.
_TOKEN = re.compile(r'(?:[^\s"]|"(?:[^"]|"")*(?:"|$))+')
_TYPED = re.compile(r"(?P<sign>-?)(?P<name>[^\s\":<>=]*)(?P<operator>:|<=|>=|<|>|=)?(?P<rest>.*)")
_COMPARISONS = {
    ":": "this many, or from..to",
    ">=": "at least",
    "<=": "at most",
    ">": "more than",
    "<": "less than",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on.

    Attributes:
        text: What takes the place of the term that is being typed.
        note: What it means, or how many records answer to it.
        is_whole: Whether the term is complete with it.
    """

    text: str
    note: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """The ways to go on at one place of a line.

    Attributes:
        start: Where the term that is being typed begins.
        suggestions: The ways to go on, best first.
        hint: A sentence about what is being typed, "" for none.
    """

    start: int
    suggestions: tuple[Suggestion, ...] = ()
    hint: str = ""


def unfinished_start(text: str) -> int:
    """Where the term begins that ends with a text, len(text) after a blank."""
    ends = (match.start() for match in _TOKEN.finditer(text) if match.end() == len(text))
    return next(ends, len(text))


def is_field_begun(text: str) -> bool:
    """Whether a word may be the beginning of a field's name, so that it is not yet a word."""
    folded = text.casefold()
    return any(name.startswith(folded) for name in (*FIELDS, *ALIASES))


def complete(text: str, index: Index, extras: FilterExtras) -> Completion:
    """What can follow a text, given what there is in an index."""
    start = unfinished_start(text)
    typed = _TYPED.fullmatch(text[start:])
    if typed is None:
        return Completion(start)
    name = typed["name"].casefold()
    field = FIELDS.get(ALIASES.get(name, name))
    if typed["operator"] is None:
        return Completion(start, tuple(_names(typed["sign"], name, field)))
    if field is None:
        return Completion(start)
    head = f"{typed['sign']}{field.name}{typed['operator']}"
    if field.is_number:
        numbers = _numbers(head, typed["rest"], field, index, extras)
        return Completion(start, tuple(numbers), _about(field, index, extras))
    if typed["operator"] not in ":=":
        return Completion(start)
    return _values(start, head, typed["rest"], field, index, extras)


def _names(sign: str, begun: str, exact: Field | None) -> Iterator[Suggestion]:
    if exact is not None and exact.is_number:
        for operator, meaning in _COMPARISONS.items():
            yield Suggestion(f"{sign}{exact.name}{operator}", meaning)
    for field in FIELDS.values():
        if field.name.startswith(begun) and not (field is exact and field.is_number):
            yield Suggestion(f"{sign}{field.name}{'' if field.is_number else ':'}", field.about)


def _values(
    start: int, head: str, rest: str, field: Field, index: Index, extras: FilterExtras
) -> Completion:
    """Values that are there, with how many records have them; after a comma those not yet named.

    Only those that go on from what is typed are counted against `MOST`; of the rest, the hint says
    how many there are. The words that a field always has are never among the rest.
    """
    listed, comma, begun = rest.rpartition(",")
    taken = {value.casefold() for value in listed.split(",")}

    def fitting(counts: list[tuple[str, int]]) -> list[Suggestion]:
        return [
            Suggestion(f"{head}{listed}{comma}{value_text(value)}", f"{count:,}", is_whole=True)
            for value, count in counts
            if value.casefold().startswith(begun.casefold()) and value.casefold() not in taken
        ]

    found = fitting(_found(field, index, extras))
    always = fitting([(value, _count(field, value, index, extras)) for value in _always(field)])
    if len(found) + len(always) <= MOST:
        return Completion(start, (*found, *always))
    # The hint takes a line of the list as well.
    room = MOST - 1 - len(always)
    hint = f"{len(found) - room:,} more: type how one begins"
    return Completion(start, (*found[:room], *always), hint)


def _found(field: Field, index: Index, extras: FilterExtras) -> list[tuple[str, int]]:
    """What occurs in a field of which not every word is listed, the most frequent first."""
    if field.name == "mode":
        modes = Counter(index.column("mode").tolist())
        return [(mode, count) for mode, count in modes.most_common() if mode]
    if field.name == "finding":
        kinds = Counter({kind: int(rows.sum()) for kind, rows in extras.findings.items()})
        return [(kind, count) for kind, count in kinds.most_common() if count and kind in KINDS]
    return []


def _always(field: Field) -> tuple[str, ...]:
    """The words of a field that are offered whatever occurs."""
    return (YES, NO) if field.name == "finding" else field.values


def _count(field: Field, value: str, index: Index, extras: FilterExtras) -> int:
    return int(has_value(field.name, value, index, extras).sum())


def _numbers(
    head: str, rest: str, field: Field, index: Index, extras: FilterExtras
) -> Iterator[Suggestion]:
    """The few numbers there are of what is counted; of what is measured, there are too many."""
    if field.name not in _WHOLE or "," in rest or ".." in rest:
        return
    values = numbers_of(field.name, index, extras)
    for number in np.unique(values[values >= 0])[:MOST].tolist():
        written = f"{head}{number}"
        if str(number).startswith(rest):
            count = int(parse_term(written).accepts(index, extras).sum())
            yield Suggestion(written, f"{count:,}", is_whole=True)


def _about(field: Field, index: Index, extras: FilterExtras) -> str:
    """Of a number: what it counts, and between what it lies."""
    values = numbers_of(field.name, index, extras)
    known = values[values >= 0]
    unit = f" in {field.unit}" if field.unit else ""
    about = f"{field.about[0].upper()}{field.about[1:]}{unit}"
    if not known.size:
        return about
    low, high = (number_text(float(f"{value:.4g}")) for value in (known.min(), known.max()))
    return f"{about}, here {low} to {high}"

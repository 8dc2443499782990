"""The terms of a filter: what one of them asks, how it is written, and which rows answer to it."""

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_fields import FilterExtras, Rows, has_value, numbers_of
from forgery_viewer.core.index import Index

# What can stand in a term without quotation marks.
_BARE_WORD = re.compile(r'[^\s":<>=-][^\s":<>=]*')
_BARE_VALUE = re.compile(r'[^\s",]+')


@dataclass(frozen=True, slots=True)
class Word:
    """A text that must be part of the case id, whatever its case; at least one character."""

    text: str
    negated: bool = False

    @property
    def field(self) -> str:
        """The field that is asked for."""
        return "id"

    def __str__(self) -> str:
        bare = _BARE_WORD.fullmatch(self.text)
        return _sign(self.negated) + (self.text if bare else _quoted(self.text))

    def accepts(self, index: Index, extras: FilterExtras) -> Rows:  # noqa: ARG002 - as the others
        """Which rows answer to it, (rows,)."""
        found = np.strings.find(index.search_text, searchable(self.text)) >= 0
        return np.asarray(found != self.negated, np.bool_)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of words that must have one of some values, whatever their case; at least one."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{_sign(self.negated)}{self.field}:{','.join(map(value_text, self.values))}"

    def accepts(self, index: Index, extras: FilterExtras) -> Rows:
        """Which rows answer to it, (rows,)."""
        found = np.zeros(len(index), np.bool_)
        for value in self.values:
            found |= has_value(self.field, searchable(value), index, extras)
        return np.asarray(found != self.negated, np.bool_)

    def without(self, value: str) -> "Choice | None":
        """The same with one value less; None if none is left."""
        values = tuple(other for other in self.values if other != value)
        return replace(self, values=values) if values else None


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from `low` to `high`, with or without these two themselves."""

    low: float = -math.inf
    high: float = math.inf
    has_low: bool = True
    has_high: bool = True

    @property
    def is_closed(self) -> bool:
        """Whether both of its ends, where it has them, belong to it."""
        return (self.has_low or self.low == -math.inf) and (self.has_high or self.high == math.inf)

    def holds(self, values: NDArray[np.generic]) -> Rows:
        """Which of the values lie in it; NaN does not."""
        above = values >= self.low if self.has_low else values > self.low  # type: ignore[operator]
        below = values <= self.high if self.has_high else values < self.high  # type: ignore[operator]
        return np.asarray(above & below, np.bool_)

    def __str__(self) -> str:
        if self.low == self.high:
            return number_text(self.low)
        low = "" if self.low == -math.inf else number_text(self.low)
        high = "" if self.high == math.inf else number_text(self.high)
        return f"{low}..{high}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number field that must lie in one of some spans; several of them must all be closed.

    What is not known lies in none, so that only a negated term shows it.
    """

    field: str
    spans: tuple[Span, ...]
    negated: bool = False

    def __str__(self) -> str:
        return _sign(self.negated) + (self._compared() or self._listed())

    def accepts(self, index: Index, extras: FilterExtras) -> Rows:
        """Which rows answer to it, (rows,)."""
        values = numbers_of(self.field, index, extras)
        found = np.zeros(len(values), np.bool_)
        for span in self.spans:
            found |= span.holds(values)
        found &= values >= 0
        return np.asarray(found != self.negated, np.bool_)

    def _listed(self) -> str:
        return f"{self.field}:{','.join(map(str, self.spans))}"

    def _compared(self) -> str:
        """As `n>=2` or `2<coverage<=5`, "" where a list says the same as shortly."""
        if len(self.spans) > 1:
            return ""
        span = self.spans[0]
        low, high = number_text(span.low), number_text(span.high)
        if span.high == math.inf:
            return f"{self.field}>{'=' * span.has_low}{low}"
        if span.low == -math.inf:
            return f"{self.field}<{'=' * span.has_high}{high}"
        if span.is_closed:
            return ""
        return f"{low}<{'=' * span.has_low}{self.field}<{'=' * span.has_high}{high}"


Term = Word | Choice | Numbers


def searchable(text: str) -> str:
    """A text in the form in which case ids are searched: folded, and such that UTF-8 can hold it.

    Names of files that are not valid text have a stand-in for each bad byte.
    """
    return text.casefold().encode("utf-8", "replace").decode()


def value_text(value: str) -> str:
    """A value as it is written in a term, in quotation marks where it must be."""
    return value if _BARE_VALUE.fullmatch(value) else _quoted(value)


def number_text(number: float) -> str:
    """A number as it is written in a term: whole ones without a point, others exactly."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def _quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _sign(negated: bool) -> str:
    return "-" if negated else ""

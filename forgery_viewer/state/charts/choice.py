"""What is chosen in a chart: some of its marks, as terms for the filter."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_terms import Span, number_text

Table = list[tuple[object, ...]]
"""Lines of a table, the names of the columns first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Some marks of a chart.

    Attributes:
        chart: The chart in which they were chosen.
        name: What they stand for, as `2 - 5 %`.
        terms: What the filter has to be asked, as `2<coverage<=5`.
        count: How many images or masks they stand for.
        share_pct: Which share of all in the chart that is, in percent.
        noun: What is counted.
        field: The field of the filter that a range is chosen of, "" where it is no range.
        span: That range.
        key: Which marks they are where there is no range to tell by.
    """

    chart: str
    name: str
    terms: str
    count: int
    share_pct: float
    noun: str = "case"
    field: str = ""
    span: Span | None = None
    key: Hashable = None

    @property
    def figures(self) -> str:
        """How many there are, as `463 cases, 16.8 %`."""
        return figures(self.count, self.share_pct, self.noun)

    def same(self, other: Choice | None) -> bool:
        """Whether another choice is of the same marks, however many cases they stand for now."""
        return other is not None and replace(other, count=0, share_pct=0) == replace(
            self, count=0, share_pct=0
        )


class Chart(ABC):
    """The figures of one chart. Its marks (bars, boxes, cells, points) are counted from 0."""

    key: str

    @abstractmethod
    def __len__(self) -> int:
        """How many marks there are."""

    @property
    @abstractmethod
    def total(self) -> int:
        """How many images or masks the chart is about; with 0 there is nothing to draw."""

    @abstractmethod
    def choice(self, first: int, last: int) -> Choice | None:
        """The marks from one to another, of which `first` is the lower; None means everything."""

    @abstractmethod
    def told(self, place: int) -> str:
        """What a mark says, in words and figures."""

    @abstractmethod
    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        """Which marks a choice covers, (marks,); it may have been made in another chart."""

    @abstractmethod
    def table(self) -> Table:
        """All figures of the chart."""

    def recounted(self, choice: Choice) -> Choice:
        """A choice made in this chart with the counts of today."""
        places = np.flatnonzero(self.chosen(choice))
        if not len(places):
            return replace(choice, count=0, share_pct=0.0)
        now = self.choice(int(places[0]), int(places[-1]))
        return choice if now is None else replace(choice, count=now.count, share_pct=now.share_pct)


def share_pct(count: int, total: int) -> float:
    """A share in percent, 0 of nothing."""
    return 100 * count / total if total else 0.0


def just(number: int) -> Span:
    """The span of one number."""
    return Span(float(number), float(number))


def joined(first: Span, last: Span) -> Span:
    """The span from the beginning of one to the end of another."""
    return Span(first.low, last.high, first.has_low, last.has_high)


def lies_in(span: Span, other: Span) -> bool:
    """Whether all of a span lies in another."""
    above = span.low > other.low or (span.low == other.low and span.has_low <= other.has_low)
    below = span.high < other.high or (span.high == other.high and span.has_high <= other.has_high)
    return above and below


def has_centre(span: Span, other: Span) -> bool:
    """Whether the middle of a span, on a logarithmic scale, lies in another."""
    middle = math.sqrt(span.low * span.high)
    return bool(other.holds(np.array([middle]))[0])


def number(value: float) -> str:
    """A number as it is written in a name: `0.464`, `1,024`."""
    return f"{int(value):,}" if float(value).is_integer() else number_text(value)


def span_name(span: Span, unit: str, write: Callable[[float], str] = number) -> str:
    """A span in words, as `2 - 5 %` with a dash, `> 5 %` or `64 px`; `write` writes its ends."""
    low, high = (write(end) if math.isfinite(end) else "" for end in (span.low, span.high))
    if span.high == math.inf:
        return f"{'≥' if span.has_low else '>'} {low} {unit}"
    if span.low in (0, -math.inf):
        return f"{'≤' if span.has_high else '<'} {high} {unit}"
    if low == high:
        return f"{low} {unit}"
    return f"{low} \N{EN DASH} {high} {unit}"


def figures(count: int, share: float, noun: str) -> str:
    """`463 cases, 16.8 %`."""
    return f"{counted(count, noun)}, {share:.1f} %"


def counted(count: int, noun: str) -> str:
    """`1 case`, `463 cases`."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"

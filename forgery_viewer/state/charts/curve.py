"""The cumulative curve of coverage: which share of the masks is at or under a coverage."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_terms import Numbers, Span
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import cumulative
from forgery_viewer.state.charts.bars import COVERAGE
from forgery_viewer.state.charts.choice import Chart, Choice, Table, figures, share_pct, span_name
from forgery_viewer.state.charts.frame import Frame

MOST_POINTS = 400
"""Points that are drawn at most: about one a column of the screen."""


@dataclass(frozen=True, eq=False)
class CoverageCurve(Chart):
    """A curve that can be chosen at round coverages, each with everything at or under it.

    Attributes:
        values: The different coverages in ascending order, in percent.
        under: How many masks are at or under each.
        places_pct: The round coverages, two figures each.
        counts: How many masks are at or under those.
        low_pct: Where the scale begins.
        high_pct: Where it ends.
        median_pct: Half of the masks are under it; NaN without masks.
    """

    values: NDArray[np.float64]
    under: NDArray[np.intp]
    places_pct: NDArray[np.float64]
    counts: NDArray[np.intp]
    low_pct: float
    high_pct: float
    median_pct: float
    key: str = "coverage_curve"

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame) -> CoverageCurve:
        """Of the masks of some rows."""
        coverage = np.sort(statistics.masks.coverage_pct)
        values, _shares = cumulative(coverage)
        low, high = float(frame.coverage_edges[0]), float(frame.coverage_edges[-1])
        places = _round_numbers(low, high)
        return cls(
            values=values,
            under=np.searchsorted(coverage, values, side="right"),
            places_pct=places,
            counts=np.searchsorted(coverage, places, side="right"),
            low_pct=low,
            high_pct=high,
            median_pct=statistics.coverage_pct.p50,
        )

    def __len__(self) -> int:
        return len(self.places_pct)

    @property
    def total(self) -> int:
        return int(self.under[-1]) if len(self.under) else 0

    def points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coverages and shares in percent to draw, from nothing at the scale's beginning on."""
        drawn = np.arange(len(self.values))
        if len(drawn) > MOST_POINTS:
            drawn = np.unique(np.linspace(0, len(drawn) - 1, MOST_POINTS).astype(np.intp))
        shares = 100 * self.under[drawn] / max(1, self.total)
        return (
            np.concatenate(([self.low_pct], self.values[drawn], [self.high_pct])),
            np.concatenate(([0.0], shares, [100.0])),
        )

    def choice(self, first: int, last: int) -> Choice:
        """Everything at or under the upper one of two places."""
        count = int(self.counts[last])
        span = Span(0.0, float(self.places_pct[last]), has_low=False)
        return Choice(
            chart=self.key,
            name=span_name(span, "%"),
            terms=str(Numbers(COVERAGE, (span,))),
            count=count,
            share_pct=share_pct(count, self.total),
            field=COVERAGE,
            span=span,
        )

    def told(self, place: int) -> str:
        choice = self.choice(place, place)
        return f"{choice.name}:  {figures(choice.count, choice.share_pct, 'case')}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        if choice is None or choice.span is None or choice.field != COVERAGE:
            return np.zeros(len(self), np.bool_)
        return choice.span.holds(self.places_pct)

    def table(self) -> Table:
        shares = [share_pct(count, self.total) for count in self.under.tolist()]
        lines = zip(self.values.tolist(), self.under.tolist(), shares, strict=True)
        return [("coverage_pct", "masks_at_or_under", "share_pct"), *lines]


def _round_numbers(low: float, high: float) -> NDArray[np.float64]:
    """Every number of two figures from `low` to the first at or above `high`."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = np.array(
        [float(f"{figures}e{decade - 1}") for decade in decades for figures in range(10, 100)]
    )
    start, end = np.searchsorted(numbers, (low, high), side="left")
    return numbers[start : end + 1]

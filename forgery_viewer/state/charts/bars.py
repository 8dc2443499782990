"""Charts of bars side by side, of which neighbours can be chosen together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_terms import Numbers, Span
from forgery_viewer.core.number_text import three_figures
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import BUCKETS, Summary, histogram
from forgery_viewer.state.charts.choice import (
    Chart,
    Choice,
    Table,
    figures,
    has_centre,
    joined,
    just,
    lies_in,
    share_pct,
    span_name,
)
from forgery_viewer.state.charts.frame import Frame

COVERAGE, SIZE, INSTANCES = "coverage", "size", "n"
"""Fields of the filter that charts ask for."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Bars(Chart):
    """Bars, each of which counts what lies in a span of a field.

    Attributes:
        key: Which chart it is.
        field: The field of the filter.
        spans: One a bar, in ascending order and without gaps.
        counts: (bars,).
        unit: Unit of the field.
        noun: What is counted.
        guard: A term that has to go with every choice.
        coarse: Whether a bar is chosen only as a whole by a choice in another chart.
    """

    key: str
    field: str
    spans: tuple[Span, ...]
    counts: NDArray[np.intp]
    unit: str
    noun: str = "case"
    guard: str = ""
    coarse: bool = False

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    def name(self, span: Span) -> str:
        """What a span is called."""
        return span_name(span, self.unit)

    def choice(self, first: int, last: int) -> Choice:
        span = joined(self.spans[first], self.spans[last])
        count = int(self.counts[first : last + 1].sum())
        return Choice(
            chart=self.key,
            name=self.name(span),
            terms=f"{Numbers(self.field, (span,))} {self.guard}".strip(),
            count=count,
            share_pct=share_pct(count, self.total),
            noun=self.noun,
            field=self.field,
            span=span,
        )

    def told(self, place: int) -> str:
        count = int(self.counts[place])
        share = share_pct(count, self.total)
        return f"{self.name(self.spans[place])}:  {figures(count, share, self.noun)}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        if choice is None or choice.span is None or choice.field != self.field:
            return np.zeros(len(self), np.bool_)
        inside = lies_in if self.coarse or choice.chart == self.key else has_centre
        return np.array([inside(span, choice.span) for span in self.spans], np.bool_)

    def shares(self) -> list[float]:
        """The share of each bar, in percent."""
        return [share_pct(count, self.total) for count in self.counts.tolist()]


@dataclass(frozen=True, eq=False, kw_only=True)
class CoverageBars(Bars):
    """The histogram of coverage, on a logarithmic scale."""

    edges: NDArray[np.float64]
    summary: Summary

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame) -> CoverageBars:
        """Of the masks of some rows."""
        counts = histogram(statistics.masks.coverage_pct, frame.coverage_edges).counts
        return cls(
            key="coverage_histogram",
            field=COVERAGE,
            spans=half_open(frame.coverage_edges),
            counts=counts,
            unit="%",
            edges=frame.coverage_edges,
            summary=statistics.coverage_pct,
        )

    def name(self, span: Span) -> str:
        # As its edges are made: with three figures, the last of which may be 0.
        return span_name(span, self.unit, three_figures)

    def table(self) -> Table:
        lines = zip(
            self.edges[:-1].tolist(), self.edges[1:].tolist(), self.counts.tolist(), strict=True
        )
        return [("coverage_from_pct", "coverage_below_pct", "masks"), *lines]


@dataclass(frozen=True, eq=False, kw_only=True)
class BucketBars(Bars):
    """How many masks are in each bucket of coverage."""

    @classmethod
    def of(cls, statistics: Statistics) -> BucketBars:
        """Of the masks of some rows."""
        last = BUCKETS[-1]
        spans = [Span(b.above_pct, b.to_pct, has_low=False) for b in BUCKETS[:-1]]
        return cls(
            key="coverage_buckets",
            field=COVERAGE,
            spans=(*spans, Span(last.above_pct, has_low=False)),
            counts=np.array([bucket.count for bucket in statistics.buckets], np.intp),
            unit="%",
            coarse=True,
        )

    @property
    def labels(self) -> list[str]:
        """The buckets without their unit, as they stand under the bars."""
        return [self.name(span).removesuffix(" %") for span in self.spans]

    def table(self) -> Table:
        head = ("bucket", "coverage_above_pct", "coverage_to_pct", "masks", "share_pct")
        lines = zip(BUCKETS, self.counts.tolist(), self.shares(), strict=True)
        return [head, *((b.name, b.above_pct, b.to_pct, count, pct) for b, count, pct in lines)]


@dataclass(frozen=True, eq=False, kw_only=True)
class InstanceBars(Bars):
    """How many masks have how many instances."""

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame) -> InstanceBars:
        """Of the masks of some rows; numbers that no mask at all has in between stand empty."""
        numbers = frame.instances
        found = {group.instances: group.count for group in statistics.by_instances}
        return cls(
            key="instances",
            field=INSTANCES,
            spans=tuple(just(n) for n in numbers),
            counts=np.array([found.get(n, 0) for n in numbers], np.intp),
            unit="instances",
            guard=frame.guard,
        )

    def name(self, span: Span) -> str:
        return "1 instance" if span.high == 1 else span_name(span, self.unit)

    @property
    def labels(self) -> list[str]:
        """The numbers, as they stand under the bars."""
        return [f"{span.low:g}" for span in self.spans]

    def table(self) -> Table:
        lines = zip(self.spans, self.counts.tolist(), self.shares(), strict=True)
        return [
            ("instances", "masks", "share_pct"),
            *((int(span.low), count, pct) for span, count, pct in lines),
        ]


@dataclass(frozen=True, eq=False, kw_only=True)
class SizeBars(Bars):
    """The longer sides of the images, on a logarithmic scale, by label.

    Attributes:
        edges: (bars + 1,) px.
        by_label: Of each label that there are images of, its (bars,) counts.
    """

    edges: NDArray[np.float64]
    by_label: dict[str, NDArray[np.intp]]

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame) -> SizeBars:
        """Of the images of some rows, for the labels that occur in any row."""
        edges = frame.size_edges
        by_label = {
            label: histogram(statistics.sizes[label].longer_side, edges).counts
            for label in frame.labels
        }
        counts = np.sum([*by_label.values(), np.zeros(len(edges) - 1, np.intp)], axis=0)
        # Sides are whole numbers: a bar goes up to the pixel before the next one's first.
        ends = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        return cls(
            key="image_sizes",
            field=SIZE,
            spans=tuple(Span(low, high - 1) for low, high in ends),
            counts=np.asarray(counts, np.intp),
            unit="px",
            noun="image",
            edges=edges,
            by_label=by_label,
        )

    @property
    def labels(self) -> list[str]:
        """The labels of which there are images among those that are counted."""
        return [label for label, counts in self.by_label.items() if counts.any()]

    def told(self, place: int) -> str:
        each = [f"{label} {self.by_label[label][place]:,}" for label in self.labels]
        return f"{self.name(self.spans[place])}:  {', '.join(each)}"

    def table(self) -> Table:
        columns = [counts.tolist() for counts in self.by_label.values()]
        head = ("longer_side_from_px", "longer_side_to_px", *self.by_label)
        sides = [(int(span.low), int(span.high)) for span in self.spans]
        return [head, *((*side, *line) for side, *line in zip(sides, *columns, strict=True))]


def half_open(edges: NDArray[np.float64]) -> tuple[Span, ...]:
    """Spans between edges, each with its lower edge and not its upper one."""
    ends = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    return tuple(Span(low, high, has_high=False) for low, high in ends)

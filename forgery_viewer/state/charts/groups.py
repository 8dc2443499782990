"""Charts of masks in groups: by number of instances, by bucket of coverage, and by label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_terms import Numbers, Span
from forgery_viewer.core.index import Index
from forgery_viewer.core.number_text import percent, whole
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import BUCKETS, Summary, bucket_of
from forgery_viewer.state.charts.bars import COVERAGE, INSTANCES, BucketBars
from forgery_viewer.state.charts.choice import (
    Chart,
    Choice,
    Table,
    figures,
    just,
    lies_in,
    share_pct,
)
from forgery_viewer.state.charts.frame import Frame

ALL = "All"
Quantity = Literal["coverage", "area"]


@dataclass(frozen=True, eq=False)
class CoverageCells(Chart):
    """Masks by number of instances (lines) and bucket of coverage (columns), with sums.

    Places are counted line by line. The last line and the last column hold the sums, and the cell
    in which they meet stands for everything.

    Attributes:
        instances: Numbers of instances, one a line.
        counts: (lines + 1, buckets + 1).
        buckets: The buckets' chart, for their names and spans.
        guard: The term that keeps masks without a pixel out.
    """

    instances: tuple[int, ...]
    counts: NDArray[np.intp]
    buckets: BucketBars
    guard: str
    key: str = "coverage_by_instances"

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame) -> CoverageCells:
        """Of the masks of some rows."""
        masks = statistics.masks
        lines = np.searchsorted(frame.instances, masks.instances)
        counts = np.zeros((len(frame.instances) + 1, len(BUCKETS) + 1), np.intp)
        np.add.at(counts, (lines, bucket_of(masks.coverage_pct)), 1)
        counts[-1, :] = counts.sum(axis=0)
        counts[:, -1] = counts.sum(axis=1)
        return cls(frame.instances, counts, BucketBars.of(statistics), frame.guard)

    def __len__(self) -> int:
        return self.counts.size

    @property
    def columns(self) -> int:
        """Cells in a line."""
        return len(BUCKETS) + 1

    @property
    def total(self) -> int:
        return int(self.counts[-1, -1])

    def choice(self, first: int, last: int) -> Choice | None:
        """The cell at the later place."""
        line, column = divmod(last, self.columns)
        count = int(self.counts[line, column])
        parts = [*self._line_terms(line), *self._column_terms(column)]
        if not parts:
            return None
        of_line, of_column = line < len(self.instances), column < len(self.buckets)
        span = None
        if of_line != of_column:
            span = self._line_span(line) if of_line else self.buckets.spans[column]
        return Choice(
            chart=self.key,
            name=self.name(last),
            terms=" ".join([*parts, *([self.guard] if self.guard and not of_column else [])]),
            count=count,
            share_pct=share_pct(count, self.total),
            field=(INSTANCES if of_line else COVERAGE) if span is not None else "",
            span=span,
            key=None if span is not None else (self.instances[line], column),
        )

    def name(self, place: int) -> str:
        """What a cell stands for."""
        line, column = divmod(place, self.columns)
        names = []
        if line < len(self.instances):
            names.append(instances_name(self.instances[line]))
        if column < len(self.buckets):
            names.append(self.buckets.name(self.buckets.spans[column]))
        return ", ".join(names) or ALL

    def told(self, place: int) -> str:
        line, column = divmod(place, self.columns)
        count = int(self.counts[line, column])
        return f"{self.name(place)}:  {figures(count, share_pct(count, self.total), 'case')}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        cells = np.zeros(self.counts.shape, np.bool_)
        if choice is None:
            return cells.ravel()
        if choice.span is None:
            if choice.chart == self.key:
                for place, line_column in enumerate(np.ndindex(*cells.shape)):
                    cells[line_column] = choice.same(self.choice(place, place))
        elif choice.field == INSTANCES:
            for line in range(len(self.instances)):
                cells[line] = lies_in(self._line_span(line), choice.span)
        else:
            cells[:, :-1] = self.buckets.chosen(choice)
        return cells.ravel()

    def recounted(self, choice: Choice) -> Choice:
        return _same_in(self, choice)

    def table(self) -> Table:
        head = ("instances", *(bucket.name for bucket in BUCKETS), "all")
        names = [*self.instances, "all"]
        lines = zip(names, self.counts.tolist(), strict=True)
        return [head, *((name, *line) for name, line in lines)]

    def _line_span(self, line: int) -> Span:
        return just(self.instances[line])

    def _line_terms(self, line: int) -> Iterator[str]:
        if line < len(self.instances):
            yield str(Numbers(INSTANCES, (self._line_span(line),)))

    def _column_terms(self, column: int) -> Iterator[str]:
        if column < len(self.buckets):
            yield str(Numbers(COVERAGE, (self.buckets.spans[column],)))


@dataclass(frozen=True, slots=True)
class Group:
    """Masks that have a box: what they are called, how to ask for them, and their figures."""

    name: str
    summary: Summary
    terms: str = ""
    instances: int = 0


@dataclass(frozen=True, eq=False)
class Boxes(Chart):
    """How coverage or area spreads in groups of masks: all, by label, by number of instances.

    Attributes:
        key: Which chart it is.
        quantity: What is measured.
        groups: One a box.
        low: Where the scale begins, in percent or px.
        high: Where it ends.
    """

    key: str
    quantity: Quantity
    groups: tuple[Group, ...]
    low: float
    high: float

    @classmethod
    def of(cls, statistics: Statistics, frame: Frame, index: Index, quantity: Quantity) -> Boxes:
        """Of the masks of some rows."""
        masks = statistics.masks
        of_coverage = quantity == "coverage"
        values = masks.coverage_pct if of_coverage else masks.area_px
        whole = statistics.coverage_pct if of_coverage else statistics.area_px
        groups = [Group(ALL, whole)]
        labels = index.column("label")[masks.rows]
        kinds = [label for label in frame.labels if label in frame.mask_labels]
        for label in kinds if len(kinds) > 1 else ():
            summary = Summary.of(values[labels == label])
            groups.append(Group(label.capitalize(), summary, f"label:{label} area>0"))
        found = {
            group.instances: group.coverage_pct if of_coverage else group.area_px
            for group in statistics.by_instances
        }
        nothing = Summary.of(values[:0])
        for number in frame.instances:
            terms = f"{Numbers(INSTANCES, (just(number),))} {frame.guard}".strip()
            summary = found.get(number, nothing)
            groups.append(Group(instances_name(number), summary, terms, number))
        low, high = frame.coverage_edges[[0, -1]] if of_coverage else frame.area_px
        key = f"{quantity}_boxes"
        return cls(key, quantity, tuple(groups), float(low), float(high))

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def total(self) -> int:
        return self.groups[0].summary.count

    def choice(self, first: int, last: int) -> Choice | None:
        """The group at the later place; None for all masks."""
        group = self.groups[last]
        if not group.terms:
            return None
        span = just(group.instances) if group.instances else None
        return Choice(
            chart=self.key,
            name=group.name,
            terms=group.terms,
            count=group.summary.count,
            share_pct=share_pct(group.summary.count, self.total),
            field=INSTANCES if span is not None else "",
            span=span,
            key=None if span is not None else group.name,
        )

    def told(self, place: int) -> str:
        group = self.groups[place]
        summary = group.summary
        if not summary.count:
            return f"{group.name}:  no case"
        if summary.count == 1:
            return f"{group.name}:  {self.measure(summary.p50)}, 1 case"
        median, low, high = (self.measure(v) for v in (summary.p50, summary.p25, summary.p75))
        return f"{group.name}:  median {median}, half from {low} to {high}"

    def measure(self, value: float) -> str:
        """A value with its unit, `2.71 %` or `7,778 px`."""
        return percent(value) if self.quantity == "coverage" else f"{whole(value)} px"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        chosen = np.zeros(len(self), np.bool_)
        if choice is None:
            return chosen
        for place, group in enumerate(self.groups):
            if choice.field == INSTANCES and choice.span is not None and group.instances:
                chosen[place] = lies_in(just(group.instances), choice.span)
            elif choice.key is not None:
                # The same group of the other quantity is chosen with it.
                chosen[place] = choice.key == group.name
        return chosen

    def recounted(self, choice: Choice) -> Choice:
        return _same_in(self, choice)

    def table(self) -> Table:
        unit = "pct" if self.quantity == "coverage" else "px"
        names = list(self.groups[0].summary.figures())
        head = ("group", "masks", *(f"{name}_{unit}" for name in names))
        lines = [(g.name, g.summary.count, *g.summary.figures().values()) for g in self.groups]
        return [head, *lines]


def instances_name(number: int) -> str:
    """`1 instance`, `2 instances`."""
    return f"{number} instance" if number == 1 else f"{number} instances"


def _same_in(chart: Chart, choice: Choice) -> Choice:
    """The choice with the counts of today."""
    for place in range(len(chart)):
        now = chart.choice(place, place)
        if now is not None and now.same(choice):
            return now
    return choice

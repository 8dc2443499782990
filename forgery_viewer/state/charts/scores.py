"""Charts of the scores of a data set: by kind of image, over coverage, and over thresholds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_terms import Numbers, Span
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.curves import THRESHOLDS, MapHistogram, Sweep
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.score_summary import (
    SIZE_NAMES,
    SIZES_MP,
    ScoreMeans,
    ScoreSummary,
)
from forgery_viewer.core.summaries import BUCKETS
from forgery_viewer.state.charts.choice import (
    Chart,
    Choice,
    Table,
    counted,
    joined,
    just,
    lies_in,
    share_pct,
    span_name,
)

SCORED = "of1>=0"
"""The term that goes with each choice: only what has a score was counted."""

Kind = Literal["coverage", "n", "megapixels"]
"""By what images are grouped: a field of the filter."""

_UNITS = {"coverage": "%", "n": "instances", "megapixels": "Mpx"}


@dataclass(frozen=True, eq=False)
class GroupScores(Chart):
    """The mean scores of groups of images, as bars.

    Attributes:
        field: The field of the filter by which they are grouped.
        spans: What each group has of it, in ascending order.
        means: The means of each.
    """

    field: Kind
    spans: tuple[Span, ...]
    means: tuple[ScoreMeans, ...]
    key: str = "group_scores"

    @classmethod
    def of(cls, summary: ScoreSummary, field: Kind) -> GroupScores:
        """The groups of a summary; those without an image are left out of it already."""
        groups = {
            "coverage": summary.by_coverage,
            "n": summary.by_instances,
            "megapixels": summary.by_size,
        }[field]
        spans = tuple(_span(field, name) for name, _means in groups)
        return cls(field, spans, tuple(means for _name, means in groups))

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def total(self) -> int:
        return sum(means.images for means in self.means)

    @property
    def labels(self) -> list[str]:
        """What stands under the bars."""
        names = [self._name(span).removesuffix(_UNITS[self.field]).strip() for span in self.spans]
        return [f"{span.low:g}" for span in self.spans] if self.field == "n" else names

    def _name(self, span: Span) -> str:
        if self.field == "n" and span.low == span.high == 1:
            return "1 instance"
        return span_name(span, _UNITS[self.field])

    def choice(self, first: int, last: int) -> Choice:
        span = joined(self.spans[first], self.spans[last])
        count = sum(means.images for means in self.means[first : last + 1])
        return Choice(
            chart=self.key,
            name=self._name(span),
            terms=f"{Numbers(self.field, (span,))} {SCORED}",
            count=count,
            share_pct=share_pct(count, self.total),
            noun="image",
            field=self.field,
            span=span,
        )

    def told(self, place: int) -> str:
        means = self.means[place]
        name, images = self._name(self.spans[place]), counted(means.images, "image")
        return f"{name}:  oF1 {means.of1:.3f}, F1 {means.f1:.3f}, {images}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        if choice is None or choice.span is None or choice.field != self.field:
            return np.zeros(len(self), np.bool_)
        wanted = choice.span
        return np.array([lies_in(span, wanted) for span in self.spans], np.bool_)

    def table(self) -> Table:
        lines = [
            (label, means.images, means.of1, means.f1, means.iou, means.precision, means.recall)
            for label, means in zip(self.labels, self.means, strict=True)
        ]
        head = (self.field, "images", "of1", "f1", "iou", "precision", "recall")
        return [head, *lines]


def _span(field: Kind, name: str) -> Span:
    """What a group of that name has of a field."""
    if field == "n":
        return just(int(name))
    if field == "coverage":
        bucket = next(bucket for bucket in BUCKETS if bucket.name == name)
        high = math.inf if bucket is BUCKETS[-1] else bucket.to_pct
        return Span(bucket.above_pct, high, has_low=False)
    place = SIZE_NAMES.index(name)
    low = SIZES_MP[place - 1] if place else 0.0
    return Span(low, SIZES_MP[place] if place < len(SIZES_MP) else math.inf, has_low=False)


@dataclass(frozen=True, eq=False)
class ScoreDots(Chart):
    """oF1 over coverage, a dot for each image with a true instance; a choice is one image.

    Attributes:
        keys: The records, in order of their coverage.
        coverage_pct: (dots,) in ascending order.
        of1: (dots,).
        low_pct: Where the scale of coverage begins.
        high_pct: Where it ends.
    """

    keys: tuple[RecordKey, ...]
    coverage_pct: NDArray[np.float64]
    of1: NDArray[np.float64]
    low_pct: float
    high_pct: float
    key: str = "score_dots"

    @classmethod
    def of(cls, cases: Sequence[CaseScore]) -> ScoreDots:
        """Of those that cover any of their image."""
        drawn = sorted((c for c in cases if c.true and c.coverage_pct > 0),
                       key=lambda case: case.coverage_pct)  # fmt: skip
        coverage = np.array([case.coverage_pct for case in drawn], np.float64)
        low, high = (coverage[0], coverage[-1]) if drawn else (1.0, 1.0)
        return cls(
            tuple(case.key for case in drawn),
            coverage,
            np.array([case.of1 for case in drawn], np.float64),
            float(10 ** math.floor(math.log10(low))),
            float(10 ** math.ceil(math.log10(high * 1.000001))),
        )

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def total(self) -> int:
        return len(self.keys)

    def choice(self, first: int, last: int) -> Choice:
        key = self.keys[first]
        return Choice(self.key, key.case_id, "", 1, share_pct(1, self.total), "image", key=key)

    def told(self, place: int) -> str:
        name, coverage = self.keys[place].case_id, self.coverage_pct[place]
        return f"{name}:  oF1 {self.of1[place]:.3f}, coverage {coverage:.3g} %"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        key = choice.key if choice is not None else None
        return np.array([other == key for other in self.keys], np.bool_)

    def table(self) -> Table:
        rows = zip(self.keys, self.coverage_pct.tolist(), self.of1.tolist(), strict=True)
        head = ("split", "label", "case_id", "coverage_pct", "of1")
        return [head, *((*key, coverage, of1) for key, coverage, of1 in rows)]


@dataclass(frozen=True, eq=False)
class SweepCells(Chart):
    """Mean oF1 at each threshold (columns) and least area (lines); a choice is a pair of both.

    Attributes:
        sweep: The scores.
    """

    sweep: Sweep
    key: str = "sweep"

    def __len__(self) -> int:
        return self.sweep.of1.size

    @property
    def total(self) -> int:
        return self.sweep.images

    @property
    def columns(self) -> int:
        """How many thresholds there are."""
        return len(self.sweep.thresholds)

    def pair(self, place: int) -> tuple[float, int]:
        """Threshold and least area of a cell."""
        line, column = divmod(place, self.columns)
        return self.sweep.thresholds[column], self.sweep.least_areas_px[line]

    def of1(self, place: int) -> float:
        """Mean oF1 of a cell."""
        line, column = divmod(place, self.columns)
        return float(self.sweep.of1[column, line])

    def place_of(self, value: float, least_area_px: int) -> int | None:
        """The cell of a pair, None where it was not tried out."""
        sweep = self.sweep
        if least_area_px not in sweep.least_areas_px:
            return None
        near = [abs(value - other) < 1e-6 for other in sweep.thresholds]
        line = sweep.least_areas_px.index(least_area_px)
        return line * self.columns + near.index(True) if any(near) else None

    def choice(self, first: int, last: int) -> Choice:
        pair = self.pair(first)
        return Choice(self.key, pair_words(*pair), "", self.total, 100.0, "image", key=pair)

    def told(self, place: int) -> str:
        return f"{pair_words(*self.pair(place))}:  oF1 {self.of1(place):.3f}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        key = choice.key if choice is not None else None
        return np.array([self.pair(place) == key for place in range(len(self))], np.bool_)

    def table(self) -> Table:
        places = range(len(self))
        return [
            ("threshold", "min_area_px", "of1"),
            *((*self.pair(p), self.of1(p)) for p in places),
        ]


def pair_words(value: float, least_area_px: int) -> str:
    """A threshold and a least area, as `0.45 and 100 px`."""
    return f"{value:.2f} and {least_area_px:,} px"


@dataclass(frozen=True, eq=False)
class PrecisionRecall(Chart):
    """Precision over recall of all pixels of all maps; a choice is a threshold.

    Attributes:
        precision: (101,) at each of `THRESHOLDS`.
        recall: (101,).
        average: Average precision.
        maps: How many images have a map.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    average: float
    maps: int
    key: str = "precision_recall"

    @classmethod
    def of(cls, histogram: MapHistogram, maps: int) -> PrecisionRecall:
        """Of the values of all maps inside and outside the truth."""
        return cls(histogram.precision, histogram.recall, histogram.average_precision, maps)

    def __len__(self) -> int:
        return len(THRESHOLDS)

    @property
    def total(self) -> int:
        return self.maps

    def choice(self, first: int, last: int) -> Choice:
        value = THRESHOLDS[first]
        return Choice(self.key, f"{value:.2f}", "", self.maps, 100.0, "image", key=value)

    def told(self, place: int) -> str:
        precision, recall = self.precision[place], self.recall[place]
        return f"At {THRESHOLDS[place]:.2f}:  precision {precision:.3f}, recall {recall:.3f}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        key = choice.key if choice is not None else None
        return np.array([value == key for value in THRESHOLDS], np.bool_)

    def table(self) -> Table:
        lines = zip(THRESHOLDS, self.precision.tolist(), self.recall.tolist(), strict=True)
        return [("threshold", "precision", "recall"), *lines]

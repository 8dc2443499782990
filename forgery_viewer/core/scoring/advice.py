"""What to drop and what to merge of a prediction, so that oF1 rises, and from what to what.

Two facts keep the search short. Dropping an instance never raises the sum of F that the assignment
finds, so it helps only where there are more predicted than true instances. And a merged instance
has a higher F with a true one only if both its parts share pixels with that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.scoring.assignment import FMatrix, best_assignment
from forgery_viewer.core.scoring.comparison import f_matrix, of1_of
from forgery_viewer.core.scoring.overlaps import Overlaps

MOST_STEPS = 20
"""The best steps that are given, of those that may be many."""

MOST_MERGED = 30
"""Instances of which every two are tried out, those that share most pixels with a true one."""

_SMALLEST_GAIN = 1e-9
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a prediction.

    Attributes:
        kind: Whether the instances are dropped, or become one.
        instances: Their numbers in the prediction, from 0.
        before: oF1 as it is.
        after: oF1 with this done.
    """

    kind: Literal["drop", "merge"]
    instances: tuple[int, ...]
    before: float
    after: float

    def __str__(self) -> str:
        names = [f"P{number + 1}" for number in self.instances]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1:,} others"]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        digits = next((n for n in (2, 3) if f"{self.before:.{n}f}" != f"{self.after:.{n}f}"), 4)
        scores = f"{self.before:.{digits}f} to {self.after:.{digits}f}"
        return f"{self.kind.capitalize()} {listed}: oF1 {scores}"


@dataclass(frozen=True, slots=True)
class Advice:
    """What raises oF1.

    Attributes:
        steps: Each from the prediction as it is, the best first.
        plan: One after the other, each from what the one before it left.
    """

    steps: tuple[Step, ...]
    plan: tuple[Step, ...]

    @property
    def gain(self) -> tuple[float, float] | None:
        """oF1 before and after the whole plan; None where nothing raises it."""
        return (self.plan[0].before, self.plan[-1].after) if self.plan else None


class _Prediction:
    """Groups of predicted instances, each of which counts as one.

    What a group has after merging follows exactly from the cells: those in any of its parts.
    """

    def __init__(
        self,
        overlaps: Overlaps,
        groups: Sequence[tuple[int, ...]],
        own_px: NDArray[np.int64],
        shared_px: NDArray[np.int64],
    ) -> None:
        self._overlaps = overlaps
        self.groups = groups
        self.own_px = own_px
        self.shared_px = shared_px
        self.f = f_matrix(shared_px, own_px, overlaps.true_px)
        self.of1 = of1_of(self.f)

    @classmethod
    def of(cls, overlaps: Overlaps) -> _Prediction:
        """The instances as they are, each alone."""
        alone = [(number,) for number in range(overlaps.predicted.count)]
        return cls(overlaps, alone, overlaps.predicted_px, overlaps.shared_px)

    def kept(self, places: Sequence[int]) -> _Prediction:
        """Some of the groups."""
        kept = list(places)
        groups = [self.groups[place] for place in kept]
        return _Prediction(self._overlaps, groups, self.own_px[kept], self.shared_px[kept])

    def merged(self, one: int, other: int) -> _Prediction:
        """The first of two groups with the other in it."""
        groups, own_px, shared_px = list(self.groups), self.own_px.copy(), self.shared_px.copy()
        groups[one] = self.joined(one, other)
        (own_px[one],), (shared_px[one],) = self._pixels([groups[one]])
        whole = _Prediction(self._overlaps, groups, own_px, shared_px)
        return whole.kept([place for place in range(len(groups)) if place != other])

    def joined(self, one: int, other: int) -> tuple[int, ...]:
        """The instances of two groups."""
        return tuple(sorted((*self.groups[one], *self.groups[other])))

    def assigned(self) -> tuple[list[int], float]:
        """The groups that share pixels with what they are assigned to, and the sum of F."""
        rows, columns = best_assignment(self.f)
        found = self.f[rows, columns]
        return rows[found > 0].tolist(), float(found.sum())

    def unassigned(self) -> list[int]:
        """The other groups."""
        assigned = set(self.assigned()[0])
        return [place for place in range(len(self.groups)) if place not in assigned]

    def merges(self) -> Iterator[tuple[int, int, FMatrix]]:
        """Pairs of groups that may be worth merging, and the matrix of F with them merged."""
        pairs = self._pairs()
        own_px, shared_px = self._pixels([self.joined(one, other) for one, other in pairs])
        rows = f_matrix(shared_px, own_px, self._overlaps.true_px)
        for (one, other), row in zip(pairs, rows, strict=True):
            f = np.delete(self.f, other, axis=0)
            f[one] = row
            yield one, other, f

    def _pairs(self) -> list[tuple[int, int]]:
        """The groups that share pixels with the same true instance, the lower one first."""
        if not self.shared_px.any():
            return []
        most = self.shared_px.max(axis=1)
        near = np.sort(np.argsort(-most, kind="stable")[:MOST_MERGED])
        return [
            (one, other)
            for one, other in combinations(near[most[near] > 0].tolist(), 2)
            if np.minimum(self.shared_px[one], self.shared_px[other]).any()
        ]

    def _pixels(
        self, groups: Sequence[tuple[int, ...]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pixels of some groups (n,), and those that they share with each true one (n, g)."""
        overlaps = self._overlaps
        has = np.zeros((len(groups), overlaps.predicted.cells), np.int64)
        for row, numbers in zip(has, groups, strict=True):
            row[overlaps.predicted.cells_of(numbers)] = 1
        return has @ overlaps.cells_px, has @ overlaps.shared_by_cell


def advise(overlaps: Overlaps) -> Advice:
    """What to drop and merge of a prediction; exact, and made from its overlaps alone."""
    prediction = _Prediction.of(overlaps)
    if not len(prediction.groups):
        return Advice((), ())
    steps = [*_drops(prediction), *_merges(prediction)]
    steps = [step for step in steps if step.after > step.before + _SMALLEST_GAIN]
    steps.sort(key=lambda step: (-step.after, len(step.instances), step.instances))
    return Advice(tuple(steps[:MOST_STEPS]), tuple(_plan(prediction)))


def _drops(prediction: _Prediction) -> Iterator[Step]:
    """Dropping one of the instances, and all that match none."""
    predicted, true = prediction.f.shape
    if predicted <= true:
        return
    others = prediction.unassigned()
    if len(others) > 1:
        yield _drop(prediction, others)
    assigned, total = prediction.assigned()
    for place in assigned:
        after = of1_of(np.delete(prediction.f, place, axis=0))
        yield Step("drop", prediction.groups[place], prediction.of1, after)
    # Each of those that match none leaves the same sum.
    after = total / max(predicted - 1, true) if true else float(predicted == 1)
    for place in others:
        yield Step("drop", prediction.groups[place], prediction.of1, after)


def _drop(prediction: _Prediction, places: Sequence[int]) -> Step:
    kept = [place for place in range(len(prediction.groups)) if place not in set(places)]
    dropped = sorted(number for place in places for number in prediction.groups[place])
    return Step("drop", tuple(dropped), prediction.of1, prediction.kept(kept).of1)


def _merges(prediction: _Prediction) -> Iterator[Step]:
    for one, other, f in prediction.merges():
        yield Step("merge", prediction.joined(one, other), prediction.of1, of1_of(f))


def _plan(prediction: _Prediction) -> Iterator[Step]:
    """Merge as long as that raises the sum of F, and then drop what matches none.

    In this order, since what matches none may be a part of what should be one.
    """
    true = prediction.f.shape[1]
    while True:
        _, total = prediction.assigned()
        sums = [(_sum_of(f), one, other) for one, other, f in prediction.merges()]
        best, one, other = max(sums, default=(0.0, 0, 0), key=lambda found: found[0])
        if best <= total + _SMALLEST_GAIN:
            break
        before, prediction = prediction, prediction.merged(one, other)
        yield Step("merge", before.joined(one, other), before.of1, prediction.of1)
    others = prediction.unassigned()
    if others and len(prediction.groups) > true:
        yield _drop(prediction, others)


def _sum_of(f: FMatrix) -> float:
    rows, columns = best_assignment(f)
    return float(f[rows, columns].sum())

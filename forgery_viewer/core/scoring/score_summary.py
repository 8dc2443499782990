"""Scores of many cases summed up: means, by kind of image, and two predictors compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.filter_fields import SAME_SCORE
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.summaries import BUCKETS, bucket_of

SCORES = ("of1", "f1", "iou", "precision", "recall")
"""The scores of a case that means are made of."""

SIZES_MP = (0.25, 1.0, 4.0)
"""Where the ranges of image sizes part, in megapixels; a range has its upper end."""

SIZE_NAMES = ("<=0.25", "0.25-1", "1-4", ">4")


@dataclass(frozen=True, slots=True)
class ScoreMeans:
    """Plain means over images, each counting once; NaN of none.

    Attributes:
        images: How many images they are of.
    """

    images: int
    of1: float
    f1: float
    iou: float
    precision: float
    recall: float

    @classmethod
    def of(cls, cases: Sequence[CaseScore]) -> ScoreMeans:
        """The means of some cases; the same to the last digit whatever their order."""
        if not cases:
            return cls(0, *[np.nan] * len(SCORES))
        values = np.sort([[getattr(case, name) for name in SCORES] for case in cases], axis=0)
        return cls(len(cases), *values.mean(axis=0).tolist())


Groups = tuple[tuple[str, ScoreMeans], ...]
"""Names of groups of cases, and their means; groups without a case are left out."""


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Scores summed up.

    Attributes:
        whole: Of all cases.
        forged: Of those with a true instance.
        authentic: Of those without one.
        false_alarms: How many of these have a predicted instance.
        missed: How many of those with a true instance have no predicted one.
        by_coverage: Those with a true instance, by the buckets of their coverage in percent.
        by_instances: The same by number of true instances.
        by_size: All cases by size of the image in megapixels.
    """

    whole: ScoreMeans
    forged: ScoreMeans
    authentic: ScoreMeans
    false_alarms: int
    missed: int
    by_coverage: Groups
    by_instances: Groups
    by_size: Groups

    @classmethod
    def of(cls, cases: Sequence[CaseScore]) -> ScoreSummary:
        """Sum up some cases."""
        forged = [case for case in cases if case.true]
        authentic = [case for case in cases if not case.true]
        instances = sorted({case.true for case in forged})
        return cls(
            whole=ScoreMeans.of(cases),
            forged=ScoreMeans.of(forged),
            authentic=ScoreMeans.of(authentic),
            false_alarms=sum(case.predicted > 0 for case in authentic),
            missed=sum(case.predicted == 0 for case in forged),
            by_coverage=_grouped(forged, coverage_bucket, [bucket.name for bucket in BUCKETS]),
            by_instances=_grouped(forged, lambda case: str(case.true), map(str, instances)),
            by_size=_grouped(cases, size_range, SIZE_NAMES),
        )


def coverage_bucket(case: CaseScore) -> str:
    """The name of the bucket of a case's coverage."""
    return BUCKETS[int(bucket_of(np.array([case.coverage_pct]))[0])].name


def size_range(case: CaseScore) -> str:
    """The name of the range of a case's size."""
    return SIZE_NAMES[int(np.searchsorted(SIZES_MP, case.pixels / 1e6))]


def _grouped(
    cases: Sequence[CaseScore], group_of: Callable[[CaseScore], str], names: Iterable[str]
) -> Groups:
    groups: dict[str, list[CaseScore]] = {}
    for case in cases:
        groups.setdefault(group_of(case), []).append(case)
    return tuple((name, ScoreMeans.of(groups[name])) for name in names if name in groups)


@dataclass(frozen=True, slots=True)
class CasePair:
    """One case as two predictors score it."""

    key: RecordKey
    one: float
    other: float

    @property
    def gain(self) -> float:
        """By how much the first one is better."""
        return self.one - self.other


@dataclass(frozen=True, slots=True)
class ScoresCompared:
    """Two predictors case by case, over the cases that both were scored on.

    Attributes:
        better: Where the first has the higher oF1, the largest gain first.
        worse: Where it has the lower one, the largest loss first.
        same: Where both have the same.
        one: Mean scores of the first over these cases.
        other: Mean scores of the second.
    """

    better: tuple[CasePair, ...]
    worse: tuple[CasePair, ...]
    same: tuple[CasePair, ...]
    one: ScoreMeans
    other: ScoreMeans


def compare_scores(one: Sequence[CaseScore], other: Sequence[CaseScore]) -> ScoresCompared:
    """Compare the scores of two predictors by oF1."""
    theirs = {case.key: case for case in other}
    ours = [case for case in one if case.key in theirs]
    pairs = [CasePair(case.key, case.of1, theirs[case.key].of1) for case in ours]
    return ScoresCompared(
        better=tuple(sorted((p for p in pairs if p.gain > SAME_SCORE), key=lambda p: -p.gain)),
        worse=tuple(sorted((p for p in pairs if p.gain < -SAME_SCORE), key=lambda p: p.gain)),
        same=tuple(p for p in pairs if abs(p.gain) <= SAME_SCORE),
        one=ScoreMeans.of(ours),
        other=ScoreMeans.of([theirs[case.key] for case in ours]),
    )

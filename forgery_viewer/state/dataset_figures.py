"""What the scores of a data set come to, worked out away from the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.score_summary import (
    ScoresCompared,
    ScoreSummary,
    compare_scores,
)
from forgery_viewer.state.charts.scores import GroupScores, Kind, ScoreDots


@dataclass(frozen=True, slots=True, eq=False)
class DatasetFigures:
    """Means and charts of the chosen predictor, and how it does against the second one.

    Attributes:
        summary: The means.
        groups: Bars, by the field of the filter that images are grouped by.
        dots: Score over coverage.
        compared: Case by case against the second predictor; None without scores of that.
    """

    summary: ScoreSummary
    groups: Mapping[Kind, GroupScores]
    dots: ScoreDots
    compared: ScoresCompared | None

    @classmethod
    def of(cls, cases: Sequence[CaseScore], others: Sequence[CaseScore]) -> DatasetFigures:
        """Sum up the scores of one predictor and compare them with those of another."""
        summary = ScoreSummary.of(cases)
        kinds: tuple[Kind, ...] = ("coverage", "n", "megapixels")
        groups = {kind: GroupScores.of(summary, kind) for kind in kinds}
        compared = compare_scores(cases, others) if others else None
        return cls(summary, groups, ScoreDots.of(cases), compared)

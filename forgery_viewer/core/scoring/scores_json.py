"""Scores as JSON; the keys are an interface, described in the README."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from forgery_viewer.core.scoring.curves import THRESHOLDS
from forgery_viewer.core.scoring.dataset_scores import CaseScore, DatasetScores, LeftOut
from forgery_viewer.core.scoring.dataset_sweep import DatasetSweep
from forgery_viewer.core.scoring.score_summary import (
    SCORES,
    CasePair,
    Groups,
    ScoreMeans,
    ScoresCompared,
    ScoreSummary,
)
from forgery_viewer.core.thresholding import Threshold

Json = dict[str, Any]


def scores_as_json(scores: DatasetScores, left_out: Sequence[LeftOut] = ()) -> Json:
    """Means, groups and all cases: a value for JSON, with None for every mean of nothing."""
    found = ScoreSummary.of(scores.cases)
    return {
        **_means(found.whole),
        "forged": {**_means(found.forged), "missed": found.missed},
        "authentic": {**_means(found.authentic), "false_alarms": found.false_alarms},
        "by_coverage": _groups(found.by_coverage),
        "by_instances": _groups(found.by_instances),
        "by_size_mp": _groups(found.by_size),
        "cases": [_case(case) for case in scores.cases],
        "left_out": [group._asdict() for group in left_out],
        "skipped": [{**key._asdict(), "reason": reason} for key, reason in scores.skipped],
        "messages": list(scores.messages),
    }


def threshold_as_json(threshold: Threshold) -> Json:
    """What made masks of maps."""
    return {
        "threshold": threshold.value,
        "min_area_px": threshold.least_area_px,
        "fill_holes_px": threshold.holes_px,
        "group": threshold.grouping.value,
    }


def compared_as_json(compared: ScoresCompared) -> Json:
    """Two predictions: how many cases are better, worse and the same, and which are not."""
    return {
        **_means(compared.other),
        "compared_mean_of1": _number(compared.one.of1),
        "better": [_pair(pair) for pair in compared.better],
        "worse": [_pair(pair) for pair in compared.worse],
        "same": len(compared.same),
    }


def sweep_as_json(found: DatasetSweep) -> Json:
    """The table of mean oF1, its best place, and precision and recall."""
    sweep, histogram = found.sweep, found.histogram
    if sweep is None:
        return {}
    threshold, area_px, of1 = sweep.best
    return {
        "thresholds": list(sweep.thresholds),
        "min_areas_px": list(sweep.least_areas_px),
        "mean_of1": sweep.of1.tolist(),
        "mean_f1": sweep.f1.tolist(),
        "best": {"threshold": threshold, "min_area_px": area_px, "mean_of1": of1},
        "maps": found.maps,
        "precision_recall": {
            "thresholds": list(THRESHOLDS),
            "precision": histogram.precision.tolist(),
            "recall": histogram.recall.tolist(),
            "average_precision": histogram.average_precision,
        },
    }


def _means(means: ScoreMeans) -> Json:
    scores = {f"mean_{name}": _number(getattr(means, name)) for name in SCORES}
    return {"images": means.images, **scores}


def _groups(groups: Groups) -> Json:
    return {name: _means(means) for name, means in groups}


def _case(case: CaseScore) -> Json:
    return {
        **case.key._asdict(),
        **{name: getattr(case, name) for name in SCORES},
        "predicted": case.predicted,
        "true": case.true,
        "coverage_pct": case.coverage_pct,
        "missing": case.is_missing,
    }


def _pair(pair: CasePair) -> Json:
    return {**pair.key._asdict(), "of1": pair.one, "other_of1": pair.other}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value

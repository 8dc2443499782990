"""Sums of scores: means by kind of image, and two predictions compared case by case."""

from __future__ import annotations

import math

import pytest

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.score_summary import ScoreMeans, ScoreSummary, compare_scores


def case(
    name: str,
    of1: float,
    predicted: int,
    true: int,
    coverage_pct: float = 0.0,
    megapixels: float = 0.5,
) -> CaseScore:
    label = "forged" if true else "authentic"
    key = RecordKey("train", label, name)
    scores = (of1, of1 / 2, of1 / 4, of1 / 5, of1 / 8)
    return CaseScore(key, *scores, predicted, true, coverage_pct, round(megapixels * 1e6))


CASES = [
    case("1", 0.5, 2, 1, 0.1, 0.25),
    case("2", 1.0, 1, 1, 0.11, 0.250001),
    case("3", 0.25, 1, 2, 40.0, 4.1),
    case("4", 0.0, 0, 2, 5.0, 1.0),
    case("5", 1.0, 0, 0),
    case("6", 0.0, 3, 0),
]


def test_means_and_groups() -> None:
    found = ScoreSummary.of(CASES)
    assert found.whole.images == 6
    assert found.whole.of1 == pytest.approx(2.75 / 6)
    assert found.whole.recall == pytest.approx(2.75 / 8 / 6)
    assert found.forged.of1 == pytest.approx(1.75 / 4)
    assert (found.authentic.images, found.authentic.of1) == (2, 0.5)
    assert (found.false_alarms, found.missed) == (1, 1)
    groups = {name: (means.images, means.of1) for name, means in found.by_coverage}
    assert groups == {"<=0.1": (1, 0.5), "0.1-0.5": (1, 1.0), "2-5": (1, 0.0), ">5": (1, 0.25)}
    assert [(name, means.of1) for name, means in found.by_instances] == [("1", 0.75), ("2", 0.125)]
    assert [(name, means.images) for name, means in found.by_size] == [
        ("<=0.25", 1),
        ("0.25-1", 4),
        (">4", 1),
    ]


def test_the_order_makes_no_difference() -> None:
    assert ScoreSummary.of(CASES[::-1]) == ScoreSummary.of(CASES)


def test_of_nothing_there_are_no_means() -> None:
    found = ScoreSummary.of([])
    assert found.whole.images == 0
    assert math.isnan(found.whole.of1)
    assert found.by_coverage == found.by_size == ()


def test_two_predictions() -> None:
    other = [case("1", 0.75, 1, 1), case("2", 0.9, 1, 1), case("3", 0.25, 1, 2),
             case("5", 0.0, 1, 0), case("9", 1.0, 1, 1)]  # fmt: skip
    found = compare_scores(CASES, other)
    assert [(pair.key.case_id, pair.one, pair.other) for pair in found.better] == [
        ("5", 1.0, 0.0),
        ("2", 1.0, 0.9),
    ]
    assert [pair.key.case_id for pair in found.worse] == ["1"]
    assert [pair.key.case_id for pair in found.same] == ["3"]
    assert found.worse[0].gain == -0.25
    assert found.one == ScoreMeans.of([CASES[0], CASES[1], CASES[2], CASES[4]])
    assert found.other.of1 == pytest.approx((0.75 + 0.9 + 0.25) / 4)

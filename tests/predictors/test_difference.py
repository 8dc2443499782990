"""The predictor of what changed against the authentic partner."""

from __future__ import annotations

import numpy as np
import pytest

from forgery_viewer.core.prediction import Needs, PredictionCancelledError, PredictionError
from forgery_viewer.core.records import RecordKey
from forgery_viewer.predictors.difference import DifferencePredictor

AUTHENTIC = np.full((40, 50, 3), 100, np.uint8)


def forged(side: int, level: int) -> np.ndarray:
    image = AUTHENTIC.copy()
    image[5 : 5 + side, 7 : 7 + side, 1] = level
    return image


def test_the_map_is_a_half_at_the_threshold_and_one_at_twice_that() -> None:
    seen = list[tuple[int, int]]()
    for level, expected in ((116, 0.5), (132, 1.0), (255, 1.0), (92, 0.25), (100, 0.0)):
        found = DifferencePredictor().predict(
            forged(10, level), partner=AUTHENTIC, progress=lambda *steps: seen.append(steps)
        )
        assert found.probability is not None
        assert found.probability[5:15, 7:17] == pytest.approx(expected)
        assert found.probability.sum() == pytest.approx(100 * expected)
        assert "source" in found.notes[0]
    assert set(seen) == {(1, 1)}


def test_a_few_changed_pixels_make_no_forgery() -> None:
    scores = [
        DifferencePredictor().predict(forged(side, 255), partner=AUTHENTIC).image_score
        for side in (0, 7, 8)
    ]
    assert scores == [0.0, 0.0, 1.0]


def test_without_a_partner_of_the_same_size_there_is_nothing_to_compare() -> None:
    predictor = DifferencePredictor()
    assert predictor.needs is Needs.PAIR
    with pytest.raises(PredictionError, match="train/forged/7 has no authentic partner"):
        predictor.predict(AUTHENTIC, key=RecordKey("train", "forged", "7"))
    with pytest.raises(PredictionError, match="50 x 40 px, its authentic partner 40 x 50"):
        predictor.predict(AUTHENTIC, partner=AUTHENTIC.transpose(1, 0, 2))


def test_it_can_be_cancelled() -> None:
    with pytest.raises(PredictionCancelledError):
        DifferencePredictor().predict(AUTHENTIC, partner=AUTHENTIC, cancelled=lambda: True)

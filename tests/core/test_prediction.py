"""A prediction holds what it says it does, or cannot be made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.prediction import (
    Prediction,
    PredictionCancelledError,
    PredictionError,
    RegionPair,
    check_cancelled,
)
from forgery_viewer.core.twins.transform import Transform


def test_a_map_and_instances_of_one_size_are_taken() -> None:
    made = Prediction(np.full((3, 5), 0.5, np.float32), np.ones((2, 3, 5), np.uint8), 1.0)
    assert made.size == (3, 5)
    made.check_size(3, 5)
    with pytest.raises(PredictionError) as caught:
        made.check_size(5, 3)
    assert str(caught.value) == "The prediction is 5 x 3 px, the image 3 x 5"


def test_a_prediction_may_say_nothing_of_pixels() -> None:
    made = Prediction(image_score=0.25)
    assert made.size is None
    made.check_size(7, 9)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.zeros((2, 2)), "float32"),
        (np.zeros((1, 2, 2), np.float32), "float32"),
        (np.full((2, 2), 1.5, np.float32), "from 0 to 1"),
        (np.full((2, 2), -0.1, np.float32), "from 0 to 1"),
        (np.array([[0.0, np.nan]], np.float32), "from 0 to 1"),
    ],
)
def test_what_is_no_map_is_refused(values: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Prediction(probability=values)


@pytest.mark.parametrize(
    ("stack", "reason"),
    [
        (np.zeros((2, 2), np.uint8), "N, H, W"),
        (np.zeros((1, 2, 2), np.bool_), "uint8"),
        (np.full((1, 2, 2), 255, np.uint8), "0 and 1"),
    ],
)
def test_what_are_no_instances_is_refused(stack: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Prediction(instances=stack)


def test_scores_and_sizes_have_to_agree() -> None:
    with pytest.raises(ValueError, match="image score"):
        Prediction(image_score=1.01)
    with pytest.raises(ValueError, match="instances are"):
        Prediction(np.zeros((2, 3), np.float32), np.zeros((1, 3, 2), np.uint8))


def test_a_pair_knows_whether_it_is_mirrored() -> None:
    for mirrored in (False, True):
        transform = Transform.of_similarity(30.0, mirrored=mirrored)
        assert RegionPair(transform, (0, 0, 4, 4), (5, 5, 9, 9), 0.9).mirrored is mirrored


def test_an_error_of_no_file_is_a_sentence() -> None:
    assert str(PredictionError(Path(), "There is no partner")) == "There is no partner"
    assert str(PredictionError(Path("a/b.pt"), "is empty")) == "a/b.pt: is empty"


def test_cancelling_raises_where_it_is_asked_for() -> None:
    check_cancelled(None)
    check_cancelled(lambda: False)
    with pytest.raises(PredictionCancelledError):
        check_cancelled(lambda: True)

"""What was predicted is not predicted again, as long as the image is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index, scan
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.kept_predictions import KeptPredictions, predict_missing
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.prediction import Image, Needs, Prediction
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.workspace import Workspace

KEYS = [RecordKey("train", "forged", str(number)) for number in range(4)]


class Counting:
    """Says how bright an image is, and which it was asked for."""

    name = title = summary = "mean"
    needs = Needs.IMAGE

    def __init__(self, identity: str = "mean 1") -> None:
        self.identity = identity
        self.asked: list[RecordKey | None] = []

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,
        **_: object,
    ) -> Prediction:
        self.asked.append(key)
        return Prediction(np.full(image.shape[:2], image.mean() / 255, np.float32))

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    forged = tmp_path / "set" / "train_images" / "forged"
    forged.mkdir(parents=True)
    for number in range(4):
        cv2.imwrite(str(forged / f"{number}.png"), np.full((6, 8, 3), 50 + number, np.uint8))
    return scan(tmp_path / "set")


@pytest.fixture
def store(index: Index) -> PredictionStore:
    return PredictionStore(Workspace.open(index.root))


def run(predictor: Counting, index: Index, store: PredictionStore) -> dict[RecordKey, float]:
    kept = KeptPredictions(index, store)
    found = {}
    for key, outcome in predict_missing(predictor, index, KEYS, kept):
        assert isinstance(outcome, Prediction)
        assert outcome.probability is not None
        found[key] = float(outcome.probability[0, 0])
    return found


def test_the_second_run_asks_nobody_and_says_the_same(index: Index, store: PredictionStore) -> None:
    first = run(Counting(), index, store)
    again = Counting()
    assert run(again, index, store) == first
    assert again.asked == []
    other = Counting("mean 2")
    run(other, index, store)
    assert other.asked == KEYS, "another predictor has results of its own"


def test_an_image_that_changed_is_predicted_again(index: Index, store: PredictionStore) -> None:
    first = run(Counting(), index, store)
    path = index.record(index.row_of(KEYS[2])).image_path
    cv2.imwrite(str(path), np.full((6, 8, 3), 200, np.uint8))
    again = Counting()
    second = run(again, index, store)
    assert again.asked == [KEYS[2]]
    assert {key for key in KEYS if second[key] != first[key]} == {KEYS[2]}


def test_where_nothing_can_be_kept_all_is_predicted_and_then_said(
    index: Index, store: PredictionStore
) -> None:
    store.root.write_bytes(b"in the way")
    results = predict_missing(Counting(), index, KEYS, KeptPredictions(index, store))
    assert [next(results)[0] for _ in KEYS] == KEYS
    with pytest.raises(WorkspaceError, match="cannot be written"):
        next(results)


class Named(Counting):
    """Results that were made before: what they say depends on which record it is."""

    needs = Needs.KEY

    def predict(self, image: Image, *, key: RecordKey | None = None, **_: object) -> Prediction:
        assert key is not None
        self.asked.append(key)
        return Prediction(np.full(image.shape[:2], int(key.case_id) / 4, np.float32))


def test_records_with_the_same_image_have_each_their_own_result(
    index: Index, store: PredictionStore
) -> None:
    first = index.record(index.row_of(KEYS[0])).image_path.read_bytes()
    for key in KEYS:
        index.record(index.row_of(key)).image_path.write_bytes(first)
    wanted = {key: int(key.case_id) / 4 for key in KEYS}
    assert run(Named(), index, store) == wanted
    again = Named()
    assert run(again, index, store) == wanted
    assert again.asked == []


class Pair(Counting):
    """How much brighter an image is than its partner."""

    needs = Needs.PAIR

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,
        **_: object,
    ) -> Prediction:
        self.asked.append(key)
        level = image.mean() - (0.0 if partner is None else partner.mean())
        return Prediction(np.full(image.shape[:2], level / 255, np.float32))


def test_a_result_of_a_pair_is_of_both_images(index: Index, tmp_path: Path) -> None:
    authentic = tmp_path / "set" / "train_images" / "authentic"
    authentic.mkdir()
    for level in (10, 20):
        cv2.imwrite(str(authentic / "1.png"), np.full((6, 8, 3), level, np.uint8))
        paired = scan(tmp_path / "set")
        found = run(Pair(), paired, PredictionStore(Workspace.open(paired.root)))
        assert found[KEYS[1]] == pytest.approx((51 - level) / 255, abs=1e-3)
        assert found[KEYS[0]] == pytest.approx(50 / 255, abs=1e-3)

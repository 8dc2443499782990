"""What was copied is found where it is, and nothing where nothing was copied."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.demo_micrographs import crop_of_skin
from forgery_viewer.core.forging import Duplication, Forgery, Paste, forge
from forgery_viewer.core.images import read_image
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.prediction import Prediction, PredictionCancelledError
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.thresholding import ThresholdedMap
from forgery_viewer.predictors.copy_move.predictor import CopyMovePredictor

SIZE = (300, 360)


@pytest.fixture(scope="module")
def skin() -> NDArray[np.uint8]:
    return crop_of_skin(330, 400, SIZE[1], SIZE[0])


def forged(skin: NDArray[np.uint8], *pastes: Paste) -> Forgery:
    return forge(skin, [Duplication(ellipse(SIZE, (80, 90), (34, 26)), pastes)], feather_px=2.0)


def predict(image: NDArray[np.uint8]) -> Prediction:
    return CopyMovePredictor().predict(image)


def dice(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return 2 * int((one & other).sum()) / (int(one.sum()) + int(other.sum()))


@pytest.mark.parametrize(
    ("paste", "least"),
    [
        (Paste(250, 200), 0.93),
        (Paste(250, 200, mirrored=True), 0.93),
        (Paste(250, 200, gain=1.08, offset=6.0), 0.9),
        (Paste(250, 200, angle_deg=90.0), 0.9),
        (Paste(250, 200, angle_deg=-37.0), 0.8),
        (Paste(250, 200, scale=1.15), 0.8),
        (Paste(250, 200, angle_deg=25.0, mirrored=True, scale=0.9), 0.7),
    ],
    ids=["moved", "mirrored", "toned", "quarter", "turned", "scaled", "all"],
)
def test_a_copy_is_found_with_its_source_and_its_transform(
    skin: NDArray[np.uint8], paste: Paste, least: float
) -> None:
    made = forged(skin, paste)
    found = predict(made.image)
    assert found.instances is not None
    assert found.probability is not None
    assert len(found.instances) == 1
    assert dice(found.instances[0], made.mask[0]) > least
    assert ((found.probability > 0.5) == found.instances[0]).all()
    assert found.image_score is not None
    assert found.image_score >= 0.5
    best = max((p for p in found.pairs if p.instance == 0), key=lambda p: p.inliers)
    assert best.mirrored == paste.mirrored
    assert best.correlation > 0.85
    there = best.transform.apply(np.array([[80.0, 90.0]]))[0]
    back = best.transform.inverse().apply(np.array([[80.0, 90.0]]))[0]
    aim = np.array([paste.centre_x, paste.centre_y])
    assert min(np.abs(there - aim).max(), np.abs(back - aim).max()) < 2.5


def test_a_source_and_two_copies_are_one_instance(skin: NDArray[np.uint8]) -> None:
    made = forged(skin, Paste(250, 200), Paste(230, 60, mirrored=True))
    found = predict(made.image)
    assert found.instances is not None
    assert len(found.instances) == 1
    assert dice(found.instances[0], made.mask[0]) > 0.9
    assert {pair.instance for pair in found.pairs if pair.instance is not None} == {0}


def test_boxes_are_of_the_image_where_that_is_looked_at_reduced() -> None:
    skin = crop_of_skin(0, 0, 1100, 860)
    doubled = cv2.resize(skin, None, fx=1.6, fy=1.6, interpolation=cv2.INTER_CUBIC)
    large = np.asarray(doubled, np.uint8)
    shape = (large.shape[0], large.shape[1])
    source = ellipse(shape, (500, 500), (130, 100))
    made = forge(large, [Duplication(source, (Paste(1200, 900),))])
    found = predict(made.image)
    assert found.instances is not None
    assert found.instances.shape == made.mask.shape
    assert dice(found.instances[0], made.mask[0]) > 0.9
    box = min(found.pairs[0].source, found.pairs[0].copy)
    assert box == pytest.approx((400, 370, 601, 631), abs=12)


def test_nothing_is_claimed_where_nothing_was_copied(skin: NDArray[np.uint8]) -> None:
    page = np.full((500, 700, 3), 255, np.uint8)
    for row in range(12):
        at = (20, 40 + 38 * row)
        cv2.putText(page, "The same line", at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2)
    grey = np.full((64, 64, 3), 128, np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    for image in (skin, page, grey, noise, noise[:1, :1], noise[:3, :50]):
        found = predict(image)
        assert found.instances is not None
        assert found.probability is not None
        assert (len(found.instances), found.size) == (0, image.shape[:2])
        assert found.probability.max() < 0.5
        assert found.image_score is not None
        assert found.image_score < 0.5


def test_it_stops_when_it_is_asked_to_and_says_what_is_done(skin: NDArray[np.uint8]) -> None:
    steps = list[tuple[int, int]]()
    with pytest.raises(PredictionCancelledError):
        CopyMovePredictor().predict(
            skin, progress=lambda *step: steps.append(step), cancelled=lambda: len(steps) >= 2
        )
    assert len(steps) == 2
    steps.clear()
    CopyMovePredictor().predict(skin, progress=lambda *step: steps.append(step))
    assert steps == sorted(steps)
    assert steps[-1] == (100, 100)


def test_when_its_time_is_up_it_says_so(skin: NDArray[np.uint8]) -> None:
    found = CopyMovePredictor(most_s=0.0).predict(skin)
    assert found.instances is not None
    assert len(found.instances) == 0
    assert "time was up" in found.notes[0]


def test_small_samples_and_a_real_figure(shared_data: Path) -> None:
    root = shared_data / "recodai_mini"
    scores = []
    for case_id in ("8550", "44455", "58294", "37577"):
        image = read_image(root / f"train_images/forged/{case_id}.png")
        truth = read_mask(root / f"train_masks/{case_id}.npy", *image.shape[:2]).stack
        scores.append(_union_dice(predict(image), truth))
        if case_id != "37577":
            authentic = predict(read_image(root / f"train_images/authentic/{case_id}.png"))
            assert authentic.instances is not None
            assert len(authentic.instances) == 0
    assert min(scores) > 0.75
    assert json.loads((root / "groups.json").read_text())["train/8550"][0]["radius_px"] == 6
    pair = shared_data / "rsiil_pair"
    maps = [read_image(pair / f"figure_{name}_map.png") for name in ("forgery", "pristine")]
    assert (
        _union_dice(predict(read_image(pair / "figure_forgery.png")), np.bitwise_or(*maps)) > 0.85
    )
    pristine = predict(read_image(pair / "figure_pristine.png"))
    assert pristine.instances is not None
    assert len(pristine.instances) == 0


def _union_dice(found: Prediction, truth: NDArray[np.uint8]) -> float:
    assert found.instances is not None
    axis = 0 if truth.shape[1:] == found.size else 2
    marked = np.asarray(truth.any(axis=axis), np.uint8)
    return dice(np.asarray(found.instances.any(axis=0), np.uint8), marked)


def test_the_threshold_that_it_suggests_makes_the_instances_that_it_claims(
    skin: NDArray[np.uint8],
) -> None:
    first = Duplication(ellipse(SIZE, (80, 90), (34, 26)), (Paste(250, 200),))
    second = Duplication(ellipse(SIZE, (230, 70), (28, 28)), (Paste(60, 280, mirrored=True),))
    predictor = CopyMovePredictor()
    found = predictor.predict(forge(skin, [first, second], feather_px=2.0).image)
    assert found.probability is not None
    assert found.instances is not None
    assert len(found.instances) == 2
    made = ThresholdedMap(found.probability, found.pairs).mask(predictor.suggested).to_stack()
    assert sorted(map(bytes, made)) == sorted(map(bytes, found.instances))

"""The image score of networks that say of what class an image is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from forgery_viewer.core.network_contract import (
    Activation,
    Contract,
    NetworkInput,
    NetworkOutput,
    contract_of,
)
from forgery_viewer.core.prediction import Image, PredictionError
from forgery_viewer.predictors.networks.predictor import open_network
from forgery_viewer.predictors.networks.running import NetworkRunner
from tests.predictors.networks.small_networks import Classifying, save_script

SOFTMAX = NetworkOutput(score_key="1", score_activation="softmax", score_channel=1)


def picture(height: int, width: int, seed: int = 1) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def class_logit(image: Image) -> float:
    """How much redder than green it is, 8 times."""
    return 8 * float((image[..., 0].astype(float) - image[..., 1]).mean()) / 255


def sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def runner(forward: Any, output: NetworkOutput, **contract: Any) -> NetworkRunner:  # noqa: ANN401
    made = Contract(output=output, **contract)
    return NetworkRunner(forward, made, torch.device("cpu"), Path("net.pt"))


@pytest.mark.parametrize(
    ("activation", "channel", "factor"),
    [("softmax", 1, 3.0), ("softmax", 0, -3.0), ("sigmoid", 1, 2.0), ("sigmoid", 0, -1.0)],
)
def test_the_class_of_each_image_is_its_score(
    activation: Activation, channel: int, factor: float
) -> None:
    output = NetworkOutput(score_key="1", score_activation=activation, score_channel=channel)
    images = [picture(16, 24, seed) for seed in range(3)]
    for image, found in zip(images, runner(Classifying(), output).run(images), strict=True):
        assert found.image_score == pytest.approx(sigmoid(factor * class_logit(image)), abs=1e-5)
        assert found.probability.shape == (16, 24)
        apart = 8 * (image[..., 0].astype(float) - image[..., 1]) / 255
        np.testing.assert_allclose(found.probability, 1 / (1 + np.exp(-apart)), atol=1e-5)


@pytest.mark.parametrize(
    "give",
    [
        lambda maps, scores: {"out": maps, "cls": scores[:, 1]},
        lambda maps, scores: {"cls": scores[:, 1:], "out": maps},
        lambda maps, scores: {"out": maps, "cls": scores[:, 1].view(-1, 1, 1, 1)},
    ],
    ids=["a number each", "a column", "as of a pooled map"],
)
def test_named_scores_of_any_usual_shape_are_read(give: Any) -> None:  # noqa: ANN401
    network = Classifying()
    run = runner(lambda batch: give(*network(batch)), NetworkOutput(score_key="cls"))
    image = picture(16, 24)
    score = run.run([image])[0].image_score
    assert score == pytest.approx(sigmoid(2 * class_logit(image)), abs=1e-5)


def test_in_tiles_the_likeliest_place_is_the_score_of_the_image() -> None:
    image = np.zeros((64, 256, 3), np.uint8)
    image[:, 192:, 0] = 255
    tiles = NetworkInput(size="fixed", height_px=64, width_px=64, resize="tile", overlap=0.0)
    found = runner(Classifying(), SOFTMAX, input=tiles).run([image])[0]
    assert found.image_score == pytest.approx(sigmoid(3 * 8), abs=1e-3)
    whole = runner(Classifying(), SOFTMAX).run([image])[0]
    assert whole.image_score == pytest.approx(sigmoid(3 * 2), abs=1e-5)


def test_it_is_the_same_whichever_way_round() -> None:
    image = picture(16, 24)
    plain = runner(Classifying(), SOFTMAX).run([image])[0]
    turned = runner(Classifying(), SOFTMAX, augmentation="flips-rotations").run([image])[0]
    assert turned.image_score == pytest.approx(plain.image_score, abs=1e-5)


def test_instances_come_without_the_score_among_them() -> None:
    def three(batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return batch, batch.mean(dim=(1, 2, 3))

    output = NetworkOutput(activation="none", kind="instances", score_key="1",
                           score_activation="none")  # fmt: skip
    image = picture(16, 24)
    found = runner(three, output).run([image])[0]
    assert found.instances is not None
    assert len(found.instances) == 3
    assert found.image_score == pytest.approx(image.mean() / 255, abs=1e-5)


@pytest.mark.parametrize(
    ("output", "forward", "reason"),
    [
        (NetworkOutput(score_key="1"), lambda batch: batch, "gives its map alone"),
        (
            NetworkOutput(score_key="1", score_channel=2),
            Classifying(),
            "gives 2 numbers as image score; the contract asks for number 2",
        ),
        (NetworkOutput(score_key="2"), Classifying(), "gives 2 outputs; number 2 is asked for"),
        (NetworkOutput(score_key="cls"), Classifying(), "gives no output 'cls', only 2 by number"),
        (
            NetworkOutput(score_key="cls"),
            lambda batch: {"out": batch},
            "gives no output 'cls', only out",
        ),
        (
            NetworkOutput(score_key="1"),
            lambda batch: (batch, batch),
            r"gives an output of the shape \(1, 3, 16, 24\), no image score",
        ),
        (
            NetworkOutput(score_key="1"),
            lambda batch: (batch, batch.mean() * float("nan") + torch.zeros(len(batch))),
            "gives NaN",
        ),
    ],
)
def test_what_is_no_score_is_said(output: NetworkOutput, forward: Any, reason: str) -> None:  # noqa: ANN401
    with pytest.raises(PredictionError, match=reason):
        runner(forward, output).run([picture(16, 24)])


def test_a_score_that_is_no_probability_is_noted() -> None:
    output = NetworkOutput(score_key="1", score_activation="none")
    red = np.zeros((16, 24, 3), np.uint8)
    red[..., 0] = 255
    found = runner(Classifying(), output).run([red])[0]
    assert found.image_score == 0.0
    assert "look like logits" in " ".join(found.notes)


def test_it_comes_out_of_the_process_that_the_network_runs_in(tmp_path: Path) -> None:
    path = save_script(tmp_path / "net.pt", Classifying())
    told = (
        '{"output": {"key": 0, "score_key": 1, "score_activation": "softmax", "score_channel": 1}}'
    )
    contract = contract_of(told, tmp_path / "net.pt.json")
    predictor = open_network(path, contract, device="cpu", trust=True)
    image = picture(16, 24)
    try:
        found = predictor.predict(image)
    finally:
        predictor.close()
    assert found.image_score == pytest.approx(sigmoid(3 * class_logit(image)), abs=1e-5)

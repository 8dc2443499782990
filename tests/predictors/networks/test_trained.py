"""A network that is trained finds what one at random does not, in whatever form it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from forgery_viewer.core.contract_files import write_contract
from forgery_viewer.core.network_contract import METADATA_KEY
from forgery_viewer.core.prediction import PredictorInput
from forgery_viewer.core.trusted_files import TrustedFiles
from forgery_viewer.predictors.networks.predictor import NetworkPredictor, open_network
from tests.predictors.networks.trained import CONTRACT, STEPS, cases, networks, small, state


@pytest.fixture
def opened() -> Iterator[list[NetworkPredictor]]:
    """Predictors whose processes end with the test."""
    made: list[NetworkPredictor] = []
    yield made
    for predictor in made:
        predictor.close()


def maps(path: Path, opened: list[NetworkPredictor]) -> list[NDArray[np.float32]]:
    predictor = open_network(path, device="cpu", trusted=TrustedFiles(path.with_name("none")))
    opened.append(predictor)
    found = []
    for one in predictor.predict_many(PredictorInput(image) for image in cases().images):
        assert not isinstance(one, Exception)
        assert one.probability is not None
        found.append(one.probability)
    return found


def maps_here(network: nn.Module) -> list[NDArray[np.float32]]:
    """The same, worked out in this process: what is random needs no file."""
    found = []
    for image in cases().images:
        batch = small(torch.from_numpy(image.copy()).permute(2, 0, 1) / 255)
        with torch.inference_mode():
            large = functional.interpolate(
                torch.sigmoid(network(batch)), image.shape[:2], mode="bilinear"
            )
        found.append(large[0, 0].numpy())
    return found


def score(found: list[NDArray[np.float32]]) -> float:
    """Mean F1 of the pixels, at the threshold of the contract."""
    scores = []
    for probability, truth in zip(found, cases().masks, strict=True):
        marked = probability >= CONTRACT.threshold
        scores.append(2 * (marked & truth).sum() / (marked.sum() + truth.sum()))
    return float(np.mean(scores))


def test_training_pays_and_every_safe_form_gives_the_same_maps(
    tmp_path: Path, opened: list[NetworkPredictor]
) -> None:
    weights, checkpoint = tmp_path / "net.safetensors", tmp_path / "net.pth"
    save_file(dict(state(networks().trained)), weights, {METADATA_KEY: CONTRACT.text()})
    held = {"state_dict": state(networks().trained), "epoch": STEPS, "loss": np.float32(0.1)}
    torch.save(held, checkpoint)
    write_contract(checkpoint, CONTRACT)
    trained = maps(weights, opened)
    for one, other in zip(trained, maps(checkpoint, opened), strict=True):
        np.testing.assert_array_equal(one, other)
    assert score(trained) > 0.7
    assert score(maps_here(networks().trained)) > 0.7
    assert score(maps_here(networks().random)) < 0.4

"""A network that is trained finds what one at random does not, in whatever form it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from forgery_viewer.core import demo_micrographs, demo_stains
from forgery_viewer.core.forging import Image
from forgery_viewer.core.network_contract import (
    METADATA_KEY,
    Contract,
    NetworkInput,
    write_contract,
)
from forgery_viewer.core.prediction import PredictorInput
from forgery_viewer.core.trusted_files import TrustedFiles
from forgery_viewer.predictors.networks.architectures import architecture_of
from forgery_viewer.predictors.networks.predictor import NetworkPredictor, open_network

SIDE_PX, STEPS = 96, 120
CONTRACT = Contract(
    architecture="unet",
    arguments={"channels": [12, 24, 48], "strides": [2, 2]},
    input=NetworkInput(size="fixed", height_px=SIDE_PX, width_px=SIDE_PX, resize="stretch"),
)
MAKERS = (
    demo_micrographs.dermis,
    demo_micrographs.horny_layer,
    demo_micrographs.cell,
    demo_stains.red_nuclei,
    demo_stains.stained_gel,
)


class Cases(NamedTuple):
    """Images of the demo, and where they are forged."""

    images: list[Image]
    masks: list[NDArray[np.bool_]]


class Networks(NamedTuple):
    """A network as it was made, and as it is after some training; alike but for that."""

    random: nn.Module
    trained: nn.Module


@pytest.fixture(scope="module")
def cases() -> Cases:
    """Forged images of the demo."""
    made = [make(np.random.default_rng([7, n]))[1] for n, make in enumerate(MAKERS)]
    masks = [np.asarray(one.mask.any(axis=0), np.bool_) for one in made]
    return Cases([one.image for one in made], masks)


@pytest.fixture(scope="module")
def networks(cases: Cases) -> Networks:
    """A small network of each kind."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    random = architecture_of(CONTRACT, Path(), is_trusted=False).eval()
    trained = architecture_of(CONTRACT, Path(), is_trusted=False)
    _train(trained, cases)
    torch.set_num_threads(threads)
    return Networks(random, trained.eval())


def _train(network: nn.Module, cases: Cases) -> None:
    images = torch.cat([_small(torch.from_numpy(image.copy()).permute(2, 0, 1) / 255)
                        for image in cases.images])  # fmt: skip
    truth = torch.cat([_small(torch.from_numpy(mask)[None].float()) for mask in cases.masks])
    optimiser = torch.optim.Adam(network.parameters(), 8e-3)
    for _ in range(STEPS):
        loss = functional.binary_cross_entropy_with_logits(
            network(images), truth, pos_weight=torch.tensor(4.0)
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()


def _small(planes: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(
        planes[None], (SIDE_PX, SIDE_PX), mode="bilinear", align_corners=False, antialias=True
    )


@pytest.fixture
def opened() -> Iterator[list[NetworkPredictor]]:
    """Predictors whose processes end with the test."""
    made: list[NetworkPredictor] = []
    yield made
    for predictor in made:
        predictor.close()


def maps(path: Path, cases: Cases, opened: list[NetworkPredictor]) -> list[NDArray[np.float32]]:
    predictor = open_network(path, device="cpu", trusted=TrustedFiles(path.with_name("none")))
    opened.append(predictor)
    found = []
    for one in predictor.predict_many(PredictorInput(image) for image in cases.images):
        assert not isinstance(one, Exception)
        assert one.probability is not None
        found.append(one.probability)
    return found


def maps_here(network: nn.Module, cases: Cases) -> list[NDArray[np.float32]]:
    """The same, worked out in this process: what is random needs no file."""
    found = []
    for image in cases.images:
        small = _small(torch.from_numpy(image.copy()).permute(2, 0, 1) / 255)
        with torch.inference_mode():
            large = functional.interpolate(
                torch.sigmoid(network(small)), image.shape[:2], mode="bilinear"
            )
        found.append(large[0, 0].numpy())
    return found


def score(found: list[NDArray[np.float32]], cases: Cases) -> float:
    """Mean F1 of the pixels, at the threshold of the contract."""
    scores = []
    for probability, truth in zip(found, cases.masks, strict=True):
        marked = probability >= CONTRACT.threshold
        scores.append(2 * (marked & truth).sum() / (marked.sum() + truth.sum()))
    return float(np.mean(scores))


def state(network: nn.Module) -> Mapping[str, torch.Tensor]:
    return {name: value.contiguous() for name, value in network.state_dict().items()}


def test_training_pays_and_every_safe_form_gives_the_same_maps(
    tmp_path: Path, cases: Cases, networks: Networks, opened: list[NetworkPredictor]
) -> None:
    weights, checkpoint = tmp_path / "net.safetensors", tmp_path / "net.pth"
    save_file(dict(state(networks.trained)), weights, {METADATA_KEY: CONTRACT.text()})
    held = {"state_dict": state(networks.trained), "epoch": STEPS, "loss": np.float32(0.1)}
    torch.save(held, checkpoint)
    write_contract(checkpoint, CONTRACT)
    trained = maps(weights, cases, opened)
    for one, other in zip(trained, maps(checkpoint, cases, opened), strict=True):
        np.testing.assert_array_equal(one, other)
    assert score(trained, cases) > 0.7
    assert score(maps_here(networks.trained, cases), cases) > 0.7
    assert score(maps_here(networks.random, cases), cases) < 0.4

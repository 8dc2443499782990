"""Every architecture that has a name can be made, and gives maps."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from forgery_viewer.core.network_contract import Contract, NetworkInput, contract_of
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.predictors.networks.architectures import ARCHITECTURES, architecture_of
from forgery_viewer.predictors.networks.running import NetworkRunner

README = Path(__file__).parents[3] / "README.md"


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_it_gives_a_map_of_the_image(name: str) -> None:
    contract = Contract(architecture=name, input=NetworkInput(size="multiple-of", multiple_px=32))
    network = architecture_of(contract, Path(), is_trusted=False).eval()
    runner = NetworkRunner(network, contract, torch.device("cpu"), Path("net.pt"))
    image = np.random.default_rng(0).integers(0, 256, (50, 70, 3), np.uint8)
    found = runner.run([image])[0]
    assert found.probability.shape == (50, 70)
    assert 0 < found.probability.min() <= found.probability.max() < 1


def test_arguments_that_it_does_not_take_are_told() -> None:
    contract = Contract(architecture="unet", arguments={"depth": 3})
    with pytest.raises(PredictionError, match=r"unet cannot be made .*depth"):
        architecture_of(contract, Path("net.pt"), is_trusted=False)


def test_the_contract_of_the_readme_is_one_and_names_what_there_is() -> None:
    text = README.read_text(encoding="utf-8")
    found = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert found is not None
    contract = contract_of(found[1], README)
    architecture_of(contract, README, is_trusted=False)
    assert all(f"`{name}`" in text for name in ARCHITECTURES)

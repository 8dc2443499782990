"""The same maps on a GPU as on the CPU, in half precision nearly; run where there is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from forgery_viewer.core.network_contract import METADATA_KEY, Contract, NetworkInput
from forgery_viewer.core.prediction import Image
from forgery_viewer.core.trusted_files import TrustedFiles
from forgery_viewer.predictors.networks.device import devices
from forgery_viewer.predictors.networks.predictor import open_network
from forgery_viewer.predictors.networks.running import NetworkRunner
from tests.predictors.networks.small_networks import CONTRACT, unet

pytestmark = pytest.mark.gpu


@pytest.fixture
def device() -> torch.device:
    """The GPU."""
    key = devices()[0].key
    if key == "cpu":
        pytest.skip("no GPU that torch can use")
    return torch.device(key)


def picture(height: int, width: int) -> Image:
    return np.random.default_rng(2).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(("half", "atol"), [(False, 1e-4), (True, 1e-2)])
@pytest.mark.parametrize("size", ["native", "fixed"])
def test_maps_are_those_of_the_cpu(
    device: torch.device, half: bool, atol: float, size: str
) -> None:
    resized = {"size": "multiple-of", "multiple_px": 4}
    tiled = {"size": "fixed", "height_px": 64, "width_px": 96, "resize": "tile"}
    given = NetworkInput(**(resized if size == "native" else tiled))  # type: ignore[arg-type]
    contract = Contract(input=given, half=half)
    maps = [
        NetworkRunner(unet().to(place), contract, place, Path("net.pt")).run([picture(200, 260)])[0]
        for place in (device, torch.device("cpu"))
    ]
    np.testing.assert_allclose(maps[0].probability, maps[1].probability, atol=atol)
    assert maps[0].notes == ()


def test_the_fastest_device_is_chosen_and_told(device: torch.device, tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    state = {name: value.contiguous() for name, value in unet().state_dict().items()}
    save_file(state, path, {METADATA_KEY: CONTRACT.text()})
    predictor = open_network(path, trusted=TrustedFiles(tmp_path / "trusted.json"))
    try:
        predictor.predict(picture(64, 64))
        assert predictor.device == device.type
        if device.type == "cuda":
            used, total = predictor.memory
            assert 0 < used < total
    finally:
        predictor.close()


def test_more_than_the_memory_holds_comes_all_the_same(device: torch.device) -> None:
    if device.type != "cuda":
        pytest.skip("only CUDA tells how much memory there is")
    torch.cuda.set_per_process_memory_fraction(0.02)
    try:
        contract = Contract(input=NetworkInput(size="multiple-of", multiple_px=4), half=False)
        runner = NetworkRunner(
            unet().to(device), contract, device, Path("net.pt"), lambda other: unet().to(other)
        )
        image = picture(6000, 6000)
        found = runner.run([image])[0]
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert found.probability.shape == image.shape[:2]
    assert "memory" in found.notes[0]

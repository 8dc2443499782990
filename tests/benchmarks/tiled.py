"""A network over an image of 4 MP in tiles that overlap, against the bare network on those tiles.

Both run on the fastest device there is, in one process and in turns; the bare network gets tiles
that are cut already, in the same batches. What the one takes more is cutting, blending, and
checking what comes out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from monai.inferers.utils import sliding_window_inference
from monai.networks.nets.unet import UNet
from torch import nn

from forgery_viewer.core.forging import Image
from forgery_viewer.core.network_contract import Contract, NetworkInput
from forgery_viewer.predictors.networks import AUTOMATIC
from forgery_viewer.predictors.networks.device import (
    device_of,
    keep_freed_memory,
    leave_a_core_free,
)
from forgery_viewer.predictors.networks.running import NetworkRunner
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import photograph

WIDTH_PX, HEIGHT_PX, TILE_PX, OVERLAP, BATCH = 2304, 1792, 512, 0.25, 4
ROUNDS = 9

#: At least 90 percent of the bare network's throughput.
BARS = {"time_percent_of_bare": 100 / 0.9}


def measure() -> dict[str, float]:
    """Take turns, so that whatever else the machine does meets both."""
    leave_a_core_free()
    keep_freed_memory()
    device = device_of(AUTOMATIC)
    network = small_network().to(device)
    image = photograph(WIDTH_PX)[:HEIGHT_PX].copy()
    given = NetworkInput(size="fixed", height_px=TILE_PX, width_px=TILE_PX, overlap=OVERLAP)
    contract = Contract(input=given, half=False)
    runner = NetworkRunner(network, contract, device, Path("network"))
    tiles = _tiles(image, device)
    ours, bare = Stopwatch(), Stopwatch()
    for lap in range(ROUNDS + 1):
        # The first lap is for the caches; the others take turns in going first.
        watches = (ours, bare) if lap else (Stopwatch(), Stopwatch())
        for is_ours in (True, False) if lap % 2 else (False, True):
            with watches[0 if is_ours else 1].lap():
                if is_ours:
                    runner.run([image])
                else:
                    _forward(network, tiles, device)
    # Lap by lap, so that a machine that slows down slows both.
    percent = 100 * float(np.median(np.array(ours.ms) / np.array(bare.ms)))
    return {
        "time_percent_of_bare": round(percent, 1),
        "throughput_percent": round(1e4 / percent, 1),
        "p50_ms": ours.median_ms,
        "bare_p50_ms": bare.median_ms,
        "tiles": sum(len(batch) for batch in tiles),
        "on_gpu": float(device.type != "cpu"),
    }


def small_network() -> nn.Module:
    """A U-Net of two million weights: about what people bring for whole figures."""
    torch.manual_seed(1)
    network: nn.Module = UNet(2, 3, 1, channels=(16, 32, 64, 128, 256), strides=(2, 2, 2, 2))
    with torch.no_grad():
        # Nearly everything is authentic, as it is to a network that was trained.
        list(network.parameters())[-1].sub_(4.0)
    return network.eval()


def _tiles(image: Image, device: torch.device) -> list[torch.Tensor]:
    """The very batches of tiles that the network is given."""
    seen: list[torch.Tensor] = []

    def take(batch: torch.Tensor) -> torch.Tensor:
        seen.append(batch.clone().to(device))
        return batch[:, :1]

    whole = torch.from_numpy(np.array(image)).permute(2, 0, 1)[None].float() / 255
    sliding_window_inference(whole, TILE_PX, BATCH, take, overlap=OVERLAP)
    return seen


@torch.inference_mode()
def _forward(network: nn.Module, tiles: list[torch.Tensor], device: torch.device) -> None:
    """The bare network, and nothing of what comes out."""
    for batch in tiles:
        network(batch)
    if device.type == "cuda":
        torch.cuda.synchronize()

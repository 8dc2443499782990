"""A small network that is trained on images of the demo, in a few seconds on a CPU."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from forgery_viewer.core import demo_micrographs, demo_stains
from forgery_viewer.core.forging import Image
from forgery_viewer.core.network_contract import Contract, NetworkInput
from forgery_viewer.predictors.networks.architectures import architecture_of

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
    """Images of the demo, and where they are forged.

    Attributes:
        images: (H, W, 3) RGB uint8.
        stacks: (N, H, W) uint8 of 0 and 1, the instances of each.
        masks: (H, W), their union.
    """

    images: list[Image]
    stacks: list[NDArray[np.uint8]]
    masks: list[NDArray[np.bool_]]


class Networks(NamedTuple):
    """A network as it was made, and as it is after some training; alike but for that."""

    random: nn.Module
    trained: nn.Module


@cache
def cases() -> Cases:
    """Forged images of the demo."""
    made = [make(np.random.default_rng([7, n]))[1] for n, make in enumerate(MAKERS)]
    masks = [np.asarray(one.mask.any(axis=0), np.bool_) for one in made]
    return Cases([one.image for one in made], [one.mask for one in made], masks)


@cache
def networks() -> Networks:
    """A small network of each kind."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    random = architecture_of(CONTRACT, Path(), is_trusted=False).eval()
    trained = architecture_of(CONTRACT, Path(), is_trusted=False)
    _train(trained, cases())
    torch.set_num_threads(threads)
    return Networks(random, trained.eval())


def _train(network: nn.Module, cases: Cases) -> None:
    images = torch.cat([small(torch.from_numpy(image.copy()).permute(2, 0, 1) / 255)
                        for image in cases.images])  # fmt: skip
    truth = torch.cat([small(torch.from_numpy(mask)[None].float()) for mask in cases.masks])
    optimiser = torch.optim.Adam(network.parameters(), 8e-3)
    for _ in range(STEPS):
        loss = functional.binary_cross_entropy_with_logits(
            network(images), truth, pos_weight=torch.tensor(4.0)
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()


def small(planes: torch.Tensor) -> torch.Tensor:
    """One image (C, H, W) as the batch of one that the network takes."""
    return functional.interpolate(
        planes[None], (SIDE_PX, SIDE_PX), mode="bilinear", align_corners=False, antialias=True
    )


def state(network: nn.Module) -> Mapping[str, torch.Tensor]:
    """The weights, as safetensors takes them."""
    return {name: value.contiguous() for name, value in network.state_dict().items()}

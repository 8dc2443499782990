"""What a network says of a place lies at that place, however the image came to it.

The networks here give back what they are given, so that an image with a different value at each
place, and no symmetry, is its own answer.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from forgery_viewer.core.network_contract import (
    Augmentation,
    Contract,
    NetworkInput,
    NetworkOutput,
    Resize,
)
from forgery_viewer.core.prediction import Image, PredictionError
from forgery_viewer.predictors.networks.images import as_tensor
from forgery_viewer.predictors.networks.running import NetworkRunner

PLAIN = NetworkOutput(activation="none")
SIZE = (60, 84)

# Each with how far a value may be off: what is made smaller and larger again is blurred.
_FIXED: tuple[tuple[Resize, int, int, float], ...] = (
    ("stretch", 96, 96, 0.006),
    ("stretch", 48, 128, 0.012),
    ("letterbox", 128, 128, 0.006),
    ("letterbox", 48, 128, 0.03),
    ("letterbox", 128, 48, 0.03),
    ("tile", 32, 48, 1e-5),
    ("tile", 128, 128, 1e-5),
    ("tile", 32, 128, 1e-5),
)
SIZES = [
    pytest.param(NetworkInput(size="native"), 1e-5, id="native"),
    pytest.param(NetworkInput(size="multiple-of", multiple_px=32), 1e-5, id="multiple"),
    pytest.param(NetworkInput(size="multiple-of", multiple_px=100), 1e-5, id="beyond"),
] + [
    pytest.param(
        NetworkInput(size="fixed", height_px=rows, width_px=columns, resize=resize),
        atol,
        id=f"{resize}-{rows}x{columns}",
    )
    for resize, rows, columns, atol in _FIXED
]


def uneven(size: tuple[int, int] = SIZE) -> Image:
    """Smooth, so that it can be made smaller; different in each channel, and at each place."""
    down, right = np.meshgrid(*(np.linspace(0, 1, side) for side in size), indexing="ij")
    red = 0.05 + 0.5 * down + 0.4 * right**2 + 0.03 * np.sin(6 * down * right)
    green = 0.9 - 0.7 * right + 0.05 * down**2
    blue = 0.5 + 0.4 * (down - right) * right
    made = np.stack([red, green, blue], axis=-1)
    return np.asarray(np.round(255 * np.clip(made, 0, 1)), dtype=np.uint8)


def red(batch: torch.Tensor) -> torch.Tensor:
    return batch[:, :1]


def ran(forward: Any, image: Image, output: NetworkOutput = PLAIN, **contract: Any) -> Any:  # noqa: ANN401
    made = Contract(output=output, **contract)
    return NetworkRunner(forward, made, torch.device("cpu"), Path("net.pt")).run([image])[0]


def assert_at_its_place(found: NDArray[Any], wanted: NDArray[Any], atol: float) -> None:
    np.testing.assert_allclose(found, wanted, atol=atol)
    # Each turned or mirrored one is much further off, so that the comparison tells them apart.
    for other in (wanted[::-1], wanted[:, ::-1], wanted[::-1, ::-1]):
        assert np.abs(found - other).max() > 3 * atol


@pytest.mark.parametrize("augmentation", ["none", "flips", "flips-rotations"])
@pytest.mark.parametrize(("given", "atol"), SIZES)
def test_the_red_channel_comes_back_in_its_place(
    given: NetworkInput, atol: float, augmentation: Augmentation
) -> None:
    image = uneven()
    found = ran(red, image, input=given, augmentation=augmentation)
    assert_at_its_place(found.probability, image[..., 0] / 255, atol)


@pytest.mark.parametrize("shrunk", [2, 4])
@pytest.mark.parametrize(("given", "atol"), SIZES)
def test_a_map_at_a_part_of_the_size_lies_over_the_whole_image(
    given: NetworkInput, atol: float, shrunk: int
) -> None:
    def forward(batch: torch.Tensor) -> torch.Tensor:
        return functional.avg_pool2d(batch[:, :1], shrunk, ceil_mode=True)

    image = uneven()
    found = ran(forward, image, input=given, augmentation="flips")
    assert_at_its_place(found.probability, image[..., 0] / 255, atol + 0.012 * shrunk)


@pytest.mark.parametrize("augmentation", ["flips", "flips-rotations"])
def test_each_way_round_is_another_view_of_the_image(augmentation: Augmentation) -> None:
    seen: list[bytes] = []

    def forward(batch: torch.Tensor) -> torch.Tensor:
        seen.append(batch.numpy().tobytes() + bytes(batch.shape[-2:]))
        # Says more of what lies at the top: that is another part of the image each time.
        weights = torch.linspace(1, 0, batch.shape[-2])[:, None]
        return batch[:, :1] * weights

    image = uneven((40, 64))
    found = ran(forward, image, augmentation=augmentation).probability
    assert len(set(seen)) == len(seen) == {"flips": 4, "flips-rotations": 8}[augmentation]
    down = np.linspace(1, 0, 40)[:, None]
    right = np.linspace(1, 0, 64)[None]
    ways = [down, down[::-1]] if augmentation == "flips" else [
        down, down[::-1], right, right[:, ::-1]
    ]  # fmt: skip
    weights = sum(np.broadcast_to(way, (40, 64)) for way in ways) / len(ways)
    np.testing.assert_allclose(found, image[..., 0] / 255 * weights, atol=1e-5)


def test_instances_come_back_in_their_places() -> None:
    image = uneven()
    output = NetworkOutput(activation="none", kind="instances")
    found = ran(lambda batch: batch, image, output, threshold=0.501, augmentation="flips-rotations")
    wanted = np.moveaxis(image >= 0.501 * 255, -1, 0)
    np.testing.assert_array_equal(found.instances, wanted)
    np.testing.assert_allclose(found.probability, image.max(axis=-1) / 255, atol=1e-5)


# What the network is given -----------------------------------------------------------------


@pytest.mark.parametrize("values", ["0-1", "0-255"])
@pytest.mark.parametrize("spread", ["none", "one", "each"])
def test_values_are_in_the_range_and_spread_of_the_contract(values: Any, spread: str) -> None:  # noqa: ANN401
    scale = 1 if values == "0-1" else 255
    mean, std = {
        "none": ((), ()),
        "one": ((0.4 * scale,), (0.2 * scale,)),
        "each": ((0.485 * scale, 0.456 * scale, 0.406 * scale),
                 (0.229 * scale, 0.224 * scale, 0.225 * scale)),
    }[spread]  # fmt: skip
    given = NetworkInput(range=values, mean=mean, std=std)
    image = uneven()
    wanted = image.astype(np.float64) / 255 * scale
    if spread != "none":
        wanted = (wanted - np.array(mean)) / np.array(std)
    found = as_tensor(image, given, torch.device("cpu"))
    assert found.dtype == torch.float32
    np.testing.assert_allclose(found[0].permute(1, 2, 0).numpy(), wanted, rtol=1e-5, atol=1e-5)


def test_one_channel_is_the_brightness_that_an_eye_sees() -> None:
    image = uneven()
    found = as_tensor(image, NetworkInput(channels=1), torch.device("cpu"))
    wanted = image @ np.array([0.299, 0.587, 0.114]) / 255
    assert found.shape == (1, 1, *SIZE)
    np.testing.assert_allclose(found[0, 0].numpy(), wanted, atol=1e-6)
    white = np.full((4, 4, 3), 255, np.uint8)
    np.testing.assert_allclose(
        as_tensor(white, NetworkInput(channels=1), torch.device("cpu")).numpy(), 1, atol=1e-6
    )


@pytest.mark.parametrize("channels", [2, 4, 5, 6, 8])
def test_other_numbers_of_channels_are_red_green_and_blue_again(channels: int) -> None:
    image = uneven()
    given = NetworkInput(channels=channels, mean=tuple(0.1 * k for k in range(channels)))
    found = as_tensor(image, given, torch.device("cpu"))
    assert found.shape == (1, channels, *SIZE)
    for channel in range(channels):
        wanted = image[..., channel % 3] / 255 - 0.1 * channel
        np.testing.assert_allclose(found[0, channel].numpy(), wanted, atol=1e-6)


# What the network gives --------------------------------------------------------------------


def detections(batch: torch.Tensor, *, flat: bool = False) -> list[dict[str, torch.Tensor]]:
    """As torchvision's detectors list them: the left and the right half, surer of the right."""
    listed = []
    for image in batch:
        masks = torch.zeros(2, 1, *image.shape[-2:])
        half = image.shape[-1] // 2
        masks[0, ..., : half + 4] = image[0, :, : half + 4]
        masks[1, ..., half:] = 1
        listed.append({
            "boxes": torch.zeros(2, 4),
            "labels": torch.ones(2, dtype=torch.int64),
            "scores": torch.tensor([0.5, 0.9]),
            "masks": masks[:, 0] if flat else masks,
        })  # fmt: skip
    return listed


@pytest.mark.parametrize("flat", [False, True])
def test_detections_become_a_map_as_strong_as_their_scores(flat: bool) -> None:
    image = uneven()
    half = SIZE[1] // 2
    wanted = np.where(np.arange(SIZE[1]) < half, 0.5 * image[..., 0] / 255, 0.9)
    images = [image, image[::-1].copy()]
    contract = Contract(output=PLAIN)
    runner = NetworkRunner(
        lambda batch: detections(batch, flat=flat), contract, torch.device("cpu"), Path("net.pt")
    )
    for found, expected in zip(runner.run(images), (wanted, wanted[::-1]), strict=True):
        np.testing.assert_allclose(found.probability, expected, atol=1e-6)


def test_where_nothing_was_detected_the_map_is_empty() -> None:
    def forward(batch: torch.Tensor) -> list[dict[str, torch.Tensor]]:
        none = torch.zeros(0, 1, *batch.shape[-2:])
        return [{"masks": none, "scores": torch.zeros(0)} for _ in batch]

    found = ran(forward, uneven())
    assert found.probability.shape == SIZE
    assert not found.probability.any()


def test_detections_without_masks_are_told() -> None:
    def forward(batch: torch.Tensor) -> list[dict[str, torch.Tensor]]:
        return [{"boxes": torch.zeros(0, 4), "scores": torch.zeros(0)} for _ in batch]

    with pytest.raises(PredictionError, match="detections without masks and scores, only boxes"):
        ran(forward, uneven())


@pytest.mark.parametrize(
    "give",
    [
        lambda maps: SimpleNamespace(loss=None, logits=maps),
        lambda maps: SimpleNamespace(out=maps, aux=-maps),
        lambda maps: {"aux": -maps, "logits": maps},
        lambda maps: {"aux": -maps, "out": maps},
        lambda maps: (maps, -maps),
        lambda maps: [maps],
        lambda maps: SimpleNamespace(logits=(maps, -maps)),
        lambda maps: maps[:, 0],
    ],
    ids=["logits", "out", "named", "named out", "tuple", "list", "within", "no channel"],
)
def test_the_map_is_found_in_whatever_a_network_gives(give: Any) -> None:  # noqa: ANN401
    image = uneven()
    output = NetworkOutput(activation="sigmoid")
    found = ran(lambda batch: give(torch.logit(batch[:, :1])), image, output)
    assert_at_its_place(found.probability, image[..., 0] / 255, 1e-5)


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_the_forged_channel_is_the_one_of_the_contract(channel: int) -> None:
    image = uneven()
    found = ran(lambda batch: batch, image, NetworkOutput(activation="none", channel=channel))
    np.testing.assert_allclose(found.probability, image[..., channel] / 255, atol=1e-6)
    output = NetworkOutput(activation="softmax", channel=channel)
    found = ran(lambda batch: 5 * batch, image, output)
    powers = np.exp(5 * image.astype(np.float64) / 255)
    wanted = powers[..., channel] / powers.sum(axis=-1)
    np.testing.assert_allclose(found.probability, wanted, atol=1e-5)

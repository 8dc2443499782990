"""From images to what a network takes, and from what it gives to probability maps."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from forgery_viewer.core.network_contract import (
    Activation,
    Contract,
    NetworkInput,
    NetworkOutput,
)
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.prediction import Image, PredictionError

_GREY = (0.299, 0.587, 0.114)

MOST_SHRUNK = 32
"""A map so many times smaller than the input says nothing of single regions."""

# How torch says it of a convolution, the first layer of whatever looks at images.
_WRONG_CHANNELS = re.compile(r"expected input\[.*?\] to have (\d+) channels?, but got \d+ channel")

# And what was exported for one shape alone says of the axes (B, C, H, W): torch, and onnxruntime.
_GUARD = re.compile(r"Guard failed: \w+\.size\(\)\[([123])\] == (\d+)")
_INVALID = re.compile(r"index: ([123]) Got: \d+ Expected: (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image lies in what a network was given.

    Attributes:
        height: Rows of the image as it is.
        width: Columns of it.
        rows: Rows of the input that it takes up, from the top.
        columns: Columns of the input that it takes up, from the left.
    """

    height: int
    width: int
    rows: int
    columns: int


def as_tensor(image: Image, given: NetworkInput, device: torch.device) -> torch.Tensor:
    """(1, C, H, W) float32 of an RGB image (H, W, 3) uint8, in the range of the contract.

    It goes to the device as bytes, and becomes numbers there: a quarter of the way to go.
    """
    # Channels stay last in memory, as the image has them: convolutions are quicker with that.
    batch = torch.from_numpy(np.array(image)).to(device).permute(2, 0, 1)[None].float()
    if given.channels == 1:
        weights = torch.tensor(_GREY, device=device).view(1, 3, 1, 1)
        batch = (batch * weights).sum(dim=1, keepdim=True)
    elif given.channels != 3:
        batch = torch.cat([batch] * -(-given.channels // 3), dim=1)[:, : given.channels]
    if given.range == "0-1":
        batch.div_(255)
    for values, divides in ((given.mean, False), (given.std, True)):
        if values:
            shape = torch.tensor(values, dtype=torch.float32, device=device).view(1, -1, 1, 1)
            batch = batch.div_(shape) if divides else batch.sub_(shape)
    return batch


def fitted(batch: torch.Tensor, given: NetworkInput) -> tuple[torch.Tensor, Place]:
    """A batch in the size that the contract asks for, and where the image lies in it.

    Tiles are cut by whoever runs the network: they come as they are.
    """
    height, width = batch.shape[-2:]
    whole = Place(height, width, height, width)
    if given.size == "native":
        return batch, whole
    if given.size == "multiple-of":
        rows, columns = (-(-side // given.multiple_px) * given.multiple_px
                         for side in (height, width))  # fmt: skip
        return _padded(batch, rows, columns), whole
    rows, columns = given.height_px, given.width_px
    if given.resize == "stretch":
        return _resized(batch, rows, columns), Place(height, width, rows, columns)
    if given.resize == "letterbox":
        scale = min(rows / height, columns / width)
        inner = max(1, round(height * scale)), max(1, round(width * scale))
        return _padded(_resized(batch, *inner), rows, columns), Place(height, width, *inner)
    # Smaller than a tile: the rest of it is filled.
    return _padded(batch, max(rows, height), max(columns, width)), whole


def taken_back(maps: torch.Tensor, place: Place, size: tuple[int, int]) -> torch.Tensor:
    """(B, K, H, W) of the image, of maps over an input of `size` (rows, columns)."""
    if tuple(maps.shape[-2:]) != size:
        # Many networks answer at a half or a quarter of the size.
        maps = _resized(maps, *size)
    maps = maps[..., : place.rows, : place.columns]
    if (place.rows, place.columns) != (place.height, place.width):
        maps = _resized(maps, place.height, place.width)
    return maps


def probabilities(found: Any, contract: Contract, path: Path) -> torch.Tensor:  # noqa: ANN401
    """(B, K, h, w) float32 of what a network gives: K maps, one for each instance, or one.

    Where the contract names an image score, it is one more map, the same in all pixels: so tiles,
    ways round and sizes are blended as those of the others are.

    Raises:
        PredictionError: It gives something else than the contract says.
    """
    maps = _maps(found, contract, path)
    if not contract.output.score_key:
        return maps
    scores = _scores(found, contract.output, len(maps), path)
    return torch.cat([maps, scores.view(-1, 1, 1, 1).expand(-1, 1, *maps.shape[-2:])], dim=1)


def _maps(found: Any, contract: Contract, path: Path) -> torch.Tensor:  # noqa: ANN401
    tensor = _map_of(found, contract.output.key, path).float()
    if tensor.ndim == 3:
        tensor = tensor[:, None]
    if tensor.ndim != 4:
        shape = tuple(tensor.shape)
        raise PredictionError(path, f"gives an output of the shape {shape}, no map")
    tensor = _activated(tensor, contract.output.activation)
    if contract.output.kind == "instances":
        return tensor
    channel = contract.output.channel
    if channel >= tensor.shape[1]:
        made = counted(int(tensor.shape[1]), "channel")
        reason = f"gives {made}; the contract asks for number {channel}, counted from 0"
        raise PredictionError(path, reason)
    return tensor[:, channel : channel + 1]


def _scores(found: Any, output: NetworkOutput, count: int, path: Path) -> torch.Tensor:  # noqa: ANN401
    """(B,) float32, how likely each of `count` images is forged."""
    if torch.is_tensor(found):
        reason = f"gives its map alone; the contract asks for the image score {output.score_key!r}"
        raise PredictionError(path, reason)
    tensor = _map_of(found, output.score_key, path).float()
    shape, channel = tuple(tensor.shape), output.score_channel
    if shape[:1] not in ((), (count,)) or any(side != 1 for side in shape[2:]):
        raise PredictionError(path, f"gives an output of the shape {shape}, no image score")
    tensor = _activated(tensor.reshape(count, -1), output.score_activation)
    if channel >= tensor.shape[1]:
        made = counted(int(tensor.shape[1]), "number")
        reason = f"gives {made} as image score; the contract asks for number {channel}"
        raise PredictionError(path, f"{reason}, counted from 0")
    return tensor[:, channel]


def _activated(tensor: torch.Tensor, activation: Activation) -> torch.Tensor:
    match activation:
        case "sigmoid":
            return torch.sigmoid(tensor)
        case "softmax":
            return torch.softmax(tensor, dim=1)
        case _:
            return tensor


def check_size(maps: torch.Tensor, size: tuple[int, int], path: Path) -> None:
    """Raise PredictionError where maps cannot be of an input of `size` (rows, columns).

    Many networks answer at a half or a quarter of the size, rounded; both sides then shrink alike.
    """
    rows, columns = int(maps.shape[-2]), int(maps.shape[-1])
    sides = ((size[0], rows), (size[1], columns))
    # How many times smaller each side may have become, rounded up or down.
    least = max(given / (made + 1) for given, made in sides)
    most = min(given / max(made - 1, 1e-6) for given, made in sides)
    if least >= most or max(given / max(made, 1) for given, made in sides) > MOST_SHRUNK:
        reason = f"gives a map of {columns} x {rows} px for an input of {size[1]} x {size[0]} px"
        raise PredictionError(path, reason, "wrong-size")


def explained(error: Exception, contract: Contract, path: Path) -> PredictionError | None:
    """What an error of a network means, where that is known; None where it is not."""
    text = str(error)
    found = _WRONG_CHANNELS.search(text)
    if found is not None:
        return _wrong_channels(int(found[1]), contract, path)
    for pattern in (_GUARD, _INVALID):
        found = pattern.search(text)
        if found is not None:
            axis, wanted = int(found[1]), int(found[2])
            if axis == 1:
                return _wrong_channels(wanted, contract, path)
            side = counted(wanted, "row" if axis == 2 else "column")
            reason = f"takes inputs of {side} only: say so in its contract, as a fixed size"
            return PredictionError(path, reason)
    return None


def _wrong_channels(wanted: int, contract: Contract, path: Path) -> PredictionError:
    words = counted(wanted, "channel")
    return PredictionError(
        path, f"takes {words}, and its contract says {contract.input.channels}: mend the contract"
    )


def checked(maps: torch.Tensor, path: Path) -> tuple[torch.Tensor, tuple[str, ...]]:
    """Maps within 0 to 1, and what the user ought to know of them.

    Raises:
        PredictionError: They hold NaN.
    """
    # One pass over a large map: a single NaN is the smallest and the largest of all.
    low, high = (float(value) for value in torch.aminmax(maps))
    if not (math.isfinite(low) and math.isfinite(high)):
        count = int((~torch.isfinite(maps)).sum())
        raise PredictionError(path, f"gives NaN or infinity in {count:,} pixels", "nan")
    if low >= 0 and high <= 1:
        return maps, ()
    if low >= -1e-4 and high <= 1 + 1e-4:
        return maps.clamp(0, 1), ()
    # The same for every image, so that a run over many says it once.
    note = (
        "The network gives values outside 0 to 1, which are no probabilities: they look like "
        "logits, for which the contract should name sigmoid or softmax"
    )
    return maps.clamp(0, 1), (note,)


def _map_of(found: Any, key: str, path: Path) -> torch.Tensor:  # noqa: ANN401
    """The tensor of the map in what a network gives: by name, by number, or the first there is."""
    if torch.is_tensor(found):
        return found
    if isinstance(found, Mapping) or hasattr(found, "keys"):
        named = dict(found)
        wanted = key or next((name for name in ("out", "logits") if name in named), "")
        if wanted and wanted not in named:
            listed = ", ".join(map(str, named))
            raise PredictionError(path, f"gives no output {wanted!r}, only {listed}")
        value = named[wanted] if wanted else next(iter(named.values()), None)
        return _map_of(value, "", path)
    if isinstance(found, Sequence) and found and not isinstance(found, str):
        if isinstance(found[0], Mapping):
            return _detected(found, path)
        if key and not key.isdigit():
            raise PredictionError(path, f"gives no output {key!r}, only {len(found)} by number")
        number = int(key or 0)
        if number >= len(found):
            raise PredictionError(path, f"gives {len(found)} outputs; number {number} is asked for")
        return _map_of(found[number], "", path)
    for name in ("logits", "out"):
        if hasattr(found, name):
            return _map_of(getattr(found, name), "", path)
    raise PredictionError(path, f"gives {type(found).__name__}, and no map can be found in it")


def _detected(found: Sequence[Mapping[str, Any]], path: Path) -> torch.Tensor:
    """One map of the masks that torchvision's detectors list, each as strong as its score."""
    maps = []
    for one in found:
        masks, scores = one.get("masks"), one.get("scores")
        if masks is None or scores is None:
            listed = ", ".join(map(str, one))
            raise PredictionError(path, f"gives detections without masks and scores, only {listed}")
        masks = masks.reshape(len(scores), *masks.shape[-2:])
        weighted = masks * scores.view(-1, 1, 1)
        maps.append(weighted.amax(dim=0) if len(scores) else masks.new_zeros(masks.shape[-2:]))
    return torch.stack(maps)[:, None]


def _resized(batch: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    if tuple(batch.shape[-2:]) == (rows, columns):
        return batch
    shrinks = rows < batch.shape[-2] or columns < batch.shape[-1]
    return functional.interpolate(
        batch, (rows, columns), mode="bilinear", align_corners=False, antialias=shrinks
    )


def _padded(batch: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    """More rows below and columns at the right: the image again, mirrored, or its last pixels."""
    down, right = rows - batch.shape[-2], columns - batch.shape[-1]
    if not down and not right:
        return batch
    fits = down < batch.shape[-2] and right < batch.shape[-1]
    return functional.pad(batch, (0, right, 0, down), mode="reflect" if fits else "replicate")

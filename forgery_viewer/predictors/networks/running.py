"""Runs a loaded network over images: whole or in tiles, several ways round, in what memory allows.

It runs where the network was loaded: in the worker's process, not in the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.parallel import Progress
from forgery_viewer.core.prediction import Image, PredictionError, ProbabilityMap, Stack
from forgery_viewer.predictors.networks.images import (
    Place,
    as_tensor,
    check_size,
    checked,
    explained,
    fitted,
    probabilities,
    taken_back,
)
from forgery_viewer.predictors.networks.loading import Forward
from forgery_viewer.predictors.networks.out_of_memory import ON_CPU, is_out_of_memory

SMALLEST_TILE_PX = 128
TILE_STEP_PX = 32
"""Tiles are a multiple of about as much: most networks halve a few times."""
MOST_INSTANCES = 64
TILES_AT_ONCE = 4

_WAYS = {
    "none": ((0, False),),
    "flips": ((0, False), (0, True), (2, False), (2, True)),
    "flips-rotations": tuple((turns, flips) for turns in range(4) for flips in (False, True)),
}
"""(quarter turns, whether left and right are exchanged then) of each augmentation."""


@dataclass(frozen=True, slots=True, eq=False)
class NetworkResult:
    """What a network says of one image of H x W pixels.

    Attributes:
        probability: (H, W) float32 from 0 to 1.
        instances: (N, H, W) uint8 where it gives instances, else None.
        image_score: How likely the image is forged, 0 to 1; of tiles, the likeliest place counts.
        notes: What the user ought to know.
    """

    probability: ProbabilityMap
    instances: Stack | None
    image_score: float | None
    notes: tuple[str, ...]


@dataclass(slots=True)
class NetworkRunner:
    """One network with its contract; remembers what memory allows.

    Attributes:
        forward: The network.
        contract: What it is.
        device: Where it runs.
        path: Its file, for messages.
        load_on: Loads it again on another device, where the memory of this one is not enough.
        uses_half: Whether it runs in half precision, until that turns out to be too little.
        progress: Told after each tile and each way round how many are done, and are there.
        notes: What the user ought to know of every result from now on.
    """

    forward: Forward
    contract: Contract
    device: torch.device
    path: Path
    load_on: Callable[[torch.device], Forward] | None = None
    uses_half: bool = False
    progress: Progress | None = None
    notes: list[str] = field(default_factory=list)
    _steps: tuple[int, int] = (0, 1)
    _tile_px: tuple[int, int] | None = None
    _tiles_at_once: int = TILES_AT_ONCE
    _takes_one: bool = False

    def __post_init__(self) -> None:
        self.uses_half = self.contract.half and self.device.type in ("cuda", "mps")

    @torch.inference_mode()
    def run(self, images: Sequence[Image]) -> list[NetworkResult]:
        """Results of some images, in one batch where they are of one size.

        Raises:
            PredictionError: The network gives something that is no map.
        """
        given = self.contract.input
        if given.size == "fixed" and given.resize != "tile":
            return self._run_fitted(images)
        sizes = {image.shape for image in images}
        if len(sizes) > 1:
            return [result for image in images for result in self.run([image])]
        maps = self._within_memory(_joined([self._tensor(image) for image in images]))
        return [self._result(maps[k : k + 1]) for k in range(len(images))]

    def _run_fitted(self, images: Sequence[Image]) -> list[NetworkResult]:
        """As `run`, where images of every size are made of one: they fit into one batch."""
        given = self.contract.input
        prepared = [fitted(self._tensor(image), given) for image in images]
        maps = self._within_memory(_joined([batch for batch, _place in prepared]))
        size = (given.height_px, given.width_px)
        found = (
            taken_back(maps[k : k + 1].float(), place, size)
            for k, (_batch, place) in enumerate(prepared)
        )
        return [self._result(one) for one in found]

    def _result(self, maps: torch.Tensor) -> NetworkResult:
        maps, notes = checked(maps.float(), self.path)
        maps = maps.cpu()
        score = None
        if self.contract.output.score_key:
            score = float(maps[0, -1].max())
            maps = maps[:, :-1]
        merged = maps[:, 0] if maps.shape[1] == 1 else maps.amax(dim=1)
        probability = merged[0].contiguous().numpy()
        instances = None
        if self.contract.output.kind == "instances":
            kept = maps[0] >= self.contract.threshold
            kept = kept[kept.flatten(1).any(dim=1)][:MOST_INSTANCES]
            instances = kept.to(torch.uint8).numpy()
        return NetworkResult(probability, instances, score, (*notes, *dict.fromkeys(self.notes)))

    def _tensor(self, image: Image) -> torch.Tensor:
        """An image on the device, or where that has no room for it, in the CPU's memory."""
        try:
            return as_tensor(image, self.contract.input, self.device)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return as_tensor(image, self.contract.input, torch.device("cpu"))

    # Memory -------------------------------------------------------------------------------

    def _within_memory(self, batch: torch.Tensor) -> torch.Tensor:
        """Try as asked, then image by image, tile by tile, in smaller tiles, then on the CPU."""
        while True:
            try:
                return self._augmented(batch)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                if len(batch) == 1:
                    self._give_way(batch, error)
            # Only now is what was computed let go: the error held it.
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            if len(batch) > 1:
                return torch.cat([self._within_memory(one[None]) for one in batch])

    def _give_way(self, batch: torch.Tensor, error: BaseException) -> None:
        """Take less memory from now on. Raises PredictionError where that is not possible."""
        size = (int(batch.shape[-2]), int(batch.shape[-1]))
        smaller = self._smaller_tile(size)
        if self._tiles_at_once > 1 and not self._takes_one and self._is_tiled(size):
            self._tiles_at_once = 1
            self.notes.append("The memory of the device was not enough: run tile by tile")
        elif smaller is not None:
            self._tile_px = smaller
            self.notes.append(
                f"The memory of the device was not enough: run in tiles of "
                f"{smaller[1]} x {smaller[0]} px"
            )
        elif self.device.type != "cpu" and self.load_on is not None:
            self.device = torch.device("cpu")
            self.uses_half = False
            self.forward = self.load_on(self.device)
            self._tile_px, self._tiles_at_once = None, TILES_AT_ONCE
            self.notes.append(ON_CPU)
        else:
            reason = "needs more memory than there is for an image of this size"
            raise PredictionError(self.path, reason) from error

    def _smaller_tile(self, size: tuple[int, int]) -> tuple[int, int] | None:
        """(rows, columns) of tiles half as high and wide as what an image of `size` was run in.

        None where they would be no smaller: of a fixed size, or the smallest there are.
        """
        given = self.contract.input
        if given.size == "fixed":
            return None
        unit = _up_to(TILE_STEP_PX, given.multiple_px if given.size == "multiple-of" else 1)
        sides, is_smaller = [], False
        for side, of_tile in zip(size, self._tile_px or size, strict=True):
            # A side that is shorter than the tile is run as it is.
            now = _up_to(min(side, of_tile), unit)
            half = max(_up_to(SMALLEST_TILE_PX, unit), _up_to(-(-now // 2), unit))
            is_smaller |= half < now
            sides.append(half)
        return (sides[0], sides[1]) if is_smaller else None

    # Ways round ---------------------------------------------------------------------------

    def _augmented(self, batch: torch.Tensor) -> torch.Tensor:
        """The mean over all ways round that the contract asks for."""
        ways = _WAYS[self.contract.augmentation]
        self._steps = (0, len(ways))
        total: torch.Tensor | None = None
        for turns, flips in ways:
            # None of these is free, even where nothing is turned.
            turned = torch.rot90(batch, turns, (-2, -1)) if turns else batch
            turned = torch.flip(turned, (-1,)) if flips else turned
            maps = self._sized(turned)
            maps = torch.flip(maps, (-1,)) if flips else maps
            maps = torch.rot90(maps, -turns, (-2, -1)) if turns else maps
            # Not in place: a network may give back a part of the image that it was given.
            total = maps if total is None else total + maps
        if total is None:
            raise ValueError("there is no way round to predict")
        return total.div_(len(ways)) if len(ways) > 1 else total

    def _sized(self, batch: torch.Tensor) -> torch.Tensor:
        """Probabilities (B, K, H, W) of a batch, in the size that the network takes."""
        given = self.contract.input
        sized, place = fitted(batch, given)
        size = (int(sized.shape[-2]), int(sized.shape[-1]))
        tile = self._tile_of(size)
        maps = self._ask(sized) if tile == size else self._tiled(sized, tile)
        return taken_back(maps, place, size)

    def _is_tiled(self, size: tuple[int, int]) -> bool:
        """Whether an image of `size` is run in more than one tile."""
        return any(side > of_tile for side, of_tile in zip(size, self._tile_of(size), strict=True))

    def _tile_of(self, size: tuple[int, int]) -> tuple[int, int]:
        """(rows, columns) that an input of `size` is cut into; `size` where it is not."""
        given = self.contract.input
        if given.size == "fixed":
            return (given.height_px, given.width_px) if given.resize == "tile" else size
        # No tile is larger than the input: it would have to be filled.
        tile = self._tile_px or size
        return min(size[0], tile[0]), min(size[1], tile[1])

    def _tiled(self, batch: torch.Tensor, tile: tuple[int, int]) -> torch.Tensor:
        """In tiles that overlap, blended by a Gaussian so that their borders are not seen."""
        from monai.inferers.utils import sliding_window_inference  # noqa: PLC0415 - takes 2 s

        done, ways = self._steps
        if done == 0:
            self._steps = (0, ways * self._asked_for(batch, tile))
        found: Any = sliding_window_inference(
            batch,
            tile,
            sw_batch_size=self._tiles_at_once,
            predictor=self._tile_maps,
            overlap=self.contract.input.overlap,
            mode="gaussian",
        )
        maps: torch.Tensor = found
        return maps

    def _asked_for(self, batch: torch.Tensor, tile: tuple[int, int]) -> int:
        """How often the network is asked for a batch in tiles."""
        count = len(batch)
        for side, of_tile in zip(batch.shape[-2:], tile, strict=True):
            # As MONAI lays tiles: with a fixed step, the last one ends with the image.
            step = max(1, int(of_tile * (1.0 - self.contract.input.overlap)))
            count *= 1 if side <= of_tile else -(-(side - of_tile) // step) + 1
        return -(-count // self._tiles_at_once)

    def _tile_maps(self, batch: torch.Tensor) -> torch.Tensor:
        height, width = int(batch.shape[-2]), int(batch.shape[-1])
        whole = Place(height, width, height, width)
        maps = taken_back(self._ask(batch), whole, (height, width))
        # MONAI weighs the maps where they are, and a single tile is a part of the image itself:
        # a network that gives back what it takes would have the image changed under it.
        return maps if self._tiles_at_once > 1 else maps.clone()

    def _ask(self, batch: torch.Tensor) -> torch.Tensor:
        """As `_answer`, and one step is done."""
        maps = self._answer(batch)
        self._steps = (self._steps[0] + 1, self._steps[1])
        if self.progress is not None:
            self.progress(*self._steps)
        return maps

    def _answer(self, batch: torch.Tensor) -> torch.Tensor:
        """Probabilities as the network gives them, at whatever size."""
        moved = batch.to(self.device)
        if self.uses_half:
            maps = self._probabilities(moved)
            if bool(torch.isfinite(maps).all()):
                return maps
            # Half precision ends at 65,504: what is larger on the way becomes NaN at its end.
            self.uses_half = False
            maps = self._probabilities(moved)
            if bool(torch.isfinite(maps).all()):
                self.notes.append("Half precision gave NaN: run in full precision")
            return maps
        return self._probabilities(moved)

    def _precision(self) -> AbstractContextManager[None]:
        if self.uses_half:
            return torch.autocast(self.device.type, torch.float16)
        return nullcontext()

    def _probabilities(self, batch: torch.Tensor) -> torch.Tensor:
        """Probabilities of a batch; one image at a time for a network that takes no more.

        Whoever exports a network does so with a batch of one, unless told that it may vary.
        """
        if self._takes_one and len(batch) > 1:
            return torch.cat([self._probabilities(one[None]) for one in batch])
        try:
            with self._precision():
                found = self.forward(batch)
        except Exception as error:
            if is_out_of_memory(error):
                raise
            if len(batch) > 1:
                maps = torch.cat([self._probabilities(one[None]) for one in batch])
                self._takes_one = True
                return maps
            raise explained(error, self.contract, self.path) or error from error
        maps = probabilities(found, self.contract, self.path)
        check_size(maps, (int(batch.shape[-2]), int(batch.shape[-1])), self.path)
        return maps


def _joined(batches: list[torch.Tensor]) -> torch.Tensor:
    """One batch of several; a single large image is not copied for it."""
    return batches[0] if len(batches) == 1 else torch.cat(batches)


def _up_to(length: int, unit: int) -> int:
    """The least multiple of `unit` that is not shorter."""
    return -(-length // unit) * unit

"""Half precision, memory and sizes, with networks that are known without running them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from forgery_viewer.core.network_contract import Contract, NetworkInput, NetworkOutput
from forgery_viewer.core.prediction import Image, PredictionError
from forgery_viewer.predictors.networks import running
from forgery_viewer.predictors.networks.device import keep_freed_memory, used_memory
from forgery_viewer.predictors.networks.images import as_tensor, check_size
from forgery_viewer.predictors.networks.running import NetworkRunner

PLAIN = NetworkOutput(activation="none")


def runner(forward: Any, **contract: Any) -> NetworkRunner:  # noqa: ANN401 - any stand-in
    made = Contract(output=PLAIN, **contract)
    return NetworkRunner(forward, made, torch.device("cpu"), Path("net.pt"))


def picture(height: int, width: int) -> Image:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def red(batch: torch.Tensor) -> torch.Tensor:
    return batch[:, :1]


def test_half_precision_that_gives_nan_is_given_up_with_a_note() -> None:
    asked: list[bool] = []

    def overflows(batch: torch.Tensor) -> torch.Tensor:
        half = torch.is_autocast_enabled("cpu")
        asked.append(half)
        return red(batch) * (float("nan") if half else 1.0)

    run = runner(overflows)
    assert not run.uses_half, "a CPU is no faster with half as many bits"
    run.uses_half = True
    for _ in range(2):
        found = run.run([picture(16, 24)])[0]
        np.testing.assert_allclose(found.probability, picture(16, 24)[..., 0] / 255, atol=1e-6)
        assert found.notes == ("Half precision gave NaN: run in full precision",)
    assert asked == [True, False, False]


def test_a_network_that_gives_nan_in_any_precision_is_told_so() -> None:
    run = runner(lambda batch: red(batch) * float("nan"))
    run.uses_half = True
    with pytest.raises(PredictionError, match="NaN or infinity in 384 pixels"):
        run.run([picture(16, 24)])


def test_too_little_memory_means_smaller_tiles_and_says_so() -> None:
    asked: list[int] = []

    def small_memory(batch: torch.Tensor) -> torch.Tensor:
        asked.append(batch.numel() // 3)
        if batch.shape[-1] * batch.shape[-2] > 200 * 200:
            raise torch.OutOfMemoryError("no more")
        return red(batch)

    run = runner(small_memory, input=NetworkInput(size="native"))
    image = picture(420, 600)
    found = run.run([image])[0]
    np.testing.assert_allclose(found.probability, image[..., 0] / 255, atol=1e-5)
    assert [note.partition(":")[0] for note in found.notes] == [
        "The memory of the device was not enough"
    ] * len(found.notes)
    assert found.notes
    tried = len(asked)
    run.run([image])
    assert max(asked[tried:]) <= 4 * 200 * 200, "what was learnt is not asked of memory again"


def test_a_gpu_without_memory_leaves_it_to_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(batch: torch.Tensor) -> torch.Tensor:
        raise torch.OutOfMemoryError("no more")

    fixed = NetworkInput(size="fixed", height_px=32, width_px=32, resize="stretch")
    run = runner(no_memory, input=fixed)
    with pytest.raises(PredictionError, match="needs more memory than there is"):
        run.run([picture(32, 32)])
    # The meta device stands for one that is not the CPU; nothing comes back from it.
    cpu = torch.device("cpu")
    monkeypatch.setattr(running, "as_tensor", lambda image, given, _: as_tensor(image, given, cpu))
    moved: list[torch.device] = []

    def load_on(device: torch.device) -> Any:  # noqa: ANN401
        moved.append(device)
        return red

    run = NetworkRunner(no_memory, run.contract, torch.device("meta"), Path("net.pt"), load_on)
    found = run.run([picture(32, 32)])[0]
    np.testing.assert_allclose(found.probability, picture(32, 32)[..., 0] / 255, atol=1e-6)
    assert moved == [torch.device("cpu")]
    assert found.notes == ("The memory of the GPU was not enough: run on the CPU",)


@settings(max_examples=60)
@given(
    st.integers(8, 700), st.integers(8, 700), st.sampled_from((1, 2, 4, 8, 14, 16)), st.booleans()
)
def test_maps_of_a_half_a_quarter_and_so_on_are_taken(
    rows: int, columns: int, shrunk: int, up: bool
) -> None:
    size = tuple(max(1, -(-side // shrunk) if up else side // shrunk) for side in (rows, columns))
    check_size(torch.zeros(1, 1, *size), (rows, columns), Path("net.pt"))


@pytest.mark.parametrize("size", [(1, 1), (512, 128), (100, 512), (7, 7), (12, 16)])
def test_maps_of_another_shape_are_not(size: tuple[int, int]) -> None:
    with pytest.raises(PredictionError, match=r"gives a map of \d+ x \d+ px for an input of"):
        check_size(torch.zeros(1, 1, *size), (512, 512), Path("net.pt"))


@pytest.mark.parametrize("library", [object(), None])
def test_a_c_library_that_cannot_keep_memory_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, library: object
) -> None:
    def load(name: None) -> object:
        if library is None:
            raise OSError("no such library")
        return library

    monkeypatch.setattr("ctypes.CDLL", load)
    keep_freed_memory()


@given(
    size=st.tuples(st.integers(16, 90), st.integers(16, 90)),
    tile=st.tuples(st.integers(16, 48), st.integers(16, 48)),
    overlap=st.sampled_from([0.0, 0.25, 0.5]),
    augmentation=st.sampled_from(["none", "flips", "flips-rotations"]),
    images=st.integers(1, 3),
)
@settings(deadline=None, max_examples=40)
def test_each_tile_and_way_round_is_a_step_and_the_last_one_is_the_end(
    size: tuple[int, int],
    tile: tuple[int, int],
    overlap: float,
    augmentation: Any,  # noqa: ANN401 - one of the words of a contract
    images: int,
) -> None:
    tiled = NetworkInput(
        size="fixed", height_px=tile[0], width_px=tile[1], resize="tile", overlap=overlap
    )
    run = runner(red, input=tiled, augmentation=augmentation)
    told: list[tuple[int, int]] = []
    run.progress = lambda done, total: told.append((done, total))
    run.run([picture(*size)] * images)
    # A square tile is asked for as often in either orientation, another one perhaps not.
    if augmentation != "flips-rotations" or tile[0] == tile[1]:
        total = told[0][1]
        assert told == [(done, total) for done in range(1, total + 1)]
    assert [done for done, _total in told] == list(range(1, len(told) + 1))


def test_the_memory_of_the_cpu_is_that_of_the_machine() -> None:
    used, total = used_memory(torch.device("cpu"))
    if sys.platform == "linux":
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        assert total == pytest.approx(pages, rel=0.01)
        assert 0 < used < total
    else:
        assert (used, total) == (0, 0)

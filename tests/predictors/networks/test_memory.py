"""What does not fit into memory is run in smaller pieces, and elsewhere at last."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from forgery_viewer.core.network_contract import Contract, NetworkInput, NetworkOutput
from forgery_viewer.core.prediction import Image, PredictionError
from forgery_viewer.predictors.networks import running
from forgery_viewer.predictors.networks.images import as_tensor
from forgery_viewer.predictors.networks.out_of_memory import is_out_of_memory, load_where_it_fits
from forgery_viewer.predictors.networks.predictor import open_network
from forgery_viewer.predictors.networks.running import NetworkRunner
from tests.predictors.networks.small_networks import Hungry

PLAIN = NetworkOutput(activation="none")

# As onnxruntime makes its own: with no parent but Exception.
RuntimeException = type(
    "RuntimeException",
    (Exception,),
    {"__module__": "onnxruntime.capi.onnxruntime_pybind11_state"},
)

ERRORS = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    MemoryError(),
    RuntimeError(
        "The following operation failed in the TorchScript interpreter.\n"
        "Traceback of TorchScript, serialized code (most recent call last):\n"
        '  File "code/net.py", line 9, in forward\n'
        "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB."
    ),
    RuntimeError("CUDA error: out of memory"),
    RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    RuntimeError("MPS backend out of memory (MPS allocated: 17.82 GB, max allowed: 18.13 GB)."),
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate "
        "memory: you tried to allocate 281474976710656 bytes. Error code 12"
    ),
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:80] data. DefaultCPUAllocator: not enough memory: you "
        "tried to allocate 281474976710656 bytes."
    ),
    RuntimeException(
        "[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Non-zero status code returned while running "
        "Conv node. bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 1024"
    ),
    RuntimeException("[ONNXRuntimeError] : 1 : FAIL : CUDA failure 2: out of memory ; GPU=0"),
    RuntimeException("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"),
]
OTHERS = [
    RuntimeError("the memory of this network has 3 slots, and 4 are asked for"),
    RuntimeError("expected scalar type Half but found Float"),
    ValueError("CUDA out of memory"),
    RuntimeException("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions"),
]


def runner(forward: Any, **contract: Any) -> NetworkRunner:  # noqa: ANN401 - any stand-in
    made = Contract(output=PLAIN, **contract)
    return NetworkRunner(forward, made, torch.device("cpu"), Path("net.pt"))


def picture(height: int, width: int) -> Image:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def failing_beyond(pixels: int, error: BaseException) -> Callable[[torch.Tensor], torch.Tensor]:
    """A network that gives the red channel, and fails where an image has more pixels."""

    def forward(batch: torch.Tensor) -> torch.Tensor:
        if batch.shape[-1] * batch.shape[-2] > pixels:
            raise error
        return batch[:, :1]

    return forward


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error)[:40] or "MemoryError")
def test_whoever_says_that_memory_is_not_enough_gets_smaller_tiles(error: BaseException) -> None:
    assert is_out_of_memory(error)
    image = picture(300, 260)
    found = runner(failing_beyond(200 * 200, error)).run([image, image])
    for one in found:
        np.testing.assert_allclose(one.probability, image[..., 0] / 255, atol=1e-5)
        assert "The memory of the device was not enough: run in tiles" in one.notes[0]


@pytest.mark.parametrize("error", OTHERS, ids=lambda error: str(error)[:40])
def test_what_is_another_error_is_told_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as told:
        runner(failing_beyond(200 * 200, error)).run([picture(300, 260)])
    assert told.value is error


@pytest.mark.parametrize("multiple", [1, 4, 14, 48, 64, 100, 256])
@pytest.mark.parametrize("size", [(300, 420), (90, 1500), (1500, 90), (420, 301)])
def test_smaller_tiles_are_of_the_multiple_that_the_contract_names(
    multiple: int, size: tuple[int, int]
) -> None:
    asked: list[Sequence[int]] = []

    def particular(batch: torch.Tensor) -> torch.Tensor:
        sides = tuple(batch.shape[-2:])
        asked.append(sides)
        if any(side % multiple for side in sides):
            raise RuntimeError(f"{sides} cannot be cut into patches")
        if sides[0] * sides[1] > 256 * 256:
            raise torch.OutOfMemoryError("no more")
        return batch[:, :1]

    given = NetworkInput(size="multiple-of", multiple_px=multiple)
    run = runner(particular, input=given)
    for height, width in (size, size[::-1], (100, 100)):
        image = picture(height, width)
        found = run.run([image])[0]
        np.testing.assert_allclose(found.probability, image[..., 0] / 255, atol=1e-5)
    assert "run in tiles of" in found.notes[0]
    before = len(asked)
    run.run([picture(*size)])
    assert all(rows * columns <= 256 * 256 for rows, columns in asked[before:])


def test_a_long_and_low_image_is_cut_along_its_length_alone() -> None:
    asked: list[Sequence[int]] = []

    def forward(batch: torch.Tensor) -> torch.Tensor:
        asked.append(tuple(batch.shape[-2:]))
        if batch.shape[-1] > 600:
            raise torch.OutOfMemoryError("no more")
        return batch[:, :1]

    image = picture(100, 2000)
    found = runner(forward).run([image])[0]
    np.testing.assert_allclose(found.probability, image[..., 0] / 255, atol=1e-5)
    assert set(asked) == {(100, 2000), (100, 1024), (100, 512)}
    assert found.notes[-1].endswith("run in tiles of 512 x 128 px")


@pytest.mark.parametrize("augmentation", ["none", "flips-rotations"])
def test_tiles_of_a_fixed_size_are_run_one_by_one_before_the_gpu_is_given_up(
    augmentation: Any,  # noqa: ANN401 - one of the words of a contract
) -> None:
    asked: list[int] = []
    loaded: list[torch.device] = []

    def forward(batch: torch.Tensor) -> torch.Tensor:
        asked.append(len(batch))
        if len(batch) > 1:
            raise torch.OutOfMemoryError("no more")
        return batch[:, :1]

    def load_on(device: torch.device) -> Any:  # noqa: ANN401
        loaded.append(device)
        return forward

    given = NetworkInput(size="fixed", height_px=64, width_px=64, resize="tile")
    run = runner(forward, input=given, augmentation=augmentation)
    run.load_on = load_on
    image = picture(150, 200)
    for _ in range(2):
        told: list[tuple[int, int]] = []
        run.progress = lambda done, total: told.append((done, total))  # noqa: B023
        found = run.run([image])[0]
        np.testing.assert_allclose(found.probability, image[..., 0] / 255, atol=1e-5)
        assert found.notes == ("The memory of the device was not enough: run tile by tile",)
        assert told[-1] == (len(told), len(told)), "the last tile is the end"
    assert asked.count(4) == 1, "what was learnt is not asked of memory again"
    assert not loaded


def test_a_gpu_without_memory_for_a_single_tile_leaves_it_to_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def no_memory(batch: torch.Tensor) -> torch.Tensor:
        asked.append(len(batch))
        raise RuntimeError("MPS backend out of memory (MPS allocated: 17.82 GB)")

    def on_cpu(batch: torch.Tensor) -> torch.Tensor:
        asked.append(-len(batch))
        return batch[:, :1]

    # The meta device stands for a GPU; nothing comes back from it.
    cpu, meta = torch.device("cpu"), torch.device("meta")
    monkeypatch.setattr(running, "as_tensor", lambda image, given, _: as_tensor(image, given, cpu))
    given = NetworkInput(size="fixed", height_px=64, width_px=64, resize="tile", overlap=0.0)
    contract = Contract(output=PLAIN, input=given)
    run = NetworkRunner(no_memory, contract, meta, Path("net.pt"), lambda _device: on_cpu)
    image = picture(128, 256)
    found = run.run([image])[0]
    np.testing.assert_allclose(found.probability, image[..., 0] / 255, atol=1e-5)
    assert asked == [4, 1, -4, -4]
    assert found.notes == (
        "The memory of the device was not enough: run tile by tile",
        "The memory of the GPU was not enough: run on the CPU",
    )


def test_a_network_that_does_not_fit_onto_the_gpu_is_loaded_on_the_cpu() -> None:
    gpu, cpu = torch.device("meta"), torch.device("cpu")
    for error in (ERRORS[0], PredictionError(Path("net.pt"), "cannot be loaded")):
        cause = None if error is ERRORS[0] else ERRORS[3]
        asked: list[torch.device] = []

        def load(device: torch.device) -> str:
            asked.append(device)  # noqa: B023
            if device == gpu:
                raise error from cause  # noqa: B023
            return "loaded"

        assert load_where_it_fits(load, gpu) == ("loaded", cpu)
        assert asked == [gpu, cpu]


@pytest.mark.parametrize(
    ("error", "key"),
    [(OTHERS[1], "meta"), (PredictionError(Path(), "no"), "meta"), (ERRORS[0], "cpu")],
)
def test_what_cannot_be_loaded_for_another_reason_is_told(error: Exception, key: str) -> None:
    def load(_device: torch.device) -> str:
        raise error

    with pytest.raises(type(error)) as told:
        load_where_it_fits(load, torch.device(key))
    assert told.value is error


def test_a_script_that_asks_for_too_much_memory_is_run_in_tiles_in_its_process(
    tmp_path: Path,
) -> None:
    path = tmp_path / "net.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(Hungry()).save(str(path))  # type: ignore[no-untyped-call]
    predictor = open_network(path, Contract(), device="cpu", trust=True)
    image = picture(300, 260)
    apart = 8 * (image[..., 0].astype(float) - image[..., 1]) / 255
    try:
        found = predictor.predict(image)
        assert found.probability is not None
        np.testing.assert_allclose(found.probability, 1 / (1 + np.exp(-apart)), atol=1e-4)
        assert "The memory of the device was not enough" in " ".join(found.notes)
        # What fits nowhere is told, and the process goes on.
        whole = Contract(input=NetworkInput(size="fixed", height_px=512, width_px=512,
                                            resize="stretch"))  # fmt: skip
        stretched = open_network(path, whole, device="cpu", trust=True)
        with pytest.raises(PredictionError, match="needs more memory than there is"):
            stretched.predict(image)
        assert stretched.worker_pid is not None
        stretched.close()
    finally:
        predictor.close()

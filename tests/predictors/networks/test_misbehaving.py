"""Whatever a network does stays in its process, and is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from forgery_viewer.core.network_contract import Contract, NetworkOutput
from forgery_viewer.core.prediction import (
    Prediction,
    PredictionCancelledError,
    PredictionError,
    PredictorInput,
)
from forgery_viewer.core.trusted_files import TrustedFiles
from forgery_viewer.predictors.networks.predictor import NetworkPredictor, open_network

MODULE = "tests.predictors.networks.misbehaving"
CALM = np.zeros((24, 40, 3), np.uint8)
BAD = np.full((24, 40, 3), 255, np.uint8)
PARENT = """
import sys, time
from pathlib import Path
import numpy as np
from forgery_viewer.predictors.networks.predictor import open_network
from tests.predictors.networks.test_misbehaving import BAD, CALM, contract
if __name__ == "__main__":
    predictor = open_network(Path(sys.argv[1]), contract("sleep"), device="cpu", trust=True)
    predictor.predict(CALM)
    print(predictor.worker_pid, flush=True)
    predictor.predict(BAD)
"""

Opener = Callable[[str], NetworkPredictor]


def contract(how: str) -> Contract:
    output = NetworkOutput(activation="none")
    if how == "one channel":
        return Contract(architecture=f"{MODULE}:one_channel", output=output)
    return Contract(architecture=f"{MODULE}:build", arguments={"how": how}, output=output)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_file({}, path)
    return path


@pytest.fixture
def opened(weights: Path) -> Iterator[Opener]:
    """Opens networks whose processes end with the test."""
    made: list[NetworkPredictor] = []

    def open_one(how: str) -> NetworkPredictor:
        trusted = TrustedFiles(weights.with_name("trusted.json"))
        made.append(open_network(weights, contract(how), device="cpu", trusted=trusted, trust=True))
        return made[-1]

    yield open_one
    for predictor in made:
        predictor.close()


def is_calm(found: object) -> bool:
    if not isinstance(found, Prediction) or found.probability is None:
        return False
    return bool((found.probability == 0.25).all())


@pytest.mark.parametrize(("how", "words"), [("segfault", "by SIGSEGV"), ("exit", "with code 3")])
def test_a_process_that_ends_is_told_and_begun_anew(opened: Opener, how: str, words: str) -> None:
    predictor = opened(how)
    assert is_calm(predictor.predict(CALM))
    with pytest.raises(PredictionError, match=rf"net\.safetensors: ended its process {words}"):
        predictor.predict(BAD)
    assert is_calm(predictor.predict(CALM))


def test_only_the_image_that_ends_the_process_has_no_prediction(opened: Opener) -> None:
    images = [CALM, CALM, BAD, CALM, CALM, CALM, CALM, BAD, CALM]
    found = list(opened("exit").predict_many(map(PredictorInput, images)))
    assert len(found) == len(images)
    for image, one in zip(images, found, strict=True):
        if image is BAD:
            assert isinstance(one, PredictionError)
            assert "ended its process" in str(one)
        else:
            assert is_calm(one)


def test_a_network_that_never_answers_is_cancelled(opened: Opener) -> None:
    predictor = opened("sleep")
    assert is_calm(predictor.predict(CALM))
    pid = predictor.worker_pid
    assert pid is not None
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 3

    with pytest.raises(PredictionCancelledError):
        predictor.predict(BAD, cancelled=cancelled)
    assert not is_running(pid)
    assert is_calm(predictor.predict(CALM))


def test_what_a_network_prints_disturbs_nobody(opened: Opener) -> None:
    assert is_calm(opened("prints").predict(BAD))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("nan", "gives NaN or infinity in 960 pixels"),
        ("small", r"gives a map of 1 x 1 px for an input of 40 x 24 px"),
        ("squeezed", r"gives a map of 10 x 24 px for an input of 40 x 24 px"),
        ("raises", r"failed \(ValueError: said to fail\)"),
        ("one channel", "takes 1 channel, and its contract says 3"),
    ],
)
def test_what_no_map_can_be_made_of_is_said(opened: Opener, how: str, reason: str) -> None:
    predictor = opened(how)
    if how == "one channel":
        state = predictor.path
        save_file({"convolution.weight": torch.zeros(1, 1, 3, 3),
                   "convolution.bias": torch.zeros(1)}, state)  # fmt: skip
        predictor = opened(how)
    with pytest.raises(PredictionError, match=reason):
        predictor.predict(BAD)


def test_no_process_is_left_behind_where_the_program_dies(weights: Path) -> None:
    code = weights.with_name("parent.py")
    code.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, code, weights], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        # While the network sleeps, with no chance for anybody to tidy up.
        parent.send_signal(signal.SIGKILL)
    # There is no signal to wait for: a process that has nothing to do with this one ends.
    end = time.monotonic() + 30
    while is_running(worker):
        assert time.monotonic() < end, "the network's process goes on without the program"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return not Path("/proc").is_dir()

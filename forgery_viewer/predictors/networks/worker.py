"""The process that a network runs in: its crash, or what it executes, stays out of the window.

Messages are JSON, arrays follow them as plain bytes: the window's process never unpickles what
comes from a process that may have run code of a file.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.network_contract import Contract, contract_of
from forgery_viewer.core.prediction import Image, PredictionError
from forgery_viewer.core.trusted_files import sha256_of

_LOOK_EVERY_S = 1.0


def serve(connection: Connection, parent: int) -> None:
    """Do what the other end asks for, until it goes; the first request loads the network."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Read by a thread of its own: both ends may want to write at the same moment.
    requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(connection, requests), daemon=True).start()
    # And written by another, so that a network need not wait until its results are taken.
    answers: _Answers = queue.SimpleQueue()
    threading.Thread(target=_write, args=(connection, answers), daemon=True).start()
    server = _Server(answers)
    while (request := requests.get()) is not None:
        try:
            server.do(request)
        except PredictionError as error:
            answers.put(_Answer({"error": error.reason, "of_file": error.path != Path()}))
        except Exception as error:  # noqa: BLE001 - whatever a network does is told, and goes on
            why = f"{type(error).__name__}: {error}"
            answers.put(_Answer({"error": f"failed ({why[:500]})", "of_file": True}))


class _Request(NamedTuple):
    """What is asked for, and the images (H, W, 3) uint8 that it is about."""

    told: dict[str, Any]
    images: list[Image]


class _Answer(NamedTuple):
    """What is told, and the arrays that follow it as bytes."""

    told: dict[str, Any]
    arrays: Sequence[NDArray[Any]] = ()


_Answers = queue.SimpleQueue[_Answer]


def _write(connection: Connection, answers: _Answers) -> None:
    """Send what is answered to the other end until it goes."""
    with suppress(OSError):
        while True:
            answer = answers.get()
            connection.send_bytes(json.dumps(answer.told).encode())
            for array in answer.arrays:
                connection.send_bytes(array.tobytes())


def _read(connection: Connection, requests: queue.SimpleQueue[_Request | None]) -> None:
    """Take requests from the other end until it goes."""
    try:
        while True:
            told = json.loads(connection.recv_bytes())
            images = [
                np.frombuffer(connection.recv_bytes(), np.uint8).reshape(shape)
                for shape in told.get("shapes", ())
            ]
            requests.put(_Request(told, images))
    except (EOFError, OSError):
        requests.put(None)


class _Server:
    """Answers requests about one network."""

    def __init__(self, answers: _Answers) -> None:
        self._answers = answers
        self._runner: Any = None

    def do(self, request: _Request) -> None:
        if request.told["do"] == "load":
            self._load(request.told)
        else:
            self._run(request.images)

    def _load(self, request: dict[str, Any]) -> None:
        # Only here: the window's process must not wait for torch.
        import torch  # noqa: PLC0415

        from forgery_viewer.predictors.networks.code_trust import trust_key  # noqa: PLC0415
        from forgery_viewer.predictors.networks.device import (  # noqa: PLC0415
            device_of,
            keep_freed_memory,
            leave_a_core_free,
        )
        from forgery_viewer.predictors.networks.forms import form_of  # noqa: PLC0415
        from forgery_viewer.predictors.networks.loading import load_network  # noqa: PLC0415
        from forgery_viewer.predictors.networks.out_of_memory import (  # noqa: PLC0415
            ON_CPU,
            load_where_it_fits,
        )
        from forgery_viewer.predictors.networks.running import NetworkRunner  # noqa: PLC0415

        leave_a_core_free()
        keep_freed_memory()
        path = Path(request["path"])
        data = read_network(path)
        if sha256_of(data) != request["sha256"]:
            # What was looked at and trusted is another content.
            raise PredictionError(path, "has changed since it was opened: bring it again")
        contract: Contract = contract_of(request["contract"], path)
        form = form_of(data, path)
        if trust_key(request["sha256"], form, contract) != request["key"]:
            raise PredictionError(
                path, f"needs {contract.architecture}, which has changed since: bring it again"
            )
        load = partial(load_network, data, form, path, contract, is_trusted=request["trusted"])
        wanted = device_of(request["device"])

        def load_on(other: torch.device) -> Any:  # noqa: ANN401 - as the loaders give it
            return load(other)

        forward, device = load_where_it_fits(load_on, wanted)
        self._runner = NetworkRunner(forward, contract, device, path, load_on)
        self._runner.progress = self._report
        if device != wanted:
            self._runner.notes.append(ON_CPU)
        self._answers.put(_Answer({"device": str(device)}))

    def _report(self, done: int, total: int) -> None:
        self._answers.put(_Answer({"done": done, "total": total}))

    def _run(self, images: list[Image]) -> None:
        results = self._runner.run(images)
        from forgery_viewer.predictors.networks.device import used_memory  # noqa: PLC0415

        told = [
            {
                "map": list(result.probability.shape),
                "instances": None if result.instances is None else list(result.instances.shape),
                "image_score": result.image_score,
                "notes": list(result.notes),
            }
            for result in results
        ]
        arrays: list[NDArray[Any]] = []
        for result in results:
            arrays.append(result.probability)
            if result.instances is not None:
                arrays.append(result.instances)
        about = {"memory": used_memory(self._runner.device), "device": str(self._runner.device)}
        self._answers.put(_Answer({"results": told, **about}, arrays))


def read_network(path: Path) -> bytes:
    """The content of a network's file. Raises PredictionError."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PredictionError(path, f"cannot be read: {reason}") from error
    except MemoryError as error:
        raise PredictionError(path, "cannot be read: it is larger than the memory") from error


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, even in the midst of a prediction."""
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os._exit(0)

"""The window's end of a network's process: started when it is needed, ended, and begun anew."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Image,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    UnusablePredictorError,
)
from forgery_viewer.predictors.networks.worker import serve

_ASK_EVERY_S = 0.05
_END_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Load:
    """What the process has to load.

    Attributes:
        path: The network's file.
        sha256: Its content.
        key: What was, or has to be, trusted of it, as `trust_key` says it.
        contract: Its contract, as JSON.
        device: The key of a device.
        trusted: Whether the user trusts that content.
    """

    path: Path
    sha256: str
    key: str
    contract: str
    device: str
    trusted: bool


class WorkerLink:
    """One process for one network; for one thread at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self.device = ""
        """Where the network runs, once it is loaded."""
        self.memory = (0, 0)
        """Bytes in use and bytes there are on its device; zeros where that is not known."""

    @property
    def pid(self) -> int | None:
        """The process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def send(self, images: Sequence[Image], cancelled: Cancelled | None) -> None:
        """Have some images predicted; `receive` gives the results."""
        connection = self._connected(cancelled)
        shapes = [list(image.shape) for image in images]
        try:
            connection.send_bytes(json.dumps({"do": "run", "shapes": shapes}).encode())
            for image in images:
                connection.send_bytes(image.tobytes())
        except OSError as error:
            raise self._ended() from error

    def receive(
        self, cancelled: Cancelled | None, progress: Progress | None = None
    ) -> list[Prediction]:
        """The results of what was sent first.

        Args:
            cancelled: Asked now and then whether to stop.
            progress: Called with the tiles and ways round that are done, and those there are.

        Raises:
            PredictionError: The network failed, or its process ended.
            PredictionCancelledError: `cancelled` said so; the process is ended.
        """
        told = self._message(cancelled)
        while "total" in told:
            if progress is not None:
                progress(int(told["done"]), int(told["total"]))
            # What comes often is never waited for, and only who waits asks.
            self._end_where(cancelled)
            told = self._message(cancelled)
        self.device = told["device"]
        used, total = told["memory"]
        self.memory = (int(used), int(total))
        return [self._result(one, cancelled) for one in told["results"]]

    def close(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
        process, self._process, self._connection = self._process, None, None
        self.memory = (0, 0)
        if process is not None:
            process.terminate()
            process.join(_END_WITHIN_S)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    # The process --------------------------------------------------------------------------

    def _connected(self, cancelled: Cancelled | None) -> Connection:
        """The connection to a process that has loaded the network."""
        if self._connection is not None:
            return self._connection
        # Spawned: a fork of a process with threads, as the window's is, may hang.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, os.getpid()), daemon=True)
        process.start()
        there.close()
        self._process, self._connection = process, here
        load = self._load
        request = {
            "do": "load",
            "path": str(load.path),
            "sha256": load.sha256,
            "key": load.key,
            "contract": load.contract,
            "device": load.device,
            "trusted": load.trusted,
        }
        try:
            try:
                here.send_bytes(json.dumps(request).encode())
            except OSError as error:
                raise self._ended() from error
            self.device = self._message(cancelled)["device"]
        except PredictionError as error:
            self.close()
            # What cannot be loaded once cannot be loaded for the next image either.
            raise UnusablePredictorError(error.path, error.reason, error.defect) from error
        return here

    def _message(self, cancelled: Cancelled | None) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._bytes(cancelled))
        if "error" in told:
            path = self._load.path if told["of_file"] else Path()
            raise PredictionError(path, told["error"])
        return told

    def _bytes(self, cancelled: Cancelled | None) -> bytes:
        connection = self._connection
        if connection is None:
            raise self._ended()
        try:
            while not connection.poll(_ASK_EVERY_S):
                self._end_where(cancelled)
            return connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._ended() from error

    def _end_where(self, cancelled: Cancelled | None) -> None:
        if cancelled is not None and cancelled():
            # In the midst of a prediction nothing else stops it.
            self.close()
            raise PredictionCancelledError

    def _result(self, told: dict[str, Any], cancelled: Cancelled | None) -> Prediction:
        data = self._bytes(cancelled)
        probability = np.frombuffer(data, np.float32).reshape(told["map"])
        instances = None
        if told["instances"] is not None:
            data = self._bytes(cancelled)
            instances = np.frombuffer(data, np.uint8).reshape(told["instances"])
        return Prediction(probability, instances, told["image_score"], notes=tuple(told["notes"]))

    def _ended(self) -> PredictionError:
        """What to say of a process that is not there any more; the next request starts another."""
        process, code = self._process, None
        if process is not None:
            process.join(_END_WITHIN_S)
            code = process.exitcode
        self.close()
        how = f"with code {code}"
        if code is not None and code < 0:
            how = f"by {signal.Signals(-code).name}"
        return PredictionError(self._load.path, f"ended its process {how} while it was at work")

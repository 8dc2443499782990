"""Results of predictors on disk, found by the content of the image and the predictor's identity.

They can be made again, so this is a cache in the workspace: it keeps to a limit by forgetting what
was not used for longest, and what is missing, damaged or of another version counts as never made.

A result is an archive of NumPy's own format without pickles: the map as float16, which tells 2,000
steps between 0 and 1 apart and more near 0, the instances as packed bits, and the rest as JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.prediction import Prediction, RegionPair
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.workspace import Workspace

LIMIT_BYTES = 2 * 2**30

FOLDER = "predictions"
_VERSION = 1
_CHECK_EVERY = 32
_LEFT_SHARE = 0.8
"""What is left of the limit after results were forgotten, so that it is not reached at once."""

_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, AttributeError, MemoryError, OverflowError,
    # NotImplementedError is one: a flipped byte may ask for a method of compression nobody has.
    RuntimeError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading an archive raises that is not one any more."""


def image_digest(path: Path) -> str:
    """Tells the content of an image file from any other. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def rounded(prediction: Prediction) -> Prediction:
    """A prediction as it comes back from the disk: its map as exact as float16 is.

    Whoever shows a result shows it rounded, so that it is the same when it is seen again.
    """
    if prediction.probability is None:
        return prediction
    probability = prediction.probability.astype(np.float16).astype(np.float32)
    return Prediction(
        probability,
        prediction.instances,
        prediction.image_score,
        prediction.pairs,
        prediction.notes,
    )


class PredictionStore:
    """The results of one workspace; methods may be called from any thread.

    Attributes:
        root: Their folder.
    """

    def __init__(self, workspace: Workspace, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self.root = workspace.root / FOLDER
        self._workspace = workspace
        self._limit_bytes = limit_bytes
        self._until_check = 0

    def load(self, identity: str, image: str) -> Prediction | None:
        """The result of a predictor for the image with a digest; None where none can be read."""
        path = self._path(identity, image)
        try:
            found = _unpacked(path.read_bytes())
        except _UNREADABLE:
            return None
        with suppress(OSError):
            os.utime(path)
        return found

    def has(self, identity: str, image: str) -> bool:
        """Whether there is a result, readable or not."""
        return self._path(identity, image).is_file()

    def has_any(self, identity: str) -> bool:
        """Whether there is a result of a predictor at all."""
        return any(self._folder(identity).glob("*.npz"))

    def save(self, identity: str, image: str, prediction: Prediction) -> None:
        """Keep a result in the place of an older one. Raises WorkspaceError."""
        path = self._path(identity, image)
        self._workspace.check_there(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_bytes(path, _packed(prediction))
        except OSError as error:
            raise WorkspaceError(path, f"cannot be written: {system_reason(error)}") from error
        self._until_check -= 1
        if self._until_check < 0:
            self._until_check = _CHECK_EVERY
            self._keep_to_limit(path)

    def _path(self, identity: str, image: str) -> Path:
        return self._folder(identity) / f"{image}.npz"

    def _folder(self, identity: str) -> Path:
        return self.root / hashlib.blake2b(identity.encode(), digest_size=8).hexdigest()

    def _keep_to_limit(self, newest: Path) -> None:
        files: list[tuple[float, int, Path]] = []
        for path in self.root.glob("*/*.npz"):
            with suppress(OSError):
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        held = sum(size for _used, size, _path in files)
        if held <= self._limit_bytes:
            return
        for _used, size, path in sorted(files):
            if held <= _LEFT_SHARE * self._limit_bytes:
                break
            if path != newest:
                with suppress(OSError):
                    path.unlink()
                    held -= size


def _packed(prediction: Prediction) -> bytes:
    about: dict[str, Any] = {
        "version": _VERSION,
        "image_score": prediction.image_score,
        "notes": list(prediction.notes),
        "pairs": [_pair_as_json(pair) for pair in prediction.pairs],
    }
    arrays: dict[str, Any] = {}
    if prediction.probability is not None:
        arrays["map"] = prediction.probability.astype(np.float16)
    if prediction.instances is not None:
        about["instances"] = list(prediction.instances.shape)
        arrays["bits"] = np.packbits(prediction.instances)
    about["arrays"] = list(arrays)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("about.json", json.dumps(about))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
    return held.getvalue()


def _unpacked(data: bytes) -> Prediction | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        about = json.loads(archive.read("about.json"))
        if about["version"] != _VERSION:
            return None
        arrays = {}
        for name in about["arrays"]:
            with archive.open(f"{name}.npy") as file:
                arrays[name] = np.lib.format.read_array(file, allow_pickle=False)
    probability = arrays["map"].astype(np.float32) if "map" in arrays else None
    instances = None
    if "bits" in arrays:
        shape = tuple(about["instances"])
        count = int(np.prod(shape, dtype=np.int64))
        instances = np.unpackbits(arrays["bits"], count=count).reshape(shape)
    pairs = tuple(map(_pair_of_json, about["pairs"]))
    return Prediction(probability, instances, about["image_score"], pairs, tuple(about["notes"]))


def _pair_as_json(pair: RegionPair) -> dict[str, Any]:
    return {
        "transform": np.asarray(pair.transform.matrix).tolist(),
        "source": list(pair.source),
        "copy": list(pair.copy),
        "correlation": pair.correlation,
        "inliers": pair.inliers,
        "instance": pair.instance,
    }


def _pair_of_json(about: dict[str, Any]) -> RegionPair:
    top, left, bottom, right = about["source"]
    first, start, last, stop = about["copy"]
    return RegionPair(
        Transform.of_matrix(np.array(about["transform"], np.float64)),
        (top, left, bottom, right),
        (first, start, last, stop),
        float(about["correlation"]),
        int(about["inliers"]),
        about["instance"],
    )

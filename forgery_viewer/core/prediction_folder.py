"""A folder that predictions are written to: one file an image, a log, and a submission.

The log has a line for each image as soon as its file is there whole, so that an interrupted run
goes on where it was. It begins with what the run was made with: another run starts anew.
"""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ExportError, system_reason
from forgery_viewer.core.index import Index
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.prediction_files.folder import MAP_KEY, SCORE_KEY
from forgery_viewer.core.prediction_files.names import CaseNames
from forgery_viewer.core.prediction_files.opening import SUBMISSION
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey
from forgery_viewer.core.run_lengths import write_annotation
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold, ThresholdedMap, clean
from forgery_viewer.core.thumbnail_store import Stamp

LOG = "predictions.jsonl"
_VERSION = 1


class FileForm(Enum):
    """What is written of a prediction."""

    EITHER = "either"
    """The instances where the predictor gives some, else the map."""
    MAPS = "maps"
    """`.npz` with the map (H, W) float16."""
    MASKS = "masks"
    """`.npy` with the instances (N, H, W) uint8 0/1."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What files are made with.

    Attributes:
        identity: Of the predictor.
        threshold: How maps become instances.
        form: What is written.
    """

    identity: str
    threshold: Threshold
    form: FileForm = FileForm.EITHER

    def as_json(self) -> dict[str, Any]:
        """What the log begins with."""
        wanted = self.threshold
        return {
            "version": _VERSION,
            "identity": self.identity,
            "form": self.form.value,
            "threshold": wanted.value,
            "least_area_px": wanted.least_area_px,
            "holes_px": wanted.holes_px,
            "grouping": wanted.grouping.value,
        }


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of one image.

    Attributes:
        stamp: The state of the image's file.
        file: The file, below the folder, with slashes.
        annotation: What a submission says of it.
    """

    stamp: Stamp
    file: str
    annotation: str


class PredictionFolder:
    """Predictions of one run, and of earlier ones with the same settings.

    Methods may be called from any thread.

    Attributes:
        root: The folder.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        """Take up what lies in a folder, which exists; what other settings wrote is removed.

        Raises:
            ExportError: The folder cannot be read or written.
        """
        self.root = root
        self._settings = settings
        self._lock = threading.Lock()
        told = settings.as_json()
        before, self._written = _read_log(root / LOG)
        if before != told:
            self._remove_old()
            self._written = {}
        # Without lines that a crash cut off.
        lines = [told, *(_line(key, one) for key, one in self._written.items())]
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        self._write(root / LOG, text.encode())

    def has(self, key: RecordKey, stamp: Stamp) -> bool:
        """Whether the prediction of an image in that state lies here."""
        written = self._written.get(key)
        return (
            written is not None and written.stamp == stamp and (self.root / written.file).is_file()
        )

    def write(self, key: RecordKey, stamp: Stamp, prediction: Prediction) -> Path:
        """Write the prediction of one image, in the place of an older one.

        Raises:
            PredictionError: It has neither a map nor instances, or not what is to be written.
            ExportError: The file cannot be written.
        """
        mask = mask_of(prediction, self._settings.threshold)
        as_map = self._is_map(prediction)
        kind, suffix = ("maps", ".npz") if as_map else ("masks", ".npy")
        file = f"{key.split}_{kind}/{key.label}/{key.case_id}{suffix}"
        path = self.root / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if as_map:
                atomic.write_bytes(path, _archive(prediction))
            else:
                write_mask(path, mask.to_stack())
            written = Written(stamp, file, write_annotation(mask))
            with self._lock, (self.root / LOG).open("a", encoding="utf-8") as log:
                log.write(f"{json.dumps(_line(key, written))}\n")
                self._written[key] = written
        except OSError as error:
            raise ExportError(path, f"cannot be written: {system_reason(error)}") from error
        return path

    def write_submission(self, index: Index, stamps: Mapping[RecordKey, Stamp]) -> tuple[Path, int]:
        """Write `submission.csv` of those of some records that lie here, and count them.

        An image is named by its case id where that means it and no other, else as
        `authentic/ID` or `train/forged/ID`. Raises ExportError.
        """
        names = CaseNames(index)
        keys = [key for key in sorted(stamps, key=index.row_of) if self.has(key, stamps[key])]
        rows = [(str(names.name_of(key)), self._written[key].annotation) for key in keys]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([("case_id", "annotation"), *rows])
        self._write(self.root / SUBMISSION, text.getvalue().encode())
        return self.root / SUBMISSION, len(rows)

    def _is_map(self, prediction: Prediction) -> bool:
        form = self._settings.form
        if form is FileForm.MAPS and prediction.probability is None:
            raise PredictionError(Path(), "The predictor gives instances alone, and no map")
        return form is FileForm.MAPS or (form is FileForm.EITHER and prediction.instances is None)

    def _remove_old(self) -> None:
        """Take away what an earlier run wrote: beside other files it would be taken for theirs."""
        for written in self._written.values():
            with suppress(OSError):
                (self.root / written.file).unlink()
        with suppress(OSError):
            (self.root / SUBMISSION).unlink()

    def _write(self, path: Path, data: bytes) -> None:
        try:
            atomic.write_bytes(path, data)
        except OSError as error:
            raise ExportError(path, f"cannot be written: {system_reason(error)}") from error


def mask_of(prediction: Prediction, threshold: Threshold) -> SparseMask:
    """The instances that a predictor gives, or those that its map makes.

    Of finished instances holes and least area are all that counts. Raises PredictionError where
    there is neither.
    """
    if prediction.instances is not None:
        mask = SparseMask.of_stack(prediction.instances)
        return clean(mask, threshold.least_area_px, threshold.holes_px).without_empty()
    if prediction.probability is None:
        raise PredictionError(Path(), "The predictor gives neither a map nor instances")
    return ThresholdedMap(prediction.probability, prediction.pairs).mask(threshold)


def _archive(prediction: Prediction) -> bytes:
    if prediction.probability is None:
        raise ValueError("no map")
    arrays: dict[str, NDArray[Any]] = {MAP_KEY: prediction.probability.astype(np.float16)}
    if prediction.image_score is not None:
        arrays[SCORE_KEY] = np.asarray(prediction.image_score, np.float64)
    held = io.BytesIO()
    # As np.savez_compressed writes it, in half the time: more effort makes a map hardly smaller.
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                npy.write_array(file, array, allow_pickle=False)
    return held.getvalue()


def _line(key: RecordKey, written: Written) -> dict[str, Any]:
    return {
        "key": list(key),
        "stamp": list(written.stamp),
        "file": written.file,
        "annotation": written.annotation,
    }


def _read_log(path: Path) -> tuple[dict[str, Any] | None, dict[RecordKey, Written]]:
    """What a log begins with, and what it lists; a line that is cut off counts for nothing."""
    written: dict[RecordKey, Written] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None, written
    except OSError as error:
        raise ExportError(path, f"cannot be read: {system_reason(error)}") from error
    before: dict[str, Any] | None = None
    for number, line in enumerate(lines):
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            if number == 0:
                before = told if isinstance(told, dict) else None
                continue
            file, annotation = str(told["file"]), str(told["annotation"])
            split, label, case_id = map(str, told["key"])
            key = RecordKey(split, label, case_id)
            size_bytes, changed_ns = map(int, told["stamp"])
            if _is_own(file, key):
                written[key] = Written(Stamp(size_bytes, changed_ns), file, annotation)
    return before, written


def _is_own(file: str, key: RecordKey) -> bool:
    """Whether a log may name that file: nothing else is ever removed."""
    is_key = key.split in SPLITS and key.label in LABELS and Path(key.case_id).name == key.case_id
    return is_key and file in {
        f"{key.split}_maps/{key.label}/{key.case_id}.npz",
        f"{key.split}_masks/{key.label}/{key.case_id}.npy",
    }

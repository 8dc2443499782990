"""Finished predictions in files as a predictor: what is found is looked up by record."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from forgery_viewer.core.errors import short_name
from forgery_viewer.core.index import Index
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionError,
    check_cancelled,
)
from forgery_viewer.core.prediction_files.found import PredictionFiles
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.records import RecordKey


class RecordedPredictor:
    """The predictions of a submission or of a folder.

    Attributes:
        files: What was found there.
    """

    summary = "Predictions that were made before, as data: nothing is computed or executed."
    needs = Needs.KEY

    def __init__(self, files: PredictionFiles) -> None:
        self.files = files
        self.name = str(files.path)
        self.title = files.path.name
        self.identity = f"files {_digest(files.path)}"

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,  # noqa: ARG002 - every predictor is asked the same
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        """As `Predictor.predict`; what the files say of the record that the image is of."""
        check_cancelled(cancelled)
        if key is None:
            raise PredictionError(self.files.path, "has predictions of records, and this is none")
        try:
            found = self.files.read(key, image.shape[0], image.shape[1])
        except KeyError as error:
            raise PredictionError(self.files.path, f"has no prediction of {key}") from error
        if progress is not None:
            progress(1, 1)
        name = short_name(self.files.file(key))
        notes = tuple(f"{name}: {note}" for note in found.notes)
        return replace(found, notes=notes).as_prediction()

    def close(self) -> None:
        """Nothing is held."""


def open_recorded(path: Path, index: Index) -> RecordedPredictor:
    """The predictions in a submission or folder. Raises PredictionError."""
    return RecordedPredictor(open_predictions(path, index))


def _digest(path: Path) -> str:
    """Tells files apart by their paths, sizes and times of last change."""
    places = [path]
    if path.is_dir():
        places += sorted(Path(folder, file) for folder, _, files in os.walk(path) for file in files)
    digest = hashlib.blake2b(digest_size=16)
    for place in places:
        with suppress(OSError):
            status = place.stat()
            told = f"{place}\0{status.st_size}\0{status.st_mtime_ns}\0"
            digest.update(os.fsencode(told))
    return digest.hexdigest()

"""Opening what somebody brings as predictions."""

from __future__ import annotations

import os
from pathlib import Path

from forgery_viewer.core.index import Index
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.folder import FolderPredictions
from forgery_viewer.core.prediction_files.found import PredictionFiles
from forgery_viewer.core.prediction_files.submission import SubmissionPredictions

SUBMISSION = "submission.csv"


def open_predictions(path: Path, index: Index) -> PredictionFiles:
    """A submission (`.csv`), or a folder: its masks and maps, or where it has none its submission.

    Raises:
        PredictionError: There is no such file or folder, or it can be neither of them.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    if path.is_dir():
        folder = FolderPredictions(path, index)
        inside = path / SUBMISSION
        if not folder.keys and inside.is_file():
            return SubmissionPredictions(inside, index)
        return folder
    if not path.exists():
        raise PredictionError(path, "is missing")
    if path.suffix.lower() != ".csv":
        reason = "is neither a submission (.csv) nor a folder of masks or maps"
        raise PredictionError(path, reason)
    return SubmissionPredictions(path, index)

"""Predicting many records into a folder, while results are written and the next images read."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.index import Index
from forgery_viewer.core.kept_predictions import KeptPredictions
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.predicting import Outcome, predict_records
from forgery_viewer.core.prediction import Needs, Prediction, PredictionError, Predictor
from forgery_viewer.core.prediction_folder import FileForm, PredictionFolder, Settings
from forgery_viewer.core.prediction_store import rounded
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.core.thumbnail_store import Stamp

#: Packing maps takes longer than anything else that a CPU does, and lets other threads work.
_WRITERS = min(8, max(2, (os.cpu_count() or 2) - 1))
#: Results that wait to be written: more would hold memory and gain nothing.
_MOST_WAITING = 2 * _WRITERS + 4


@dataclass(slots=True)
class FolderReport:
    """What was predicted into a folder.

    Attributes:
        there: How many lay there already.
        kept: How many were in the workspace from before.
        predicted: How many were predicted now.
        failed: The records without a prediction, each with the reason.
        notes: What predictors had to say, with the number of images that it was said of.
        submission: The submission, and how many images it has.
        not_kept: Why results could not be kept in the workspace; "" where they were.
    """

    there: int = 0
    kept: int = 0
    predicted: int = 0
    failed: list[tuple[RecordKey, str]] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    submission: tuple[Path, int] = (Path(), 0)
    not_kept: str = ""


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of one image."""

    key: RecordKey
    outcome: Outcome
    not_kept: str = ""


def predict_to_folder(  # noqa: PLR0913 - each of another kind
    predictor: Predictor,
    index: Index,
    keys: Sequence[RecordKey],
    out: Path,
    *,
    threshold: Threshold,
    form: FileForm = FileForm.EITHER,
    kept: KeptPredictions | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> FolderReport:
    """Predict records, write each as soon as it is there, and a submission of all at the end.

    What lies in the folder from a run with the same predictor and settings, of an image that did
    not change since, stays; what is kept in the workspace is written without being predicted again.

    Args:
        predictor: What predicts.
        index: The data set.
        keys: Which records.
        out: The folder, which exists.
        threshold: How maps become the instances of masks and submission.
        form: What is written.
        kept: Where results are kept; None keeps none.
        fresh: Predict everything anew.
        progress: Called with the images done and the images there are.
        cancelled: Asked now and then whether to stop.

    Raises:
        UnusablePredictorError: The predictor can predict no image at all.
        PredictionCancelledError: `cancelled` said so; what was written is there next time.
        ExportError: The folder cannot be written.
    """
    folder = PredictionFolder(out, Settings(predictor.identity, threshold, form))
    report = FolderReport()
    if kept is not None:
        kept.introduce(predictor)
    stamps = {key: _stamp(index, key, predictor.needs) for key in keys}
    lacking = [key for key in keys if fresh or not folder.has(key, stamps[key])]
    report.there = len(keys) - len(lacking)
    done = report.there
    run = _Run(predictor, index, folder, None if fresh else kept, kept, stamps)
    for one in run.results(lacking, report, cancelled):
        done += 1
        _take(report, one)
        if progress is not None:
            progress(done, len(keys))
    report.submission = folder.write_submission(index, stamps)
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    """A run under way.

    Attributes:
        predictor: What predicts.
        index: The data set.
        folder: Where files go.
        known: Where results from before are; None without any.
        kept: Where new results are kept; None for nowhere.
        stamps: The state of each image's file.
    """

    predictor: Predictor
    index: Index
    folder: PredictionFolder
    known: KeptPredictions | None
    kept: KeptPredictions | None
    stamps: dict[RecordKey, Stamp]

    def results(
        self, keys: Sequence[RecordKey], report: FolderReport, cancelled: Cancelled | None
    ) -> Iterator[_Done]:
        """Each record once it is written, in the order in which they come."""
        waiting: deque[Future[_Done]] = deque()
        # What is on its way is finished also where the user interrupts: the log then has it.
        with ThreadPoolExecutor(
            _WRITERS, thread_name_prefix="forgery-viewer-predict-write"
        ) as pool:
            for key, outcome, is_new in self._outcomes(keys, report, cancelled):
                waiting.append(pool.submit(self._write, key, outcome, is_new=is_new))
                while len(waiting) > _MOST_WAITING or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _outcomes(
        self, keys: Sequence[RecordKey], report: FolderReport, cancelled: Cancelled | None
    ) -> Iterator[tuple[RecordKey, Outcome, bool]]:
        missing = []
        for key in keys:
            found = self.known.load(self.predictor.identity, key) if self.known else None
            if found is None:
                missing.append(key)
            else:
                report.kept += 1
                yield key, found, False
        for key, outcome in predict_records(
            self.predictor, self.index, missing, cancelled=cancelled
        ):
            report.predicted += isinstance(outcome, Prediction)
            yield key, outcome, True

    def _write(self, key: RecordKey, outcome: Outcome, *, is_new: bool) -> _Done:
        if not isinstance(outcome, Prediction):
            return _Done(key, outcome)
        # As it comes back from the workspace, so that a run that was resumed writes the same.
        shown = rounded(outcome)
        not_kept = ""
        if is_new and self.kept is not None:
            try:
                self.kept.save(self.predictor.identity, key, shown)
            except WorkspaceError as error:
                not_kept = str(error)
        try:
            self.folder.write(key, self.stamps[key], shown)
        except PredictionError as error:
            return _Done(key, error, not_kept)
        return _Done(key, shown, not_kept)


def _take(report: FolderReport, done: _Done) -> None:
    report.not_kept = report.not_kept or done.not_kept
    if not isinstance(done.outcome, Prediction):
        report.failed.append((done.key, str(done.outcome)))
        return
    for note in done.outcome.notes:
        report.notes[note] = report.notes.get(note, 0) + 1


def _stamp(index: Index, key: RecordKey, needs: Needs) -> Stamp:
    """The state of what is looked at; one that no file has where it cannot be looked at.

    That of a pair tells any change of either file: the digest of both stands for the time.
    """
    row = index.row_of(key)
    partner = int(index.column("partner")[row])
    try:
        stamp = Stamp.of(index.record(row).image_path)
        if needs is Needs.PAIR and partner >= 0:
            other = Stamp.of(index.record(partner).image_path)
            both = hashlib.blake2b(repr((*stamp, *other)).encode(), digest_size=7)
            return Stamp(stamp.size_bytes + other.size_bytes, int.from_bytes(both.digest()))
    except OSError:
        return Stamp(-1, -1)
    return stamp

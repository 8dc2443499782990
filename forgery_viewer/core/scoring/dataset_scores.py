"""Predictions of a whole data set against its truth, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.errors import ForgeryViewerError, short_name
from forgery_viewer.core.index import Index
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.found import PredictionFiles, some
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class CaseScore:
    """How the prediction of one image compares.

    Attributes:
        key: The record.
        of1: oF1.
        f1: Pixel F1, also called Dice, of the unions of the instances.
        iou: Pixels in both unions by pixels in any.
        precision: Share of the predicted pixels that are true.
        recall: Share of the true pixels that are predicted.
        predicted: Predicted instances.
        true: True instances.
        coverage_pct: Share of the image that the true instances cover, in percent.
        pixels: Pixels of the image.
        is_missing: Whether there was no prediction that can be read, so that none is counted.
    """

    key: RecordKey
    of1: float
    f1: float
    iou: float
    precision: float
    recall: float
    predicted: int
    true: int
    coverage_pct: float
    pixels: int
    is_missing: bool = False

    @classmethod
    def of(cls, key: RecordKey, found: Comparison, *, is_missing: bool = False) -> CaseScore:
        """The score that a comparison tells."""
        predicted, true = found.overlaps.counts
        pixels, size = found.pixels, found.overlaps.predicted.size
        true_px = pixels.hit_px + pixels.missed_px
        scores = (found.of1, pixels.f1, pixels.iou, pixels.precision, pixels.recall)
        return cls(key, *scores, predicted, true, 100 * true_px / size, size, is_missing)


class LeftOut(NamedTuple):
    """Images of a split and label, of which none is predicted, that are not counted."""

    split: str
    label: str
    images: int


@dataclass(frozen=True, slots=True)
class DatasetScores:
    """What `score_dataset` found.

    Attributes:
        cases: The scores, in the order of the data set.
        skipped: The records whose truth cannot be read, each with the reason.
        messages: What is odd about the predictions, as sentences that begin with the file.
        is_cancelled: Whether it was stopped before its end.
    """

    cases: tuple[CaseScore, ...]
    skipped: tuple[tuple[RecordKey, str], ...] = ()
    messages: tuple[str, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which images are scored.

    Attributes:
        rows: Their rows in the index.
        left_out: What is not counted since nothing of the kind is predicted.
    """

    rows: Rows
    left_out: tuple[LeftOut, ...] = field(default=())


def select(
    truths: Truths,
    predicted: Collection[RecordKey],
    splits: Sequence[str] = SPLITS,
    labels: Sequence[str] = (),
) -> Selection:
    """The images to score: those with a truth, of every split and label that is predicted at all.

    An image that lacks among them counts as predicted to be authentic. A split and label of which
    nothing is predicted was not meant: it would only add images that are right, or wrong, for free.

    Args:
        truths: The data set.
        predicted: The records that have a prediction.
        splits: Only these.
        labels: Only these, whether anything of them is predicted or not; none stands for all that
            are predicted.
    """
    index = truths.index
    covered = {(key.split, key.label) for key in predicted}
    rows, left_out = list[int](), Counter[tuple[str, str]]()
    for row in range(len(index)):
        key = index.key(row)
        if key.split not in splits or (labels and key.label not in labels):
            continue
        if not truths.has(row):
            continue
        if labels or (key.split, key.label) in covered:
            rows.append(row)
        else:
            left_out[key.split, key.label] += 1
    order = sorted(left_out, key=lambda kind: (SPLITS.index(kind[0]), LABELS.index(kind[1])))
    kinds = tuple(LeftOut(*kind, left_out[kind]) for kind in order)
    return Selection(np.array(rows, np.intp), kinds)


class _Outcome(NamedTuple):
    """One image: its score, or why there is none; and what was odd."""

    key: RecordKey
    score: CaseScore | None
    reason: str = ""
    messages: tuple[str, ...] = ()


def score_dataset(
    truths: Truths,
    files: PredictionFiles,
    rows: Sequence[int] | Rows,
    threshold: Threshold = Threshold(),  # noqa: B008 - it cannot be changed
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    workers: int | None = None,
) -> DatasetScores:
    """Score predictions in files; what lacks, or cannot be read, counts as authentic and is told.

    Args:
        truths: The data set.
        files: The predictions.
        rows: Which images of the data set, as `select` tells.
        threshold: What makes instances of maps; holes and least area count for masks as well.
        progress: Called with the images done and the images there are, from the calling thread.
        cancelled: Asked now and then, in the calling thread, whether to stop.
        workers: Number of threads; by default as many as pay off.
    """
    predicted = frozenset(files.keys)

    def work(row: int) -> _Outcome:
        return _score(truths, files, row, threshold, predicted)

    chosen = [int(row) for row in rows]
    try:
        found = in_parallel(
            work, chosen, progress=progress, cancelled=cancelled, workers=workers or files.workers
        )
    finally:
        # Also where the user interrupts: what was read need not be read again.
        if truths.kept is not None:
            truths.kept.save()
    missing = [key for key in map(truths.index.key, chosen) if key not in predicted]
    told = [message for outcome in found for message in outcome.messages]
    return DatasetScores(
        cases=tuple(outcome.score for outcome in found if outcome.score is not None),
        skipped=tuple((outcome.key, outcome.reason) for outcome in found if not outcome.score),
        messages=(*_missing(files.path, missing, truths.index, chosen), *told),
        is_cancelled=len(found) < len(chosen),
    )


def _score(
    truths: Truths,
    files: PredictionFiles,
    row: int,
    threshold: Threshold,
    predicted: Collection[RecordKey],
) -> _Outcome:
    key = truths.index.key(row)
    try:
        true = truths.read(row)
    except ForgeryViewerError as error:
        return _Outcome(key, None, str(error))
    messages: tuple[str, ...] = ()
    found: BothWays | None = None
    if key in predicted:
        try:
            read = files.read(key, true.height, true.width)
            found = read.instances(threshold)
            messages = tuple(f"{file_name(files, key)}: {note}" for note in read.notes)
        except PredictionError as error:
            messages = (f"{error}; counts as authentic",)
    if found is None:
        found, is_missing = BothWays(SparseMask.empty(true.height, true.width)), True
    else:
        is_missing = False
    score = CaseScore.of(key, Comparison.of_either(found, true), is_missing=is_missing)
    return _Outcome(key, score, messages=messages)


def file_name(files: PredictionFiles, key: RecordKey) -> str:
    """The name of the file that a prediction is in."""
    return short_name(files.file(key))


def _missing(
    path: Path, missing: Sequence[RecordKey], index: Index, rows: Sequence[int]
) -> Sequence[str]:
    """One sentence for each split and label of which some images are not predicted."""
    groups: Mapping[tuple[str, str], int] = Counter(
        (key.split, key.label) for key in map(index.key, rows)
    )
    messages = []
    for (split, label), total in groups.items():
        lacking = [key.case_id for key in missing if (key.split, key.label) == (split, label)]
        if lacking:
            images = counted(total, f"{label} image")
            are = "is" if len(lacking) == 1 else "are"
            count = "counts" if len(lacking) == 1 else "count"
            messages.append(
                f"{path}: {len(lacking):,} of {images} of {split} {are} not predicted, and "
                f"{count} as authentic: {some(lacking)}"
            )
    return messages

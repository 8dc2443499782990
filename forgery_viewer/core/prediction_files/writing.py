"""Writing a submission of predictions in files, masks and maps alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ExportError, ForgeryViewerError, short_name, system_reason
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.output_folder import prepare_folder
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.prediction import PredictionCancelledError
from forgery_viewer.core.prediction_files.found import PredictionFiles
from forgery_viewer.core.prediction_files.names import CaseNames
from forgery_viewer.core.prediction_files.submission import ANNOTATION, CASE_ID
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey
from forgery_viewer.core.run_lengths import AUTHENTIC_ANNOTATION, write_annotation
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold

_TOGETHER = 256
"""Rows that are held at a time."""


@dataclass(frozen=True, slots=True)
class WrittenSubmission:
    """What was written.

    Attributes:
        path: The file.
        rows: Images with a row.
        authentic: Of them those that are called authentic.
        instances: Instances of the others.
        messages: What was odd, as sentences that begin with the file.
    """

    path: Path
    rows: int
    authentic: int
    instances: int
    messages: tuple[str, ...]


class SubmissionRow(NamedTuple):
    """One row, how many instances it has, and what was odd about them."""

    name: str
    annotation: str
    instances: int
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmissionSource:
    """Where the masks of a submission come from.

    Attributes:
        index: The data set.
        files: The predictions.
        threshold: What makes instances of maps; holes and least area count for masks as well.
        corrections: Files of saved corrections, which take the place of predictions.
    """

    index: Index
    files: PredictionFiles
    threshold: Threshold = field(default_factory=Threshold)
    corrections: Mapping[RecordKey, Path] = field(default_factory=dict)

    def row(self, key: RecordKey, name: str) -> SubmissionRow:
        """The row of a record, under this name."""
        try:
            header = read_header(self.index.record(self.index.row_of(key)).image_path)
            mask, messages = self._mask(key, header.height, header.width)
        except ForgeryViewerError as error:
            return SubmissionRow(name, AUTHENTIC_ANNOTATION, 0, (f"{error}; written as authentic",))
        mask = mask.without_empty()
        return SubmissionRow(name, write_annotation(mask), mask.count, messages)

    def _mask(self, key: RecordKey, height: int, width: int) -> tuple[SparseMask, tuple[str, ...]]:
        correction = self.corrections.get(key)
        if correction is not None:
            stack = read_mask(correction, height, width, allow_none=True).stack
            return SparseMask.of_stack(stack), ()
        try:
            name = short_name(self.files.file(key))
        except KeyError:
            told = f"{key}: is not predicted, written as authentic"
            return SparseMask.empty(height, width), (told,)
        found = self.files.read(key, height, width)
        notes = tuple(f"{name}: {note}" for note in found.notes)
        return found.instances(self.threshold).rows, notes


def keys_to_submit(
    index: Index,
    predicted: Collection[RecordKey],
    splits: Sequence[str] = SPLITS,
    labels: Sequence[str] = LABELS,
    *,
    every: bool = False,
) -> tuple[RecordKey, ...]:
    """The records that get a row: all of every split and label of which anything is predicted.

    Args:
        index: The data set.
        predicted: The records that have a prediction.
        splits: Only these.
        labels: Only these.
        every: Whether anything is predicted or not.
    """
    covered = {(key.split, key.label) for key in predicted}
    keys = (index.key(row) for row in range(len(index)))
    return tuple(
        key
        for key in keys
        if key.split in splits
        and key.label in labels
        and (every or (key.split, key.label) in covered)
    )


def write_submission(
    source: SubmissionSource,
    keys: Sequence[RecordKey],
    out: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> WrittenSubmission:
    """Write a row for each record; what is not predicted, or cannot be read, is authentic.

    Each is named by the shortest name that means it: the case id alone of a forged image,
    `authentic/ID` of its authentic partner. The file appears whole or not at all.

    Args:
        source: Where the masks come from.
        keys: Which records, as `keys_to_submit` tells.
        out: The file.
        progress: Called with the records done and the records there are.
        cancelled: Asked now and then whether to stop.

    Raises:
        ExportError: The file lies in the data set, or cannot be written.
        PredictionCancelledError: `cancelled` said so; nothing is written.
    """
    if out.is_dir():
        raise ExportError(out, "is a folder, not a file to write to")
    out = prepare_folder(source.index.root, out.parent) / out.name
    instances = authentic = 0
    messages = list[str]()
    try:
        with atomic.replacing(out) as file:
            file.write(_line((CASE_ID, ANNOTATION)))
            for row in _rows(source, keys, progress, cancelled):
                file.write(_line((row.name, row.annotation)))
                instances += row.instances
                authentic += not row.instances
                messages += row.messages
    except OSError as error:
        raise ExportError(out, f"cannot be written: {system_reason(error)}") from error
    return WrittenSubmission(out, len(keys), authentic, instances, tuple(messages))


def _rows(
    source: SubmissionSource,
    keys: Sequence[RecordKey],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Iterator[SubmissionRow]:
    names = CaseNames(source.index)

    def work(key: RecordKey) -> SubmissionRow:
        return source.row(key, str(names.name_of(key)))

    for begin in range(0, len(keys), _TOGETHER):
        part = keys[begin : begin + _TOGETHER]
        found = in_parallel(work, part, cancelled=cancelled, workers=source.files.workers)
        if len(found) < len(part):
            raise PredictionCancelledError
        yield from found
        if progress is not None:
            progress(begin + len(part), len(keys))


def _line(fields: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(fields)
    return text.getvalue().encode("utf-8", "surrogateescape")

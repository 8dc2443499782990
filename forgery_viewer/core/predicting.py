"""Many records predicted one after the other, while the images of the next ones are read."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import read_image
from forgery_viewer.core.index import Index
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    BatchPredictor,
    Needs,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    Predictor,
    PredictorInput,
    UnusablePredictorError,
    check_cancelled,
)
from forgery_viewer.core.records import RecordKey

Outcome = Prediction | PredictionError

READERS = min(6, max(2, (os.cpu_count() or 2) - 1))
"""Threads that decode: a GPU takes images faster than two of them."""

READ_AHEAD = 2 * READERS
"""Images that are read before they are asked for: one predicts, the others wait decoded."""


def read_input(index: Index, key: RecordKey, needs: Needs) -> PredictorInput:
    """The image of a record, and its authentic partner where a predictor wants one.

    Raises:
        ForgeryViewerError: An image cannot be read.
    """
    row = index.row_of(key)
    record = index.record(row)
    partner = None
    place = int(index.column("partner")[row])
    if needs is Needs.PAIR and place >= 0:
        partner = read_image(index.record(place).image_path)
    return PredictorInput(read_image(record.image_path), key, partner)


def predict_records(
    predictor: Predictor,
    index: Index,
    keys: Sequence[RecordKey],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[tuple[RecordKey, Outcome]]:
    """Predict records in their order; what cannot be read or predicted comes with its reason.

    Args:
        predictor: Called from this thread alone.
        index: The data set.
        keys: Which records.
        progress: Called within an image, with the steps that are done of it and those it has.
        cancelled: Asked before each image and by the predictor.

    Raises:
        UnusablePredictorError: The predictor can predict no image at all.
        PredictionCancelledError: `cancelled` said so.
    """
    with ThreadPoolExecutor(READERS, thread_name_prefix="forgery-viewer-predict-read") as pool:
        inputs = _read_ahead(pool, index, keys, predictor.needs)
        try:
            # A single image is no batch, and alone it tells how far it has come.
            if isinstance(predictor, BatchPredictor) and len(keys) > 1:
                yield from _in_batches(predictor, inputs, cancelled)
            else:
                yield from _one_by_one(predictor, inputs, progress, cancelled)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_Read = tuple[RecordKey, PredictorInput | ForgeryViewerError]

_Waiting = deque[tuple[RecordKey, tuple[int, ...], PredictionError | None]]
"""Records that were given to a predictor with the shape of the image, or why they could not be."""


def _read_ahead(
    pool: ThreadPoolExecutor, index: Index, keys: Sequence[RecordKey], needs: Needs
) -> Iterator[_Read]:
    under_way: deque[tuple[RecordKey, Future[PredictorInput]]] = deque()
    for key in keys:
        under_way.append((key, pool.submit(read_input, index, key, needs)))
        if len(under_way) > READ_AHEAD:
            yield _result(*under_way.popleft())
    while under_way:
        yield _result(*under_way.popleft())


def _result(key: RecordKey, future: Future[PredictorInput]) -> _Read:
    try:
        return key, future.result()
    except ForgeryViewerError as error:
        return key, error


def _one_by_one(
    predictor: Predictor,
    inputs: Iterable[_Read],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Iterator[tuple[RecordKey, Outcome]]:
    for key, read in inputs:
        check_cancelled(cancelled)
        if isinstance(read, ForgeryViewerError):
            yield key, _as_reason(read)
            continue
        outcome: Outcome
        try:
            outcome = _asked(predictor, key, read, progress, cancelled)
        except UnusablePredictorError:
            raise
        except PredictionError as error:
            outcome = error
        yield key, outcome


def _asked(
    predictor: Predictor,
    key: RecordKey,
    read: PredictorInput,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Outcome:
    """What a predictor says of one image; whatever it raises is why it says nothing."""
    try:
        found = predictor.predict(
            read.image, key=key, partner=read.partner, progress=progress, cancelled=cancelled
        )
        return _checked(predictor, found, read.image.shape)
    except (PredictionError, PredictionCancelledError):
        raise
    except Exception as error:
        # It may be the code of others: what it cannot do with one image must not end the run.
        raise PredictionError(Path(), _failure(predictor, error)) from error


def _checked(predictor: Predictor, found: object, shape: tuple[int, ...]) -> Outcome:
    """What a predictor gave for an image of this shape, where it is a prediction of one."""
    if isinstance(found, PredictionError):
        return found
    if not isinstance(found, Prediction):
        gave = f"{predictor.title} gave {type(found).__name__}, which is no prediction"
        return PredictionError(Path(), gave)
    try:
        found.check_size(*shape[:2])
    except PredictionError as error:
        return error
    return found


def _failure(predictor: Predictor, error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"{predictor.title} needs more memory than there is"
    why = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"{predictor.title} failed ({why})"


def _in_batches(
    predictor: BatchPredictor, inputs: Iterable[_Read], cancelled: Cancelled | None
) -> Iterator[tuple[RecordKey, Outcome]]:
    """As the predictor likes it; what could not be read comes in its place between the others."""
    waiting: _Waiting = deque()

    def readable() -> Iterator[PredictorInput]:
        for key, read in inputs:
            check_cancelled(cancelled)
            if isinstance(read, PredictorInput):
                waiting.append((key, read.image.shape, None))
                yield read
            else:
                waiting.append((key, (), _as_reason(read)))

    for found in _all_of(predictor, readable(), cancelled):
        yield from _unreadable(waiting)
        if waiting:
            key, shape, _none = waiting.popleft()
            yield key, _checked(predictor, found, shape)
    for key, _shape, error in waiting:
        yield key, error or PredictionError(Path(), f"{predictor.title} said nothing of it")


def _all_of(
    predictor: BatchPredictor, inputs: Iterable[PredictorInput], cancelled: Cancelled | None
) -> Iterator[Outcome]:
    """What a predictor says of many; where it breaks off there is nothing to go on with."""
    try:
        yield from predictor.predict_many(inputs, cancelled=cancelled)
    except (ForgeryViewerError, PredictionCancelledError):
        raise
    except Exception as error:
        raise UnusablePredictorError(Path(), _failure(predictor, error)) from error


def _unreadable(waiting: _Waiting) -> Iterator[tuple[RecordKey, Outcome]]:
    """What comes first and could not be read."""
    while waiting and (error := waiting[0][2]) is not None:
        yield waiting.popleft()[0], error


def _as_reason(error: ForgeryViewerError) -> PredictionError:
    if isinstance(error, PredictionError):
        return error
    return PredictionError(error.path, error.reason, error.defect)

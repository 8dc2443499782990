"""The kept results of a data set: looked up by record, and only what lacks is predicted."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.index import Index
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.predicting import Outcome, predict_records
from forgery_viewer.core.prediction import Needs, Prediction, Predictor, check_cancelled
from forgery_viewer.core.prediction_store import PredictionStore, image_digest, rounded
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thumbnail_store import Stamp


class KeptPredictions:
    """Results by predictor and record; methods may be called from any thread."""

    def __init__(self, index: Index, store: PredictionStore) -> None:
        self._index = index
        self._store = store
        self._digests: dict[Path, tuple[Stamp, str]] = {}
        self._needs: dict[str, Needs] = {}
        self._lock = threading.Lock()

    def introduce(self, predictor: Predictor) -> None:
        """Learn what a predictor looks at: its results are those of all of that.

        Of one that was not introduced they are those of the image alone.
        """
        self._needs[predictor.identity] = predictor.needs

    def load(self, identity: str, key: RecordKey) -> Prediction | None:
        """What a predictor gave for a record's image as it is now; None where that is not kept."""
        record = self._index.record(self._index.row_of(key))
        digest = self._digest_for(identity, key)
        found = self._store.load(identity, digest) if digest else None
        if found is None or record.height is None or record.width is None:
            return found
        return found if found.size in (None, (record.height, record.width)) else None

    def has_any(self, identity: str) -> bool:
        """Whether anything of a predictor is kept: where not, no image need be looked at."""
        return self._store.has_any(identity)

    def save(self, identity: str, key: RecordKey, prediction: Prediction) -> None:
        """Keep a result. Raises WorkspaceError."""
        digest = self._digest_for(identity, key)
        if not digest:
            path = self._index.record(self._index.row_of(key)).image_path
            raise WorkspaceError(path, "cannot be read any more, so its prediction is not kept")
        self._store.save(identity, digest, prediction)

    def _digest_for(self, identity: str, key: RecordKey) -> str:
        """Tells all that a predictor looks at of a record; "" where the image cannot be read."""
        row = self._index.row_of(key)
        digest = self._digest(self._index.record(row).image_path)
        needs = self._needs.get(identity, Needs.IMAGE)
        if not digest or needs is Needs.IMAGE:
            return digest
        if needs is Needs.KEY:
            also = str(key)
        else:
            place = int(self._index.column("partner")[row])
            also = self._digest(self._index.record(place).image_path) if place >= 0 else ""
        return hashlib.blake2b(f"{digest}\0{also}".encode(), digest_size=16).hexdigest()

    def _digest(self, path: Path) -> str:
        """Tells an image's content, worked out once for each state of its file; "" for none."""
        try:
            stamp = Stamp.of(path)
            with self._lock:
                known = self._digests.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            digest = image_digest(path)
        except OSError:
            return ""
        with self._lock:
            self._digests[path] = (stamp, digest)
        return digest


def predict_missing(
    predictor: Predictor,
    index: Index,
    keys: Sequence[RecordKey],
    kept: KeptPredictions,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[tuple[RecordKey, Outcome]]:
    """The results of all records: first those that are kept, then the others, which are kept then.

    Args:
        predictor: Asked for what is not kept.
        index: The data set.
        keys: Which records; they come in this order, those that are kept first.
        kept: Where results are kept.
        progress: Called within an image, with the steps that are done of it and those it has.
        cancelled: Asked now and then whether to stop.

    Raises:
        PredictionError: The predictor can predict no image at all.
        PredictionCancelledError: `cancelled` said so.
        WorkspaceError: A result cannot be kept; it has come before.
    """
    identity = predictor.identity
    kept.introduce(predictor)
    missing = []
    for key in keys:
        check_cancelled(cancelled)
        found = kept.load(identity, key)
        if found is None:
            missing.append(key)
        else:
            yield key, found
    failure: WorkspaceError | None = None
    predicted = predict_records(predictor, index, missing, progress=progress, cancelled=cancelled)
    for key, outcome in predicted:
        if not isinstance(outcome, Prediction):
            yield key, outcome
            continue
        shown = rounded(outcome)
        yield key, shown
        if failure is None:
            try:
                kept.save(identity, key, shown)
            except WorkspaceError as error:
                failure = error
    if failure is not None:
        raise failure

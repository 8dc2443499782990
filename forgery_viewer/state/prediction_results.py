"""Results of predictors for records: at hand, kept on disk, or not there yet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.tasks import Tasks

HELD_BYTES = 256 * 2**20
"""Results at hand; the newest is held in any case."""

Outcome = Prediction | PredictionError
_Key = tuple[str, RecordKey]


class KeptResults(Protocol):
    """Results on disk; asked from a worker's thread."""

    def load(self, identity: str, key: RecordKey) -> Prediction | None:
        """The result that a predictor gave for a record as it is now; None without one."""


class PredictionResults(QObject):
    """Finds the result of a predictor for a record, and remembers those that come."""

    found = Signal(str, object, object)
    """The identity of a predictor, a record's key, and its result: an Outcome or None."""

    def __init__(self, tasks: Tasks, kept: KeptResults, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept = kept
        self._held: OrderedDict[_Key, Outcome] = OrderedDict()

    def at_hand(self, identity: str, key: RecordKey) -> Outcome | None:
        """The result, where it need not be looked for."""
        return self._held.get((identity, key))

    def held(self, identity: str) -> dict[RecordKey, Prediction]:
        """All results of a predictor that need not be looked for."""
        return {
            key: outcome
            for (who, key), outcome in self._held.items()
            if who == identity and isinstance(outcome, Prediction)
        }

    def take(self, identity: str, key: RecordKey, outcome: Outcome) -> None:
        """Remember a result that has just come."""
        self._hold((identity, key), outcome)
        self.found.emit(identity, key, outcome)

    def look_for(self, identity: str, key: RecordKey) -> None:
        """Say with `found` what there is: at once where it is at hand, else when it was read."""
        held = self._held.get((identity, key))
        if held is not None:
            self._held.move_to_end((identity, key))
            self.found.emit(identity, key, held)
            return
        self._tasks.submit(
            partial(self._kept.load, identity, key),
            partial(self._take_kept, identity, key),
            partial(self._take_failure, identity, key),
        )

    def forget(self, concerns: Callable[[str], bool]) -> None:
        """Let go of the results at hand of some predictors."""
        for held in [held for held in self._held if concerns(held[0])]:
            del self._held[held]

    def _take_kept(self, identity: str, key: RecordKey, kept: Prediction | None) -> None:
        # One that came meanwhile is newer.
        newer = self._held.get((identity, key))
        if newer is None and kept is not None:
            self._hold((identity, key), kept)
        self.found.emit(identity, key, newer or kept)

    def _take_failure(self, identity: str, key: RecordKey, error: BaseException) -> None:
        if not isinstance(error, ForgeryViewerError):
            raise error
        reason = PredictionError(error.path, error.reason, error.defect)
        self.found.emit(identity, key, reason)

    def _hold(self, held: _Key, outcome: Outcome) -> None:
        self._held[held] = outcome
        self._held.move_to_end(held)
        size = sum(map(_size_bytes, self._held.values()))
        while size > HELD_BYTES and len(self._held) > 1:
            size -= _size_bytes(self._held.popitem(last=False)[1])


def _size_bytes(outcome: Outcome) -> int:
    if isinstance(outcome, PredictionError):
        return 0
    arrays = (outcome.probability, outcome.instances)
    return sum(array.nbytes for array in arrays if array is not None)

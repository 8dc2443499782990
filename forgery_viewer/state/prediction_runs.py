"""Runs of a predictor over images, in the background, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Prediction,
    PredictionCancelledError,
    PredictionError,
    Predictor,
)
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.tasks import Task, Tasks

Outcome = Prediction | PredictionError
Predict = Callable[
    [Predictor, Sequence[RecordKey], Progress, Cancelled], Iterator[tuple[RecordKey, Outcome]]
]
"""Predicts records of the open data set in their order, and keeps what comes of it."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended.

    Attributes:
        done: Images that have a prediction now.
        failed: Images that have none, with the reason.
        total: Images that were asked for.
        reason: Why the run ended early: "" where it did not, or was stopped.
        stopped: Whether the user stopped it.
    """

    done: int
    failed: tuple[tuple[RecordKey, str], ...]
    total: int
    reason: str = ""
    stopped: bool = False


class PredictionRuns(QObject):
    """One run at a time, on a lane of its own; a new one takes the place of that under way."""

    began = Signal(int)
    """So many images are to be predicted."""
    progressed = Signal(float, int, float)
    """Images done, with the share of the one under way; images asked for, seconds since then."""
    predicted = Signal(object, object, str)
    """A record's key, its Prediction or PredictionError, and the predictor's identity."""
    ended = Signal(object)
    """The RunReport."""
    _came = Signal(object, object, object)
    _advanced = Signal(object, int, int)

    def __init__(self, tasks: Tasks, predict: Predict, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._predict = predict
        self.predictor: Predictor | None = None
        """Whom the run under way, or else the last one, asks."""
        self._task: Task | None = None
        self._began_at = 0.0
        self._total = 0
        self._done: list[RecordKey] = []
        self._failed: list[tuple[RecordKey, str]] = []
        # From the worker's thread to this one.
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._task is not None

    def start(self, predictor: Predictor, keys: Sequence[RecordKey]) -> None:
        """Predict these records, in this order; a run under way is stopped first."""
        self.stop()
        self._total, self._done, self._failed = len(keys), [], []
        self._began_at = monotonic()
        self.predictor, identity = predictor, predictor.identity

        def work(task: Task) -> str:
            def advance(done: int, steps: int) -> None:
                self._advanced.emit(task, done, steps)

            for key, outcome in self._predict(predictor, keys, advance, task.is_cancelled):
                self._came.emit(task, (key, identity), outcome)
            return ""

        self._task = self._tasks.submit_cancellable(work, self._end, self._fail)
        # Now it is under way, which is what those ask who hear of it.
        self.began.emit(len(keys))

    def stop(self) -> None:
        """End the run under way; what it has predicted so far stays."""
        if self._task is not None:
            self._task.cancel()
            self._finish(stopped=True)

    def _take(self, task: Task, of: tuple[RecordKey, str], outcome: Outcome) -> None:
        key, identity = of
        if isinstance(outcome, Prediction) or task is self._task:
            self.predicted.emit(key, outcome, identity)
        if task is not self._task:
            return
        if isinstance(outcome, PredictionError):
            self._failed.append((key, str(outcome)))
        else:
            self._done.append(key)
        self._tell()

    def _advance(self, task: Task, done: int, steps: int) -> None:
        if task is self._task and 0 < done < steps:
            self._tell(done / steps)

    def _tell(self, share: float = 0.0) -> None:
        count = len(self._done) + len(self._failed) + share
        self.progressed.emit(count, self._total, monotonic() - self._began_at)

    def _end(self, _nothing: str) -> None:
        self._finish()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, PredictionCancelledError):
            self._finish(stopped=True)
        elif isinstance(error, ForgeryViewerError):
            self._finish(reason=str(error))
        else:
            self._finish(reason=f"The predictor failed ({type(error).__name__}: {error}).")

    def _finish(self, *, reason: str = "", stopped: bool = False) -> None:
        self._task = None
        report = RunReport(len(self._done), tuple(self._failed), self._total, reason, stopped)
        self.ended.emit(report)

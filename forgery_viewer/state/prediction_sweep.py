"""Thresholds and least areas tried out over all records that were predicted, when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.core.kept_predictions import KeptPredictions
from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.prediction_files.found import FoundPrediction
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.dataset_sweep import DatasetSweep, sweep_dataset
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_table import PredictionTable
from forgery_viewer.state.tasks import Task, Tasks


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The results of one predictor, as files of predictions are read.

    Attributes:
        kept: The results on disk.
        identity: The predictor's.
        keys: The records that have a result.
        held: Results that need not be read.
    """

    kept: KeptPredictions
    identity: str
    keys: tuple[RecordKey, ...]
    held: Mapping[RecordKey, Prediction]
    path: Path = Path()
    messages: tuple[str, ...] = ()
    workers: int | None = None

    def file(self, key: RecordKey) -> Path:
        """No file of its own: what is kept is a cache."""
        raise KeyError(key)

    def read(self, key: RecordKey, height: int, width: int) -> FoundPrediction:
        """What was predicted of a record. Raises PredictionError where that is kept no more."""
        found = self.held.get(key) or self.kept.load(self.identity, key)
        if found is None:
            raise PredictionError(Path(), "The prediction is not kept any more")
        found.check_size(height, width)
        if found.probability is not None:
            return FoundPrediction(probability=found.probability, pairs=found.pairs)
        if found.instances is None:
            raise PredictionError(Path(), "The predictor gives neither a map nor instances")
        return FoundPrediction.of(SparseMask.of_stack(found.instances))


class PredictionSweep(QObject):
    """One sweep at a time; what was found goes when it is of another predictor or grouping."""

    found = Signal(object)
    """The DatasetSweep, or None where there is none, or none any more."""
    began = Signal()
    progressed = Signal(int, int, float)
    """Records tried out, records there are, and seconds since it began."""
    ended = Signal()
    _came = Signal(object, int, int)

    def __init__(
        self, session: PredictionSession, table: PredictionTable, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sweep: DatasetSweep | None = None
        self._session = session
        self._table = table
        self._lane = Tasks("sweep", 1, self)
        self._task: Task | None = None
        self._began_at = 0.0
        self._of = self._now()
        session.state.predictors_changed.connect(self._look)
        session.state.threshold_changed.connect(self._look)
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether a sweep is under way."""
        return self._task is not None

    def start(self) -> None:
        """Try out every threshold and least area on the records that have a score."""
        state, scores = self._session.state, self._table.scores()
        chosen = state.chosen(0)
        if self._task is not None or chosen is None or not scores:
            return
        index, truths, threshold = self._session.index, self._table.truths, state.threshold
        files = KeptFiles(
            self._session.kept,
            chosen.identity,
            tuple(scores),
            self._session.results.held(chosen.identity),
        )
        rows = sorted(index.row_of(key) for key in scores)

        def work(task: Task) -> DatasetSweep:
            return sweep_dataset(
                truths.now(), files, rows, threshold,
                progress=lambda done, total: self._came.emit(task, done, total),
                cancelled=task.is_cancelled,
            )  # fmt: skip

        self._began_at = monotonic()
        self._task = self._lane.submit_cancellable(work, self._take, self._fail)
        self.began.emit()

    def stop(self) -> None:
        """Leave it; there is no half of a sweep."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.ended.emit()

    def close(self) -> None:
        """Work no more."""
        self.stop()
        self._lane.close()

    def _now(self) -> tuple[str, Threshold]:
        """What a sweep depends on: neither the threshold's value nor the least area."""
        chosen = self._session.state.chosen(0)
        rest = replace(self._session.state.threshold, value=0.0, least_area_px=0)
        return (chosen.identity if chosen is not None else "", rest)

    def _look(self) -> None:
        now = self._now()
        if now != self._of:
            self._of = now
            self.stop()
            self._show(None)

    def _take(self, sweep: DatasetSweep) -> None:
        self._task = None
        self._show(sweep)
        self.ended.emit()

    def _fail(self, error: BaseException) -> None:
        self._task = None
        self.ended.emit()
        raise error

    def _tell(self, task: Task, done: int, total: int) -> None:
        if task is self._task:
            self.progressed.emit(done, total, monotonic() - self._began_at)

    def _show(self, sweep: DatasetSweep | None) -> None:
        if sweep is not self.sweep:
            self.sweep = sweep
            self.found.emit(sweep)

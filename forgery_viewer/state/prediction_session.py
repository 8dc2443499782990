"""The predictions of an open data set: the lanes they are made and compared on, and their owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject

from forgery_viewer.core.index import Index
from forgery_viewer.core.kept_predictions import KeptPredictions, predict_missing
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import Predictor
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.prediction_results import PredictionResults
from forgery_viewer.state.prediction_runs import Outcome, PredictionRuns
from forgery_viewer.state.prediction_state import PredictionState
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.threshold_curve import ThresholdCurves


class PredictionSession(QObject):
    """Begins when a data set is opened, and ends with it."""

    def __init__(self, index: Index, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self._predict_lane = Tasks("predict", 1, self)
        self._result_lane = Tasks("results", 1, self)
        self._score_lane = Tasks("scores", 1, self)
        self.kept = KeptPredictions(index, PredictionStore(workspace))
        self.results = PredictionResults(self._result_lane, self.kept, self)
        self.state = PredictionState(self._score_lane, self.results, self)
        self._curve_lane = Tasks("curves", 1, self)
        layer, state = self.state.layers[0], self.state
        self.curves = ThresholdCurves(self._curve_lane, layer, lambda: state.threshold, self)
        self.runs = PredictionRuns(self._predict_lane, self._predict, self)
        self.runs.predicted.connect(
            lambda key, outcome, identity: self.results.take(identity, key, outcome)
        )

    def _predict(
        self,
        predictor: Predictor,
        keys: Sequence[RecordKey],
        progress: Progress,
        cancelled: Cancelled,
    ) -> Iterator[tuple[RecordKey, Outcome]]:
        return predict_missing(
            predictor, self.index, keys, self.kept, progress=progress, cancelled=cancelled
        )

    def has_result(self, predictor: Predictor, key: RecordKey) -> bool:
        """Whether a predictor's result for a record is at hand already."""
        return self.results.at_hand(predictor.identity, key) is not None

    def close_predictor(self, predictor: Predictor) -> None:
        """Close a predictor once the run that may still ask it has ended, on that run's thread."""
        if self._predict_lane.submit(predictor.close, lambda _nothing: None).cancelled:
            predictor.close()

    def close(self) -> None:
        """Stop what runs and end every lane; what is predicted so far is kept."""
        self.runs.stop()
        self.state.close()
        self.curves.close()
        lanes = (self._predict_lane, self._result_lane, self._score_lane, self._curve_lane)
        for lane in lanes:
            lane.close()

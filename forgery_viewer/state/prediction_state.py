"""What is predicted of the case on show: predictors, threshold, masks and comparisons."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.prediction_layer import PredictionLayer
from forgery_viewer.state.prediction_results import PredictionResults
from forgery_viewer.state.tasks import Tasks

NOT_YET = "Nothing is predicted for this image yet. Run the predictor to see its map."
NONE_CHOSEN = "No second predictor is chosen."
LOOKING = "Looking for a result…"


@dataclass(frozen=True, slots=True)
class ChosenPredictor:
    """A predictor as it was chosen.

    Attributes:
        key: How it is known in the list of predictors.
        title: What it is called.
        identity: Tells its results from those of others; "" while it is not known.
        suggests: The threshold that it suggests itself.
    """

    key: str
    title: str
    identity: str
    suggests: Threshold


class PredictionState(QObject):
    """One owner of what is seen of predictions; one threshold drives view, figures and export."""

    predictors_changed = Signal()
    threshold_changed = Signal()
    result_changed = Signal(int)
    """The result at a place, 0 the chosen predictor's and 1 the second one's, or why it lacks."""
    mask_changed = Signal(int)
    """The predicted instances at a place, or their colours."""
    compared = Signal(int)
    """The comparison at a place."""

    def __init__(
        self, tasks: Tasks, results: PredictionResults, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._results = results
        self._chosen: list[ChosenPredictor | None] = [None, None]
        self._key: RecordKey | None = None
        self._threshold: Threshold | None = None
        self.layers = (PredictionLayer(tasks, self), PredictionLayer(tasks, self))
        for place, layer in enumerate(self.layers):
            layer.changed.connect(lambda place=place: self.result_changed.emit(place))
            layer.mask_changed.connect(lambda place=place: self.mask_changed.emit(place))
            layer.compared.connect(lambda place=place: self.compared.emit(place))
        results.found.connect(self._take)

    @property
    def key(self) -> RecordKey | None:
        """The record on show."""
        return self._key

    @property
    def threshold(self) -> Threshold:
        """The threshold in use: the user's, or else what the predictor suggests."""
        return self._threshold or self.suggested

    @property
    def suggested(self) -> Threshold:
        """What the chosen predictor suggests."""
        return self._suggested_by(0)

    def threshold_of(self, place: int) -> Threshold:
        """The threshold for the predictor at a place: the user's, or else what it suggests."""
        return self._threshold or self._suggested_by(place)

    def _suggested_by(self, place: int) -> Threshold:
        chosen = self._chosen[place]
        return chosen.suggests if chosen is not None else Threshold(grouping=Grouping.ONE)

    @property
    def is_suggested(self) -> bool:
        """Whether the user has set no threshold."""
        return self._threshold is None

    def chosen(self, place: int) -> ChosenPredictor | None:
        """The predictor at a place, None without one."""
        return self._chosen[place]

    # What is shown ------------------------------------------------------------------------

    def set_case(self, key: RecordKey | None, truth: MaskDocument | None) -> None:
        """Show the results for another record."""
        self._key = key
        for place, layer in enumerate(self.layers):
            layer.set_case(key, truth)
            self._look(place)

    def choose(self, place: int, predictor: ChosenPredictor | None) -> None:
        """Show the results of another predictor; the threshold becomes what it suggests."""
        if predictor == self._chosen[place]:
            return
        self._chosen[place] = predictor
        if place == 0 and self._threshold is not None:
            self._threshold = None
        self.predictors_changed.emit()
        self._apply_threshold()
        self._look(place)

    def set_threshold(self, threshold: Threshold | None) -> None:
        """Another threshold for all that is shown; None for what the predictor suggests."""
        if threshold != self._threshold:
            self._threshold = threshold
            self._apply_threshold()

    def close(self) -> None:
        """Work no more."""
        for layer in self.layers:
            layer.close()

    def _apply_threshold(self) -> None:
        for place, layer in enumerate(self.layers):
            layer.set_threshold(self._threshold_for(place, layer.prediction))
        self.threshold_changed.emit()

    def _threshold_for(self, place: int, prediction: Prediction | None) -> Threshold | None:
        """The threshold of a result; None where its predictor says what the map becomes."""
        is_own = self._threshold is None and prediction is not None and prediction.gives_both
        return None if is_own else self.threshold_of(place)

    def _look(self, place: int) -> None:
        layer, chosen = self.layers[place], self._chosen[place]
        if chosen is None or self._key is None or not chosen.identity:
            layer.set_prediction(None, "" if place == 0 else NONE_CHOSEN)
            return
        layer.set_prediction(None, LOOKING)
        self._results.look_for(chosen.identity, self._key)

    def _take(self, identity: str, key: RecordKey, outcome: object) -> None:
        if key != self._key:
            return
        for place, (layer, chosen) in enumerate(zip(self.layers, self._chosen, strict=True)):
            if chosen is None or chosen.identity != identity:
                continue
            if isinstance(outcome, Prediction):
                if outcome is not layer.prediction:
                    layer.set_threshold(self._threshold_for(place, outcome))
                    layer.set_prediction(outcome)
            elif isinstance(outcome, PredictionError):
                layer.set_prediction(None, str(outcome))
            else:
                layer.set_prediction(None, NOT_YET)

"""The scores of the prediction on show at every threshold, worked out in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.scoring.curves import THRESHOLDS, score_at
from forgery_viewer.core.scoring.region_scores import MapScore
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.state.prediction_layer import PredictionLayer
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 150
"""After a change one waits for the next: a curve is a hundred masks."""


@dataclass(frozen=True, slots=True)
class ThresholdCurve:
    """Scores of the mask at each threshold, with the holes, least area and grouping in use.

    Attributes:
        thresholds: From 0 to 1.
        of1: oF1 at each.
        f1: F1 of the pixels at each.
    """

    thresholds: tuple[float, ...]
    of1: tuple[float, ...]
    f1: tuple[float, ...]


class ThresholdCurves(QObject):
    """Finds the curve of one layer; a newer state of it replaces the one before."""

    found = Signal(object)
    """The ThresholdCurve, or None where there is no map or nothing to compare with."""

    def __init__(
        self,
        tasks: Tasks,
        layer: PredictionLayer,
        threshold: Callable[[], Threshold],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.curve: ThresholdCurve | None = None
        self._tasks = tasks
        self._layer = layer
        self._threshold = threshold
        self._task: Task | None = None
        self._shown: tuple[object, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._find)
        layer.compared.connect(self._find_soon)

    @property
    def is_behind(self) -> bool:
        """Whether the curve may be of an earlier state."""
        return self._timer.isActive() or self._task is not None

    def close(self) -> None:
        """Find no more."""
        self._timer.stop()
        self._give_up()

    def _state(self) -> tuple[object, ...]:
        """What the curve depends on: not the threshold itself."""
        truth = self._layer.truth
        rest = replace(self._threshold(), value=0.0)
        revision = truth.revision if truth is not None else -1
        return (id(self._layer.prediction), self._layer.key, revision, rest)

    def _find_soon(self) -> None:
        prediction = self._layer.prediction
        if prediction is None or prediction.probability is None or self._layer.comparison is None:
            self._give_up()
            self._timer.stop()
            self._shown = ()
            self._tell(None)
        elif self._state() != self._shown:
            self._give_up()
            self._timer.start()

    def _find(self) -> None:
        layer, threshold = self._layer, self._threshold()
        prediction, truth = layer.prediction, layer.truth
        if prediction is None or prediction.probability is None:
            return
        probability, pairs = prediction.probability, prediction.pairs
        self._shown = self._state()
        planes = truth.planes if truth is not None else None

        def work(task: Task) -> ThresholdCurve | None:
            cells = Cells.of_bits((probability < 0).view("u1"), 0)
            if planes is not None:
                copied = planes.copy()
                cells = Cells.of_bits(copied.bits, copied.count)
            scores = score_at(probability, cells, threshold, THRESHOLDS, pairs, task.is_cancelled)
            return _curve(list(scores))

        self._task = self._tasks.submit_cancellable(work, self._take)

    def _take(self, curve: ThresholdCurve | None) -> None:
        self._task = None
        self._tell(curve)

    def _tell(self, curve: ThresholdCurve | None) -> None:
        if curve != self.curve:
            self.curve = curve
            self.found.emit(curve)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._shown = ()


def _curve(scores: list[MapScore]) -> ThresholdCurve | None:
    if len(scores) < len(THRESHOLDS):
        return None
    of1 = tuple(score.of1 for score in scores)
    return ThresholdCurve(THRESHOLDS, of1, tuple(score.pixels.f1 for score in scores))

"""One predictor's result for the case on show: its mask, and how it compares with the truth."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.prediction import Prediction
from forgery_viewer.core.records import AUTHENTIC, RecordKey
from forgery_viewer.core.scoring.advice import Step
from forgery_viewer.core.scoring.live import LiveComparison
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.mask_source import MaskSource
from forgery_viewer.state.predicted_mask import Compared, PredictedMask, followed, states_of
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 15
"""A stroke is painted before it is compared."""


class _Made(NamedTuple):
    """What a worker made of a prediction."""

    mask: PredictedMask
    live: LiveComparison | None
    compared: Compared | None
    lacks_truth: bool = False


class PredictionLayer(QObject):
    """Keeps mask and comparison up with the threshold and with the truth as it is painted."""

    changed = Signal()
    """Another result, or the reason why there is none."""
    mask_changed = Signal()
    """Other predicted instances, or other colours of them: `document` is another one."""
    compared = Signal()
    """Compared anew: `comparison` is another one, or None."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.prediction: Prediction | None = None
        self.reason = ""
        self.mask: PredictedMask | None = None
        self.comparison: Compared | None = None
        self.document: MaskDocument | None = None
        self.lacks_truth = False
        """Whether nobody knows what is true: the data set marks nothing, and nothing was done."""
        self.revision = 0
        self._tasks = tasks
        self._key: RecordKey | None = None
        self._truth: MaskDocument | None = None
        self._threshold: Threshold | None = None
        self._source: MaskSource | None = None
        self._advised: tuple[Step, ...] = ()
        self._live: LiveComparison | None = None
        self._task: Task | None = None
        self._is_making = self._wants_another = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._compare)

    @property
    def is_behind(self) -> bool:
        """Whether mask or comparison may be of an earlier state."""
        return self._task is not None or self._timer.isActive()

    @property
    def key(self) -> RecordKey | None:
        """The record whose result is shown."""
        return self._key

    @property
    def truth(self) -> MaskDocument | None:
        """The mask that is compared with."""
        return self._truth

    @property
    def _is_authentic(self) -> bool:
        return self._key is not None and self._key.label == AUTHENTIC

    def set_case(self, key: RecordKey | None, truth: MaskDocument | None) -> None:
        """Show results for another record, and compare them with its mask; the result goes.

        An authentic image is compared with no instance, another one without a mask, or with one
        that the data set gives without a pixel, with nothing.
        """
        self._key = key
        if self._truth is not None:
            self._truth.pixels_changed.disconnect(self._compare_soon)
            self._truth.planes_replaced.disconnect(self._compare_soon)
            self._truth.instances_changed.disconnect(self._colour)
            self._truth.undo_stack.cleanChanged.disconnect(self._compare_soon)
        self._truth = truth
        if truth is not None:
            truth.pixels_changed.connect(self._compare_soon)
            truth.planes_replaced.connect(self._compare_soon)
            truth.instances_changed.connect(self._colour)
            # Saved or as the data set has it: then other instances count.
            truth.undo_stack.cleanChanged.connect(self._compare_soon)
        self.set_prediction(None)

    def set_prediction(self, prediction: Prediction | None, reason: str = "") -> None:
        """Show another result, or say why there is none."""
        self._give_up()
        self.prediction, self.reason = prediction, reason
        self._source = MaskSource(prediction) if prediction is not None else None
        self._live = None
        self._advised = ()
        self.mask = self.comparison = None
        self.lacks_truth = False
        self._replace_document(None)
        self.changed.emit()
        self.mask_changed.emit()
        self.compared.emit()
        if prediction is not None:
            self._make_mask()

    def set_threshold(self, threshold: Threshold | None) -> None:
        """Make the mask so, or show what the predictor says the mask is: None."""
        if threshold != self._threshold:
            self._threshold = threshold
            self._advised = ()
            if self._is_making:
                # Of a slider that is dragged each mask is shown that there is time for.
                self._wants_another = True
            else:
                self._make_mask()

    @property
    def advised(self) -> tuple[Step, ...]:
        """What was dropped and merged by hand; another threshold takes it back."""
        return self._advised

    def follow(self, advice: Step | None) -> None:
        """Drop or merge instances as was advised; None takes all of that back."""
        advised = (*self._advised, advice) if advice is not None else ()
        if advised != self._advised:
            self._advised = advised
            self._make_mask()

    def close(self) -> None:
        """Work no more."""
        self._give_up()

    # The mask -----------------------------------------------------------------------------

    def _make_mask(self) -> None:
        source, threshold = self._source, self._threshold
        if source is None:
            return
        self._give_up()
        truth, is_authentic, advised = self._truth, self._is_authentic, self._advised
        is_given = truth is not None and truth.is_as_given

        def work() -> _Made:
            mask = PredictedMask.of(followed(source.mask(threshold), advised))
            planes = BitPlanes(*mask.planes.bits.shape) if is_authentic else None
            if truth is not None and truth.planes.bits.shape == mask.planes.bits.shape:
                # Copied here: what is painted meanwhile is compared anew anyway.
                planes = truth.planes.copy()
            lacks = not is_authentic and (
                truth is None or (is_given and not truth.planes.bits.any())
            )
            if planes is None or lacks:
                return _Made(mask, None, None, lacks)
            live = LiveComparison(mask.sparse, planes, counts_empty=is_given)
            return _Made(mask, live, Compared.of(live))

        self._is_making = True
        self._task = self._tasks.submit(work, self._take_mask, self._fail)

    def _take_mask(self, made: _Made) -> None:
        self._task, self._is_making = None, False
        self.mask, self._live, self.comparison, self.lacks_truth = made
        self.revision += 1
        if self._wants_another:
            # What is shown says of itself that it is behind.
            self._make_mask()
        self._colour()
        self.compared.emit()

    def _fail(self, error: BaseException) -> None:
        self._task, self._is_making = None, False
        if not isinstance(error, ForgeryViewerError):
            raise error
        self.prediction, self.reason = None, str(error)
        self.changed.emit()

    def _colour(self) -> None:
        """Give the mask the colours of what its instances are assigned to."""
        if self.mask is None:
            return
        truth = self._truth.instances if self._truth is not None else []
        states = states_of(self.mask, self.comparison, truth)
        if self.document is not None and self.document.planes is self.mask.planes:
            if self.document.instances != states:
                self.document.instances = states
                self.document.instances_changed.emit()
                self.mask_changed.emit()
            return
        self._replace_document(self.mask.planes)
        if self.document is not None:
            self.document.instances = states
        self.mask_changed.emit()

    def _replace_document(self, planes: BitPlanes | None) -> None:
        old = self.document
        self.document = None
        if planes is not None and self._key is not None:
            self.document = MaskDocument(self._key, planes, self)
        if old is not None:
            old.deleteLater()

    # The comparison -----------------------------------------------------------------------

    def _compare_soon(self, _box: object = None) -> None:
        if self.prediction is not None and not self._timer.isActive():
            self._timer.start()

    def _compare(self) -> None:
        if self._task is not None:
            # Its truth may be of before the change.
            self._timer.start()
            return
        live, truth = self._live, self._truth
        if truth is None:
            return
        if live is None or (truth.is_as_given and not truth.in_stroke):
            # Perhaps there is a truth now, or none any more.
            self._make_mask()
            return
        planes, counts_empty = truth.planes.copy(), truth.is_as_given

        def work() -> Compared | None:
            is_other = live.counts_empty != counts_empty
            live.counts_empty = counts_empty
            return Compared.of(live) if live.update(planes) or is_other else None

        self._task = self._tasks.submit(work, self._take_comparison, self._fail)

    def _take_comparison(self, compared: Compared | None) -> None:
        self._task = None
        if compared is not None:
            self.comparison = compared
            self._colour()
            self.compared.emit()

    def _give_up(self) -> None:
        self._timer.stop()
        self._is_making = self._wants_another = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

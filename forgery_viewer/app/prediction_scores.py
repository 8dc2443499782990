"""Scores, assignment and advice of the prediction on show, and taking it over into the mask."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.core.records import AUTHENTIC
from forgery_viewer.core.taking_over import Refused, Taking, TakingOver, region_at, take_over
from forgery_viewer.state.predicted_mask import Compared
from forgery_viewer.state.predicted_pictures import NO_TRUTH
from forgery_viewer.state.prediction_layer import PredictionLayer
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.threshold_curve import ThresholdCurve
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.predict.match_table import Match
from forgery_viewer.widgets.predict.score_panel import ScoreFigures
from forgery_viewer.widgets.predict.take_over_panel import IMAGE, INSTANCE
from forgery_viewer.widgets.predict.threshold_curve import CurvePoints
from forgery_viewer.widgets.review_page import ReviewPage

_REFUSED = "take over"


class PredictionScores(QObject):
    """Tells the dock how the prediction compares, and does what its buttons ask for."""

    threshold_wanted = Signal(float)
    take_over_changed = Signal()
    """Whether there is something to take over may be another thing."""

    def __init__(self, page: ReviewPage, dock: PredictDock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._dock = dock
        self._session: PredictionSession | None = None
        self._scope = IMAGE
        self._waiting: Taking | None = None
        dock.score.threshold_moved.connect(self.threshold_wanted)
        dock.score.best_asked.connect(self.threshold_wanted)
        dock.take_over.scope_chosen.connect(self._set_scope)
        dock.take_over.asked.connect(self.ask)
        dock.match.advice_taken.connect(self._follow_advice)
        dock.match.advice_undone.connect(self._undo_advice)
        page.triptych.clicked.connect(self._click)

    def set_session(self, session: PredictionSession | None) -> None:
        """Tell of the predictions of another data set, or of none."""
        self._session = session
        if session is not None:
            session.state.compared.connect(self._show)
            session.state.mask_changed.connect(self._show)
            session.state.result_changed.connect(self._show)
            session.curves.found.connect(self._show_curve)
        self._show(0)

    def _show_curve(self, curve: ThresholdCurve | None) -> None:
        points = None
        if curve is not None:
            points = CurvePoints(curve.thresholds, curve.f1, curve.of1)
        self._dock.score.show_curve(points)

    @property
    def _layer(self) -> PredictionLayer | None:
        return self._session.state.layers[0] if self._session is not None else None

    # Scores -------------------------------------------------------------------------------

    def _show(self, place: int) -> None:
        if place != 0:
            return
        layer = self._layer
        compared = layer.comparison if layer is not None else None
        if layer is None or layer.mask is None or compared is None:
            reason = _why_no_score(layer)
            self._dock.score.show_scores(None, reason)
            self._dock.match.show_reason(reason)
            self._page.figures.show_prediction(None)
        else:
            self._show_scores(layer, compared)
            chosen = self._session.state.chosen(0) if self._session is not None else None
            by = chosen.title if chosen is not None else ""
            self._page.figures.show_prediction(compared.comparison.of1, by)
        self._show_take_over()

    def _show_scores(self, layer: PredictionLayer, compared: Compared) -> None:
        comparison, pixels = compared.comparison, compared.comparison.pixels
        self._dock.score.show_scores(
            ScoreFigures(comparison.of1, pixels.f1, pixels.iou, pixels.precision, pixels.recall)
        )
        states = layer.truth.instances if layer.truth is not None else []
        colours = [states[number].colour for number in compared.numbers if number < len(states)]
        predicted, true = comparison.f.shape
        if not true or not predicted:
            self._dock.match.show_reason(_authentic_words(true, predicted))
            return
        self._dock.match.show_match(
            Match(
                comparison.f.T.tolist(),
                tuple((match.true, match.predicted) for match in comparison.matches),
                colours,
                predicted,
                compared.numbers,
                lambda true, predicted: comparison.pair(predicted, true),
            )
        )
        steps = compared.advice.steps
        action = steps[0].kind.capitalize() if steps else ""
        self._dock.match.show_advice(str(steps[0]) if steps else "", action)
        self._dock.match.show_undo(bool(layer.advised))

    def _follow_advice(self) -> None:
        """Drop or merge what is advised, in what is shown of the prediction."""
        layer = self._layer
        if layer is not None and layer.comparison is not None:
            steps = layer.comparison.advice.steps
            if steps:
                layer.follow(steps[0])

    def _undo_advice(self) -> None:
        if self._layer is not None:
            self._layer.follow(None)

    # Taking over --------------------------------------------------------------------------

    def _set_scope(self, scope: str) -> None:
        self._scope, self._waiting = scope, None
        self._show_take_over()

    def _show_take_over(self) -> None:
        self._dock.take_over.block(self.why_not())
        if self._waiting is not None:
            what = "instance" if self._scope == INSTANCE else "region"
            self._dock.take_over.show_hint(f"Click the {what} on a canvas. Esc leaves it.")
        self.take_over_changed.emit()

    def why_not(self) -> str:
        """Why nothing can be taken over; "" if it can."""
        layer = self._layer
        if layer is None or layer.mask is None or not layer.mask.sparse.count:
            return (
                "Nothing is predicted yet."
                if layer is None or layer.mask is None
                else ("No instance is predicted.")
            )
        if layer.truth is None:
            authentic = layer.key is not None and layer.key.label == AUTHENTIC
            return (
                "An authentic image has no mask to take anything over into."
                if authentic
                else "There is no mask to edit in this case."
            )
        if layer.mask.planes.bits.shape != layer.truth.planes.bits.shape:
            return "The prediction is of another size than the mask."
        return ""

    def ask(self, key: str) -> None:
        """Replace the mask, add to it or subtract from it, by the prediction or what is clicked."""
        taking, layer = Taking(key), self._layer
        if layer is None or layer.mask is None or self.why_not():
            return
        if self._scope != IMAGE:
            self._waiting = taking
            self._show_take_over()
            return
        planes = layer.mask.planes
        predicted = {number: planes.plane(number) for number in range(planes.count)}
        self._take(TakingOver(taking, predicted, whole=True))

    def cancel(self) -> bool:
        """Wait for no click any more; False where none is waited for."""
        waited = self._waiting is not None
        self._waiting = None
        if waited:
            self._show_take_over()
        return waited

    def _click(self, point: QPointF) -> None:
        layer, taking = self._layer, self._waiting
        if taking is None or layer is None or layer.mask is None:
            return
        planes = layer.mask.planes
        row, column = math.floor(point.y()), math.floor(point.x())
        if not (0 <= row < planes.height and 0 <= column < planes.width):
            return
        here = [n for n in range(planes.count) if planes.bits[row, column] & planes.bit(n)]
        if not here:
            self._dock.take_over.show_hint("Nothing is predicted there. Click another place.")
            return
        plane = planes.plane(here[0])
        self._waiting = None
        if self._scope == INSTANCE:
            self._take(TakingOver(taking, {here[0]: plane}))
        else:
            region = region_at(plane, row, column)
            if region is not None:
                self._take(TakingOver(taking, {here[0]: region}, is_region=True))
        self._show_take_over()

    def _take(self, wanted: TakingOver) -> None:
        layer = self._layer
        if layer is None or layer.truth is None:
            return
        document = layer.truth
        pairs = layer.comparison.pairs if layer.comparison is not None else ()
        step = take_over(
            wanted,
            document.planes,
            document.instances,
            pairs,
            spares_others=document.spares_others,
        )
        if isinstance(step, Refused):
            self._page.banner.show_message("warn", step.reason, key=_REFUSED)
        else:
            self._page.banner.dismiss(_REFUSED)
            document.push(step)


def _why_no_score(layer: PredictionLayer | None) -> str:
    if layer is None or layer.prediction is None:
        return (layer.reason if layer is not None else "") or "Nothing is predicted yet."
    if layer.mask is None:
        return "Working out the mask…"
    if layer.lacks_truth:
        return NO_TRUTH
    return "The prediction is of another size than the mask."


def _authentic_words(true: int, predicted: int) -> str:
    if not true and not predicted:
        return "Nothing is forged, and nothing is predicted."
    if not true:
        return "Nothing is forged: every predicted instance is a false alarm."
    return "Nothing is predicted: every true instance is missed."

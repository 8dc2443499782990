"""The Predict page: predictors are chosen and run, and what they find is shown and compared."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.prediction_scores import PredictionScores
from forgery_viewer.app.prediction_views import PredictionViews
from forgery_viewer.app.predictor_source import Offer, PredictorSource, registered_offers
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.prediction import Predictor
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.prediction_runs import RunReport
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_state import ChosenPredictor
from forgery_viewer.state.preferences import PREDICT_AHEAD, PREDICTOR, Preferences
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.compare.choice_box import Option
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.predict.predictor_panel import ALL, FILTERED, NO_SECOND, THIS
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.wording import counted

GROUPINGS = (
    (Grouping.ONE, "All regions together"),
    (Grouping.EACH, "Each region alone"),
    (Grouping.PAIRS, "By matched pairs"),
)
_ALWAYS = ("copy-move", "difference")


class Predicting(QObject):
    """Keeps the dock of the Predict page, the predictors and the data set's results together."""

    dock_made = Signal(object)

    def __init__(
        self,
        page: ReviewPage,
        views: PredictionViews,
        model: DatasetModel,
        selection: RecordSelection,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._views = views
        self._model = model
        self._selection = selection
        self._preferences = preferences
        self.source = PredictorSource(self)
        self.session: PredictionSession | None = None
        self.dock: PredictDock | None = None
        self._scores: PredictionScores | None = None
        self._offers: dict[str, Offer] = {}
        self._wanted = ["", NO_SECOND]
        self._scope = THIS
        self._is_ahead = False
        page.triptych.case_changed.connect(self._take_case)
        model.filter_changed.connect(self._show_counts)
        model.index_changed.connect(self._show_counts)

    def close(self) -> None:
        """Let go of predictors and results."""
        self.set_session(None)
        self.source.close()

    def set_session(self, session: DatasetSession | None) -> None:
        """Predict in another data set, or in none."""
        if self.session is not None:
            self.session.close()
            self.session.deleteLater()
            self.session = None
        self._views.set_state(None)
        self._model.set_scores({})
        if session is not None:
            made = self.session = PredictionSession(session.index, session.workspace, self)
            made.runs.began.connect(self._begin_run)
            made.runs.progressed.connect(self._show_progress)
            made.runs.ended.connect(self._end_run)
            made.state.result_changed.connect(self._show_result)
            made.state.threshold_changed.connect(self._show_threshold)
            self._views.set_state(made.state)
        if self._scores is not None:
            self._scores.set_session(self.session)
        self._take_case()
        if self.dock is not None:
            self._choose(0, self._wanted[0])
            self._choose(1, self._wanted[1])

    # The page -----------------------------------------------------------------------------

    def make_dock(self) -> PredictDock:
        """The panels of the page, made when it is first gone to."""
        if self.dock is not None:
            return self.dock
        dock = self.dock = PredictDock()
        panel = dock.predictor
        panel.predictor_chosen.connect(lambda key: self._choose(0, key))
        panel.second_chosen.connect(lambda key: self._choose(1, key))
        panel.scope_chosen.connect(self._set_scope)
        panel.run_asked.connect(self.run)
        panel.stop_asked.connect(self.stop)
        panel.ahead.setChecked(self._preferences.get(PREDICT_AHEAD))
        panel.ahead_toggled.connect(self._set_ahead)
        dock.map.threshold_changed.connect(lambda value: self._set_threshold(value=value))
        dock.map.least_area_changed.connect(self._set_least_area)
        dock.map.holes_changed.connect(lambda px: self._set_threshold(holes_px=px))
        dock.map.grouping_chosen.connect(lambda key: self._set_threshold(grouping=Grouping(key)))
        dock.map.reset_asked.connect(self._reset_threshold)
        self._scores = PredictionScores(self._page, dock, self)
        self._scores.threshold_wanted.connect(lambda value: self._set_threshold(value=value))
        self._scores.set_session(self.session)
        self._offers = {offer.key: offer for offer in registered_offers()}
        wanted = self._preferences.get(PREDICTOR)
        first = wanted if wanted in self._offers else next(iter(self._offers))
        self._wanted[0] = first
        self._show_predictors()
        self._choose(0, first)
        self._show_counts()
        self._show_threshold()
        self._show_result(0)
        self.dock_made.emit(dock)
        return dock

    # Predictors ---------------------------------------------------------------------------

    def _show_predictors(self) -> None:
        if self.dock is not None:
            options = [Option(offer.key, offer.title) for offer in self._offers.values()]
            self.dock.predictor.show_predictors(options, *self._wanted)

    def _choose(self, place: int, key: str) -> None:
        """Make the predictor that is wanted at a place, then look for its results."""
        self._wanted[place] = key
        if place == 0 and key:
            self._preferences.set(PREDICTOR, key)
            if self._wanted[1] == key:
                self._choose(1, NO_SECOND)
        self._show_predictors()
        state = self.session.state if self.session is not None else None
        if state is None:
            return
        offer = self._offers.get(key)
        if offer is None:
            state.choose(place, None)
            return
        state.choose(place, ChosenPredictor(key, offer.title, "", Threshold()))
        self._block()
        self.source.make(
            offer,
            lambda predictor: self._take_predictor(place, offer, predictor),
            lambda error: self._take_no_predictor(place, offer, error),
        )

    def _take_predictor(self, place: int, offer: Offer, predictor: Predictor) -> None:
        if self._wanted[place] != offer.key or self.session is None:
            return
        chosen = ChosenPredictor(offer.key, offer.title, predictor.identity, Threshold())
        self.session.state.choose(place, chosen)
        if place == 0 and self.dock is not None:
            self.dock.predictor.show_summary(predictor.summary)
            self.dock.predictor.show_note("")
        self._block()
        self._run_ahead()

    def _take_no_predictor(self, place: int, offer: Offer, error: BaseException) -> None:
        if not isinstance(error, ForgeryViewerError):
            raise error
        if self._wanted[place] == offer.key and self.dock is not None:
            self.dock.predictor.show_note(str(error))
            self._block()

    # Runs ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the chosen predictor over the images of the chosen scope."""
        predictor = self.source.made(self._wanted[0])
        if self.session is not None and predictor is not None:
            keys = self._keys()
            self._is_ahead = False
            if keys:
                self.session.runs.start(predictor, keys)

    def _set_ahead(self, ahead: bool) -> None:
        self._preferences.set(PREDICT_AHEAD, ahead)
        self._run_ahead()

    def _run_ahead(self) -> None:
        """Predict what is on show and what comes next, unless the user has a run under way."""
        if self.session is None or self.dock is None or not self.dock.isVisible():
            return
        runs, state = self.session.runs, self.session.state
        predictor = self.source.made(self._wanted[0])
        if predictor is None or not self._preferences.get(PREDICT_AHEAD):
            return
        if state.key is None or (runs.is_running and not self._is_ahead):
            return
        keys = [state.key]
        position = self._selection.position
        if position is not None:
            next_ones = range(position + 1, min(position + 3, self._model.rowCount()))
            keys += [self._model.key_at(place) for place in next_ones]
        missing = [key for key in keys if not self.session.has_result(predictor, key)]
        if missing:
            self._is_ahead = True
            runs.start(predictor, missing)

    def stop(self) -> None:
        """Stop the run; what is predicted so far is kept."""
        if self.session is not None:
            self.session.runs.stop()

    def _keys(self) -> list[RecordKey]:
        index = self._model.dataset_index
        if index is None:
            return []
        if self._scope == THIS:
            key = self.session.state.key if self.session is not None else None
            return [key] if key is not None else []
        if self._scope == FILTERED:
            return [self._model.key_at(place) for place in range(self._model.rowCount())]
        return [index.key(row) for row in range(len(index))]

    def _set_scope(self, scope: str) -> None:
        self._scope = scope if scope in (THIS, FILTERED, ALL) else THIS
        self._block()

    def _begin_run(self, total: int) -> None:
        if self.dock is not None:
            self.dock.predictor.show_note("")
            self.dock.predictor.progress.begin(f"Predicting {counted(total, 'image')}…")
        self._block()

    def _show_progress(self, done: int, total: int, seconds: float) -> None:
        if self.dock is not None:
            self.dock.predictor.progress.show_progress(done, total, seconds)

    def _end_run(self, report: RunReport) -> None:
        if self.dock is not None:
            self.dock.predictor.progress.hide()
            words, tone = report_words(report)
            self.dock.predictor.show_note(words, tone)
        self._block()

    def _block(self) -> None:
        """Say why the predictor cannot be run now, if it cannot."""
        if self.dock is None:
            return
        reason = ""
        if self.session is None:
            reason = "No data set is open."
        elif self.session.runs.is_running:
            reason = "A run is under way. Stop it to begin another."
        elif self.source.made(self._wanted[0]) is None:
            reason = "The predictor is not ready."
        elif not self._keys():
            reason = "There is no image to predict."
        self.dock.predictor.block_run(reason)

    def _show_counts(self) -> None:
        if self.dock is not None:
            self.dock.predictor.show_counts(self._model.rowCount(), self._model.total)
            self._block()

    # The case -----------------------------------------------------------------------------

    def _take_case(self) -> None:
        canvases = self._page.triptych
        if self.session is None:
            return
        case = canvases.case
        key = None
        if case is not None:
            record = case.subject.record or case.authentic.record
            key = record.key if record is not None else None
            current = self._selection.current
            sides = (case.authentic.record, case.subject.record)
            if current is not None and any(side and side.key == current for side in sides):
                key = current
        document = canvases.document
        truth = document if document is not None and document.key == key else None
        self.session.state.set_case(key, truth)
        self._views.suit()
        self._block()
        self._run_ahead()

    def _show_result(self, place: int) -> None:
        if self.dock is None or place != 0 or self.session is None:
            return
        layer = self.session.state.layers[0]
        prediction = layer.prediction
        if prediction is None:
            self.dock.map.block(layer.reason or "Nothing is predicted yet.")
        elif prediction.probability is None:
            self.dock.map.block("This predictor gives instances, no map.")
        else:
            self.dock.map.block("")
        if prediction is not None and prediction.notes:
            self.dock.predictor.show_note(" ".join(_sentence(n) for n in prediction.notes), "2")
        self._show_threshold()

    # The threshold ------------------------------------------------------------------------

    def _set_threshold(self, **changes: object) -> None:
        if self.session is not None:
            state = self.session.state
            state.set_threshold(replace(state.threshold, **changes))  # type: ignore[arg-type]

    def _set_least_area(self, area_px: int) -> None:
        # A region has a pixel at least: the slider's end stands for no limit.
        self._set_threshold(least_area_px=area_px if area_px > 1 else 0)

    def _reset_threshold(self) -> None:
        if self.session is not None:
            self.session.state.set_threshold(None)

    def _show_threshold(self) -> None:
        if self.dock is None or self.session is None:
            return
        state = self.session.state
        threshold = state.threshold
        area_px = max(1, threshold.least_area_px)
        self.dock.map.show_values(threshold.value, area_px, threshold.holes_px)
        prediction = state.layers[0].prediction
        has_pairs = prediction is not None and bool(prediction.pairs)
        options = [
            Option(grouping.value, title)
            for grouping, title in GROUPINGS
            if grouping is not Grouping.PAIRS or has_pairs or grouping is threshold.grouping
        ]
        self.dock.map.show_groupings(options, threshold.grouping.value)
        self.dock.score.show_threshold(threshold.value)


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


def report_words(report: RunReport) -> tuple[str, str]:
    """What to say of a run that ended, and in which tone; nothing of one that went well."""
    if report.reason:
        return report.reason, "danger"
    if report.failed:
        key, reason = report.failed[0]
        more = len(report.failed) - 1
        rest = f" And {counted(more, 'other image')}." if more else ""
        return f"No prediction for {key.case_id}: {_sentence(reason)}{rest}", "warn"
    if report.stopped:
        return f"Stopped after {report.done:,} of {counted(report.total, 'image')}.", "2"
    return "", "2"

"""The Predict page: what predictors find in the case on show, and how maps become masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.bringing import Bringing
from forgery_viewer.app.dataset_scoring import DatasetScoring
from forgery_viewer.app.prediction_running import PredictionRunning, sentence
from forgery_viewer.app.prediction_scores import PredictionScores
from forgery_viewer.app.prediction_views import PredictionViews
from forgery_viewer.app.predictor_choice import PredictorChoice
from forgery_viewer.app.predictor_source import Offer, registered_offers
from forgery_viewer.core.thresholding import Grouping
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.compare.choice_box import Option
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.review_page import ReviewPage

GROUPINGS = (
    (Grouping.ONE, "All regions together"),
    (Grouping.EACH, "Each region alone"),
    (Grouping.PAIRS, "By matched pairs"),
)


class Predicting(QObject):
    """Keeps the dock of the Predict page and the data set's results together."""

    dock_made = Signal(object)
    pairs_told = Signal(object, str)
    """Transforms between regions of the image with the mask, and by whom they were found."""

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
        self.session: PredictionSession | None = None
        self.scoring = DatasetScoring(page.browser, model, selection, self)
        self.dock: PredictDock | None = None
        self._panels: PredictDock | None = None
        """The dock as far as it is made."""
        self._offers: list[Offer] = []
        self._choice: PredictorChoice | None = None
        self.running: PredictionRunning | None = None
        self.scores: PredictionScores | None = None
        self.bringing: Bringing | None = None
        page.triptych.case_changed.connect(self._take_case)

    def close(self) -> None:
        """Let go of predictors and results."""
        self.set_session(None)
        self.scoring.close()
        for part in (self.bringing, self._choice):
            if part is not None:
                part.close()

    def set_session(self, session: DatasetSession | None) -> None:
        """Predict in another data set, or in none."""
        self.scoring.set_session(None, None)
        if self.session is not None:
            self.session.close()
            self.session.deleteLater()
            self.session = None
        self._views.set_state(None)
        if session is not None:
            made = self.session = PredictionSession(session.index, session.workspace, self)
            made.state.result_changed.connect(self._show_result)
            made.state.result_changed.connect(self._tell_pairs)
            made.state.threshold_changed.connect(self._show_threshold)
            self._views.set_state(made.state)
            self.scoring.set_session(session, made)
        self._take_case()
        self._tell_session()

    def _tell_session(self) -> None:
        for part in (self.scores, self.bringing, self.running, self._choice):
            if part is not None:
                part.set_session(self.session)

    # The page -----------------------------------------------------------------------------

    def make_ahead(self) -> Iterator[None]:
        """Make the panels of the dock, one in each step, for when the page is first gone to.

        Nothing is looked for and no predictor is made before that.
        """
        while self._growing_dock().grow():
            yield
        self._find_offers()
        yield

    def _growing_dock(self) -> PredictDock:
        if self._panels is None:
            self._panels = PredictDock(whole=False)
            self._page.add_dock(self._panels)
        return self._panels

    def make_dock(self) -> PredictDock:
        """The panels of the page, put to work when it is first gone to."""
        if self.dock is not None:
            return self.dock
        dock = self.dock = self._growing_dock()
        dock.finish()
        dock.map.threshold_changed.connect(lambda value: self._set_threshold(value=value))
        dock.map.least_area_changed.connect(self._set_least_area)
        dock.map.holes_changed.connect(lambda px: self._set_threshold(holes_px=px))
        dock.map.grouping_chosen.connect(lambda key: self._set_threshold(grouping=Grouping(key)))
        dock.map.reset_asked.connect(self._reset_threshold)
        choice = self._choice = PredictorChoice(
            dock.predictor, self._find_offers(), self._preferences, self
        )
        self.running = PredictionRunning(
            dock.predictor, choice, self._model, self._selection, self._preferences, self
        )
        self.bringing = Bringing(dock.predictor, choice, self._preferences)
        dock.predictor.view_chosen.connect(self._views.set_view)
        self.scores = PredictionScores(self._page, dock, self)
        self.scores.threshold_wanted.connect(lambda value: self._set_threshold(value=value))
        self._tell_session()
        self.scoring.set_dock(dock, self._set_threshold)
        self._show_threshold()
        self._show_result(0)
        self.dock_made.emit(dock)
        return dock

    def _find_offers(self) -> list[Offer]:
        if not self._offers:
            self._offers = registered_offers()
        return self._offers

    # The case -----------------------------------------------------------------------------

    def _take_case(self) -> None:
        """Show what is predicted of the image that is selected, or else of the one with a mask."""
        canvases = self._page.triptych
        if self.session is None:
            return
        case, key = canvases.case, None
        if case is not None:
            sides = [s.record for s in (case.subject, case.authentic) if s.record is not None]
            keys = [record.key for record in sides]
            current = self._selection.current
            key = current if current in keys else next(iter(keys), None)
        document = canvases.document
        truth = document if document is not None and document.key == key else None
        self.session.state.set_case(key, truth)
        self._views.suit()
        if self.running is not None:
            self.running.look_ahead()

    def _show_result(self, place: int) -> None:
        if self.dock is None or place != 0 or self.session is None:
            return
        layer = self.session.state.layers[0]
        prediction = layer.prediction
        if prediction is None:
            self.dock.map.block(layer.reason or "Nothing is predicted yet.")
        elif prediction.probability is None:
            self.dock.map.block("This predictor gives instances, no map.", cleans=True)
        else:
            self.dock.map.block("")
        self.dock.map.show_image_score(None if prediction is None else prediction.image_score)
        notes = prediction.notes if prediction is not None else ()
        self.dock.predictor.show_odd(image=" ".join(map(sentence, notes)))
        self._show_threshold()

    def _tell_pairs(self, _place: int) -> None:
        """Tell how predictors say that regions were copied, the chosen one's first."""
        case, session = self._page.triptych.case, self.session
        if case is None or session is None or case.subject.record is None:
            return
        transforms, names = [], []
        state = session.state
        if state.key == case.subject.record.key:
            for place, layer in enumerate(state.layers):
                chosen = state.chosen(place)
                if chosen is not None and layer.prediction is not None and layer.prediction.pairs:
                    transforms += [pair.transform for pair in layer.prediction.pairs]
                    names.append(chosen.title)
        self.pairs_told.emit(transforms, " or ".join(names))

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

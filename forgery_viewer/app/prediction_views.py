"""Predictions on the canvases: pictures, predicted masks, and lines to what they stand for."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.core.records import AUTHENTIC as AUTHENTIC_LABEL
from forgery_viewer.core.regions import Figures
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    ERRORS,
    FORGED,
    HEAT,
    PREDICTED,
    PREDICTION,
    SECOND_PREDICTION,
    TRUTH,
    PaneContent,
    blinking_contents,
    both_contents,
    predict_contents,
)
from forgery_viewer.state.predicted_pictures import ShownPrediction
from forgery_viewer.state.prediction_state import PredictionState
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.predict.assignment_overlay import (
    Assignment,
    AssignmentOverlay,
    Family,
)
from forgery_viewer.widgets.predict.legends import ErrorLegend, HeatLegend
from forgery_viewer.widgets.predict.predictor_panel import BLINKED, BOTH, ONE
from forgery_viewer.widgets.top_bar import PREDICT
from forgery_viewer.widgets.triptych import Triptych

MOST_REGIONS = 12
"""Regions of an instance that lines go to: a threshold near 0 may make thousands of them."""

_VIEWS = {ONE: predict_contents, BOTH: both_contents, BLINKED: blinking_contents}

MASK_AT = (PREDICTION, SECOND_PREDICTION)
"""The predicted mask of each place."""


class PredictionViews(QObject):
    """Carries what is predicted to the panes that show it."""

    def __init__(
        self, canvases: Triptych, contents: PaneContents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._contents = contents
        self._state: PredictionState | None = None
        self._figures: Figures | None = None
        self._overlay = AssignmentOverlay(canvases)
        self._heat_legends = tuple(HeatLegend(pane) for pane in canvases.panes)
        self._error_legends = tuple(ErrorLegend(pane) for pane in canvases.panes)
        for legend in (*self._heat_legends, *self._error_legends):
            legend.hide()
        self._view = ONE
        contents.keep(PREDICT, predict_contents())
        contents.changed.connect(self._join)
        contents.changed.connect(self._show_legends)
        canvases.layout_changed.connect(lambda _layout: self._join())

    def set_state(self, state: PredictionState | None) -> None:
        """Show the predictions of another data set, or none."""
        self._state = state
        if state is not None:
            state.mask_changed.connect(self._show_mask)
            state.result_changed.connect(self._show_mask)
            state.compared.connect(self._show_compared)
            state.threshold_changed.connect(self._show_legends)
            state.predictors_changed.connect(self._offer)
        self._offer()
        for place in range(len(MASK_AT)):
            self._show_mask(place)
        self._show_assignment(0)

    def show_figures(self, figures: Figures | None) -> None:
        """Take the measured regions of the truth, where lines begin."""
        self._figures = figures
        self._show_assignment(0)

    def _offer(self) -> None:
        """Let panes show what the chosen predictors find."""
        places = range(len(MASK_AT)) if self._state is not None else ()
        chosen = (place for place in places if self._state and self._state.chosen(place))
        found = frozenset(chosen)
        self._contents.set_predictors(found)
        if 1 not in found:
            self.set_view(ONE)

    def set_view(self, view: str) -> None:
        """Show the chosen predictor with the truth, or both: side by side, or blinking."""
        if view != self._view:
            self._view = view
            self._contents.keep(PREDICT, _VIEWS[view]())
            if self._contents.page == PREDICT:
                self._contents.set_all(self._contents.now)
                self.suit()

    def suit(self) -> None:
        """Lay predictions over the image that they are of: an authentic one where it is chosen."""
        state = self._state
        is_authentic = (
            state is not None and state.key is not None and state.key.label == AUTHENTIC_LABEL
        )
        base = AUTHENTIC if is_authentic else FORGED
        self._contents.pictures.set_predicted_base(base)
        if self._contents.page == PREDICT:
            self._contents.set_all(_on(base, content) for content in self._contents.now)

    def _show_mask(self, place: int) -> None:
        layer = self._state.layers[place] if self._state is not None else None
        mask = layer.mask if layer is not None else None
        document = layer.document if layer is not None else None
        figures = _main_regions(mask.figures) if mask is not None else None
        self._canvases.show_predicted(MASK_AT[place], document, figures)
        shown = None
        if layer is not None and mask is not None and layer.prediction is not None:
            chosen = self._state.chosen(place) if self._state is not None else None
            shown = ShownPrediction(
                title=chosen.title if chosen is not None else "",
                probability=layer.prediction.probability,
                planes=mask.planes,
                colour_slots=tuple(s.colour for s in document.instances) if document else (),
                map_revision=id(layer.prediction),
                mask_revision=layer.revision,
                lacks_truth=layer.lacks_truth,
            )
        reason = layer.reason if layer is not None else ""
        self._contents.pictures.set_prediction(place, shown, reason)
        self._contents.ask()
        self._show_compared(place)

    def _show_compared(self, place: int) -> None:
        self._show_assignment(place)
        self._show_legends()

    def _show_legends(self) -> None:
        """Say in the headers what the colours of predictions stand for."""
        for place, (pane, content) in enumerate(
            zip(self._canvases.panes, self._contents.now, strict=True)
        ):
            kind, of = PREDICTED.get(content.source, ("", 0))
            if content.second and PREDICTED.get(content.second, ("", 0))[0] != kind:
                kind = ""
            legend: QWidget | None = None
            if kind == HEAT and pane.shows_image:
                legend = heat = self._heat_legends[place]
                heat.show_threshold(self._state.threshold_of(of).value if self._state else 0.5)
            elif kind == ERRORS and pane.shows_image:
                legend = errors = self._error_legends[place]
                # In turns these are now of the one and now of the other.
                counts = self._error_counts(of) if not content.second else (None,) * 3
                errors.show_counts(*counts)
            pane.header.show_legend(legend)

    def error_words(self, pane: int) -> str:
        """What the legend of an error map says."""
        return ", ".join(self._error_legends[pane].texts)

    def _error_counts(self, place: int) -> tuple[int | None, int | None, int | None]:
        layer = self._state.layers[place] if self._state is not None else None
        if layer is None or layer.comparison is None:
            return None, None, None
        pixels = layer.comparison.comparison.pixels
        return pixels.hit_px, pixels.false_px, pixels.missed_px

    # Lines --------------------------------------------------------------------------------

    def _show_assignment(self, place: int) -> None:
        if place == 0:
            self._overlay.show_assignment(self._assignment())

    def _assignment(self) -> Assignment:
        layer = self._state.layers[0] if self._state is not None else None
        if layer is None or layer.mask is None or layer.comparison is None:
            return Assignment()
        compared, truth = layer.comparison, layer.truth
        colours = [state.colour for state in truth.instances] if truth is not None else []
        slots = {p: colours[t] for t, p in compared.pairs if t < len(colours)}
        matched = {t for t, _p in compared.pairs}
        true = _families(self._figures, {t: colours[t] for t in matched if t < len(colours)})
        predicted = _families(layer.mask.figures, slots)
        scores = compared.comparison.f
        pairs = tuple(
            (compared.numbers[m.true], m.predicted, float(scores[m.predicted, m.true]))
            for m in compared.comparison.matches
            if compared.numbers[m.true] < len(true) and m.predicted < len(predicted)
        )
        return Assignment(true, predicted, pairs)

    def _join(self) -> None:
        """Draw lines where the truth and the prediction stand side by side."""
        truth = prediction = None
        if self._contents.page == PREDICT:
            truth, prediction = self._canvas_with(TRUTH), self._canvas_with(PREDICTION)
        self._overlay.join(truth, prediction)
        on_page = self._contents.page == PREDICT
        for pane, content in zip(self._canvases.panes, self._contents.now, strict=True):
            letter = "T" if content.mask == TRUTH else "P"
            pane.canvas.badge_layer.set_prefix(letter if on_page else "")

    def _canvas_with(self, mask: str) -> Canvas | None:
        shown = set(self._canvases.shown_panes())
        for pane, content in zip(self._canvases.panes, self._contents.now, strict=True):
            is_plain = content.source in (FORGED, AUTHENTIC) and not content.second
            if pane in shown and is_plain and content.shows_mask and content.mask == mask:
                return pane.canvas
        return None


def _main_regions(figures: Figures) -> Figures:
    """The same with the largest region of each instance alone: it bears the number."""
    instances = tuple(
        replace(one, regions=tuple(sorted(one.regions, key=lambda r: -r.area_px)[:1]))
        for one in figures.instances
    )
    return replace(figures, instances=instances)


def _on(base: str, content: PaneContent) -> PaneContent:
    """The same over the image that is predicted."""
    if content.second or content.source not in (AUTHENTIC, FORGED):
        return content
    return replace(content, source=base)


def _families(figures: Figures | None, slots: dict[int, int]) -> tuple[Family, ...]:
    """Instances by the middles of their regions, the largest first."""
    found = []
    for number, instance in enumerate(figures.instances if figures is not None else ()):
        regions = sorted(instance.regions, key=lambda region: -region.area_px)
        points = tuple((r.inside[1] + 0.5, r.inside[0] + 0.5) for r in regions[:MOST_REGIONS])
        found.append(Family(points, slots.get(number)))
    return tuple(found)

"""Scores of the whole data set on the Predict page: in the list, and summed up in the dock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.app.score_saving import ScoreSaving
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.dataset_sweep import DatasetSweep
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.charts.scores import PrecisionRecall, SweepCells
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_figures import DatasetFigures
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_sweep import PredictionSweep
from forgery_viewer.state.prediction_table import PredictionTable
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.tasks import Task, Tasks
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.predict.dock import PredictDock

FILTER_GROUP = "scores"
"""Whose terms in the browser's filter the figures put there and take away."""
ALARMS = "label:authentic of1<1"
_NO_SCORE = float("nan")
_WORTH_TELLING_S = 0.8
"""What takes less is over before it can be read, and would only make the dock jump."""
_NOTHING = "Run the predictor over the filter or over all images to see how it does on them."


class DatasetScoring(QObject):
    """Owns the table of scores of the open data set; tells the list and the dock what is in it."""

    shown = Signal()
    """The dock shows other figures."""

    def __init__(
        self,
        browser: Browser,
        model: DatasetModel,
        selection: RecordSelection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._browser = browser
        self._model = model
        self._selection = selection
        self._session: PredictionSession | None = None
        self.table: PredictionTable | None = None
        self.sweep: PredictionSweep | None = None
        self._dock: PredictDock | None = None
        self.saving: ScoreSaving | None = None
        self._root = Path()
        self._choice: Choice | None = None
        self._lane = Tasks("sums", 1, self)
        self._task: Task | None = None
        self._is_stale = False
        model.filter_changed.connect(self._follow_filter)
        selection.current_changed.connect(self._mark_current)

    def close(self) -> None:
        """Let go of the data set, and end the lane."""
        self.set_session(None, None)
        self._lane.close()
        if self.saving is not None:
            self.saving.close()

    def set_session(
        self, session: DatasetSession | None, predictions: PredictionSession | None
    ) -> None:
        """Score another data set, or none."""
        for part in (self.sweep, self.table):
            if part is not None:
                part.close()
                part.deleteLater()
        self.table = self.sweep = None
        if self._task is not None:
            self._task.cancel()
        self._task, self._is_stale = None, False
        self._session, self._choice = predictions, None
        self._model.set_scores({})
        if session is not None and predictions is not None:
            self._root = session.index.root
            table = self.table = PredictionTable(
                predictions, session.workspace, session.documents, self
            )
            self.sweep = PredictionSweep(predictions, table, self)
            table.changed.connect(self._tell)
            session.details.finished.connect(table.forget_files)
            self._follow_work(table, self.sweep)
            predictions.state.threshold_changed.connect(self._show_present)
        self._activate()

    def set_dock(self, dock: PredictDock, set_threshold: Callable[..., None]) -> None:
        """Show the figures in the dock; from now on somebody looks for scores.

        `set_threshold` takes other `value` and `least_area_px`.
        """
        self._dock = dock
        panel, sweep = dock.dataset, dock.sweep
        self.saving = ScoreSaving(panel, self)
        panel.save_asked.connect(self.save)
        # Queued: what is chosen is seen before the browser lists it.
        panel.chosen.connect(self._choose, Qt.ConnectionType.QueuedConnection)
        panel.kind_chosen.connect(lambda _kind: self._show_choice())
        panel.alarms_asked.connect(lambda: self._toggle(ALARMS))
        panel.compared_asked.connect(lambda name: self._toggle(f"compared:{name}"))
        panel.worst_asked.connect(
            lambda: self._browser.sort_by(Column.OF1, Qt.SortOrder.AscendingOrder)
        )
        panel.stop_asked.connect(lambda: self._have_table(PredictionTable.stop))
        panel.again_asked.connect(lambda: self._have_table(PredictionTable.restart))
        sweep.asked.connect(lambda: self._have_sweep(PredictionSweep.start))
        sweep.stop_asked.connect(lambda: self._have_sweep(PredictionSweep.stop))
        sweep.pair_taken.connect(
            lambda value, area_px: set_threshold(value=value, least_area_px=area_px)
        )
        sweep.threshold_taken.connect(lambda value: set_threshold(value=value))
        self._activate()

    def why_not_save(self) -> str:
        """Why there are no scores to save; "" where there are."""
        return "" if self.table is not None and self.table.scores() else "Nothing is scored yet."

    def save(self) -> None:
        """Ask for a file, and save the scores of every image."""
        if self.saving is not None and self.table is not None and not self.why_not_save():
            self.saving.ask(self._root, self.table)

    def _activate(self) -> None:
        if self._dock is not None:
            self._show_sweep(None)
            self._show_present()
            if self.table is not None:
                self.table.set_active(True)
            self._tell()

    def _have_table(self, act: Callable[[PredictionTable], None]) -> None:
        if self.table is not None:
            act(self.table)

    def _have_sweep(self, act: Callable[[PredictionSweep], None]) -> None:
        if self.sweep is not None:
            act(self.sweep)

    # Work under way -----------------------------------------------------------------------

    def _follow_work(self, table: PredictionTable, sweep: PredictionSweep) -> None:
        table.progressed.connect(self._show_progress)
        table.settled.connect(self._end_progress)
        sweep.began.connect(self._begin_sweep)
        sweep.progressed.connect(self._show_sweep_progress)
        sweep.ended.connect(self._end_sweep)
        sweep.found.connect(self._show_sweep)

    def _show_progress(self, done: int, total: int, seconds: float) -> None:
        if self._dock is not None:
            progress = self._dock.dataset.progress
            if not progress.text:
                if seconds < _WORTH_TELLING_S:
                    return
                progress.begin("Scoring…")
            progress.show_progress(done, total, seconds)

    def _end_progress(self) -> None:
        if self._dock is not None and self.table is not None:
            self._dock.dataset.progress.hide()
            self._dock.dataset.show_stopped(self.table.is_stopped)

    def _begin_sweep(self) -> None:
        if self._dock is not None:
            self._dock.sweep.progress.begin("Trying thresholds and areas…")
            self._block_sweep()

    def _show_sweep_progress(self, done: int, total: int, seconds: float) -> None:
        if self._dock is not None:
            self._dock.sweep.progress.show_progress(done, total, seconds)

    def _end_sweep(self) -> None:
        if self._dock is not None:
            self._dock.sweep.progress.hide()
            self._block_sweep()

    def _block_sweep(self) -> None:
        reason = ""
        if self.why_not_save():
            reason = self.why_not_save()
        elif self.sweep is not None and self.sweep.is_running:
            reason = "Thresholds are being tried out."
        if self._dock is not None:
            self._dock.sweep.block(reason)

    def _show_sweep(self, found: DatasetSweep | None) -> None:
        if self._dock is None:
            return
        if found is None or found.sweep is None:
            self._dock.sweep.show_sweep(None, None)
            return
        curve = PrecisionRecall.of(found.histogram, found.maps)
        self._dock.sweep.show_sweep(SweepCells(found.sweep), curve)

    def _show_present(self) -> None:
        if self._dock is not None and self._session is not None:
            threshold = self._session.state.threshold
            self._dock.sweep.show_present(threshold.value, threshold.least_area_px)

    @property
    def is_behind(self) -> bool:
        """Whether the dock may show figures of earlier scores."""
        return self._task is not None or (self.table is not None and self.table.is_behind)

    # Figures ------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Tell the list at once, and the dock when it is summed up."""
        if self.table is None:
            self._show_figures(None)
            return
        self._model.set_scores(_listed(self.table))
        self._block_sweep()
        if self._task is not None:
            self._is_stale = True
            return
        cases, others = (tuple(self.table.scores(place).values()) for place in (0, 1))
        if not cases:
            self._show_figures(None)
            return
        self._task = self._lane.submit(lambda: DatasetFigures.of(cases, others), self._take)

    def _take(self, figures: DatasetFigures) -> None:
        self._task = None
        if self.table is not None and self.table.scores():
            self._show_figures(figures)
        if self._is_stale:
            self._is_stale = False
            self._tell()

    def _show_figures(self, figures: DatasetFigures | None) -> None:
        if self._dock is None:
            return
        second = self._session.state.chosen(1) if self._session is not None else None
        reason = "" if figures is not None else _NOTHING
        title = second.title if second is not None else ""
        self._dock.dataset.show_figures(figures, reason, title)
        self._show_choice()
        self.shown.emit()

    # The filter ---------------------------------------------------------------------------

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, RecordKey):
            self._selection.select(choice.key)
            return
        if choice is not None and choice.same(self._choice):
            choice = None
        self._choice = choice
        self._show_choice()
        self._filter(choice.terms if choice is not None else "")

    def _toggle(self, terms: str) -> None:
        """List the images that answer to some terms, or again all where these are listed."""
        listed = self._browser.filter_bar.terms_of(FILTER_GROUP)
        self._choice = None
        self._show_choice()
        same = listed and parse_filter(listed) == parse_filter(terms)
        self._filter("" if same else terms)

    def _filter(self, terms: str) -> None:
        self._browser.filter_bar.set_terms(FILTER_GROUP, terms)

    def _follow_filter(self) -> None:
        if self._choice is not None:
            asked = self._model.record_filter.terms
            if not all(term in asked for term in parse_filter(self._choice.terms).terms):
                # Somebody took it out of the filter: then it is no longer chosen.
                self._choice = None
                self._show_choice()

    def _mark_current(self, _key: object) -> None:
        self._show_choice()

    def _show_choice(self) -> None:
        if self._dock is None:
            return
        self._dock.dataset.groups.show_choice(self._choice)
        current = self._selection.current
        mark = Choice("score_dots", "", "", 1, 0.0, key=current) if current is not None else None
        self._dock.dataset.dots.show_choice(mark)


def _listed(table: PredictionTable) -> dict[RecordKey, tuple[float, float, float]]:
    """oF1 and F1 of the chosen predictor, and oF1 of the second one where it has any."""
    other = table.scores(1)
    return {
        key: (score.of1, score.f1, other[key].of1 if key in other else _NO_SCORE)
        for key, score in table.scores(0).items()
    }

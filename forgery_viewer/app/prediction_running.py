"""Runs the chosen predictor over images: this one, those of the filter, all, or those ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.predictor_choice import PredictorChoice
from forgery_viewer.core.prediction import MeasuringPredictor, Needs, Predictor
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.prediction_runs import RunReport
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.preferences import PREDICT_AHEAD, Preferences
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.predict.predictor_panel import ALL, FILTERED, THIS, PredictorPanel
from forgery_viewer.widgets.wording import counted

AHEAD = 2
"""So many images of the list are predicted before they are gone to."""


class PredictionRunning(QObject):
    """Starts and stops runs, and says how far they have come and how they ended."""

    changed = Signal()
    """What can be run now, or stopped, may be another thing."""

    def __init__(
        self,
        panel: PredictorPanel,
        choice: PredictorChoice,
        model: DatasetModel,
        selection: RecordSelection,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._choice = choice
        self._model = model
        self._selection = selection
        self._preferences = preferences
        self._session: PredictionSession | None = None
        self._scope = THIS
        self._is_ahead = self._waits = False
        self._next: tuple[Predictor, list[RecordKey]] | None = None
        """The second predictor and its images, which come after those of the first one."""
        self._told: list[tuple[str, str]] = []
        panel.ahead.setChecked(preferences.get(PREDICT_AHEAD))
        panel.scope_chosen.connect(self._set_scope)
        panel.run_asked.connect(self.run)
        panel.stop_asked.connect(self.stop)
        panel.ahead_toggled.connect(self._set_ahead)
        choice.ready.connect(self._run_waiting)
        choice.failed.connect(self._stop_waiting)
        choice.let_go.connect(self._let_go)
        choice.ready.connect(self.look_ahead)
        choice.ready.connect(self._show_memory)
        model.filter_changed.connect(self._show_counts)
        model.index_changed.connect(self._show_counts)
        self._show_counts()

    def set_session(self, session: PredictionSession | None) -> None:
        """Run over another data set, or over none."""
        self._next = None
        self._session = session
        self._waits = False
        if session is not None:
            session.runs.began.connect(self._begin)
            session.runs.progressed.connect(self._panel.progress.show_progress)
            session.runs.progressed.connect(self._show_memory)
            session.runs.ended.connect(self._end)
        self._show_counts()

    # Runs ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the chosen predictor over the images of the chosen scope, and then the second one."""
        first, second, keys = self._choice.predictor, self._choice.second, self._keys()
        if self._session is not None and first is not None and keys:
            self._begin_with([first, second] if second is not None else [first], keys, ahead=False)

    def run_over(self, scope: str) -> None:
        """Choose a scope and run over it, as soon as the predictor is made."""
        self._panel.scopes.set_choice(scope)
        self._set_scope(scope)
        self._waits = self._choice.predictor is None
        self.run()

    def _run_waiting(self) -> None:
        if self._waits and self._choice.predictor is not None:
            self._waits = False
            self.run()

    def _stop_waiting(self) -> None:
        self._waits = False

    @property
    def is_running(self) -> bool:
        """Whether there is a run that can be stopped."""
        return self._session is not None and self._session.runs.is_running

    def stop(self) -> None:
        """Stop the run; what is predicted so far is kept."""
        self._next = None
        if self._session is not None:
            self._session.runs.stop()

    def _let_go(self, predictor: Predictor) -> None:
        """End a run with a predictor that is out of date, and the predictor after it."""
        session = self._session
        if session is None:
            predictor.close()
            return
        if session.runs.predictor is predictor:
            self.stop()
        session.close_predictor(predictor)

    def look_ahead(self) -> None:
        """Predict what is on show and what comes next, unless the user has a run under way."""
        self._block()
        session = self._session
        if session is None or session.state.key is None or not self._panel.isVisible():
            return
        if session.runs.is_running and not self._is_ahead:
            return
        # What was predicted before only has to be read: nobody needs to ask for it.
        is_on = self._preferences.get(PREDICT_AHEAD)
        wanted = [
            predictor
            for predictor in (self._choice.predictor, self._choice.second)
            if predictor is not None and (is_on or predictor.needs is Needs.KEY)
        ]
        self._begin_with(wanted, self._keys_ahead(session.state.key), ahead=True)

    def _keys_ahead(self, key: RecordKey) -> list[RecordKey]:
        position = self._selection.position
        places = () if position is None else range(position + 1, position + 1 + AHEAD)
        return [key, *(self._model.key_at(p) for p in places if p < self._model.rowCount())]

    def _begin_with(
        self, predictors: Sequence[Predictor], keys: Sequence[RecordKey], *, ahead: bool
    ) -> None:
        """Start with the first of some predictors; the other one comes when that has ended."""
        session = self._session
        if session is None:
            return
        wanted = [
            (predictor, [k for k in keys if not ahead or not session.has_result(predictor, k)])
            for predictor in predictors
        ]
        wanted = [(predictor, lacking) for predictor, lacking in wanted if lacking]
        if wanted:
            # A run under way is ended by the new one, and nothing comes after it.
            self._next = None
            session.runs.stop()
            self._is_ahead, self._told = ahead, []
            self._next = wanted[1] if len(wanted) > 1 else None
            session.runs.start(*wanted[0])

    def _set_ahead(self, ahead: bool) -> None:
        self._preferences.set(PREDICT_AHEAD, ahead)
        self.look_ahead()

    def _set_scope(self, scope: str) -> None:
        self._waits = False
        self._scope = scope if scope in (THIS, FILTERED, ALL) else THIS
        self._block()

    def _keys(self, scope: str = "") -> list[RecordKey]:
        scope = scope or self._scope
        index = self._model.dataset_index
        if index is None or self._session is None:
            return []
        if scope == THIS:
            key = self._session.state.key
            return [key] if key is not None else []
        if scope == FILTERED:
            return [self._model.key_at(place) for place in range(self._model.rowCount())]
        return [index.key(row) for row in range(len(index))]

    # What is said -------------------------------------------------------------------------

    def _begin(self, total: int) -> None:
        if not self._told and not self._is_ahead:
            self._panel.show_note("")
        of = " with the second predictor" if self._told else ""
        self._panel.progress.begin(f"Predicting {counted(total, 'image')}{of}…")
        self._block()

    def _end(self, report: RunReport) -> None:
        self._panel.progress.hide()
        # Where nobody asked, the image on show says itself why it has no prediction.
        told = report if not self._is_ahead else replace(report, failed=(), stopped=False)
        self._told.append(report_words(told))
        said = [told for told in self._told if told[0]]
        words, tones = [told[0] for told in said], [told[1] for told in said]
        worst = next((tone for tone in ("danger", "warn") if tone in tones), "2")
        # Where there is nothing to say of the run, what is said of the image or the file stays.
        if words:
            self._panel.show_note(" ".join(words), worst)
        self._show_memory()
        self._block()
        self._go_on()

    def _go_on(self) -> None:
        """Begin with the second predictor, where it is still wanted."""
        following, self._next = self._next, None
        session = self._session
        if following is None or session is None:
            return
        predictor, keys = following
        if predictor is self._choice.second:
            session.runs.start(predictor, keys)

    def _show_memory(self) -> None:
        predictor = self._choice.predictor
        memory = predictor.memory if isinstance(predictor, MeasuringPredictor) else (0, 0)
        self._panel.show_memory(*memory)

    def _show_counts(self) -> None:
        self._panel.show_counts(self._model.rowCount(), self._model.total)
        self._block()

    def _block(self) -> None:
        self._panel.block_run(self.why_not())
        self.changed.emit()

    def why_not(self, scope: str = "") -> str:
        """Why the predictor cannot be run over the chosen scope, or over another; "" if it can."""
        if self._session is None:
            return "No data set is open."
        if self._session.runs.is_running and not self._is_ahead:
            return "A run is under way. Stop it to begin another."
        if self._choice.predictor is None:
            return "The predictor is not ready."
        return "" if self._keys(scope) else "There is no image to predict."


def sentence(words: str) -> str:
    """Words with a full stop."""
    return words if words.endswith(".") else f"{words}."


def report_words(report: RunReport) -> tuple[str, str]:
    """What to say of a run that ended, and in which tone; nothing of one that went well."""
    if report.reason:
        return sentence(report.reason), "danger"
    if report.failed:
        key, reason = report.failed[0]
        more = len(report.failed) - 1
        rest = f" And {counted(more, 'other image')}." if more else ""
        return f"No prediction for {key.case_id}: {sentence(reason)}{rest}", "warn"
    if report.stopped:
        return f"Stopped after {report.done:,} of {counted(report.total, 'image')}.", "2"
    return "", "2"

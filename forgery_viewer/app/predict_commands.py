"""What the actions of the Predict menu do: the same as the buttons of the Predict page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from forgery_viewer.app.actions import Actions
from forgery_viewer.state.preferences import PREDICT_AHEAD
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.predict.predictor_panel import ALL, FILTERED, THIS
from forgery_viewer.widgets.predict.take_over_panel import ADD, REPLACE, SUBTRACT
from forgery_viewer.widgets.top_bar import PREDICT

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

RUNS = {"predict_this": THIS, "predict_filter": FILTERED, "predict_all": ALL}
TAKES = {"take_replace": REPLACE, "take_add": ADD, "take_subtract": SUBTRACT}
BRINGS = ("bring_model", "bring_submission", "bring_folder", "trusted_files")
STOP, AHEAD, SAVE = "predict_stop", "predict_ahead", "save_scores"

_NO_DATASET = "No data set is open."


class PredictCommands(QObject):
    """Connects the actions to the page, which is gone to first, and made where it never was."""

    def __init__(self, window: MainWindow, actions: Actions, menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._predicting = window.predicting
        self._is_open = False
        # The heat map is a matter of both, seeing and predicting.
        menu.insertAction(actions[AHEAD], actions["prediction"])
        menu.insertSeparator(actions["prediction"])
        for key, scope in RUNS.items():
            self._connect(key, partial(self._run, scope))
        for key, how in TAKES.items():
            self._connect(key, partial(self._take, how))
        for key in BRINGS:
            self._connect(key, partial(self._bring, key))
        self._connect(STOP, self._stop)
        self._connect(SAVE, self._save)
        ahead = actions[AHEAD]
        ahead.setChecked(window.preferences.get(PREDICT_AHEAD))
        ahead.triggered.connect(self._set_ahead)
        window.preferences.changed.connect(self._follow_preference)
        self._predicting.dock_made.connect(self._follow)

    def set_open(self, *, is_open: bool) -> None:
        """Whether there is a data set in which something can be predicted."""
        self._is_open = is_open
        self._enable()

    def why_not(self, key: str) -> str:
        """Why an action of this menu cannot be done now; "" where it can, and of other actions."""
        if not self._is_open and key in (*RUNS, *TAKES, *BRINGS, STOP, AHEAD, SAVE):
            return _NO_DATASET
        running, scores = self._predicting.running, self._predicting.scores
        if key in RUNS:
            return running.why_not(RUNS[key]) if running is not None else ""
        if key in TAKES:
            return scores.why_not() if scores is not None else "Nothing is predicted yet."
        if key == SAVE:
            return self._predicting.scoring.why_not_save()
        if key == STOP and (running is None or not running.is_running):
            return "Nothing is being predicted."
        return ""

    def _connect(self, key: str, act: Callable[[], object]) -> None:
        self._actions[key].triggered.connect(lambda _checked=False: act())

    def _follow(self, _dock: PredictDock) -> None:
        running, scores = self._predicting.running, self._predicting.scores
        self._predicting.scoring.shown.connect(self._enable)
        if running is not None and scores is not None:
            running.changed.connect(self._enable)
            scores.take_over_changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        for key in (*RUNS, *TAKES, *BRINGS, STOP, AHEAD, SAVE):
            self._actions[key].setEnabled(not self.why_not(key))

    # What they do -------------------------------------------------------------------------

    def _run(self, scope: str) -> None:
        self._window.pages.show(PREDICT)
        if self._predicting.running is not None:
            self._predicting.running.run_over(scope)

    def _stop(self) -> None:
        if self._predicting.running is not None:
            self._predicting.running.stop()

    def _take(self, how: str) -> None:
        self._window.pages.show(PREDICT)
        if self._predicting.scores is not None:
            self._predicting.scores.ask(how)

    def _save(self) -> None:
        self._window.pages.show(PREDICT)
        self._predicting.scoring.save()

    def _bring(self, key: str) -> None:
        self._window.pages.show(PREDICT)
        bringing = self._predicting.bringing
        if bringing is None:
            return
        ask = {
            "bring_model": bringing.ask_for_network,
            "bring_submission": bringing.ask_for_submission,
            "bring_folder": bringing.ask_for_folder,
            "trusted_files": bringing.show_trusted,
        }
        ask[key]()

    def _set_ahead(self, ahead: bool) -> None:
        dock = self._predicting.dock
        if dock is not None:
            dock.predictor.ahead.setChecked(ahead)
        else:
            self._window.preferences.set(PREDICT_AHEAD, ahead)

    def _follow_preference(self, key: str) -> None:
        if key == PREDICT_AHEAD.key:
            self._actions[AHEAD].setChecked(self._window.preferences.get(PREDICT_AHEAD))

"""The Predict page as every story of it uses it: its parts, what is pressed, what is waited for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.pane_content import SOURCES
from forgery_viewer.state.prediction_layer import PredictionLayer
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_state import LOOKING
from forgery_viewer.state.prediction_table import PredictionTable
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.predict.predictor_panel import ALL
from tests.e2e.user import CTRL, User, lay_out

Key = Qt.Key


def dock(user: User) -> PredictDock:
    made = user.window.predicting.dock
    assert made is not None
    return made


def session(user: User) -> PredictionSession:
    found = user.window.predicting.session
    assert found is not None
    return found


def layer(user: User) -> PredictionLayer:
    """What the first predictor found in the image on show."""
    return session(user).state.layers[0]


def table(user: User) -> PredictionTable:
    found = user.window.predicting.scoring.table
    assert found is not None
    return found


def reach(user: User, widget: QWidget) -> QWidget:
    """Scroll the dock to a part of it."""
    lay_out()
    dock(user).show_whole(widget)
    return widget


def go_to_predict(user: User) -> None:
    """Go to the page, and choose the predictor that finds the difference of the pair."""
    user.key(Key.Key_3, CTRL)
    panel = dock(user).predictor
    panel.predictors.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("d")
    assert panel.predictors.choice == "difference"
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    wait_until_looked(user)


def run(user: User) -> None:
    """Run on the image on show, and wait until what came of it is seen."""
    wait_until_looked(user)
    _press_run(user)
    user.until(lambda: layer(user).mask is not None, layer(user).mask_changed)
    settle(user)


def run_all(user: User) -> None:
    """Run on every image, and wait until what came of it is summed up."""
    wait_until_looked(user)
    user.click(reach(user, dock(user).predictor.scopes.button(ALL)))
    _press_run(user)
    settle(user)


def _press_run(user: User) -> None:
    button, runs = reach(user, dock(user).predictor.run), session(user).runs
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(button))


def enter(user: User, field: QWidget, number: str) -> None:
    """Write a number into a field of the dock, and wait until everything follows."""
    user.click(reach(user, field))
    user.key(Key.Key_A, CTRL)
    user.type(number)
    user.key(Key.Key_Return)
    settle(user)


def settle(user: User) -> None:
    """Wait until mask, comparison, curves, pictures, list and sums are those of now."""
    shown, contents, curves = layer(user), user.window.contents, session(user).curves
    wait_until_looked(user)
    # Where nothing came of a comparison, only the lane says that it is over.
    idle = session(user)._score_lane.idle  # noqa: SLF001
    user.until(lambda: not shown.is_behind, shown.compared, shown.mask_changed, shown.changed, idle)
    pictures = contents.pictures
    told = (contents.changed, pictures.changed)
    user.until(lambda: not any(map(pictures.is_under_way, SOURCES)), *told)
    user.until(lambda: not curves.is_behind, curves.found)
    wait_until_scored(user)


def wait_until_looked(user: User) -> None:
    """Wait until it is known what was predicted before of the image on show.

    What is said of it makes the sections higher or lower: a button moves under the pointer.
    """
    state = session(user).state
    user.until(
        lambda: all(layer.reason != LOOKING for layer in state.layers),
        state.result_changed,
        session(user).results.found,
    )


def wait_until_scored(user: User) -> None:
    """Wait until the list and the "Data set" section show the scores of now."""
    scoring, scored = user.window.predicting.scoring, table(user)
    user.until(lambda: not scoring.is_behind, scoring.shown, scored.settled, scored.changed)

"""The Predict menu does what the buttons of the Predict page do, and only while they do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from forgery_viewer.app.predict_commands import RUNS, TAKES
from forgery_viewer.state.preferences import PREDICT_AHEAD, PREDICTOR
from forgery_viewer.widgets.predict.trust_dialog import TrustedDialog
from forgery_viewer.widgets.top_bar import REVIEW
from tests.e2e.forged_samples import FORGED, OTHER, write_forged_samples
from tests.e2e.predict_page import dock, layer, reach, session, settle
from tests.e2e.user import User, lay_out

Key = Qt.Key


@pytest.fixture
def at_forgery(user: User, tmp_path: Path) -> User:
    """Somebody who reviews the forgery and has never been on the Predict page."""
    user.window.preferences.set(PREDICTOR, "difference")
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    return user


def menu(user: User) -> QMenu:
    bar = user.window.top_bar.menu_bar
    return next(
        menu for menu in bar.findChildren(QMenu) if menu.title().replace("&", "") == "Predict"
    )


def entry(user: User, text: str) -> QAction:
    return next(a for a in menu(user).actions() if a.text().replace("&", "").startswith(text))


def pick(user: User, text: str) -> None:
    """Open the menu by a click in the bar, and click the entry."""
    bar, found = user.window.top_bar.menu_bar, menu(user)
    user.click(bar, bar.actionGeometry(found.menuAction()).center())
    user.click(found, found.actionGeometry(entry(user, text)).center())
    lay_out()


def enabled(user: User, keys: tuple[str, ...]) -> list[bool]:
    return [user.window.actions_by_key[key].isEnabled() for key in keys]


def predict_by_menu(user: User, text: str) -> None:
    pick(user, text)
    runs = session(user).runs
    user.until(
        lambda: layer(user).prediction is not None and not runs.is_running,
        runs.ended,
        layer(user).changed,
        session(user).state.result_changed,
    )


def test_the_menu_stands_between_mask_and_window(user: User) -> None:
    names = [action.text().replace("&", "") for action in user.window.top_bar.menu_bar.actions()]
    assert names == ["File", "Edit", "View", "Mask", "Predict", "Window", "Help"]
    told = [action.text().replace("&", "") for action in menu(user).actions() if action.text()]
    assert told[:5] == [
        "Predict this image",
        "Predict the filtered images",
        "Predict all images",
        "Stop predicting",
        "Prediction as a picture",
    ]
    assert entry(user, "Prediction").shortcut().toString() == "J"
    assert not any(action.isEnabled() for action in menu(user).actions() if action.text())


def test_this_image_is_predicted_from_the_review(at_forgery: User) -> None:
    assert enabled(at_forgery, tuple(RUNS)) == [True] * 3
    assert enabled(at_forgery, (*TAKES, "predict_stop")) == [False] * 4
    predict_by_menu(at_forgery, "Predict this image")
    assert at_forgery.window.pages.current == "predict"
    assert dock(at_forgery).predictor.scopes.choice == "this"
    state = session(at_forgery).state
    assert state.key == FORGED
    assert layer(at_forgery).prediction is not None


def test_all_images_are_predicted(at_forgery: User) -> None:
    predict_by_menu(at_forgery, "Predict all images")
    assert dock(at_forgery).predictor.scopes.choice == "all"
    at_forgery.choose(OTHER)
    settle(at_forgery)
    assert layer(at_forgery).prediction is not None


def test_what_can_be_run_and_taken_over_is_what_the_buttons_say(at_forgery: User) -> None:
    predict_by_menu(at_forgery, "Predict this image")
    settle(at_forgery)
    panel, take = dock(at_forgery).predictor, dock(at_forgery).take_over
    actions = at_forgery.window.actions_by_key
    runs, seen = session(at_forgery).runs, []

    def compare() -> None:
        seen.append(panel.run.isEnabled())
        assert actions["predict_this"].isEnabled() == panel.run.isEnabled()
        assert actions["predict_stop"].isEnabled() == panel.progress.isVisibleTo(panel)
        for key, how in TAKES.items():
            assert actions[key].isEnabled() == take.buttons[how].isEnabled()

    compare()
    runs.began.connect(lambda _total: compare())
    runs.ended.connect(lambda _report: compare())
    at_forgery.until(
        lambda: not runs.is_running, runs.ended, after=lambda: at_forgery.click(panel.run)
    )
    compare()
    assert False in seen
    assert True in seen


def test_the_prediction_is_taken_over_in_one_step(at_forgery: User) -> None:
    predict_by_menu(at_forgery, "Predict this image")
    settle(at_forgery)
    document = at_forgery.document
    before = document.planes.to_stack()
    at_forgery.window.pages.show(REVIEW)
    assert enabled(at_forgery, tuple(TAKES)) == [
        button.isEnabled() for button in dock(at_forgery).take_over.buttons.values()
    ]
    pick(at_forgery, "Replace")
    mask = layer(at_forgery).mask
    assert mask is not None
    after = document.planes.to_stack()
    assert not np.array_equal(after, before)
    assert np.array_equal(after.any(axis=0), mask.planes.to_stack().any(axis=0))
    at_forgery.until(lambda: not layer(at_forgery).is_behind, layer(at_forgery).compared)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert np.array_equal(document.planes.to_stack(), before)


def test_predict_ahead_is_one_switch_in_two_places(at_forgery: User) -> None:
    preferences = at_forgery.window.preferences
    pick(at_forgery, "Predict ahead")
    assert preferences.get(PREDICT_AHEAD) is True
    at_forgery.window.pages.show("predict")
    check = dock(at_forgery).predictor.ahead
    assert check.isChecked()
    runs = session(at_forgery).runs
    at_forgery.until(
        lambda: layer(at_forgery).prediction is not None and not runs.is_running,
        runs.ended,
        session(at_forgery).state.result_changed,
    )
    reach(at_forgery, check)
    at_forgery.click_left_end(check)
    assert not entry(at_forgery, "Predict ahead").isChecked()
    pick(at_forgery, "Predict ahead")
    assert check.isChecked()


def test_a_model_is_asked_for_and_trusted_files_are_listed(
    at_forgery: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, title: str, *_rest: str) -> tuple[str, str]:
        asked.append(title)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _parent, title: answer(None, title)[0]
    )
    for text in ("Bring a model", "Bring a submission", "Bring masks"):
        pick(at_forgery, text)
    assert asked == ["Bring a network", "Bring a submission", "Bring masks or maps"]
    pick(at_forgery, "Trusted files")
    assert isinstance(at_forgery.dialog(), TrustedDialog)
    at_forgery.key(Key.Key_Escape)
    assert QApplication.activeModalWidget() is None

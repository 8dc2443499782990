"""Two predictors on the Predict page: run one after the other, side by side, and in turns."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.prediction_layer import PredictionLayer
from tests.e2e.forged_samples import FORGED, write_forged_samples
from tests.e2e.predict_page import dock, go_to_predict, reach, session, settle
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page of the forgery, and chosen the difference."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    go_to_predict(user)
    return user


def test_two_predictors_are_run_one_after_the_other_and_shown_side_by_side(at_page: User) -> None:
    user = at_page
    panel, contents = dock(user).predictor, user.window.contents
    assert not panel.views.isVisible()
    assert "difference" not in panel.second.keys, "not against itself"
    choose_second(user)
    both = session(user).state.layers
    runs = session(user).runs
    ended: list[object] = []
    runs.ended.connect(ended.append)
    user.until(lambda: len(ended) == 2, runs.ended, after=lambda: user.click(panel.run))
    for one in both:
        user.until(partial(is_compared, one), one.compared, one.mask_changed)
    sources = [key for key, _title in contents.sources()]
    assert {"heat", "errors", "prediction", "heat:2", "errors:2", "prediction:2"} <= set(sources)
    user.click(reach(user, panel.views.button("both")))
    assert [c.source for c in contents.now] == ["heat", "heat:2", "errors", "errors:2"]
    settle(user)
    assert all(pane.shows_image for pane in user.window.page.triptych.panes)
    user.key(Key.Key_1, CTRL)
    user.key(Key.Key_3, CTRL)
    assert [c.source for c in contents.now] == ["heat", "heat:2", "errors", "errors:2"]
    second = reach(user, panel.second)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Home)
    assert not panel.views.isVisible()
    assert [c.source for c in contents.now] == ["heat", "errors", "forged", "forged"]


def test_two_predictors_take_the_place_of_each_other_in_turns(at_page: User) -> None:
    user = at_page
    panel, pane = dock(user).predictor, user.window.page.triptych.panes[0]
    choose_second(user)
    ended: list[object] = []
    runs = session(user).runs
    runs.ended.connect(ended.append)
    user.until(lambda: len(ended) == 2, runs.ended, after=lambda: user.click(panel.run))
    second = session(user).state.layers[1]
    user.until(partial(is_compared, second), second.compared, second.mask_changed)
    user.click(reach(user, panel.views.button("blink")))
    settle(user)
    timer = user.window.comparing._blink_timer  # noqa: SLF001 - its turns are waited for
    seen: list[str] = []

    def note() -> bool:
        seen.append(pane.header.note)
        return {"now heat map", "now second heat map"} <= set(seen)

    user.until(note, timer.timeout)
    user.click(reach(user, panel.views.button("one")))
    assert not timer.isActive()
    assert [c.mode for c in user.window.contents.now] == ["", "", "", ""]


def is_compared(one: PredictionLayer) -> bool:
    return one.mask is not None and not one.is_behind


def choose_second(user: User) -> None:
    """Compare with what finds copies within the image."""
    panel = dock(user).predictor
    box = reach(user, panel.second)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("c")
    assert panel.second.choice == "copy-move"
    state = session(user).state
    user.until(
        lambda: (second := state.chosen(1)) is not None and second.identity,
        state.predictors_changed,
    )
    assert panel.views.isVisible()

"""Where nobody knows what is true, a prediction is shown and not called wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.state.pane_content import ERRORS
from tests.e2e.predict_page import (
    dock,
    layer,
    reach,
    session,
    settle,
    table,
    wait_until_looked,
    wait_until_scored,
)
from tests.e2e.samples import TEST, write_samples
from tests.e2e.user import CTRL, User

Key = Qt.Key
NO_TRUTH = "There is no truth to compare with."


def test_an_image_without_label_has_no_score_until_a_mask_is_made(
    user: User, tmp_path: Path
) -> None:
    user.open(write_samples(tmp_path / "set"))
    user.choose(TEST)
    user.key(Key.Key_3, CTRL)
    wait_until_looked(user)
    panel, runs = dock(user).predictor, session(user).runs
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    button = reach(user, panel.run)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(button))
    settle(user)
    assert layer(user).mask is not None
    assert dock(user).score.reason == NO_TRUTH
    assert dock(user).score.texts["oF1"] == "\N{EN DASH}"
    assert user.window.contents.pictures.reason(ERRORS) == NO_TRUTH
    assert TEST not in table(user).scores()
    document = user.document
    document.new_instance()
    document.begin_stroke((30.0, 30.0), RoundBrush(20), erase=False)
    document.end_stroke()
    settle(user)
    found = layer(user).comparison
    assert found is not None
    assert dock(user).score.texts["oF1"] == f"{found.comparison.of1:.3f}"
    assert user.window.contents.pictures.reason(ERRORS) == ""
    wait_until_scored(user)
    assert table(user).scores()[TEST].of1 == found.comparison.of1

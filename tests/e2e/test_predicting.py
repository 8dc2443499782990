"""The Predict page: a predictor is run, compared with the truth, and taken over into the mask."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt

from forgery_viewer.state.columns import Column
from forgery_viewer.state.pane_content import ERRORS, HEAT
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.figures_panel import PREDICTION
from tests.e2e.forged_samples import FORGED, OTHER, images, write_forged_samples
from tests.e2e.predict_page import (
    dock,
    enter,
    go_to_predict,
    layer,
    reach,
    run,
    session,
    settle,
    wait_until_looked,
)
from tests.e2e.user import CTRL, User

Key = Qt.Key
Stack = NDArray[np.uint8]


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page of the forgery, and chosen the difference."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    go_to_predict(user)
    return user


def share(user: User) -> NDArray[np.float32]:
    """The map that the difference is, worked out plainly, as it is kept: in float16."""
    authentic, forged = images(user)
    levels = np.abs(forged.astype(int) - authentic).max(axis=2)
    found = np.minimum(levels / 32.0, 1.0).astype(np.float32)
    return np.asarray(found.astype(np.float16), np.float32)


def plain_of1(predicted: Stack, true: Stack) -> float:
    """oF1 by trying every assignment."""
    true = true[true.any(axis=(1, 2))]
    p, g = len(predicted), len(true)
    if not p or not g:
        return float(p == g)
    rows = [[_f(a, b) for b in true] for a in predicted] + [[0.0] * g] * max(0, g - p)
    best = max(
        sum(rows[row][column] for column, row in enumerate(chosen))
        for chosen in permutations(range(len(rows)), g)
    )
    return best / g * g / max(p, g)


def _f(a: Stack, b: Stack) -> float:
    return 2 * float((a & b).sum()) / float(a.sum() + b.sum())


def colour(canvas: Canvas, x: float, y: float) -> tuple[int, int, int]:
    """What is seen at an image point."""
    place = canvas.viewport().mapFrom(canvas.viewport(), QPoint(0, 0))
    view = canvas.view
    column = round((x - view.x) * view.scale + canvas.width() / 2) + place.x()
    row = round((y - view.y) * view.scale + canvas.height() / 2) + place.y()
    seen = canvas.viewport().grab().toImage().pixelColor(column, row)
    return seen.red(), seen.green(), seen.blue()


def test_what_is_predicted_is_seen_and_scored(at_page: User) -> None:
    user = at_page
    panel = dock(user)
    assert "Nothing is predicted" in panel.map.reason
    assert user.window.page.triptych.panes[0].reason.startswith("Nothing is predicted")
    run(user)
    predicted = (share(user) >= 0.5)[np.newaxis].astype(np.uint8)
    truth = user.document.planes.to_stack()
    hit = int((predicted[0] & truth.any(axis=0)).sum())
    false, missed = int(predicted.sum()) - hit, int(truth.any(axis=0).sum()) - hit
    texts = panel.score.texts
    assert texts["oF1"] == f"{plain_of1(predicted, truth):.3f}"
    assert texts["F1"] == f"{2 * hit / (2 * hit + false + missed):.3f}"
    assert texts["IoU"] == f"{hit / (hit + false + missed):.3f}"
    assert texts["Precision"] == f"{hit / (hit + false):.3f}"
    assert texts["Recall"] == f"{hit / (hit + missed):.3f}"
    match = panel.match.table.match
    assert (len(match.scores), match.predicted) == (1, 1)
    assert match.scores[0][0] == pytest.approx(_f(predicted[0], truth[0]))
    heat, errors = user.window.page.triptych.panes[:2]
    assert [content.source for content in user.window.contents.now[:2]] == [HEAT, ERRORS]
    # The copy was found, its source is missed: blue.
    red, green, blue = colour(errors.canvas, 70, 60)
    assert blue > red + 60
    assert blue > green + 30
    assert heat.header.title == "Heat map"
    assert f"Hit {hit:,}" in user.window.prediction_views.error_words(1)


def test_the_mask_follows_the_threshold_without_running_again(at_page: User) -> None:
    user = at_page
    run(user)
    panel = dock(user)
    asked: list[object] = []
    session(user).runs.began.connect(asked.append)
    truth = user.document.planes.to_stack()
    for threshold in ("0.2", "0.9"):
        enter(user, panel.map.threshold.field, threshold)
        predicted = (share(user) >= np.float32(threshold))[np.newaxis].astype(np.uint8)
        mask = layer(user).mask
        assert mask is not None
        np.testing.assert_array_equal(mask.sparse.to_stack(), predicted)
        assert panel.score.texts["oF1"] == f"{plain_of1(predicted, truth):.3f}"
        assert user.window.page.triptych.panes[3].canvas.mask_layer.document is not None
    enter(user, panel.map.least_area.field, "10000")
    assert panel.score.texts["oF1"] == "0.000"
    assert panel.match.reason == "Nothing is predicted: every true instance is missed."
    user.click(reach(user, panel.map.reset))
    settle(user)
    assert session(user).state.threshold.value == 0.5
    assert not asked, "the predictor was asked only once"


def test_the_score_is_told_on_the_review_page_and_follows_each_stroke(at_page: User) -> None:
    user = at_page
    run(user)
    user.key(Key.Key_1, CTRL)
    figures = user.window.page.figures
    predicted = (share(user) >= 0.5).astype(np.uint8)[np.newaxis]
    told = figures.value(PREDICTION)
    assert told == f"{plain_of1(predicted, user.document.planes.to_stack()):.3f}"
    user.key(Key.Key_B)
    user.drag([(20.5, 20.5), (60.5, 30.5)])
    settle(user)
    assert figures.value(PREDICTION) != told
    assert figures.value(PREDICTION) == (
        f"{plain_of1(predicted, user.document.planes.to_stack()):.3f}"
    )
    user.choose(OTHER)
    assert figures.value_label(PREDICTION).isHidden()


def test_taking_over_is_one_step_that_can_be_undone(at_page: User) -> None:
    user = at_page
    run(user)
    panel = dock(user)
    before = user.document.planes.to_stack()
    predicted = (share(user) >= 0.5).astype(np.uint8)
    steps = user.document.undo_stack.count()
    wanted = {
        "replace": predicted,
        "add": before[0] | predicted,
        "subtract": before[0] & ~predicted,
    }
    for key, plane in wanted.items():
        user.click(reach(user, panel.take_over.buttons[key]))
        np.testing.assert_array_equal(user.document.planes.to_stack()[0], plane & 1)
        assert user.document.undo_stack.count() == steps + 1
        settle(user)
        user.key(Key.Key_Z, CTRL)
        np.testing.assert_array_equal(user.document.planes.to_stack(), before)
        settle(user)
    assert panel.score.texts["oF1"] == f"{plain_of1(predicted[np.newaxis], before):.3f}"


def test_one_region_is_taken_over_by_a_click(at_page: User) -> None:
    user = at_page
    run(user)
    panel = dock(user)
    enter(user, panel.map.holes.field, "1000")
    before = user.document.planes.to_stack()
    user.click(reach(user, panel.take_over.scopes.button("region")))
    user.click(reach(user, panel.take_over.buttons["subtract"]))
    assert "Click the region" in panel.take_over.hint
    canvas = user.window.page.triptych.panes[3].canvas
    user.click(canvas.viewport(), _pixel(canvas, 10, 10))
    assert "Nothing is predicted there" in panel.take_over.hint
    np.testing.assert_array_equal(user.document.planes.to_stack(), before)
    user.click(canvas.viewport(), _pixel(canvas, 220, 150))
    after = user.document.planes.to_stack()
    mask = layer(user).mask
    assert mask is not None
    region = mask.planes.plane(0)
    # All of the copy is one region, and two pixels far below it are another.
    np.testing.assert_array_equal(after[0] != 0, (before[0] != 0) & ~region)
    assert user.document.undo_stack.undoText() == "Subtract prediction, region of P1"


def _pixel(canvas: Canvas, x: float, y: float) -> QPoint:
    view = canvas.view
    return QPoint(
        round((x - view.x) * view.scale + canvas.width() / 2),
        round((y - view.y) * view.scale + canvas.height() / 2),
    )


def test_a_locked_instance_is_not_taken_over_into(at_page: User) -> None:
    user = at_page
    run(user)
    user.document.set_locked(0, True)
    before = user.document.planes.to_stack()
    user.click(reach(user, dock(user).take_over.buttons["replace"]))
    np.testing.assert_array_equal(user.document.planes.to_stack(), before)
    assert "Instance 1 is locked" in user.window.page.banner.text


def test_results_are_kept_and_found_again(at_page: User) -> None:
    user = at_page
    run(user)
    shown = dock(user).score.texts
    user.choose(OTHER)
    settle(user)
    assert "Nothing is predicted" in dock(user).map.reason
    user.choose(FORGED)
    user.until(lambda: layer(user).mask is not None, layer(user).mask_changed)
    settle(user)
    assert dock(user).score.texts == shown
    root = user.index.root
    user.case_comes(lambda: user.window.open_dataset(root))
    user.choose(FORGED)
    user.key(Key.Key_3, CTRL)
    user.until(lambda: layer(user).mask is not None, layer(user).mask_changed)
    settle(user)
    assert dock(user).score.texts == shown, "and so in another session"


def test_a_predictor_that_needs_a_pair_says_so_without_one(user: User, samples: Path) -> None:
    from tests.e2e.samples import ALONE

    user.open(samples)
    user.choose(ALONE)
    user.key(Key.Key_3, CTRL)
    box = dock(user).predictor.predictors
    box.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("d")
    panel = dock(user).predictor
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    wait_until_looked(user)
    runs = session(user).runs
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(panel.run))
    assert "no authentic partner" in panel.note
    assert "no authentic partner" in dock(user).map.reason


def test_the_list_shows_what_is_scored(at_page: User) -> None:
    user = at_page
    table = user.window.page.browser.table
    assert not table.isColumnHidden(Column.OF1)
    assert table.isColumnHidden(Column.COVERAGE)
    user.key(Key.Key_1, CTRL)
    assert table.isColumnHidden(Column.OF1)
    assert not table.isColumnHidden(Column.COVERAGE)


def test_what_comes_next_is_predicted_ahead(at_page: User) -> None:
    user = at_page
    runs, found = session(user).runs, session(user).results
    identity = session(user).state.chosen(0)
    assert identity is not None
    box = reach(user, dock(user).predictor.ahead)
    user.until(
        lambda: not runs.is_running and found.at_hand(identity.identity, OTHER) is not None,
        runs.ended,
        after=lambda: user.click(box, QPoint(8, box.height() // 2)),
    )
    user.choose(OTHER)
    user.until(lambda: layer(user).mask is not None, layer(user).mask_changed)
    settle(user)
    assert dock(user).score.texts["oF1"] != "\N{EN DASH}"


def test_each_pair_of_instances_has_its_own_scores(at_page: User) -> None:
    user = at_page
    run(user)
    panel = dock(user).match
    predicted = share(user) >= 0.5
    true = user.document.planes.to_stack()[0] != 0
    hit = int((predicted & true).sum())
    wanted = (
        2 * hit / (int(predicted.sum()) + int(true.sum())),
        hit / int((predicted | true).sum()),
        hit / int(predicted.sum()),
        hit / int(true.sum()),
    )
    assert panel.pairs.lines == [("T1", "P1", *(f"{score:.3f}" for score in wanted))]
    assert "T1 with P1: F1" in panel.pairs.accessibleDescription()
    user.click(reach(user, panel.table), panel.table.cell(0, 0).center().toPoint())
    assert len(panel.pairs.lines) == 1, "it is there already"


def test_the_curve_shows_every_threshold_and_its_best_is_taken_by_a_click(at_page: User) -> None:
    user = at_page
    run(user)
    curves, panel = session(user).curves, dock(user)
    user.until(lambda: curves.curve is not None and not curves.is_behind, curves.found)
    curve = curves.curve
    assert curve is not None
    truth = user.document.planes.to_stack()
    for place in (3, 40, 77, 100):
        predicted = (share(user) >= np.float32(place / 100))[np.newaxis].astype(np.uint8)
        predicted = predicted[predicted.any(axis=(1, 2))]
        assert curve.of1[place] == pytest.approx(plain_of1(predicted, truth))
    best = int(np.argmax(curve.of1))
    assert panel.score.best.text() == f"Use best, {best / 100:.2f}"
    user.click(reach(user, panel.score.best))
    settle(user)
    assert session(user).state.threshold.value == pytest.approx(best / 100)
    assert panel.score.texts["oF1"] == f"{max(curve.of1):.3f}"
    assert panel.score.best.text() == "No threshold is better"
    assert not panel.score.best.isEnabled()
    plot = panel.score.curve
    user.click(reach(user, plot), plot.place_of(0.75, 0.5).toPoint())
    settle(user)
    assert session(user).state.threshold.value == pytest.approx(0.75)

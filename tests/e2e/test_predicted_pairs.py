"""What a predictor found, compared with anything else on any canvas: maps, masks and errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.pane_content import DIFFERENCE, ERRORS, HEAT, PREDICTION, TRUTH
from forgery_viewer.state.pane_content import FORGED as FORGED_IMAGE
from tests.e2e.forged_samples import (
    FORGED,
    enter,
    go_to_compare,
    wait_for_pictures,
    write_forged_samples,
)
from tests.e2e.test_any_pair import choose, pixels
from tests.e2e.test_canvases import choose_in_menu
from tests.e2e.test_comparing import LINE_PX, check_pixels
from tests.e2e.test_predicting import dock as predict_dock
from tests.e2e.test_predicting import run, session
from tests.e2e.test_seeing import centres, in_sight, picture
from tests.e2e.user import CTRL, User

Key = Qt.Key

PAIRS = [(HEAT, FORGED_IMAGE), (PREDICTION, TRUTH), (DIFFERENCE, ERRORS), (HEAT, PREDICTION)]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who had the forgery predicted and looks at it from near, without any mask."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.key(Key.Key_3, CTRL)
    box = predict_dock(user).predictor.predictors
    box.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("d")
    panel = predict_dock(user).predictor
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    run(user)
    user.key(Key.Key_2, CTRL)
    user.focus_canvas()
    user.turn_wheel(7, (160, 120))
    user.window.view_options.set_overlay(False)
    user.window.view_options.set_aid("minimap", False)
    return user


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_curtain_blink_blend_and_side_by_side(at_case: User, pair: tuple[str, str]) -> None:
    dock = go_to_compare(at_case)
    for box, source in zip((dock.pair.first, dock.pair.second), pair, strict=True):
        choose(at_case, dock, box, source)
    wait_for_pictures(at_case)
    at_case.focus_canvas()
    canvas = at_case.overlay
    first, second = (pixels(at_case, source) for source in pair)
    assert (first != second).any()
    line = round(canvas.width() / 2)
    check_pixels(canvas, first, 0, line - LINE_PX)
    check_pixels(canvas, second, line + LINE_PX)

    at_case.click(at_case.button(dock.pair, "Blink"))
    at_case.focus_canvas()
    check_pixels(canvas, first)
    at_case.hold(Key.Key_QuoteLeft)
    check_pixels(canvas, second)
    at_case.let_go(Key.Key_QuoteLeft)

    at_case.click(at_case.button(dock.pair, "Blend"))
    enter(at_case, dock, dock.pair.blend.field, "70")
    canvas.cursor_layer.hide()
    y, x = centres(canvas, first.shape)
    seen = in_sight(canvas, y, x)
    expected = first * 0.3 + second * 0.7
    assert np.abs(picture(canvas)[y[seen], x[seen]] - expected[seen]).max() <= 2

    at_case.click(at_case.button(dock.pair, "Side by side"))
    check_pixels(at_case.window.page.triptych.panes[0].canvas, first)
    check_pixels(canvas, second)


def test_every_canvas_takes_a_prediction_as_picture_and_over_one(at_case: User) -> None:
    at_case.window.view_options.set_layout("grid")
    at_case.window.view_options.set_overlay(True)
    at_case.key(Key.Key_R)
    predicted = session(at_case).state.layers[0].mask
    for place, pane in enumerate(at_case.window.page.triptych.panes):
        for title, source in (
            ("Heat map", HEAT),
            ("Error map", ERRORS),
            ("Prediction", PREDICTION),
        ):
            choose_in_menu(at_case, pane, title)
            wait_for_pictures(at_case)
            assert at_case.window.contents.now[place].source == source
            shown = pane.canvas.pyramid
            assert shown is not None
            assert shown is at_case.window.contents.pictures.get(source)
        choose_in_menu(at_case, pane, "Forged")
        before = picture(pane.canvas)
        choose_in_menu(at_case, pane, "Prediction over it")
        document = pane.canvas.mask_layer.document
        assert document is not None
        assert document is not at_case.document
        assert predicted is not None
        assert document.planes.union().sum() == predicted.planes.union().sum()
        assert (picture(pane.canvas) != before).any()
        choose_in_menu(at_case, pane, "Prediction over it")
        assert pane.canvas.mask_layer.document is None

"""What a predictor found, compared with anything else on any canvas: maps, masks and errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.pane_content import DIFFERENCE, ERRORS, HEAT, PREDICTION, TRUTH
from forgery_viewer.state.pane_content import FORGED as FORGED_IMAGE
from tests.e2e.forged_samples import (
    FORGED,
    go_to_compare,
    wait_for_pictures,
    write_forged_samples,
)
from tests.e2e.predict_page import go_to_predict, layer, run
from tests.e2e.test_any_pair import check_curtain_blink_and_blend, choose, pixels
from tests.e2e.test_canvases import choose_in_menu
from tests.e2e.test_comparing import check_pixels
from tests.e2e.test_seeing import picture
from tests.e2e.user import CTRL, User

Key = Qt.Key

PAIRS = [(HEAT, FORGED_IMAGE), (PREDICTION, TRUTH), (DIFFERENCE, ERRORS), (HEAT, PREDICTION)]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who had the forgery predicted and looks at it from near, without any mask."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    go_to_predict(user)
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
    first, second = (pixels(at_case, source) for source in pair)
    check_curtain_blink_and_blend(at_case, dock, first, second, 70)
    at_case.click(at_case.button(dock.pair, "Side by side"))
    check_pixels(at_case.window.page.triptych.panes[0].canvas, first)
    check_pixels(at_case.overlay, second)


def test_every_canvas_takes_a_prediction_as_picture_and_over_one(at_case: User) -> None:
    at_case.window.view_options.set_layout("grid")
    at_case.window.view_options.set_overlay(True)
    at_case.key(Key.Key_R)
    predicted = layer(at_case).mask
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

"""Brightness and the like of a case: said in the header, taken back by a click, kept or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.compare.dock import CompareDock
from tests.e2e.forged_samples import (
    FORGED,
    enter,
    go_to_compare,
    images,
    reach,
    wait_for_pictures,
    write_forged_samples,
)
from tests.e2e.test_comparing import check_pixels
from tests.e2e.test_seeing import picture
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, keyboard on the overlay."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.window.view_options.set_aid("minimap", False)
    user.focus_canvas()
    user.turn_wheel(7, (160, 120))
    user.type("v")
    return user


def work(user: User) -> CanvasPane:
    return user.window.page.triptych.overlay


def brighten(user: User) -> CompareDock:
    """Make the canvas at work brighter on the compare page, and give it the keyboard again."""
    dock = go_to_compare(user)
    user.focus_canvas()
    enter(user, dock, dock.tones.rows["brightness"].field, "40")
    user.focus_canvas()
    return dock


def turn_keeping(user: User, dock: CompareDock) -> None:
    reach(dock, dock.tones.keep)
    user.click_left_end(dock.tones.keep)
    user.focus_canvas()


def step(user: User, key: Qt.Key) -> None:
    user.case_comes(lambda: user.key(key))
    wait_for_pictures(user)


def test_each_case_is_shown_as_it_is_until_tones_are_set_for_it(at_case: User) -> None:
    dock, pane = brighten(at_case), work(at_case)
    assert pane.note.endswith("brightness + 40 %")
    bright = picture(pane.canvas)

    step(at_case, Key.Key_D)
    step(at_case, Key.Key_D)
    assert "brightness" not in pane.note
    assert not pane.header.reset.isVisible()
    assert dock.tones.tones.is_neutral
    authentic, _forged = images(at_case)
    check_pixels(pane.canvas, authentic, right_px=round(pane.canvas.width() / 2) - 14)

    step(at_case, Key.Key_A)
    step(at_case, Key.Key_A)
    assert pane.note.endswith("brightness + 40 %")
    assert np.array_equal(picture(pane.canvas), bright), "it is as it was left"


def test_tones_can_be_kept_from_case_to_case_and_are_said(at_case: User) -> None:
    dock, pane = brighten(at_case), work(at_case)
    turn_keeping(at_case, dock)
    step(at_case, Key.Key_D)
    step(at_case, Key.Key_D)
    assert pane.note.endswith("brightness + 40 %")
    assert dock.tones.rows["brightness"].value == 40
    assert pane.header.reset.isVisible()


def test_a_click_in_the_header_shows_the_picture_as_it_is(at_case: User) -> None:
    pane = work(at_case)
    before = picture(pane.canvas)
    dock = brighten(at_case)
    at_case.key(Key.Key_1, CTRL)
    assert "brightness" not in pane.note, "another page, other canvases"
    at_case.key(Key.Key_2, CTRL)
    assert "brightness + 40 %" in pane.header.reset.toolTip()
    at_case.click(pane.header.reset)
    assert not pane.header.reset.isVisible()
    assert "brightness" not in pane.note
    assert dock.tones.tones.is_neutral
    at_case.key(Key.Key_1, CTRL)
    assert np.array_equal(picture(pane.canvas), before)


def test_what_is_said_of_the_mask_hides_no_tones(at_case: User) -> None:
    pane, contents = work(at_case), at_case.window.contents
    contents.set_tones(2, contents.now[2].tones.with_(inverted=True))
    assert pane.title == "Overlay"
    assert pane.note == "truth · inverted"
    at_case.drag([(150, 100), (160, 110)])
    assert pane.note == "truth, edited · inverted"


def test_another_data_set_begins_with_its_images_as_they_are(at_case: User, tmp_path: Path) -> None:
    brighten(at_case)
    at_case.open(write_forged_samples(tmp_path / "other"))
    at_case.choose(FORGED)
    go_to_compare(at_case)
    assert "brightness" not in work(at_case).note

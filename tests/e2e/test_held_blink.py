"""The other picture under the backquote: in the tones of the first, whatever comes meanwhile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.tones import equalised
from forgery_viewer.state.pane_content import DIFFERENCE
from tests.e2e.forged_samples import enter, go_to_compare, images, look_from_near, wait_for_pictures
from tests.e2e.samples import ALONE, PRISTINE, write_samples
from tests.e2e.test_comparing import check_pixels
from tests.e2e.user import User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, without its mask, keyboard on the overlay."""
    look_from_near(user, tmp_path / "forged")
    return user


def test_contrast_that_is_raised_is_raised_in_both(at_case: User) -> None:
    authentic, forged = images(at_case)
    dock = go_to_compare(at_case)
    at_case.click(at_case.button(dock.pair, "Blink"))
    at_case.focus_canvas()
    enter(at_case, dock, dock.tones.rows["local"].field, "4")
    wait_for_pictures(at_case)
    at_case.focus_canvas()
    check_pixels(at_case.overlay, equalised(authentic, 4.0))
    at_case.hold(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, equalised(forged, 4.0))
    at_case.let_go(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, equalised(authentic, 4.0))


def test_it_is_raised_in_a_partner_that_no_canvas_shows(at_case: User) -> None:
    authentic, _forged = images(at_case)
    dock = go_to_compare(at_case)
    first = at_case.window.page.triptych.panes[0].canvas
    first.setFocus()
    enter(at_case, dock, dock.tones.rows["local"].field, "6")
    wait_for_pictures(at_case)
    first.setFocus()
    at_case.hold(Key.Key_QuoteLeft)
    wait_for_pictures(at_case)
    check_pixels(first, equalised(authentic, 6.0))
    at_case.let_go(Key.Key_QuoteLeft)


def test_a_picture_that_comes_meanwhile_changes_nothing_of_it(at_case: User) -> None:
    _authentic, forged = images(at_case)
    go_to_compare(at_case)
    at_case.focus_canvas()
    at_case.type("y")
    wait_for_pictures(at_case)
    pane = at_case.window.page.triptych.overlay
    assert at_case.window.contents.now[2].source == DIFFERENCE
    at_case.hold(Key.Key_QuoteLeft)
    assert pane.note == "now authentic"
    authentic = images(at_case)[0]
    at_case.window.comparing.differences.choose_pair("forged", "truth")
    wait_for_pictures(at_case)
    check_pixels(at_case.overlay, authentic)
    at_case.let_go(Key.Key_QuoteLeft)
    shown = at_case.overlay.pyramid
    assert shown is not None
    assert not np.array_equal(shown.image, forged)
    assert not pane.note.startswith("now ")


@pytest.mark.parametrize("key", [ALONE, PRISTINE])
def test_that_there_is_no_other_one_is_said(user: User, tmp_path: Path, key: object) -> None:
    user.open(write_samples(tmp_path / "set"))
    user.choose(key)  # type: ignore[arg-type]
    panes = user.window.page.triptych.panes
    pane = next(p for p in panes if p.shows_image)
    pane.canvas.setFocus()
    note = pane.note
    user.hold(Key.Key_QuoteLeft)
    lacks = "authentic" if key == ALONE else "forged"
    assert pane.note == f"no {lacks} image to compare with"
    user.let_go(Key.Key_QuoteLeft)
    assert pane.note == note

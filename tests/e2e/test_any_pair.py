"""Every way to compare works on any two pictures: images, truth, difference, filtered ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    DIFFERENCE,
    FILTERED,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    TRUTH,
)
from forgery_viewer.state.pane_content import FORGED as FORGED_IMAGE
from forgery_viewer.widgets.compare.choice_box import ChoiceBox
from forgery_viewer.widgets.compare.dock import CompareDock
from tests.e2e.forged_samples import (
    enter,
    go_to_compare,
    images,
    look_from_near,
    reach,
    wait_for_pictures,
)
from tests.e2e.samples import ALONE, write_samples
from tests.e2e.test_comparing import LINE_PX, check_pixels, wait_for_counts
from tests.e2e.test_comparing_tools import choose_view
from tests.e2e.test_seeing import centres, in_sight, picture
from tests.e2e.user import User

Key = Qt.Key
Image = NDArray[np.uint8]

PAIRS = [
    (TRUTH, FORGED_IMAGE),
    (FILTERED_AUTHENTIC, FILTERED_FORGED),
    (FORGED_IMAGE, FILTERED_FORGED),
    (DIFFERENCE, TRUTH),
]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, without its mask, keyboard on the overlay."""
    look_from_near(user, tmp_path / "forged")
    return user


def choose(user: User, dock: CompareDock, box: ChoiceBox, key: str) -> None:
    """Go to an entry of a list by the keyboard."""
    reach(dock, box).setFocus(Qt.FocusReason.TabFocusReason)
    keys = [source for source, _name in user.window.contents.sources()]
    steps = keys.index(key) - keys.index(box.choice)
    for _ in range(abs(steps)):
        user.key(Key.Key_Down if steps > 0 else Key.Key_Up)
    assert box.choice == key


def choose_pair(user: User, first: str, second: str) -> CompareDock:
    dock = go_to_compare(user)
    if {first, second} & set(FILTERED):
        choose_view(user, dock, "high-pass-residual")
    choose(user, dock, dock.pair.first, first)
    choose(user, dock, dock.pair.second, second)
    wait_for_pictures(user)
    user.focus_canvas()
    return dock


def pixels(user: User, source: str) -> Image:
    found = user.window.contents.pictures.get(source)
    assert found is not None
    image = found.image
    return image if image.ndim == 3 else np.stack([image] * 3, axis=2)


def check_curtain_blink_and_blend(
    user: User, dock: CompareDock, first: Image, second: Image, percent: int
) -> None:
    """Fail unless the overlay shows two pictures in every way; blended, `percent` of the second."""
    canvas = user.overlay
    assert (first != second).any()
    line = round(canvas.width() / 2)
    check_pixels(canvas, first, 0, line - LINE_PX)
    check_pixels(canvas, second, line + LINE_PX)

    user.click(user.button(dock.pair, "Blink"))
    user.focus_canvas()
    check_pixels(canvas, first)
    user.hold(Key.Key_QuoteLeft)
    check_pixels(canvas, second)
    user.let_go(Key.Key_QuoteLeft)

    user.click(user.button(dock.pair, "Blend"))
    enter(user, dock, dock.pair.blend.field, str(percent))
    y, x = centres(canvas, first.shape)
    seen = in_sight(canvas, y, x)
    expected = first * (1 - percent / 100) + second * (percent / 100)
    assert np.abs(picture(canvas)[y[seen], x[seen]] - expected[seen]).max() <= 2


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_curtain_blink_and_blend(at_case: User, pair: tuple[str, str]) -> None:
    dock = choose_pair(at_case, *pair)
    first, second = (pixels(at_case, source) for source in pair)
    check_curtain_blink_and_blend(at_case, dock, first, second, 30)


@pytest.mark.parametrize("pair", PAIRS[:3], ids=" and ".join)
def test_the_difference_and_its_counts_are_those_of_the_pair(
    at_case: User, pair: tuple[str, str]
) -> None:
    dock = choose_pair(at_case, *pair)
    pane = at_case.window.page.triptych.forged
    assert pane.title == "Difference"
    names = [at_case.window.contents.name(source) for source in pair]
    said = f"{names[0]} against {names[1].lower()}"
    assert dock.difference.subject == said
    assert pane.note.startswith(said.lower())
    covered = at_case.document.planes.union()
    for threshold in (16, 40):
        enter(at_case, dock, dock.difference.threshold.field, str(threshold))
        wait_for_pictures(at_case)
        counting = at_case.window.comparing.differences.of_pair
        at_case.until(lambda: not counting.is_behind, counting.counted)  # noqa: B023
        first, second = (pixels(at_case, source).astype(int) for source in pair)
        levels = abs(first - second).max(axis=2)
        shown = np.where(levels > threshold, np.minimum(4 * levels, 255), 0).astype(np.uint8)
        check_pixels(pane.canvas, np.stack([shown] * 3, axis=2))
        over = levels > threshold
        inside, outside = (over & covered).sum(), (over & ~covered).sum()
        assert dock.difference.counts == (f"{inside:,} px", f"{outside:,} px")


def test_counts_follow_the_mask_that_is_compared(at_case: User) -> None:
    dock = choose_pair(at_case, TRUTH, AUTHENTIC)
    counting = at_case.window.comparing.differences.of_pair
    at_case.until(lambda: not counting.is_behind, counting.counted)
    before = dock.difference.counts
    at_case.document.delete_instance(0)
    wait_for_pictures(at_case)
    at_case.until(lambda: not counting.is_behind, counting.counted)
    authentic, _forged = (image.astype(int) for image in images(at_case))
    assert dock.difference.counts == ("0 px", f"{(authentic.max(axis=2) > 16).sum():,} px")
    assert before != dock.difference.counts


def test_elsewhere_the_difference_is_that_of_the_images(at_case: User) -> None:
    dock = choose_pair(at_case, TRUTH, FORGED_IMAGE)
    at_case.key(Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    at_case.type("y")
    wait_for_pictures(at_case)
    authentic, forged = (image.astype(int) for image in images(at_case))
    levels = abs(forged - authentic).max(axis=2)
    shown = np.where(levels > 16, np.minimum(4 * levels, 255), 0).astype(np.uint8)
    check_pixels(at_case.overlay, np.stack([shown] * 3, axis=2))
    assert "against" not in at_case.window.page.triptych.overlay.note
    dock = choose_pair(at_case, AUTHENTIC, FORGED_IMAGE)
    wait_for_counts(at_case)
    assert dock.difference.subject == ""
    assert dock.difference.counts[1] == "2 px"


def test_a_pair_is_swapped_without_another_difference(at_case: User) -> None:
    dock = choose_pair(at_case, TRUTH, FORGED_IMAGE)
    before = at_case.window.page.triptych.forged.canvas.pyramid
    at_case.click(dock.pair.swap)
    wait_for_pictures(at_case)
    assert at_case.window.page.triptych.forged.canvas.pyramid is before
    line = round(at_case.overlay.width() / 2)
    check_pixels(at_case.overlay, pixels(at_case, FORGED_IMAGE), 0, line - LINE_PX)


def test_what_is_missing_of_a_pair_is_said(user: User, tmp_path: Path) -> None:
    user.open(write_samples(tmp_path / "samples"))
    user.choose(ALONE)
    dock = choose_pair(user, DIFFERENCE, FORGED_IMAGE)
    pane = user.window.page.triptych.overlay
    assert pane.note == "no difference to compare with"
    assert not pane.canvas.curtain_layer.isVisible()
    assert pane.canvas.pyramid is not None
    assert np.array_equal(pixels(user, FORGED_IMAGE), pane.canvas.pyramid.image)
    choose_pair(user, TRUTH, FILTERED_AUTHENTIC)
    assert "to compare with" in pane.note
    assert dock.difference.reason == "There is no such image in this case."

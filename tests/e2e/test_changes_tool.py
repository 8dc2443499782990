"""Mask from the difference: regions that changed are proposed, and taken one by one or together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.tools.kinds import CHANGES
from tests.core.building import stack_of, write_array, write_image
from tests.e2e.editing import Plane, changes_nothing, click, is_one_step, plane, stack, steps
from tests.e2e.samples import ALONE, ONE
from tests.e2e.user import CTRL, RIGHT, User

Key = Qt.Key
PAIR = RecordKey("train", "forged", "1")
SHAPE = (120, 160)

BOXES = (
    (slice(20, 40), slice(20, 60)),
    (slice(60, 75), slice(100, 120)),
    (slice(80, 90), slice(20, 32)),
)
"""What changed by 60 levels, largest first; the mask has a part of none of them."""

FAINT, SPECK = (slice(5, 15), slice(120, 140)), (slice(100, 103), slice(140, 143))
"""What changed by 10 levels only, and what is smaller than a region that is proposed."""


def pair() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    authentic = np.full((*SHAPE, 3), 100, np.uint8)
    forged = authentic.copy()
    for box in (*BOXES, SPECK):
        forged[box] += 60
    forged[FAINT] += 10
    # A pixel in the midst of the first one is as it was by chance.
    forged[30, 30] = 100
    return authentic, forged


@pytest.fixture
def at_pair(user: User, tmp_path: Path) -> User:
    root, (authentic, forged) = tmp_path / "pair", pair()
    write_image(root / "train_images/authentic/1.png", authentic)
    write_image(root / "train_images/forged/1.png", forged)
    mask = stack_of(*SHAPE, (slice(100, 110), slice(60, 80)), (slice(100, 110), slice(90, 95)))
    write_array(root / "train_masks/1.npy", mask)
    user.open(root)
    user.choose(PAIR)
    user.focus_canvas()
    user.type("q")
    return user


def region(*numbers: int) -> Plane:
    """Some of the changed regions."""
    found = np.zeros(SHAPE, bool)
    for number in numbers:
        found[BOXES[number]] = True
    return found


def shown(user: User) -> tuple[Plane, Plane]:
    """What the preview shows as chosen, and as offered."""
    bits = user.window.painting.tools.desk.preview.planes.bits
    return (bits & 1) != 0, (bits & 2) != 0


def check_shown(user: User, chosen: Plane, offered: Plane) -> None:
    for seen, expected in zip(shown(user), (chosen, offered), strict=True):
        np.testing.assert_array_equal(seen, expected)


def note(user: User) -> str:
    return user.window.status_bar.hint_text


def test_regions_are_proposed_and_nothing_changes_by_that(at_pair: User) -> None:
    check_shown(at_pair, region(0), region(1, 2))
    assert note(at_pair).startswith("1 of 3, 800 px")
    assert steps(at_pair) == []
    assert at_pair.overlay.preview_outline.isVisible()
    changes_nothing(at_pair, lambda: at_pair.type("b"))
    assert not at_pair.overlay.preview_outline.isVisible()


def test_a_click_takes_one(at_pair: User) -> None:
    before = stack(at_pair)
    at_pair.hover((110, 65))
    check_shown(at_pair, region(1), region(0, 2))
    click(at_pair, (110, 65))
    np.testing.assert_array_equal(plane(at_pair), before[0].astype(bool) | region(1))
    is_one_step(at_pair, before, "Mask from the difference, 1 region")
    offered = shown(at_pair)[0] | shown(at_pair)[1]
    np.testing.assert_array_equal(offered, region(0, 2))
    at_pair.key(Key.Key_Z, CTRL)
    offered = shown(at_pair)[0] | shown(at_pair)[1]
    # It is free again.
    np.testing.assert_array_equal(offered, region(0, 1, 2))
    changes_nothing(at_pair, lambda: click(at_pair, (140, 110)))


def test_one_by_one_by_key(at_pair: User) -> None:
    first = plane(at_pair)
    at_pair.key(Key.Key_Right)
    check_shown(at_pair, region(1), region(0, 2))
    at_pair.key(Key.Key_Left)
    at_pair.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_pair), first | region(0))
    check_shown(at_pair, region(1), region(2))
    changes_nothing(at_pair, lambda: at_pair.key(Key.Key_Backspace))
    check_shown(at_pair, region(2), region())
    at_pair.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_pair), first | region(0, 2))
    assert "Nothing changed outside" in note(at_pair)
    changes_nothing(at_pair, lambda: at_pair.key(Key.Key_Return))
    assert len(steps(at_pair)) == 2


def test_a_right_click_drops_a_proposal(at_pair: User) -> None:
    changes_nothing(at_pair, lambda: click(at_pair, (110, 65), RIGHT))
    check_shown(at_pair, region(2), region(0))


def test_all_of_them_in_one_step(at_pair: User) -> None:
    options = at_pair.window.page.options_bar.tool_options
    before = stack(at_pair)
    at_pair.click(options.taken.button("all"))
    check_shown(at_pair, region(0, 1, 2), region())
    at_pair.click(options.take_button)
    np.testing.assert_array_equal(plane(at_pair), before[0].astype(bool) | region(0, 1, 2))
    np.testing.assert_array_equal(plane(at_pair, 1), before[1].astype(bool))
    at_pair.focus_canvas()
    is_one_step(at_pair, before, "Mask from the difference, 3 regions")


def test_each_into_an_instance_of_its_own(at_pair: User) -> None:
    options = at_pair.window.page.options_bar.tool_options
    before = stack(at_pair)
    at_pair.click(options.into.button("new"))
    at_pair.click(options.taken.button("all"))
    at_pair.focus_canvas()
    at_pair.key(Key.Key_Return)
    made = stack(at_pair)
    np.testing.assert_array_equal(made[:2], before)
    for number in range(3):
        np.testing.assert_array_equal(made[2 + number].astype(bool), region(number))
    assert at_pair.document.current == 2
    assert len({state.colour for state in at_pair.document.instances}) == 5
    assert steps(at_pair) == ["Mask from the difference, 3 regions"]
    at_pair.key(Key.Key_Z, CTRL)
    np.testing.assert_array_equal(stack(at_pair), before)
    assert at_pair.document.current == 0


def test_threshold_gap_and_least_area_are_heeded(at_pair: User) -> None:
    options = at_pair.window.page.options_bar.tool_options

    def set_to(field: str, number: int) -> None:
        at_pair.click(getattr(options, field))
        at_pair.key(Key.Key_A, CTRL)
        at_pair.type(str(number))
        at_pair.key(Key.Key_Return)

    at_pair.click(options.taken.button("all"))
    set_to("threshold", 5)
    faint, speck = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    faint[FAINT], speck[SPECK] = True, True
    check_shown(at_pair, region(0, 1, 2) | faint, region())
    set_to("threshold", 20)
    set_to("least_px", 5)
    check_shown(at_pair, region(0, 1, 2) | speck, region())
    set_to("least_px", 150)
    check_shown(at_pair, region(0, 1), region())
    assert note(at_pair).startswith("2 regions, 1,100 px")


def test_what_others_have_is_left_to_them(at_pair: User) -> None:
    at_pair.type("k")
    at_pair.type("b")
    at_pair.type("2")
    at_pair.drag([(25, 25), (30, 25)])
    second = plane(at_pair, 1)
    at_pair.type("1")
    first = plane(at_pair)
    at_pair.type("q")
    click(at_pair, (50, 35))
    np.testing.assert_array_equal(plane(at_pair), first | (region(0) & ~second))
    np.testing.assert_array_equal(plane(at_pair, 1), second)


def test_a_region_that_is_out_of_sight_is_brought_into_it(at_pair: User) -> None:
    at_pair.turn_wheel(14, (40, 30))
    before = at_pair.overlay.view
    at_pair.key(Key.Key_Right)
    after = at_pair.overlay.view
    assert after.scale == before.scale
    assert (after.x, after.y) == (110, 67.5)


def test_a_locked_instance_takes_none(at_pair: User) -> None:
    at_pair.click(at_pair.window.page.instances.rows[0].lock)
    at_pair.focus_canvas()
    changes_nothing(at_pair, lambda: click(at_pair, (50, 35)))
    assert "Instance 1 is locked" in at_pair.window.page.banner.text


def test_a_partner_of_another_size_has_to_be_scaled_first(user: User, tmp_path: Path) -> None:
    root, (authentic, forged) = tmp_path / "pair", pair()
    write_image(root / "train_images/authentic/1.png", authentic[::2, ::2].copy())
    write_image(root / "train_images/forged/1.png", forged)
    write_array(root / "train_masks/1.npy", stack_of(*SHAPE, (slice(0, 3), slice(0, 3))))
    user.open(root)
    user.choose(PAIR)
    user.focus_canvas()
    button = user.window.page.tool_strip.button(CHANGES)
    assert "another size" in button.toolTip()
    triptych = user.window.page.triptych
    user.until(
        button.isEnabled, triptych.case_changed, after=lambda: user.window.sizes.set_scaled(True)
    )
    user.type("q")
    check_shown(user, region(0), region(1, 2))


def test_without_a_partner_it_says_why(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ALONE)
    user.focus_canvas()
    button = user.window.page.tool_strip.button(CHANGES)
    assert not button.isEnabled()
    assert "no authentic image" in button.toolTip()
    user.type("q")
    assert "no authentic image" in note(user)
    changes_nothing(user, lambda: click(user, (80, 60)))
    assert "no authentic image" in user.window.page.banner.text
    hint = user.window.status_bar.hint_text
    assert "no authentic image" in hint
    assert "Enter" not in hint
    options = user.window.page.options_bar.tool_options
    for part in (options.threshold, options.least_px, options.taken, options.take_button):
        assert part.isVisible()
        assert not part.isEnabled()
    user.choose(ONE)
    user.focus_canvas()
    assert "Enter takes" in user.window.status_bar.hint_text
    assert options.threshold.isEnabled()
    assert options.take_button.isEnabled()

"""What changed and what no instance covers is counted, and hatched where one wants to see it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from tests.e2e.forged_samples import COPY, FORGED, OTHER, images, write_forged_samples
from tests.e2e.test_comparing import wait_for_counts
from tests.e2e.test_seeing import centres, in_sight, picture
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody whose mask has lost its copy: what was pasted there lies outside of it."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.window.view_options.set_aid("minimap", False)
    user.window.view_options.set_layout("one")
    user.focus_canvas()
    user.key(Key.Key_E)
    for _larger in range(12):
        user.key(Key.Key_BracketRight)
    user.drag([(COPY[0] + 8, COPY[1]), (COPY[0] - 8, COPY[1])])
    wait_for_counts(user)
    return user


def outside(user: User) -> NDArray[np.bool_]:
    authentic, forged = (image.astype(int) for image in images(user))
    over = abs(forged - authentic).max(axis=2) > 16
    return np.asarray(over & ~user.document.planes.union())


def shown(user: User) -> NDArray[np.uint8]:
    return picture(user.overlay)


def test_it_is_hatched_where_one_asks_for_it(at_case: User) -> None:
    figures, header = at_case.window.page.figures, at_case.window.page.triptych.overlay.header
    expected = outside(at_case)
    assert figures.value("Changed outside mask") == f"{expected.sum():,} px"
    at_case.wait_until_measured()
    before = shown(at_case)
    assert not header.hatch_legend.isVisible()
    at_case.click(figures.outside)
    wait_for_counts(at_case)
    assert header.hatch_legend.isVisible()
    y, x = centres(at_case.overlay, expected.shape)
    seen = in_sight(at_case.overlay, y, x)
    hatched = (shown(at_case)[y[seen], x[seen]] != before[y[seen], x[seen]]).any(axis=1)
    assert not hatched[~expected[seen]].any(), "nothing else is"
    assert hatched[expected[seen]].mean() > 0.97

    at_case.focus_canvas()
    at_case.hold(Key.Key_H)
    bare = shown(at_case)
    at_case.let_go(Key.Key_H)
    at_case.click(figures.outside)
    wait_for_counts(at_case)
    assert np.array_equal(shown(at_case), before)
    at_case.focus_canvas()
    at_case.hold(Key.Key_H)
    assert np.array_equal(shown(at_case), bare), "a peek takes the hatch away, too"


def test_it_follows_mask_threshold_and_case(at_case: User) -> None:
    layer, figures = at_case.overlay.hatch_layer, at_case.window.page.figures
    at_case.click(figures.outside)
    wait_for_counts(at_case)

    def hatched() -> NDArray[np.bool_]:
        assert layer.drawing is not None
        return np.asarray(layer.drawing.pixels.image > 0)

    assert np.array_equal(hatched(), outside(at_case))
    at_case.focus_canvas()
    at_case.key(Key.Key_B)
    at_case.drag([(COPY[0], COPY[1]), (COPY[0] + 6, COPY[1])])
    wait_for_counts(at_case)
    assert np.array_equal(hatched(), outside(at_case))
    at_case.window.contents.turn(2, "difference")
    assert layer.drawing is None, "it is the forged image that is hatched"
    at_case.window.contents.turn(2, "difference")
    assert np.array_equal(hatched(), outside(at_case))
    at_case.choose(OTHER)
    wait_for_counts(at_case)
    assert np.array_equal(hatched(), outside(at_case))


def test_there_is_nothing_to_show_where_all_is_covered(at_case: User) -> None:
    figures = at_case.window.page.figures
    assert figures.outside.isVisible()
    at_case.document.set_current(0)
    at_case.focus_canvas()
    at_case.key(Key.Key_B)
    at_case.drag([(COPY[0] - 30, COPY[1]), (COPY[0] + 30, COPY[1])])
    at_case.drag([(10, 230), (12, 230)])
    wait_for_counts(at_case)
    assert figures.value("Changed outside mask") == "0 px"
    assert not figures.outside.isVisible()


@pytest.mark.parametrize("is_hatched", [False, True])
def test_it_is_added_to_the_painted_instance_as_one_step(at_case: User, is_hatched: bool) -> None:
    user = at_case
    user.key(Key.Key_M)
    figures, stack = user.window.page.figures, user.document.undo_stack
    if is_hatched:
        user.click(figures.outside)
        wait_for_counts(user)
    assert figures.add.text() == f"Add to instance {user.document.current + 1}"
    user.key(Key.Key_1)
    assert figures.add.text() == "Add to instance 1"
    before, expected, steps = user.document.planes.to_stack(), outside(user), stack.count()
    user.wait_for(stack.indexChanged, lambda: user.click(figures.add))
    wanted = before.copy()
    wanted[0] |= expected
    np.testing.assert_array_equal(user.document.planes.to_stack(), wanted)
    assert (stack.count(), stack.undoText()) == (steps + 1, "Add what changed to instance 1")
    wait_for_counts(user)
    assert figures.value("Changed outside mask") == "0 px"
    assert not figures.add.isVisible()
    user.focus_canvas()
    user.key(Key.Key_Z, CTRL)
    np.testing.assert_array_equal(user.document.planes.to_stack(), before)
    wait_for_counts(user)
    assert figures.value("Changed outside mask") == f"{expected.sum():,} px"


def test_what_is_painted_just_before_is_not_added_twice(at_case: User) -> None:
    """The click waits for what the stroke leaves outside, and no stroke is lost by it."""
    user = at_case
    figures, stack = user.window.page.figures, user.document.undo_stack
    user.key(Key.Key_B)
    user.drag([(COPY[0], COPY[1]), (COPY[0] + 3, COPY[1])])
    painted, expected, steps = user.document.planes.to_stack(), outside(user), stack.count()
    user.wait_for(stack.indexChanged, figures.add.click)
    wanted = painted.copy()
    wanted[user.document.current] |= expected
    np.testing.assert_array_equal(user.document.planes.to_stack(), wanted)
    assert stack.count() == steps + 1


def test_nothing_is_added_to_what_is_locked(at_case: User) -> None:
    user = at_case
    user.document.set_locked(0, True)
    user.document.set_current(0)
    before = user.document.planes.to_stack()
    user.click(user.window.page.figures.add)
    assert "Instance 1 is locked" in user.window.page.banner.text
    np.testing.assert_array_equal(user.document.planes.to_stack(), before)

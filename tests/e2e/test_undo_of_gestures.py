"""Undo takes back what a hand has begun, before any step of the history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.e2e.editing import changes_nothing, click, stack, steps
from tests.e2e.samples import ONE
from tests.e2e.test_area_tools import CORNERS, handles
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_one(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    return user


def test_undo_in_the_midst_of_a_polygon_takes_back_its_last_point_alone(at_one: User) -> None:
    at_one.drag([(20, 50), (30, 55)])
    at_one.type("p")
    corners = [click(at_one, at) for at in CORNERS]
    for left in (3, 2, 1, 0):
        changes_nothing(at_one, lambda: at_one.key(Key.Key_Z, CTRL))
        assert handles(at_one) == corners[:left]
    assert len(steps(at_one)) == 1
    at_one.key(Key.Key_Z, CTRL)
    assert steps(at_one) == []


def test_what_is_begun_can_be_undone_before_any_step_is_made(at_one: User) -> None:
    undo = at_one.window.actions_by_key["undo"]
    assert not undo.isEnabled()
    at_one.type("p")
    corners = [click(at_one, at) for at in CORNERS]
    for left in (3, 2, 1, 0):
        assert undo.isEnabled()
        at_one.key(Key.Key_Z, CTRL)
        assert handles(at_one) == corners[:left]
    assert not undo.isEnabled()
    at_one.type("b")
    before = stack(at_one)
    at_one.press((20, 50))
    at_one.hover((40, 50))
    assert undo.isEnabled()
    at_one.key(Key.Key_Z, CTRL)
    at_one.release((40, 50))
    np.testing.assert_array_equal(stack(at_one), before)
    assert not undo.isEnabled()
    at_one.hover((40, 50))
    at_one.key(Key.Key_C, CTRL)
    at_one.key(Key.Key_V, CTRL)
    assert undo.isEnabled()
    at_one.key(Key.Key_Z, CTRL)
    assert at_one.window.painting.tools.tool_in_hand.key == "brush"
    assert not undo.isEnabled()
    assert steps(at_one) == []

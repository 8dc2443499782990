"""Snapping an instance to the difference goes by what the user says has changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.tools.changes import ChangesTool
from tests.core.building import stack_of, write_array, write_image
from tests.e2e.editing import is_one_step, plane, stack
from tests.e2e.test_operations import operations, settle
from tests.e2e.user import CTRL, User

Key = Qt.Key
SHAPE = (120, 160)
DRAWN = (slice(42, 58), slice(52, 70))
CORE, AROUND = (slice(40, 60), slice(50, 70)), (slice(38, 60), slice(48, 70))
"""What changed by 60 levels, and what did with what changed beside it by 10."""
SPECK = (slice(48, 51), slice(75, 78))
"""What changed by 60 levels, within reach, but smaller than what usually counts."""


@pytest.fixture
def at_pair(user: User, tmp_path: Path) -> User:
    """At an instance drawn a little too small over what changed."""
    root = tmp_path / "pair"
    authentic = np.full((*SHAPE, 3), 100, np.uint8)
    forged = authentic.copy()
    forged[AROUND] = 110
    forged[CORE] = forged[SPECK] = 160
    write_image(root / "train_images/authentic/1.png", authentic)
    write_image(root / "train_images/forged/1.png", forged)
    write_array(root / "train_masks/1.npy", stack_of(*SHAPE, DRAWN))
    user.open(root)
    user.choose(RecordKey("train", "forged", "1"))
    user.focus_canvas()
    return user


def boxes(*where: tuple[slice, slice]) -> NDArray[np.bool_]:
    found = np.zeros(SHAPE, bool)
    for box in where:
        found[box] = True
    return found


def set_rule(user: User, field: str, number: int) -> None:
    """Say what counts as changed where the mask from the difference is told it."""
    user.type("q")
    user.click(getattr(user.window.page.options_bar.tool_options, field))
    user.key(Key.Key_A, CTRL)
    user.type(str(number))
    user.key(Key.Key_Return)
    user.focus_canvas()


def snap(user: User) -> None:
    user.window.actions_by_key["operation:snap"].trigger()
    settle(user)


@pytest.mark.parametrize(
    ("field", "number", "wanted"),
    [
        ("threshold", 16, boxes(CORE)),
        ("threshold", 5, boxes(AROUND)),
        ("least_px", 5, boxes(CORE, SPECK)),
    ],
)
def test_it_goes_by_the_numbers_of_the_tool(
    at_pair: User, field: str, number: int, wanted: NDArray[np.bool_]
) -> None:
    user, before = at_pair, stack(at_pair)
    set_rule(user, field, number)
    user.type("b")
    snap(user)
    np.testing.assert_array_equal(stack(user), before)
    user.click(operations(user).panel.apply)
    user.focus_canvas()
    np.testing.assert_array_equal(plane(user), wanted)
    is_one_step(user, before, "Snap to the difference, 8 px")


def test_what_is_tried_follows_them(at_pair: User) -> None:
    user = at_pair
    user.type("q")
    snap(user)
    panel = operations(user).panel
    assert panel.said == f"+{boxes(CORE).sum() - boxes(DRAWN).sum()} px"
    set_rule(user, "threshold", 5)
    settle(user)
    assert panel.said == f"+{boxes(AROUND).sum() - boxes(DRAWN).sum()} px"
    user.click(panel.apply)
    np.testing.assert_array_equal(plane(user), boxes(AROUND))


def shown(user: User) -> NDArray[np.uint8]:
    """(H, W): bit 0 where the canvases show what is chosen, bit 1 what is only offered."""
    return np.asarray(user.window.painting.tools.desk.preview.planes.bits, np.uint8)


def test_while_it_is_tried_no_regions_are_proposed(at_pair: User) -> None:
    user = at_pair
    set_rule(user, "least_px", 5)
    tool = user.window.painting.tools.tool_in_hand
    assert isinstance(tool, ChangesTool)
    found = user.window.painting.tools.desk.changes.found
    user.until(lambda: tool.in_progress, found)
    snap(user)
    change = boxes(CORE, SPECK) & ~boxes(DRAWN)
    np.testing.assert_array_equal(shown(user), change)
    user.hover((76, 49))
    np.testing.assert_array_equal(shown(user), change)
    user.type("b")
    user.type("q")
    np.testing.assert_array_equal(shown(user), change)
    user.key(Key.Key_Escape)
    # They are proposed again.
    assert tool.in_progress

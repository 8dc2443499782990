"""Tools on images too large to be done with at once: the window goes on, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.tools.commits import AT_ONCE_PX
from tests.core.building import stack_of, write_array, write_image
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.editing import click, plane, stack, steps
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
SIDE_PX = 1500
LARGE, OTHER = (RecordKey("train", "forged", case) for case in ("1", "2"))
HOLE = (slice(200, 1200), slice(300, 1300))


@pytest.fixture
def at_large(user: User, tmp_path: Path) -> User:
    assert SIDE_PX * SIDE_PX > AT_ONCE_PX
    root = tmp_path / "large"
    image = np.full((SIDE_PX, SIDE_PX, 3), 80, np.uint8)
    image[HOLE] = 120
    mask = stack_of(SIDE_PX, SIDE_PX, (slice(100, 1300), slice(200, 1400)))
    mask[0][HOLE] = 0
    for key in (LARGE, OTHER):
        write_image(root / f"train_images/forged/{key.case_id}.png", image)
        write_array(root / f"train_masks/{key.case_id}.npy", mask)
    user.open(root)
    user.choose(LARGE)
    user.focus_canvas()
    return user


def wait_for_step(user: User, count: int) -> None:
    user.until(lambda: len(steps(user)) == count, user.document.undo_stack.indexChanged)


def test_a_fill_comes_when_it_is_ready(at_large: User) -> None:
    before = stack(at_large)
    at_large.type("f")
    click(at_large, (700, 700))
    wait_for_step(at_large, 1)
    expected = before[0].astype(bool)
    expected[HOLE] = True
    np.testing.assert_array_equal(plane(at_large), expected)
    at_large.key(Key.Key_Z, CTRL)
    np.testing.assert_array_equal(stack(at_large), before)
    at_large.key(Key.Key_Z, CTRL | SHIFT)
    np.testing.assert_array_equal(plane(at_large), expected)


def test_undo_before_it_is_ready_drops_it_alone(at_large: User) -> None:
    at_large.drag([(50, 50), (60, 60)])
    before = stack(at_large)
    at_large.type("f")
    click(at_large, (700, 700))
    at_large.key(Key.Key_Z, CTRL)
    lane = at_large.window.painting.tools.desk.lane
    at_large.until(lambda: not lane.pending, lane.idle)
    np.testing.assert_array_equal(stack(at_large), before)
    assert len(steps(at_large)) == 1


def test_a_stroke_right_after_it_comes_after_it(at_large: User) -> None:
    at_large.type("f")
    click(at_large, (700, 700))
    at_large.type("b")
    at_large.drag([(50, 50), (60, 60)])
    assert [text.partition(",")[0] for text in steps(at_large)] == ["Fill", "Brush"]
    assert plane(at_large)[HOLE].all()


def test_another_case_right_after_it_does_not_lose_it(at_large: User) -> None:
    at_large.type("f")
    click(at_large, (700, 700))
    at_large.choose(OTHER)
    assert steps(at_large) == []
    assert not plane(at_large)[HOLE].any()
    at_large.choose(LARGE)
    assert steps(at_large) == ["Fill"]
    assert plane(at_large)[HOLE].all()


def test_the_window_can_be_closed_right_after_it(
    at_large: User, open_window: OpenWindow, close_window: CloseWindow
) -> None:
    root = at_large.index.root
    at_large.type("f")
    click(at_large, (700, 700))
    close_window(at_large.window)
    again = User(open_window())
    again.open(root)
    again.choose(LARGE)
    assert plane(again)[HOLE].all()


def test_the_wand_keeps_up_with_the_pointer(at_large: User) -> None:
    at_large.type("w")
    preview = at_large.window.painting.tools.desk.preview
    at_large.press((700, 700))
    for x in range(705, 1000, 5):
        at_large.hover((x, 700))
    tolerance = at_large.window.page.options_bar.tool_options.tolerance.value()
    assert tolerance > 40
    at_large.until(lambda: bool(preview.planes.bits.all()), preview.pixels_changed)
    at_large.release((995, 700))
    wait_for_step(at_large, 1)
    assert plane(at_large).all()
    assert steps(at_large) == [f"Wand, tolerance {tolerance}"]

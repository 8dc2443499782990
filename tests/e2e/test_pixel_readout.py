"""The pixel at the foot of the window is the one under the pointer, also when that stands still."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from tests.core.building import write_case, write_image
from tests.e2e.user import Point, User

Key = Qt.Key
SIZE = (120, 160)
AT: Point = (30.0, 20.0)


@pytest.fixture
def user_at_first(user: User, tmp_path: Path) -> User:
    """At the first of two cases of one size and one colour each, and of a small third one."""
    root = tmp_path / "set"
    for case_id, colour, size in (("1", 10, SIZE), ("2", 200, SIZE), ("3", 90, (20, 20))):
        mask = np.zeros((1, *size), np.uint8)
        mask[0, :3, :3] = 1
        write_case(root, case_id, size=size, mask=mask)
        for label in ("authentic", "forged"):
            image = np.full((*size, 3), colour, np.uint8)
            write_image(root / f"train_images/{label}/{case_id}.png", image)
    write_image(root / "test_images/9.png", np.full((*SIZE, 3), 77, np.uint8))
    user.open(root)
    user.window.view_options.set_layout("row")
    # A move to where the pointer is already is none.
    user.hover((50.0, 50.0))
    return user


def words(user: User) -> str:
    return user.window.status_bar.pixel_text


def test_another_case_is_read_although_the_pointer_stands_still(user_at_first: User) -> None:
    user = user_at_first
    user.hover(AT)
    assert "Forged 10 10 10" in words(user)
    place = words(user).split(" | ")[0]
    while "2" not in user.window.page.case_bar.text.split()[0]:
        user.case_comes(lambda: user.key(Key.Key_D))
    assert words(user).startswith(f"{place} | Authentic 200 200 200 | Forged 200 200 200")


def test_an_image_that_ends_before_the_pointer_leaves_nothing_to_say(user_at_first: User) -> None:
    user = user_at_first
    while not user.window.page.case_bar.text.startswith("3 "):
        user.case_comes(lambda: user.key(Key.Key_D))
    # At the upper edge of a square, where a broad image does not reach.
    user.hover((10.0, 0.5))
    assert "Forged 90 90 90" in words(user)
    user.case_comes(lambda: user.key(Key.Key_A))
    user.case_comes(lambda: user.key(Key.Key_A))
    assert user.window.page.case_bar.text.startswith("2 ")
    assert words(user) == ""


def test_zoom_by_key_and_undo_are_read_without_a_move(user_at_first: User) -> None:
    user = user_at_first
    before = user.hover(AT)
    user.key(Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    column = int(words(user).split(" | ")[0].split()[1])
    assert column > AT[0], "the middle of the image comes nearer"
    user.key(Key.Key_R)
    assert words(user).startswith(f"x {int(before[0])}  y {int(before[1])}")
    user.drag([AT])
    assert words(user).endswith("Instance 1")
    user.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert words(user).endswith("No instance")


def test_an_image_of_unknown_label_is_not_called_forged(user_at_first: User) -> None:
    user = user_at_first
    user.window.selection.select_position(user.window.model.rowCount() - 1)
    while user.window.review.shown is None or user.window.review.shown.split != "test":
        user.case_comes(lambda: user.key(Key.Key_D))
    user.hover(AT)
    assert "Image 77 77 77" in words(user)
    assert "Forged" not in words(user)


def test_a_pointer_that_rests_reads_images_of_every_size(user_at_first: User) -> None:
    user, seen = user_at_first, set()
    for at in (AT, (150.0, 110.0), (5.0, 5.0)):
        user.choose(RecordKey("train", "forged", "1"))
        user.focus_canvas()
        user.hover(at)
        for key in [Key.Key_D] * 3 + [Key.Key_A] * 3:
            user.case_comes(lambda key=key: user.key(key))  # type: ignore[misc]
            seen.add(user.window.selection.current)
    assert len(seen) == 4

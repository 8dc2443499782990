"""The strip of twins opens where there is room for it, until the user says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.forged_samples import FORGED, write_forged_samples
from tests.e2e.test_canvases import settle
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    return user


def is_open(user: User) -> bool:
    strip = user.window.twins.strip
    seen = strip is not None and strip.isVisible()
    assert seen == user.window.actions_by_key["twins"].isChecked()
    return seen


def on_both_pages(user: User) -> tuple[bool, bool]:
    """Whether the strip is open on the review page, and on the compare page."""
    found = []
    for key in (Key.Key_1, Key.Key_2):
        user.key(key, CTRL)
        settle()
        found.append(is_open(user))
    return found[0], found[1]


def test_the_size_of_the_window_decides_at_first(at_case: User) -> None:
    for size, expected in (
        ((1280, 720), (False, False)),
        ((1440, 900), (False, True)),
        ((1440, 720), (False, False)),
        ((2560, 1440), (True, True)),
        ((2560, 900), (False, True)),
    ):
        at_case.window.resize(*size)
        settle()
        assert on_both_pages(at_case) == expected, size
    # Without another page being gone to.
    at_case.window.resize(1280, 720)
    settle()
    assert not is_open(at_case)


def test_what_the_user_says_holds_at_every_size(at_case: User) -> None:
    at_case.key(Key.Key_T, CTRL)
    at_case.key(Key.Key_2, CTRL)
    settle()
    strip = at_case.window.twins.strip
    assert strip is not None
    at_case.click(at_case.button(strip, "Close"))
    for size in ((1280, 720), (2560, 1440), (1440, 900)):
        at_case.window.resize(*size)
        settle()
        assert on_both_pages(at_case) == (True, False), size

"""Operations are previewed while their parameters change, and made as one step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from scipy import ndimage

from forgery_viewer.app.operations import Operations
from tests.core.building import write_case
from tests.e2e.test_instance_list import HEIGHT, WIDTH, click_row, three
from tests.e2e.user import CTRL, User

Key = Qt.Key
Stack = NDArray[np.uint8]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=three())
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.focus_canvas()
    return user


def operations(user: User) -> Operations:
    return user.window.operations


def settle(user: User) -> None:
    tried = operations(user).operating
    user.until(lambda: not tried.is_busy, tried.tried)


def plain(user: User) -> Stack:
    return user.document.planes.to_stack()


def enter(user: User, key: str, number: str) -> None:
    field = operations(user).panel.rows[key].field
    user.click(field)
    user.key(Key.Key_A, CTRL)
    user.type(number)
    user.key(Key.Key_Return)
    settle(user)


def disc(radius: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius)


def test_another_page_leaves_all_as_it_was_and_shows_nothing_of_it(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle(user)
    assert user.overlay.preview_outline.isVisible()
    user.key(Key.Key_2, CTRL)
    assert not operations(user).is_open
    assert not user.overlay.preview_outline.isVisible()
    user.focus_canvas()
    user.key(Key.Key_Return)
    np.testing.assert_array_equal(plain(user), three())
    user.key(Key.Key_1, CTRL)
    assert not operations(user).is_open


def test_enter_applies_and_esc_leaves_all_as_it_was(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle(user)
    user.key(Key.Key_Escape)
    assert not operations(user).is_open
    np.testing.assert_array_equal(plain(user), three())
    user.key(Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle(user)
    user.focus_canvas()
    user.key(Key.Key_Return)
    wanted = three()
    wanted[0] = ndimage.binary_dilation(three()[0], disc(2))
    np.testing.assert_array_equal(plain(user), wanted)
    user.key(Key.Key_R, CTRL)
    settle(user)
    user.focus_canvas()
    user.key(Key.Key_Return)
    wanted[0] = ndimage.binary_dilation(wanted[0], disc(2))
    np.testing.assert_array_equal(plain(user), wanted)


def test_an_operation_is_done_to_all_or_to_the_selected(at_case: User) -> None:
    user = at_case
    click_row(user, 0, Qt.KeyboardModifier.NoModifier)
    click_row(user, 2, CTRL)
    user.window.actions_by_key["operation:grow"].trigger()
    settle(user)
    panel = operations(user).panel
    user.click(panel.scopes.button("selected"))
    settle(user)
    user.click(panel.apply)
    wanted = three()
    for number in (0, 2):
        wanted[number] = ndimage.binary_dilation(three()[number], disc(2))
    np.testing.assert_array_equal(plain(user), wanted)
    user.key(Key.Key_Z, CTRL)
    user.window.actions_by_key["operation:clear"].trigger()
    settle(user)
    user.click(panel.scopes.button("all"))
    settle(user)
    user.click(panel.apply)
    assert not plain(user).any()
    user.key(Key.Key_Z, CTRL)
    np.testing.assert_array_equal(plain(user), three())


def test_other_instances_are_spared_where_they_are_protected(at_case: User) -> None:
    user = at_case
    user.document.set_current(1)
    user.document.spares_others = True
    user.window.actions_by_key["operation:invert"].trigger()
    settle(user)
    user.click(operations(user).panel.apply)
    wanted = three()
    wanted[1] = ~three()[1].astype(bool) & ~(three()[0] | three()[2]).astype(bool)
    np.testing.assert_array_equal(plain(user), wanted)


def test_a_locked_instance_is_refused_by_name(at_case: User) -> None:
    user = at_case
    user.document.set_locked(0, True)
    user.window.actions_by_key["operation:grow"].trigger()
    settle(user)
    panel = operations(user).panel
    assert panel.said == "Instance 1 is locked. Unlock it to change it."
    assert not panel.apply.isEnabled()


def test_nothing_is_repeated_where_there_is_no_instance(at_case: User) -> None:
    user = at_case
    user.window.actions_by_key["operation:smooth"].trigger()
    settle(user)
    enter(user, "sigma_px", "3")
    user.click(operations(user).panel.apply)
    user.document.delete_instance(0, 1, 2)
    user.window.actions_by_key["repeat"].trigger()
    assert not operations(user).is_open
    # Nor does one that is being tried when the last instance goes.
    user.key(Key.Key_Z, CTRL)
    user.window.actions_by_key["operation:grow"].trigger()
    settle(user)
    user.document.delete_instance(0, 1, 2)
    user.window.actions_by_key["repeat"].trigger()
    assert operations(user).panel.kind == "grow"

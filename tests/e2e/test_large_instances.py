"""Of a large mask, instances are merged, copied and split while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.tools import commits
from tests.core.building import write_case
from tests.e2e.test_history import click_step
from tests.e2e.test_instance_list import HEIGHT, WIDTH, plain, selected, three, undone
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key


@pytest.fixture
def large(user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """A mask that counts as large."""
    monkeypatch.setattr(commits, "AT_ONCE_PX", 0)
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=three())
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.focus_canvas()
    return user


@pytest.fixture
def gate(large: User) -> Iterator[Event]:
    """Until it is set, nothing that is under way comes to an end."""
    gate = Event()
    large.window.painting.tools.desk.lane.submit(gate.wait, lambda _set: None)
    yield gate
    gate.set()


def settle(user: User, gate: Event) -> None:
    """Wait until what is under way is a step."""
    gate.set()
    stack = user.document.undo_stack
    user.until(lambda: stack.count() == 1, stack.indexChanged)


def is_busy(user: User) -> bool:
    return user.window.painting.tools.desk.commits.is_busy


def test_merging(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select(0, (0, 2))
    user.key(Key.Key_M, CTRL)
    assert is_busy(user)
    np.testing.assert_array_equal(plain(user), three())
    settle(user, gate)
    np.testing.assert_array_equal(plain(user), np.stack([three()[0] | three()[2], three()[1]]))
    undone(user)


def test_copies_are_selected_once_they_are_there(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select(1, (1, 2))
    user.key(Key.Key_D, CTRL)
    assert is_busy(user)
    settle(user, gate)
    np.testing.assert_array_equal(plain(user), np.concatenate([three(), three()[1:]]))
    assert selected(user) == [3, 4]
    undone(user)


def test_splitting_says_why_not(large: User, gate: Event) -> None:
    user = large
    user.key(Key.Key_M, CTRL | SHIFT)
    settle(user, gate)
    assert plain(user).shape[0] == 4
    undone(user)
    user.document.set_current(2)
    banner, told = user.window.page.banner, "only one region"
    user.key(Key.Key_M, CTRL | SHIFT)
    tools = user.window.painting.tools.desk.lane
    user.until(lambda: told in banner.text, tools.idle)
    np.testing.assert_array_equal(plain(user), three())


def test_undo_takes_back_what_is_under_way(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select_all()
    user.key(Key.Key_M, CTRL)
    assert is_busy(user)
    user.key(Key.Key_Z, CTRL)
    assert not is_busy(user)
    gate.set()
    assert user.document.undo_stack.count() == 0
    np.testing.assert_array_equal(plain(user), three())


def test_what_comes_next_comes_after_what_is_under_way(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select(1, (1, 2))
    user.key(Key.Key_M, CTRL)
    assert is_busy(user)
    user.key(Key.Key_Delete)
    assert not is_busy(user)
    gate.set()
    np.testing.assert_array_equal(plain(user), three()[:1])
    texts = [command.text() for command in user.document.commands()]
    assert texts == ["Merge instances 2 and 3", "Delete instance 2"]


def test_what_is_under_way_is_saved(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select_all()
    user.key(Key.Key_M, CTRL)
    assert is_busy(user)
    documents = user.session.documents
    key, workspace = user.document.key, user.session.workspace
    user.wait_for(documents.saved, lambda: user.key(Key.Key_S, CTRL))
    gate.set()
    assert not user.document.is_changed
    expected = three().any(axis=0, keepdims=True)
    np.testing.assert_array_equal(np.load(workspace.correction_file(key)), expected)


def test_a_click_into_the_history_comes_after_it(large: User, gate: Event) -> None:
    user = large
    user.document.selection.select_all()
    user.key(Key.Key_M, CTRL)
    assert is_busy(user)
    user.window.page.history.set_open(True)
    click_step(user, 0)
    gate.set()
    np.testing.assert_array_equal(plain(user), three())
    assert user.document.undo_stack.count() == 1
    user.focus_canvas()
    user.key(Key.Key_Y, CTRL)
    assert plain(user).shape[0] == 1

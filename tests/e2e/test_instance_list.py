"""Instances are selected, copied, merged, split, moved and noted from the list and by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.widgets.instance_row import InstanceRow
from forgery_viewer.widgets.note_editor import NoteEditor
from tests.core.building import write_case
from tests.e2e.user import CTRL, LEFT, SHIFT, User

Key = Qt.Key
Stack = NDArray[np.uint8]
HEIGHT, WIDTH = 60, 90


def three() -> Stack:
    """A source and its copy, a ring with a hole, and a square that touches neither."""
    stack = np.zeros((3, HEIGHT, WIDTH), np.uint8)
    stack[0, 5:15, 5:15] = stack[0, 5:15, 40:50] = 1
    stack[1, 25:40, 10:25] = 1
    stack[1, 30:34, 15:19] = 0
    stack[2, 30:50, 60:80] = 1
    return stack


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=three())
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.focus_canvas()
    return user


def rows(user: User) -> list[InstanceRow]:
    return user.window.page.instances.rows


def click_row(user: User, number: int, modifiers: Qt.KeyboardModifier) -> None:
    user.click(rows(user)[number], QPoint(60, 12), LEFT, modifiers)


def selected(user: User) -> list[int]:
    return list(user.document.selection.numbers)


def plain(user: User) -> Stack:
    return user.document.planes.to_stack()


def undone(user: User) -> None:
    user.key(Key.Key_Z, CTRL)
    np.testing.assert_array_equal(plain(user), three())


def test_rows_are_selected_as_in_every_list(at_case: User) -> None:
    user = at_case
    click_row(user, 2, Qt.KeyboardModifier.NoModifier)
    assert selected(user) == [2]
    click_row(user, 0, CTRL)
    assert selected(user) == [0, 2]
    click_row(user, 1, Qt.KeyboardModifier.NoModifier)
    click_row(user, 2, SHIFT)
    assert selected(user) == [1, 2]
    assert user.document.current == 2
    click_row(user, 1, Qt.KeyboardModifier.NoModifier)
    assert selected(user) == [1]


def test_selected_instances_are_merged_into_the_painted_one(at_case: User) -> None:
    user = at_case
    panel = user.window.page.instances
    assert not panel.merge_button.isEnabled()
    click_row(user, 2, Qt.KeyboardModifier.NoModifier)
    click_row(user, 0, CTRL)
    user.click(panel.merge_button)
    expected = np.stack([three()[0] | three()[2], three()[1]])
    np.testing.assert_array_equal(plain(user), expected)
    assert user.document.undo_stack.undoText() == "Merge instances 1 and 3"
    undone(user)


def test_a_copy_has_the_same_pixels_and_is_selected(at_case: User) -> None:
    user = at_case
    user.document.set_current(1)
    user.key(Key.Key_D, CTRL)
    np.testing.assert_array_equal(plain(user), np.concatenate([three(), three()[1:2]]))
    assert user.document.current == 3
    undone(user)


def test_regions_become_instances_of_their_own(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_M, CTRL | SHIFT)
    expected = np.concatenate([three(), np.zeros((1, HEIGHT, WIDTH), np.uint8)])
    expected[3, 5:15, 40:50], expected[0, 5:15, 40:50] = 1, 0
    np.testing.assert_array_equal(plain(user), expected)
    undone(user)
    user.document.set_current(2)
    user.key(Key.Key_M, CTRL | SHIFT)
    np.testing.assert_array_equal(plain(user), three())
    assert "only one region" in user.window.page.banner.text


def test_a_region_is_given_by_two_clicks(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_T, SHIFT)
    user.drag([(45, 10)])
    user.drag([(70, 40)])
    expected = three()
    expected[0, 5:15, 40:50], expected[2, 5:15, 40:50] = 0, 1
    np.testing.assert_array_equal(plain(user), expected)
    undone(user)
    user.drag([(45, 10)])
    click_row(user, 1, Qt.KeyboardModifier.NoModifier)
    expected = three()
    expected[0, 5:15, 40:50], expected[1, 5:15, 40:50] = 0, 1
    np.testing.assert_array_equal(plain(user), expected)
    undone(user)
    user.drag([(45, 10)])
    user.key(Key.Key_Escape)
    user.drag([(70, 40)])
    # After Esc it is the first click again.
    np.testing.assert_array_equal(plain(user), three())


def test_rows_are_dragged_to_another_place(at_case: User) -> None:
    user = at_case
    first, last = rows(user)[0], rows(user)[2]
    handle = user.handle(first)
    start = first.mapTo(first.window(), QPoint(60, 12))
    end = last.mapTo(last.window(), QPoint(60, last.height() - 6))
    QTest.mousePress(handle, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(handle, (start + end) / 2)
    QTest.mouseMove(handle, end)
    QTest.mouseRelease(handle, LEFT, Qt.KeyboardModifier.NoModifier, end)
    np.testing.assert_array_equal(plain(user), three()[[1, 2, 0]])
    assert user.document.current == 2
    undone(user)
    user.document.set_current(1)
    user.focus_canvas()
    user.key(Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    np.testing.assert_array_equal(plain(user), three()[[1, 0, 2]])


def test_a_note_is_written_in_the_row_and_undone(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    user.type("copied")
    user.key(Key.Key_Return)
    assert user.document.instances[0].note == "copied"
    assert rows(user)[0].note.text() == "copied"
    user.key(Key.Key_Z, CTRL)
    assert user.document.instances[0].note == ""
    user.focus_canvas()
    user.key(Key.Key_F2)
    user.type("b")
    user.key(Key.Key_Escape)
    assert user.document.instances[0].note == ""
    assert user.window.painting.tools.tool_in_hand.key == "brush", "letters are text in a field"


def test_a_locked_instance_is_not_merged(at_case: User) -> None:
    user = at_case
    user.document.set_locked(2, True)
    click_row(user, 2, CTRL)
    user.key(Key.Key_M, CTRL)
    np.testing.assert_array_equal(plain(user), three())
    assert "Instance 3 is locked" in user.window.page.banner.text


def test_the_tooltip_says_where_an_instance_lies(at_case: User) -> None:
    tip = rows(at_case)[2].toolTip()
    assert "From x 60, y 30: 20 \N{MULTIPLICATION SIGN} 20 px" in tip


def begin_note(user: User, number: int, text: str) -> NoteEditor:
    """Write a note without ending it."""
    user.document.set_current(number)
    user.window.actions_by_key["note"].trigger()
    field = QApplication.focusWidget()
    assert isinstance(field, NoteEditor)
    user.type(text)
    return field


def test_a_note_ends_before_something_else_is_pressed(at_case: User) -> None:
    user = at_case
    begin_note(user, 0, "copied")
    user.click(user.window.page.instances.new_button)
    assert [state.note for state in user.document.instances] == ["copied", "", "", ""]
    texts = [command.text() for command in user.document.commands()]
    assert texts == ["Note on instance 1", "New instance"]


def test_a_note_begun_belongs_to_the_case_it_was_begun_in(user: User, tmp_path: Path) -> None:
    for case_id in ("1", "2"):
        write_case(tmp_path / "set", case_id, size=(HEIGHT, WIDTH), mask=three())
    user.open(tmp_path / "set")
    user.choose(RecordKey("train", "forged", "1"))
    first = user.document
    begin_note(user, 1, "mine")
    user.choose(RecordKey("train", "forged", "2"))
    assert user.document is not first
    assert [state.note for state in first.instances] == ["", "mine", ""]
    assert not any(state.note for state in user.document.instances)
    begin_note(user, 1, "other")
    # Nothing is pressed: a key that acts in fields, too.
    user.case_comes(lambda: user.window.selection.select(RecordKey("train", "forged", "1")))
    assert [state.note for state in user.document.instances] == ["", "mine", ""]


def test_one_note_after_the_other_gives_the_keyboard_back(at_case: User) -> None:
    user = at_case
    begin_note(user, 0, "one")
    begin_note(user, 1, "two")
    user.key(Key.Key_Return)
    assert [state.note for state in user.document.instances] == ["one", "two", ""]
    assert QApplication.focusWidget() is user.overlay


def test_a_note_is_dropped_when_its_row_becomes_anothers(at_case: User) -> None:
    user = at_case
    begin_note(user, 0, "lost")
    user.window.actions_by_key["later"].trigger()
    fields = user.window.page.instances.findChildren(NoteEditor)
    assert not any(field.isVisible() for field in fields)
    assert not any(state.note for state in user.document.instances)

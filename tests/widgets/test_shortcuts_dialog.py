"""The help on keys as one searches it and changes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from forgery_viewer.state.keymap import Keymap, KeyRow
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.widgets.key_cells import KeyField
from forgery_viewer.widgets.shortcuts_dialog import ShortcutsDialog

Key = Qt.Key
ROWS = (
    KeyRow("next", "Case", "Next case", ("D", "PgDown")),
    KeyRow("previous", "Case", "Previous case", ("A", "PgUp")),
    KeyRow("brush", "Mask", "Brush", ("B",)),
    KeyRow("undo", "Mask", "Undo", ("Ctrl+Z",)),
    KeyRow("save", "Case", "Save", ("Ctrl+S",)),
    KeyRow("erase", "Mask", "Erase", (), "It goes with the pointer.", "Right-drag or Ctrl-drag"),
)


@pytest.fixture
def keymap(tmp_path: Path) -> Keymap:
    return Keymap(Preferences(tmp_path / "settings.ini"), ROWS, {"Alt+C": "opens the menu Case"})


@pytest.fixture
def dialog(dress: object, show: Callable[[QWidget], None], keymap: Keymap) -> ShortcutsDialog:
    made = ShortcutsDialog(keymap)
    show(made)
    return made


def find(dialog: ShortcutsDialog, text: str) -> list[str]:
    assert dialog.field.hasFocus()
    dialog.field.clear()
    QTest.keyClicks(dialog.field, text)
    return [row.name for row in dialog.shown]


def press_in(
    dialog: ShortcutsDialog, key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press Enter on the cell at work, then the key that it is to have."""
    QTest.keyClick(dialog.table, Key.Key_Return)
    field = dialog.table.findChild(KeyField)
    assert isinstance(field, KeyField)
    QTest.keyClick(field, key, held)


def test_all_actions_are_listed_and_no_key_is_cut(dialog: ShortcutsDialog) -> None:
    assert [row.name for row in dialog.shown] == [row.name for row in ROWS]
    table = dialog.table
    for row in dialog.shown:
        width = table.fontMetrics().horizontalAdvance(table.line(row.key).text(1))
        assert width + 12 <= table.columnWidth(1)
    widths = [table.columnWidth(column) for column in range(table.columnCount())]
    assert sum(widths) <= table.viewport().width()


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("ctrl+", ["Undo", "Save"]),
        ("CASE prev", ["Previous case"]),
        ("mask", ["Brush", "Undo", "Erase"]),
        ("  ", [row.name for row in ROWS]),
    ],
)
def test_filter_looks_in_group_action_and_key(
    dialog: ShortcutsDialog, text: str, actions: list[str]
) -> None:
    assert find(dialog, text) == actions


def test_lines_of_one_group_stand_together_wherever_they_were_given(
    dialog: ShortcutsDialog,
) -> None:
    table = dialog.table
    assert table.topLevelItemCount() == 2
    tops = [table.visualItemRect(table.line(key)).top() for key in ("previous", "save", "brush")]
    assert tops == sorted(tops)


def test_says_so_when_nothing_is_found(dialog: ShortcutsDialog) -> None:
    assert find(dialog, "lasso") == []
    told = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "No action or key has “lasso”." in told
    assert len(find(dialog, "")) == len(ROWS)


def test_arrow_goes_from_the_field_to_the_list_and_escape_closes(
    dialog: ShortcutsDialog,
) -> None:
    QTest.keyClick(dialog.field, Key.Key_Down)
    assert dialog.table.hasFocus()
    assert dialog.table.row is ROWS[0]
    QTest.keyClick(dialog.table, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_free_key_is_taken_at_once(dialog: ShortcutsDialog, keymap: Keymap) -> None:
    dialog.show_row("brush")
    press_in(dialog, Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert keymap.keys("brush") == ("Shift+F",)
    assert dialog.table.line("brush").text(0) == "Brush · changed"
    assert dialog.table.line("brush").text(1) == "Shift+F"
    assert dialog.message == "Shift+F is a key of “Brush” now."
    dialog.reset_button.click()
    assert keymap.keys("brush") == ("B",)
    assert not dialog.reset_all_button.isEnabled()


def test_a_second_key_is_added_and_removed(dialog: ShortcutsDialog, keymap: Keymap) -> None:
    dialog.show_row("brush")
    QTest.keyClick(dialog.table, Key.Key_Right)
    press_in(dialog, Key.Key_F9)
    assert keymap.keys("brush") == ("B", "F9")
    QTest.keyClick(dialog.table, Key.Key_Left)
    QTest.keyClick(dialog.table, Key.Key_Delete)
    assert keymap.keys("brush") == ("F9",)


def test_a_key_of_another_action_is_asked_about(dialog: ShortcutsDialog, keymap: Keymap) -> None:
    dialog.show_row("brush")
    press_in(dialog, Key.Key_D)
    assert dialog.message == "D is a key of “Next case” in Case."
    assert dialog.take_button.text() == "Take it from “Next case”"
    assert keymap.keys("brush") == ("B",)
    dialog.leave_button.click()
    assert not dialog.take_button.isVisible()
    assert keymap.keys("next") == ("D", "PgDown")
    press_in(dialog, Key.Key_D)
    assert dialog.take_button.hasFocus()
    QTest.keyClick(dialog.take_button, Key.Key_Space)
    assert keymap.keys("brush") == ("D",)
    assert keymap.keys("next") == ("PgDown",)
    dialog.show_row("next")
    dialog.reset_button.click()
    assert dialog.message == "D is a key of “Brush” in Mask."
    QTest.keyClick(dialog.take_button, Key.Key_Escape)
    assert dialog.isVisible(), "Escape leaves the question, not the help"
    assert keymap.keys("next") == ("PgDown",)


def test_escape_leaves_a_key_as_it_was(dialog: ShortcutsDialog, keymap: Keymap) -> None:
    dialog.show_row("brush")
    press_in(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.table.hasFocus()
    assert keymap.keys("brush") == ("B",)


@pytest.mark.parametrize(
    ("key", "held", "reason"),
    [
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "Tab is needed in fields and lists."),
        (Key.Key_C, Qt.KeyboardModifier.AltModifier, "Alt+C opens the menu Case."),
        (Key.Key_B, Qt.KeyboardModifier.NoModifier, "B is a key of “Brush” already."),
    ],
)
def test_what_cannot_be_a_key_is_refused(
    dialog: ShortcutsDialog, keymap: Keymap, key: Key, held: Qt.KeyboardModifier, reason: str
) -> None:
    dialog.show_row("brush")
    press_in(dialog, key, held)
    assert dialog.message == reason
    assert keymap.keys("brush") == ("B",)
    assert not keymap.has_changes


def test_what_is_fixed_says_so_and_is_not_edited(dialog: ShortcutsDialog) -> None:
    dialog.show_row("erase")
    assert dialog.message == "Fixed. It goes with the pointer."
    assert not dialog.change_button.isEnabled()
    QTest.keyClick(dialog.table, Key.Key_Return)
    assert dialog.table.findChild(KeyField) is None


def test_all_are_reset_and_that_can_be_taken_back(dialog: ShortcutsDialog, keymap: Keymap) -> None:
    keymap.set_key("brush", 0, "F9")
    dialog.reset_all_button.click()
    assert not keymap.has_changes
    assert dialog.take_button.text() == "Take that back"
    dialog.take_button.click()
    assert keymap.keys("brush") == ("F9",)

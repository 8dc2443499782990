"""The help on keys as one searches it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QWidget

from forgery_viewer.widgets.shortcuts_dialog import Shortcut, ShortcutsDialog

MATCH = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
KEYS = (
    Shortcut("Case", "Next case", "D, Page Down"),
    Shortcut("Case", "Previous case", "A, Page Up"),
    Shortcut("Mask", "Brush", "B"),
    Shortcut("Mask", "Undo", "Ctrl+Z"),
    Shortcut("Case", "Save", "Ctrl+S"),
)


@pytest.fixture
def dialog(dress: object, show: Callable[[QWidget], None]) -> ShortcutsDialog:
    made = ShortcutsDialog(KEYS)
    show(made)
    return made


def find(dialog: ShortcutsDialog, text: str) -> list[str]:
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    field.clear()
    QTest.keyClicks(field, text)
    return [line.action for line in dialog.shown]


def test_all_keys_are_listed_by_group_and_none_is_cut(dialog: ShortcutsDialog) -> None:
    assert [line.action for line in dialog.shown] == [
        "Next case",
        "Previous case",
        "Brush",
        "Undo",
        "Save",
    ]
    tree = dialog.findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    assert tree.columnWidth(1) >= tree.fontMetrics().horizontalAdvance("D, Page Down")
    assert tree.columnWidth(0) + tree.columnWidth(1) <= tree.viewport().width()


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("ctrl", ["Undo", "Save"]),
        ("CASE prev", ["Previous case"]),
        ("mask", ["Brush", "Undo"]),
        ("  ", ["Next case", "Previous case", "Brush", "Undo", "Save"]),
    ],
)
def test_filter_looks_in_group_action_and_key(
    dialog: ShortcutsDialog, text: str, actions: list[str]
) -> None:
    assert find(dialog, text) == actions


def test_lines_of_one_group_stand_together_wherever_they_were_given(
    dialog: ShortcutsDialog,
) -> None:
    tree = dialog.findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    assert tree.topLevelItemCount() == 2
    tops = {
        action: tree.visualItemRect(item).top()
        for action in ("Previous case", "Save", "Brush")
        for item in tree.findItems(action, MATCH)
    }
    assert tops["Previous case"] < tops["Save"] < tops["Brush"]


def test_says_so_when_nothing_is_found(dialog: ShortcutsDialog) -> None:
    assert find(dialog, "lasso") == []
    visible = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert visible == ["No action or key has “lasso”."]
    assert len(find(dialog, "")) == 5


def test_arrow_goes_from_the_field_to_the_list_and_escape_closes(
    dialog: ShortcutsDialog,
) -> None:
    field, tree = dialog.findChild(QLineEdit), dialog.findChild(QTreeWidget)
    assert isinstance(field, QLineEdit)
    assert isinstance(tree, QTreeWidget)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert tree.hasFocus()
    QTest.keyClick(tree, Qt.Key.Key_Escape)
    assert not dialog.isVisible()

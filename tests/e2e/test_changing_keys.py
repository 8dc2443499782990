"""Keys are changed in the help on keys: at once, everywhere, and for the next start as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.state.preferences import KEYS, Preferences
from forgery_viewer.widgets.shortcuts_dialog import ShortcutsDialog
from tests.e2e.user import CTRL, SHIFT, User, lay_out

Key = Qt.Key


def open_keys(user: User) -> ShortcutsDialog:
    user.key(Key.Key_F1)
    dialog = user.dialog()
    assert isinstance(dialog, ShortcutsDialog)
    return dialog


def double_click(user: User, dialog: ShortcutsDialog, key: str, column: int = 1) -> None:
    """Double-click a key in the table."""
    from PySide6.QtTest import QTest

    lay_out()
    table, line = dialog.table, dialog.table.line(key)
    table.scrollToItem(line)
    rect = table.visualItemRect(line)
    x = table.columnViewportPosition(column) + 20
    place = table.viewport().mapTo(dialog, QPoint(x, rect.center().y()))
    handle = user.handle(dialog)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def give(user: User, key: str, pressed: Key, held: Qt.KeyboardModifier = SHIFT) -> None:
    """Open the help, give an action a key that is free, and close the help."""
    dialog = open_keys(user)
    double_click(user, dialog, key)
    user.key(pressed, held)
    user.key(Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    user.focus_canvas()


def menu_keys(user: User) -> dict[str, str]:
    menus = user.window.top_bar.menu_bar.findChildren(QMenu)
    return {
        action.text().replace("&", ""): action.shortcut().toString()
        for menu in menus
        for action in menu.actions()
    }


def test_a_tool_gets_another_key_everywhere_at_once(at_two: User) -> None:
    give(at_two, "eraser", Key.Key_Y, SHIFT)
    strip = at_two.window.page.tool_strip
    at_two.type("e")
    assert strip.button("brush").isChecked(), "the key from before does nothing"
    at_two.key(Key.Key_Y, SHIFT)
    assert strip.button("eraser").isChecked()
    assert ">Shift+Y<" in strip.button("eraser").toolTip()
    assert menu_keys(at_two)["Eraser"] == "Shift+Y"
    at_two.key(Key.Key_K, CTRL)
    items = {item.title: item.keys for item in at_two.window.all_actions.palette.list.items}
    assert items["Eraser"] == "Shift+Y"
    at_two.key(Key.Key_Escape)
    dialog = open_keys(at_two)
    assert dialog.told(next(row for row in dialog.shown if row.key == "eraser")) == "Shift+Y"
    at_two.key(Key.Key_Escape)


def test_a_key_is_taken_from_another_action_or_left_to_it(at_two: User) -> None:
    dialog = open_keys(at_two)
    double_click(at_two, dialog, "fit")
    at_two.type("b")
    assert dialog.message == "B is a key of “Brush” in Tools."
    at_two.click(dialog.leave_button)
    double_click(at_two, dialog, "fit")
    at_two.type("b")
    at_two.click(dialog.take_button)
    at_two.key(Key.Key_Escape)
    at_two.focus_canvas()
    at_two.type("e")
    fitted = at_two.overlay.view
    at_two.key(Key.Key_0, CTRL)
    at_two.type("b")
    assert at_two.overlay.view == fitted
    assert at_two.window.painting.tools.key == "eraser"
    assert at_two.window.page.tool_strip.button("brush").toolTip().count("<span") == 0
    seen = [keys.toString() for action in at_two.window.actions() for keys in action.shortcuts()]
    assert len(set(seen)) == len(seen)


def test_the_palette_and_the_help_themselves_can_have_other_keys(at_two: User) -> None:
    give(at_two, "all_actions", Key.Key_P, CTRL | SHIFT)
    button = at_two.window.top_bar.all_actions_button
    assert "Ctrl+Shift+P" in button.toolTip()
    at_two.key(Key.Key_K, CTRL)
    palette = at_two.window.all_actions.palette
    assert not palette.isVisible()
    at_two.key(Key.Key_P, CTRL | SHIFT)
    assert palette.isVisible()
    at_two.key(Key.Key_P, CTRL | SHIFT)
    assert not palette.isVisible()


def test_a_letter_given_to_an_action_is_text_in_fields(at_two: User) -> None:
    dialog = open_keys(at_two)
    double_click(at_two, dialog, "minimap")
    at_two.type("j")
    at_two.click(dialog.take_button)
    at_two.key(Key.Key_Escape)
    shown = at_two.window.actions_by_key["minimap"].isChecked()
    at_two.key(Key.Key_F, CTRL)
    at_two.type('"j"')
    assert at_two.window.page.browser.filter_bar.field.text() == '"j"'
    assert at_two.window.actions_by_key["minimap"].isChecked() == shown
    at_two.focus_canvas()
    at_two.type("j")
    assert at_two.window.actions_by_key["minimap"].isChecked() != shown


def test_held_keys_and_figures_are_fixed(at_two: User) -> None:
    dialog = open_keys(at_two)
    for pressed, told in (
        (Key.Key_Space, "Space is fixed: move the view."),
        (Key.Key_H, "H is fixed: hide the mask while held."),
        (Key.Key_QuoteLeft, "` is fixed: the other image while held."),
        (Key.Key_5, "5 is fixed: select instance 1 to 9."),
        (Key.Key_Left, "Left is fixed: move a region or what is pasted."),
    ):
        double_click(at_two, dialog, "fit")
        at_two.key(pressed)
        assert dialog.message == told
    double_click(at_two, dialog, "fixed:peek")
    assert dialog.message == "Fixed. It is held, not pressed."
    double_click(at_two, dialog, "fit")
    at_two.key(Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert dialog.message == "Alt+M opens the menu Mask."
    at_two.key(Key.Key_Escape)
    assert at_two.window.actions_by_key["fit"].shortcut().toString() == "R"


def test_hints_name_the_keys_of_now(at_two: User) -> None:
    at_two.type("b")
    bar = at_two.window.status_bar
    assert bar.hint_text == "Right-drag erases · [ and ] change the size"
    give(at_two, "smaller", Key.Key_F6, CTRL)
    assert bar.hint_text == "Right-drag erases · Ctrl+F6 and ] change the size"
    assert "Ctrl+F6 and ]" in at_two.window.page.options_bar.size_slider.toolTip()


def test_the_next_start_has_the_same_keys(
    user: User, open_window: Callable[[], MainWindow]
) -> None:
    user.window.activateWindow()
    give_without_canvas(user)
    again = open_window()
    assert again.actions_by_key["open"].shortcut().toString() == "Ctrl+Shift+O"
    assert "Ctrl+Shift+O" in json.dumps(Preferences(again.preferences.file).get(KEYS))


def give_without_canvas(user: User) -> None:
    dialog = open_keys(user)
    double_click(user, dialog, "open")
    user.key(Key.Key_O, CTRL | SHIFT)
    user.key(Key.Key_Escape)
    user.window.preferences.save()


@pytest.mark.parametrize("told", ["{broken", '{"fit": ["B"]}', '{"brush": ["Alt+F"]}'])
def test_keys_that_make_no_sense_are_as_usual_and_that_is_said(
    tmp_path: Path, open_window: Callable[[], MainWindow], told: str
) -> None:
    preferences = Preferences(tmp_path / "preferences.ini")
    preferences.set(KEYS, told)
    assert preferences.save()
    window = open_window()
    user = User(window)
    assert window.actions_by_key["fit"].shortcut().toString() == "R"
    assert window.actions_by_key["brush"].shortcut().toString() == "B"
    assert "preferences.ini" in window.start_banner.text
    user.click(user.button(window.start_banner, "Show the keys"))
    dialog = user.dialog()
    assert isinstance(dialog, ShortcutsDialog)
    double_click(user, dialog, "minimap")
    user.key(Key.Key_F9)
    assert not window.start_banner.isVisible()
    user.key(Key.Key_Escape)

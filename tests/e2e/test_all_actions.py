"""All actions under one key: typed for, read, chosen, and the keyboard back where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from forgery_viewer.app.actions import ACTIONS
from forgery_viewer.state.preferences import RECENT_ACTIONS, Preferences
from forgery_viewer.state.recent_actions import RecentActions
from forgery_viewer.widgets.palette import Palette
from forgery_viewer.widgets.palette_list import PaletteItem
from forgery_viewer.widgets.top_bar import STATISTICS
from tests.e2e.samples import ALONE, FIGURE, SMALL, TWO
from tests.e2e.user import CTRL, User, lay_out

Key = Qt.Key


def palette(user: User) -> Palette:
    return user.window.all_actions.palette


def titles(user: User) -> list[str]:
    return [item.title for item in palette(user).list.items]


def item(user: User, title: str) -> PaletteItem:
    return next(item for item in palette(user).list.items if item.title == title)


def ask(user: User, text: str = "") -> None:
    user.key(Key.Key_K, CTRL)
    assert palette(user).isVisible()
    user.type(text)


def test_every_action_of_every_menu_is_listed_with_its_keys(at_two: User) -> None:
    ask(at_two)
    assert palette(at_two).field.hasFocus()
    listed = {(row.title, row.keys) for row in palette(at_two).list.items}
    menus = at_two.window.top_bar.menu_bar.findChildren(QMenu)
    for menu in menus:
        for action in menu.actions():
            if action.isSeparator() or action.menu() is not None:
                continue
            title = action.text().replace("&", "")
            if title != "All actions…":
                keys = ", ".join(keys.toString() for keys in action.shortcuts())
                assert (title, keys) in listed
    assert (
        item(at_two, "Brush").beside == "Mask \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Tools"
    )
    assert item(at_two, "Select instance 3").keys == "3"
    assert len(listed) == len(palette(at_two).list.items), "nothing is listed twice"


def test_typing_finds_and_enter_does(at_two: User) -> None:
    at_two.key(Key.Key_0, CTRL)
    ask(at_two, "zoom in")
    first = palette(at_two).list.marked
    assert first is not None
    assert (first.title, first.keys) == ("Zoom in", "Ctrl++, Ctrl+=")
    assert "".join(first.title[place] for place in first.places) == "Zoomin"
    at_two.key(Key.Key_Return)
    assert not palette(at_two).isVisible()
    assert at_two.overlay.view.scale == 1.25
    assert at_two.overlay.hasFocus()


def test_letters_typed_into_it_do_nothing_else(at_two: User) -> None:
    before = at_two.document.planes.to_stack().tobytes()
    ask(at_two, "bemxd129[]?")
    at_two.key(Key.Key_Delete)
    assert palette(at_two).isVisible()
    assert palette(at_two).field.text() == "bemxd129[]?"
    assert at_two.window.painting.tools.key == "brush"
    assert at_two.document.planes.to_stack().tobytes() == before
    assert at_two.window.selection.current == TWO
    assert at_two.document.current == 0


def test_what_nothing_is_called_is_said(at_two: User) -> None:
    ask(at_two, "xyzzy")
    told = [label.text() for label in palette(at_two).findChildren(QLabel) if label.isVisible()]
    assert told == ["No action and no case is called “xyzzy”."]
    at_two.key(Key.Key_Return)
    assert palette(at_two).isVisible()


def test_arrows_pages_home_and_end_mark_and_escape_leaves_all_as_it_was(at_two: User) -> None:
    ask(at_two)
    items, shown = palette(at_two).list.items, palette(at_two).list

    def row() -> int:
        return shown.currentIndex().row()

    places = [row()]
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Down, Key.Key_Up):
        at_two.key(key)
        places.append(row())
    last = len(items) - 1
    assert places == [0, 1, 2, 1, last, 0, last]
    assert shown.viewport().rect().contains(shown.visualRect(shown.currentIndex()))
    at_two.key(Key.Key_Home)
    at_two.key(Key.Key_PageDown)
    assert 5 < row() < last
    at_two.key(Key.Key_PageUp)
    assert row() == 0
    at_two.key(Key.Key_Escape)
    assert not palette(at_two).isVisible()
    assert at_two.overlay.hasFocus()
    assert at_two.window.painting.tools.key == "brush"


def test_the_keyboard_goes_back_to_the_field_it_came_from(at_two: User) -> None:
    at_two.key(Key.Key_F, CTRL)
    field = at_two.window.page.browser.filter_bar.field
    at_two.type("10")
    at_two.key(Key.Key_Home)
    ask(at_two)
    at_two.key(Key.Key_K, CTRL)
    assert not palette(at_two).isVisible()
    assert field.hasFocus()
    assert field.text() == "10", "elsewhere Ctrl+K deletes what follows"


def test_a_click_does_what_is_clicked_and_one_elsewhere_closes(at_two: User) -> None:
    button = at_two.window.top_bar.all_actions_button
    at_two.click(button)
    assert palette(at_two).isVisible()
    at_two.type("eraser")
    shown = palette(at_two).list
    at_two.click(shown.viewport(), shown.visualRect(shown.model().index(0, 0)).center())
    assert at_two.window.painting.tools.key == "eraser"
    assert not palette(at_two).isVisible()
    at_two.click(button)
    at_two.click(button)
    assert not palette(at_two).isVisible()
    at_two.click(button)
    before = at_two.document.undo_stack.count()
    at_two.click(at_two.window.status_bar, QPoint(300, 10))
    assert not palette(at_two).isVisible()
    assert at_two.document.undo_stack.count() == before


def test_toggles_say_what_they_are(at_two: User) -> None:
    ask(at_two)
    assert item(at_two, "Show the mask").state == "On"
    assert item(at_two, "Rulers").state == "Off"
    assert (item(at_two, "Review").state, item(at_two, "Compare").state) == ("On", "")
    assert item(at_two, "Brush").state == ""
    at_two.type("rulers")
    at_two.key(Key.Key_Return)
    ask(at_two)
    assert item(at_two, "Rulers").state == "On"


def test_what_cannot_be_done_says_why_and_is_not_done(user: User, samples: Path) -> None:
    ask(user)
    assert item(user, "Brush").reason == "No data set is open"
    assert item(user, "Open the demo").reason == ""
    user.key(Key.Key_Escape)
    user.open(samples)
    user.choose(TWO)
    ask(user, "undo")
    assert item(user, "Undo").reason == "Nothing to undo"
    while (marked := palette(user).list.marked) is not None and marked.title != "Undo":
        user.key(Key.Key_Down)
    user.key(Key.Key_Return)
    assert palette(user).isVisible()
    user.key(Key.Key_Escape)
    user.window.pages.show(STATISTICS)
    ask(user)
    assert item(user, "Brush").reason == "Only on the Review page"
    assert item(user, "Fit the image").reason == "Only where images are on show"


def test_what_was_chosen_last_comes_first_and_is_remembered(at_two: User, tmp_path: Path) -> None:
    for text in ("eraser", "rulers"):
        ask(at_two, text)
        at_two.key(Key.Key_Return)
    ask(at_two)
    assert titles(at_two)[:2] == ["Rulers", "Eraser"]
    heads = [(row.title, row.head) for row in palette(at_two).list.items if row.head]
    assert heads == [("Rulers", "Chosen last"), (titles(at_two)[2], "All actions")]
    assert titles(at_two).count("Eraser") == 1
    at_two.key(Key.Key_Escape)
    at_two.window.preferences.save()
    assert RecentActions(Preferences(at_two.window.preferences.file)).keys == ("rulers", "eraser")


@pytest.mark.parametrize("text", ["no list", '{"a": 1}', "[1, null]", '["gone", "gone"]'])
def test_a_list_that_makes_no_sense_is_no_harm(user: User, text: str) -> None:
    user.window.preferences.set(RECENT_ACTIONS, text)
    ask(user)
    assert titles(user)[0] == "Open a data set…"
    assert len(titles(user)) >= len(ACTIONS) - 1


def test_a_case_is_gone_to_by_its_id(at_two: User) -> None:
    ask(at_two, "103")
    first = palette(at_two).list.marked
    assert first is not None
    assert first.title == "Go to case 103"
    assert first.beside == "forged, train"
    assert at_two.case_comes(lambda: at_two.key(Key.Key_Return)) == ALONE
    assert at_two.overlay.hasFocus()


def test_cases_of_several_splits_and_those_the_filter_hides_are_offered(at_two: User) -> None:
    at_two.key(Key.Key_F, CTRL)
    at_two.type("205")
    at_two.until(lambda: at_two.window.model.rowCount() == 2, at_two.window.model.filter_changed)
    ask(at_two, "101")
    cases = [row for row in palette(at_two).list.items if row.title.startswith("Go to")]
    assert [row.beside for row in cases] == [
        "forged, train, not in the filter",
        "forged, supplemental, not in the filter",
    ]
    at_two.key(Key.Key_Down)
    assert at_two.case_comes(lambda: at_two.key(Key.Key_Return)) == FIGURE


def test_a_number_after_the_sign_of_actions_is_no_case(at_two: User) -> None:
    ask(at_two, ">100")
    assert titles(at_two)[0] == "100 %"
    assert not [title for title in titles(at_two) if title.startswith("Go to")]


def test_going_to_a_case_leaves_the_statistics(at_two: User) -> None:
    at_two.window.pages.show(STATISTICS)
    ask(at_two, "205")
    assert at_two.case_comes(lambda: at_two.key(Key.Key_Return)) == SMALL
    assert at_two.window.pages.is_review


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (960, 600), (2560, 1440)])
def test_nothing_of_the_top_bar_is_cut_and_the_palette_lies_in_the_window(
    at_two: User, size: tuple[int, int]
) -> None:
    at_two.drag([(20, 100), (60, 110)])
    at_two.window.resize(*size)
    lay_out()
    bar = at_two.window.top_bar
    assert bar.all_actions_button.is_compact == (size[0] < 1100)
    assert bar.all_actions_button.geometry().right() < bar.width()
    if size[0] >= 1280:
        labels = [label for label in bar.findChildren(QLabel) if label.isVisible() and label.text()]
        for label in labels:
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    ask(at_two)
    lay_out()
    inside = palette(at_two).geometry()
    assert at_two.window.rect().contains(inside)
    assert abs(inside.center().x() - size[0] // 2) <= 1
    assert inside.top() < 60


def test_it_blocks_nothing_and_follows_the_window(at_two: User) -> None:
    ask(at_two)
    assert QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None
    at_two.window.resize(1100, 700)
    lay_out()
    assert abs(palette(at_two).geometry().center().x() - 550) <= 1
    assert QRect(0, 0, 1100, 700).contains(palette(at_two).geometry())

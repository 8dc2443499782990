"""The list of instances by keys, its menus, and regions that are given away from the canvas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QScrollArea

from tests.core.building import write_case
from tests.e2e.test_instance_list import (
    HEIGHT,
    WIDTH,
    click_row,
    plain,
    rows,
    selected,
    three,
    undone,
)
from tests.e2e.user import CTRL, LEFT, NONE, RIGHT, SHIFT, User, lay_out

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=three())
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.focus_canvas()
    return user


@pytest.fixture
def crowded(user: User, tmp_path: Path) -> User:
    """64 instances, each a column of its own."""
    stack = np.zeros((64, HEIGHT, WIDTH), np.uint8)
    for number in range(64):
        stack[number, : number % 50 + 1, number] = 1
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=stack)
    user.open(tmp_path / "set")
    user.wait_until_measured()
    while len(rows(user)) < 64:
        QApplication.processEvents()
    lay_out()
    return user


def take_keys(user: User) -> None:
    """Reach the list with the Tab key, as far as the test is concerned."""
    user.window.page.instances.list.setFocus(Qt.FocusReason.TabFocusReason)


def entry(menu: QMenu, *path: str) -> QAction:
    """An entry of a menu, or of a menu within it."""
    for name in path:
        found = [a for a in menu.actions() if a.text().replace("&", "") == name]
        assert found, f"no {name!r} among {[a.text() for a in menu.actions()]}"
        inner = found[0].menu()
        menu = inner if isinstance(inner, QMenu) else menu
    return found[0]


def close(user: User, menu: QMenu) -> None:
    """Close a menu, and let its window be gone: the next key is the canvas's."""
    menu.close()
    QApplication.processEvents()
    user.window.activateWindow()
    user.focus_canvas()


def menu_at(user: User, at: tuple[float, float]) -> QMenu | None:
    """The menu that a click of the right button on the overlay opens, None for none."""
    user.press(at, RIGHT)
    user.release(at, RIGHT)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def test_keys_go_from_row_to_row_and_select_on_the_way(at_case: User) -> None:
    user = at_case
    take_keys(user)
    user.key(Key.Key_Down)
    assert selected(user) == [1]
    user.key(Key.Key_Down, SHIFT)
    assert (selected(user), user.document.current) == ([1, 2], 2)
    user.key(Key.Key_Home)
    assert selected(user) == [0]
    user.key(Key.Key_End, SHIFT)
    assert selected(user) == [0, 1, 2]
    user.key(Key.Key_Up)
    assert selected(user) == [1]
    user.key(Key.Key_A, CTRL)
    assert selected(user) == [0, 1, 2]
    user.key(Key.Key_Delete)
    assert plain(user).shape[0] == 0
    assert user.document.undo_stack.undoText() == "Delete instances 1, 2 and 3"
    undone(user)


def test_letters_are_no_tools_in_the_list(at_case: User) -> None:
    user = at_case
    take_keys(user)
    user.key(Key.Key_Return)
    view = user.overlay.view
    assert (view.x, view.y) == pytest.approx((27.5, 10.0), abs=0.6), "Enter goes to the instance"


def test_many_rows_scroll_and_the_figures_stay_in_sight(crowded: User) -> None:
    user = crowded
    panel, figures = user.window.page.instances, user.window.page.figures

    def seen(number: int) -> bool:
        row, viewport = rows(user)[number], panel.list.viewport()
        top = row.mapTo(viewport, QPoint(0, 0)).y()
        return top >= 0 and top + row.height() <= viewport.height()

    assert [row.figures_text for row in rows(user)] == [
        f"{number % 50 + 1} px · 1 region" for number in range(64)
    ]
    bottom = figures.mapTo(user.window, QPoint(0, figures.height())).y()
    assert bottom < user.window.height(), "figures are seen without scrolling"
    assert seen(0)
    take_keys(user)
    user.key(Key.Key_End)
    assert seen(63)
    assert not seen(0)
    for _ in range(20):
        user.key(Key.Key_Up)
    assert user.document.current == 43
    assert seen(43)
    user.focus_canvas()
    user.key(Key.Key_3)
    assert seen(2)
    top = panel.list.viewport().mapTo(user.window, QPoint(20, 20))
    bar = panel.list.verticalScrollBar()
    before = bar.value()
    QTest.wheelEvent(user.handle(panel), top, QPoint(0, -240))
    assert bar.value() > before


def test_nothing_is_cut_in_the_narrowest_dock(crowded: User) -> None:
    user = crowded
    user.window.resize(1280, 720)
    user.document.set_current(63)
    user.window.actions_by_key["operation:grow"].trigger()
    lay_out()
    panel = user.window.page.instances
    dock = panel.window().findChildren(QScrollArea)
    (around,) = (area for area in dock if area.isAncestorOf(panel))
    assert around.verticalScrollBar().isVisible()
    body = around.widget()
    assert body is not None
    assert body.width() <= around.viewport().width()
    trash = panel.delete_button
    right = trash.mapTo(around.viewport(), QPoint(trash.width(), 0)).x()
    assert right <= around.viewport().width()


def test_rows_are_dragged_further_than_is_seen(
    crowded: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = crowded
    panel = user.window.page.instances
    first = rows(user)[0]
    handle = user.handle(first)
    start = first.mapTo(user.window, QPoint(60, 12))
    edge = panel.list.viewport().mapTo(user.window, QPoint(60, panel.list.viewport().height() - 4))
    # Nobody moves the system's own pointer in a test.
    place = user.window.mapToGlobal(edge)
    monkeypatch.setattr(QCursor, "pos", lambda *_screen: place)
    QTest.mousePress(handle, LEFT, NONE, start)
    QTest.mouseMove(handle, edge)
    bar = panel.list.verticalScrollBar()
    user.until(lambda: bar.value() > 1000, bar.valueChanged)
    QTest.mouseRelease(handle, LEFT, NONE, edge)
    assert user.document.current > 20, "the list went on under the pointer"
    assert user.document.undo_stack.count() == 1
    assert user.document.planes.plane(user.document.current)[0, 0]
    user.focus_canvas()
    user.key(Key.Key_Z, CTRL)
    assert user.document.planes.plane(0)[0, 0]


def test_a_menu_is_about_what_is_selected(at_case: User) -> None:
    user = at_case
    click_row(user, 0, NONE)
    click_row(user, 2, CTRL)
    rows(user)[1].open_menu(rows(user)[1].mapToGlobal(QPoint(60, 12)))
    assert selected(user) == [1], "the row of a menu is selected"
    menu = rows(user)[1].findChild(QMenu)
    assert menu is not None
    entry(menu, "Duplicate").trigger()
    close(user, menu)
    np.testing.assert_array_equal(plain(user), np.concatenate([three(), three()[1:2]]))
    undone(user)
    click_row(user, 0, NONE)
    click_row(user, 2, CTRL)
    rows(user)[0].open_menu(rows(user)[0].mapToGlobal(QPoint(60, 12)))
    menu = rows(user)[0].findChild(QMenu)
    assert menu is not None
    assert entry(menu, "Combine", "Minus…").isEnabled()
    entry(menu, "Straw").trigger()
    close(user, menu)
    assert [state.colour for state in user.document.instances] == [4, 1, 4]
    assert user.document.undo_stack.undoText() == "Colour of instances 1 and 3"


def test_the_buttons_of_the_list(at_case: User) -> None:
    user = at_case
    panel = user.window.page.instances
    user.click(panel.new_button)
    user.click(panel.copy_button)
    assert plain(user).shape[0] == 5
    click_row(user, 1, NONE)
    click_row(user, 0, CTRL)
    user.click(panel.operation_button)
    assert user.window.operations.panel.scope == "selected"
    assert panel.operation_button.isChecked()
    user.click(panel.operation_button)
    assert (user.window.operations.is_open, panel.operation_button.isChecked()) == (False, False)
    user.click(panel.delete_button)
    assert plain(user).shape[0] == 3
    user.document.set_locked(0, True)
    assert not panel.delete_button.isEnabled()


def test_a_region_is_given_away_from_the_canvas(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_I)
    assert menu_at(user, (80, 10)) is None, "there is nothing"
    menu = menu_at(user, (45, 10))
    assert menu is not None
    entry(menu, "Give this region of instance 1 to", "Instance 3").trigger()
    close(user, menu)
    expected = three()
    expected[0, 5:15, 40:50], expected[2, 5:15, 40:50] = 0, 1
    np.testing.assert_array_equal(plain(user), expected)
    undone(user)
    menu = menu_at(user, (45, 10))
    assert menu is not None
    entry(menu, "Give this region of instance 1 to", "New instance").trigger()
    close(user, menu)
    expected = np.concatenate([three(), np.zeros((1, HEIGHT, WIDTH), np.uint8)])
    expected[0, 5:15, 40:50], expected[3, 5:15, 40:50] = 0, 1
    np.testing.assert_array_equal(plain(user), expected)
    assert user.document.undo_stack.undoText() == "Split a region off instance 1"
    assert user.document.current == 3
    undone(user)


def test_the_right_button_erases_with_a_painting_tool(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_B)
    assert menu_at(user, (45, 10)) is None
    assert user.document.undo_stack.undoText().startswith("Eraser")


def test_nothing_is_changed_from_the_page_that_compares(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_2, CTRL)
    assert menu_at(user, (45, 10)) is None


def test_a_long_note_is_read_in_the_tooltip_and_keys_go_back_to_the_canvas(at_case: User) -> None:
    user = at_case
    user.key(Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    note = "lane 3 of the blot, mirrored into lane 5, see figure 2 of the paper"
    user.type(note)
    user.key(Key.Key_Return)
    assert note in rows(user)[0].toolTip()
    assert user.overlay.hasFocus()
    user.key(Key.Key_E)
    assert user.window.painting.tools.tool_in_hand.key == "eraser"
    label = rows(user)[0].note
    at = label.mapTo(rows(user)[0], label.rect().center())
    QTest.mouseDClick(user.handle(rows(user)[0]), LEFT, NONE, rows(user)[0].mapTo(user.window, at))
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == note
    user.key(Key.Key_Escape)
    assert user.document.instances[0].note == note

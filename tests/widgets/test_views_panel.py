"""The panel of saved views: everything by keyboard, nothing lost by a slip."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.saved_views import SavedView
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from forgery_viewer.widgets.views_list import button_rects
from forgery_viewer.widgets.views_panel import ViewsPanel
from tests.widgets.benches import Bench

TINY = SavedView("Tiny", "coverage<0.5", "coverage")
MANY = SavedView("Many", "n>=3", "instances", descending=True, layout="grid")
Key = Qt.Key


@pytest.fixture
def desk(dress: Callable[[Theme], None], show: Callable[[QWidget], None]) -> QWidget:
    """A window with a button and a field beside it."""
    desk = QWidget()
    column = QVBoxLayout(desk)
    column.addWidget(QPushButton("Views"))
    column.addWidget(QLineEdit())
    column.addStretch(1)
    desk.resize(500, 500)
    show(desk)
    return desk


@pytest.fixture
def panel(desk: QWidget) -> ViewsPanel:
    """The panel of two views, open."""
    panel = ViewsPanel(desk)
    panel.show_views([TINY, MANY], SavedView(""), None)
    panel.open_below(desk.findChildren(QPushButton)[0])
    return panel


def press(key: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key)


def row_point(panel: ViewsPanel, row: int) -> QPoint:
    return panel.list.visualRect(panel.list.model().index(row, 0)).center()


def test_a_view_is_chosen_by_keyboard(panel: ViewsPanel) -> None:
    chosen = QSignalSpy(panel.chosen)
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert chosen.at(0) == ["Many"]
    assert panel.isHidden()


def test_a_view_is_chosen_by_a_click(panel: ViewsPanel) -> None:
    chosen = QSignalSpy(panel.chosen)
    place = row_point(panel, 0)
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.at(0) == ["Tiny"]


def test_a_view_is_renamed_in_its_place(qtbot: QtBot, panel: ViewsPanel) -> None:
    renamed = QSignalSpy(panel.renamed)
    press(Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Tiny"
    QTest.keyClicks(editor, "Small")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: renamed.count() == 1)
    assert renamed.at(0) == ["Tiny", "Small"]
    assert panel.isVisible()


def test_escape_leaves_a_name_as_it_was_then_the_panel(panel: ViewsPanel) -> None:
    renamed, closed = QSignalSpy(panel.renamed), QSignalSpy(panel.closed)
    press(Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Small")
    QTest.keyClick(editor, Key.Key_Escape)
    assert panel.isVisible()
    assert renamed.count() == 0
    panel.list.setFocus()
    press(Key.Key_Escape)
    assert panel.isHidden()
    assert closed.count() == 1


@pytest.mark.parametrize("by", ["key", "click"])
def test_what_is_removed_can_be_brought_back(panel: ViewsPanel, by: str) -> None:
    removed, restored = QSignalSpy(panel.removed), QSignalSpy(panel.restored)
    if by == "key":
        press(Key.Key_Delete)
    else:
        rect = panel.list.visualRect(panel.list.model().index(0, 0))
        place = button_rects(rect)[1].center()
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert removed.at(0) == ["Tiny"]
    assert not panel.undo_button.isVisible()
    panel.show_views([MANY], SavedView(""), TINY)
    assert panel.undo_button.isVisible()
    QTest.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert restored.count() == 1


def test_what_is_shown_is_saved_under_a_name(panel: ViewsPanel) -> None:
    saved = QSignalSpy(panel.saved)
    panel.field.setFocus()
    QTest.keyClicks(panel.field, "Mine")
    assert panel.save_button.text() == "Save"
    press(Key.Key_Return)
    assert saved.at(0) == ["Mine"]
    QTest.keyClicks(panel.field, "Many")
    assert panel.save_button.text() == "Replace"
    QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert saved.at(1) == ["Many"]


def test_without_a_name_the_filter_is_the_name(panel: ViewsPanel) -> None:
    saved = QSignalSpy(panel.saved)
    panel.show_views([], SavedView("", "n>2"), None)
    QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    panel.show_views([], SavedView(""), None)
    QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert [saved.at(0), saved.at(1)] == [["n>2"], ["All images"]]


def test_says_that_there_are_none_and_how_to_make_one(panel: ViewsPanel, desk: QWidget) -> None:
    panel.show_views([], SavedView(""), None)
    assert panel.empty.isVisible()
    assert panel.list.isHidden()
    panel.hide()
    panel.open_below(desk.findChildren(QPushButton)[0])
    assert panel.field.hasFocus()


def test_a_click_beside_it_closes_it_and_does_what_it_is_meant_for(
    panel: ViewsPanel, desk: QWidget
) -> None:
    panel.setGeometry(100, 200, 300, 200)
    field = next(f for f in desk.findChildren(QLineEdit) if f is not panel.field)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert panel.isHidden()
    assert field.hasFocus()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_view_that_is_shown_is_marked(
    panel: ViewsPanel, dress: Callable[[Theme], None], theme: Theme
) -> None:
    dress(theme)
    panel.show_views([MANY, TINY], SavedView(""), None)
    plain = panel.list.viewport().grab().toImage()
    panel.show_views([MANY, TINY], SavedView("", TINY.filter, TINY.sort), None)
    marked = panel.list.viewport().grab().toImage()
    assert plain != marked
    assert plain.copy(0, 0, 300, 40) == marked.copy(0, 0, 300, 40)


def test_the_button_opens_and_closes(bench: Bench) -> None:
    browser = bench.browser
    opening = QSignalSpy(browser.views_opening)
    QTest.mouseClick(browser.views_button, Qt.MouseButton.LeftButton)
    assert browser.views_panel.isVisible()
    assert opening.count() == 1
    QTest.mouseClick(browser.views_button, Qt.MouseButton.LeftButton)
    assert browser.views_panel.isHidden()
    assert browser.table.hasFocus()


@pytest.mark.parametrize("views", [[], [TINY]])
def test_words_keep_clear_of_the_border(
    qapp: QApplication,
    desk: QWidget,
    dress: Callable[[Theme], None],
    views: list[SavedView],
) -> None:
    # As in the program: made deep in a window, which is dressed then, and opened over all of it.
    qapp.setStyleSheet("")
    owner = QWidget(desk)
    panel = ViewsPanel(owner)
    for theme in (LIGHT, DARK):
        dress(theme)
        panel.show_views(views, SavedView(""), None)
        panel.open_below(desk.findChildren(QPushButton)[0])
        QApplication.processEvents()
        for label in (panel.title, panel.empty):
            if label.isVisible():
                words = label.contentsRect().translated(label.mapTo(panel, QPoint()))
                assert panel.rect().adjusted(8, 7, -8, -7).contains(words)
                # Nor is anything of it cut.
                assert label.height() >= label.heightForWidth(label.width())
        panel.dismiss()

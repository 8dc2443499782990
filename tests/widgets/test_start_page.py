"""The start page at the sizes people have: everything in reach, nothing cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.state.recent import RecentDataset
from forgery_viewer.widgets.recent_list import RecentRow
from forgery_viewer.widgets.start_card import StartCard
from forgery_viewer.widgets.start_page import StartPage
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme

ROWS = tuple(
    RecentDataset(Path(f"/data/somewhere/set {number}"), 67, 4, datetime.now(UTC))
    for number in range(10)
)


@pytest.fixture
def page(dress: object, show: Callable[[QWidget], None]) -> StartPage:
    made = StartPage()
    made.resize(1280, 656)
    show(made)
    return made


def button(page: StartPage, text: str) -> QPushButton:
    return next(child for child in page.findChildren(QPushButton) if child.text() == text)


def place(page: StartPage, child: QWidget) -> QRect:
    """Where a child stands in the page's view."""
    return QRect(child.mapTo(page.viewport(), QPoint(0, 0)), child.size())


def test_buttons_ask_for_what_they_say(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.open_requested):
        QTest.mouseClick(button(page, "Open a data set…"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.demo_requested):
        QTest.mouseClick(button(page, "Open the demo"), Qt.MouseButton.LeftButton)


def test_recent_data_sets_are_there_only_if_there_are_any(page: StartPage, qtbot: QtBot) -> None:
    assert not button(page, "Clear").isVisible()
    page.set_recent(ROWS[:2])
    assert button(page, "Clear").isVisible()
    first = page.findChild(RecentRow)
    assert isinstance(first, RecentRow)
    with qtbot.waitSignal(page.recent_requested) as signal:
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert signal.args == [ROWS[0].path]
    with qtbot.waitSignal(page.clear_recent_requested):
        QTest.mouseClick(button(page, "Clear"), Qt.MouseButton.LeftButton)
    page.set_recent(())
    assert not button(page, "Clear").isVisible()


@pytest.mark.parametrize(("width", "height"), [(1280, 656), (1440, 840), (2560, 1376)])
def test_column_is_884_wide_centred_and_whole(page: StartPage, width: int, height: int) -> None:
    page.resize(width, height)
    page.set_recent(ROWS[:3])
    QApplication.processEvents()
    cards = page.findChildren(StartCard)
    left = place(page, cards[0]).left()
    right = width - place(page, cards[-1]).right() - 1
    assert abs(left - right) <= 1
    assert width - left - right == 884
    assert page.verticalScrollBar().maximum() == 0
    rows = page.findChildren(RecentRow)
    assert page.viewport().rect().contains(place(page, rows[-1]))


def test_small_window_scrolls_and_cuts_no_text(page: StartPage) -> None:
    page.set_recent(ROWS)
    page.resize(620, 420)
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() > 0
    assert page.horizontalScrollBar().maximum() == 0
    tops = {place(page, card).top() for card in page.findChildren(StartCard)}
    assert len(tops) == 1
    for label in page.findChildren(QLabel):
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())


def test_keyboard_scrolls_at_once_and_tab_goes_to_the_first_button(page: StartPage) -> None:
    page.set_recent(ROWS)
    page.resize(900, 420)
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is page
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 0
    QTest.keyClick(page, Qt.Key.Key_Tab)
    assert button(page, "Open a data set…").hasFocus()
    assert page.viewport().rect().contains(place(page, button(page, "Open a data set…")))


def test_focus_ring_of_the_primary_button_can_be_seen(
    page: StartPage, dress: Callable[[Theme], None]
) -> None:
    for theme in (DARK, LIGHT):
        dress(theme)
        choose = button(page, "Open a data set…")
        choose.setFocus(Qt.FocusReason.TabFocusReason)
        edge = choose.grab().toImage().pixelColor(choose.width() // 2, 0)
        assert edge.name() == theme.text1.lower()


def test_tab_walks_from_the_first_button_to_the_last_row_and_scrolls_to_it(
    page: StartPage,
) -> None:
    page.set_recent(ROWS[:3])
    page.resize(900, 420)
    QApplication.processEvents()
    button(page, "Open a data set…").setFocus(Qt.FocusReason.TabFocusReason)
    walked = []
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert focus is not None
        walked.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    rows = page.findChildren(RecentRow)
    assert walked[:3] == [
        button(page, "Open a data set…"),
        button(page, "Open the demo"),
        button(page, "Clear"),
    ]
    assert walked[3:] == rows
    rows[-1].setFocus(Qt.FocusReason.TabFocusReason)
    page.ensureWidgetVisible(rows[-1])
    assert page.viewport().rect().intersects(place(page, rows[-1]))

"""The banner as a reader meets it: what it says, what can be done, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.banner import Banner
from forgery_viewer.widgets.buttons import IconButton, IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def banner(dress: object, show: Callable[[QWidget], None]) -> Banner:
    host = QWidget()
    made = Banner()
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made)
    column.addStretch(1)
    host.resize(900, 200)
    show(host)
    return made


def button(banner: Banner, text: str) -> QPushButton:
    return next(
        child
        for child in banner.findChildren(QPushButton)
        if child.text() == text and child.isVisible()
    )


def close(banner: Banner) -> None:
    cross = banner.findChild(IconButton)
    assert isinstance(cross, IconButton)
    QTest.mouseClick(cross, LEFT)


def test_is_hidden_until_there_is_something_to_say_and_32_high_then(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_message("warn", "The workspace is full. Your edits are kept.")
    assert banner.isVisible()
    assert banner.height() == 32
    assert banner.text == "The workspace is full. Your edits are kept."
    close(banner)
    assert not banner.isVisible()


def test_every_tone_has_its_icon_and_ground(banner: Banner, dress: Callable[[Theme], None]) -> None:
    seen = set()
    for theme in (DARK, LIGHT):
        dress(theme)
        for tone in ("ok", "warn", "danger"):
            banner.show_message(tone, tone)
            sign = banner.findChild(IconLabel)
            assert isinstance(sign, IconLabel)
            ground = banner.grab().toImage().pixelColor(banner.width() // 2, 2).name()
            assert ground == getattr(theme, f"banner_{tone}").lower()
            seen.add((sign.icon_name, sign.tone))
    assert seen == {("circle-check", "ok"), ("triangle-alert", "warn"), ("circle-alert", "danger")}
    with pytest.raises(ValueError, match="not 'info'"):
        banner.show_message("info", "?")


def test_newest_is_on_top_and_closing_shows_the_one_before(banner: Banner) -> None:
    for text in ("one", "two", "three"):
        banner.show_message("warn", text)
    assert banner.text == "three"
    assert button(banner, "1 of 3").isEnabled()
    close(banner)
    assert banner.text == "two"
    close(banner)
    assert banner.text == "one"
    assert not any(child.isVisible() for child in banner.findChildren(QPushButton))


def test_count_walks_through_all_messages(banner: Banner) -> None:
    for text in ("one", "two", "three"):
        banner.show_message("warn", text)
    seen = []
    for _ in range(4):
        seen.append(banner.text)
        QTest.mouseClick(button(banner, "1 of 3"), LEFT)
    assert seen == ["three", "two", "one", "three"]


def test_message_of_the_same_key_is_replaced(banner: Banner) -> None:
    banner.show_message("warn", "2 files cannot be read", key="unreadable")
    banner.show_message("danger", "Cannot save", key="save")
    banner.show_message("warn", "3 files cannot be read", key="unreadable")
    assert banner.text == "3 files cannot be read"
    assert button(banner, "1 of 2").isEnabled()


def test_message_goes_when_what_it_says_holds_no_longer(banner: Banner) -> None:
    banner.show_message("danger", "Cannot save", key="save")
    banner.show_message("warn", "3 files cannot be read", key="unreadable")
    banner.dismiss("save")
    assert banner.key == "unreadable"
    banner.dismiss("never said")
    banner.dismiss("unreadable")
    assert banner.text == ""
    assert not banner.isVisible()


def test_action_is_done_once_and_may_bring_the_message_back(banner: Banner, qtbot: QtBot) -> None:
    tries: list[int] = []

    def save_again() -> None:
        tries.append(1)
        banner.show_message("danger", "Cannot save", "Try again", save_again, key="save")

    banner.show_message("danger", "Cannot save", "Try again", save_again, key="save")
    with qtbot.waitSignal(banner.dismissed) as signal:
        QTest.mouseClick(button(banner, "Try again"), LEFT)
    assert signal.args == ["save"]
    assert len(tries) == 1
    assert banner.text == "Cannot save"


def test_long_text_is_cut_so_that_the_action_stays_in_reach(banner: Banner) -> None:
    banner.show_message("danger", "word " * 400, "Show the file", lambda: None)
    text = banner.findChild(ElidedLabel)
    assert isinstance(text, ElidedLabel)
    assert text.shown_text.endswith("…")
    action = button(banner, "Show the file")
    assert banner.rect().contains(action.geometry())
    assert action.width() >= action.sizeHint().width()


def test_clear_takes_everything_back(banner: Banner) -> None:
    banner.show_message("ok", "12 masks written")
    banner.show_message("warn", "another")
    banner.clear()
    assert not banner.isVisible()

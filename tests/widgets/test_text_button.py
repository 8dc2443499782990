"""Buttons with a word: readable in both themes, reached by the Tab key, left by a click."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme

Show = Callable[[QWidget], None]
Dress = Callable[[Theme], None]


def has_colour(button: TextButton, colour: str) -> bool:
    image = button.icon().pixmap(QSize(19, 16), 3.0).toImage()
    wanted = QColor(colour)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_icon_has_the_colour_of_the_word(dress: Dress, show: Show, theme: Theme) -> None:
    host = QWidget()
    row = QHBoxLayout(host)
    plain = TextButton("Open the demo", "square")
    primary = TextButton("Open a data set…", "square", primary=True)
    row.addWidget(plain)
    row.addWidget(primary)
    show(host)
    dress(theme)
    assert has_colour(plain, theme.text1)
    assert has_colour(primary, "#FFFFFF")


def test_click_leaves_no_focus_and_the_keyboard_works(dress: Dress, show: Show) -> None:
    host = QWidget()
    row = QHBoxLayout(host)
    first, second = TextButton("One"), TextButton("Two")
    row.addWidget(first)
    row.addWidget(second)
    show(host)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()

"""Fixtures for widgets: the application dressed in a theme, and a place to show things in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.style_sheet import style_sheet
from forgery_viewer.widgets.theme import DARK, Theme, make_palette, text_font


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Callable[[Theme], None]]:
    """Dress the application in a theme, dark to begin with; undressed when the test is over."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    style = qapp.style().objectName()

    def put_on(theme: Theme) -> None:
        qapp.setPalette(make_palette(theme))
        qapp.setStyleSheet(style_sheet(theme))

    qapp.setStyle("Fusion")
    qapp.setFont(text_font())
    put_on(DARK)
    yield put_on
    qapp.setStyleSheet(sheet)
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Show a widget and wait until its window is on the screen and has the keyboard."""
    kept: list[QWidget] = []

    def shown(widget: QWidget) -> None:
        # pytest-qt holds on to what it closes only weakly.
        kept.append(widget)
        qtbot.addWidget(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()

    return shown

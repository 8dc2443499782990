"""Fixtures for widgets: the application dressed in a theme, and a place to show things in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.thumbnail_maker import ThumbnailMaker
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.style_sheet import style_sheet
from forgery_viewer.widgets.theme import DARK, Theme, make_palette, text_font
from forgery_viewer.widgets.triptych import Triptych
from tests.widgets.benches import Bench, small_index


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


@pytest.fixture
def bench(
    qtbot: QtBot, dress: Callable[[Theme], None], show: Callable[[QWidget], None]
) -> Iterator[Bench]:
    """A browser of 61 images, 296 px wide."""
    model = DatasetModel()
    selection = RecordSelection(model)
    tasks = Tasks("thumbnails", 1)
    thumbnails = Thumbnails(tasks, ThumbnailMaker(None, [(70, 252, 221)]))
    browser = Browser(model, selection, thumbnails)
    browser.resize(296, 600)
    show(browser)
    model.set_index(small_index())
    yield Bench(model, selection, thumbnails, browser)
    tasks.close()


@pytest.fixture
def triptych(dress: object, show: Callable[[QWidget], None]) -> Triptych:
    """Canvases that three images lie side by side in."""
    made = Triptych()
    made.resize(902, 324)
    show(made)
    return made

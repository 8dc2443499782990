"""A window of its own for each story, which leaves nothing behind when the story is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from forgery_viewer.app.appearance import Appearance
from forgery_viewer.app.application import make_window
from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.state.preferences import Preferences
from tests.e2e.samples import TWO, write_samples
from tests.e2e.user import User

SIZE_PX = (1440, 900)

OpenWindow = Callable[[], MainWindow]
CloseWindow = Callable[[MainWindow], None]


@pytest.fixture
def plain_application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, with the looks it had before when the story is over."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    style = qapp.style().objectName()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def close_window() -> CloseWindow:
    """Closes a window as its user does, and waits until nothing of it is left."""

    def close(window: MainWindow) -> None:
        if not window.close():
            # A story that ended early, with edits that could not be written.
            window.datasets.close(discard=True)
            window.close()
        window.deleteLater()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        others = [w for w in application.topLevelWidgets() if isinstance(w, MainWindow)]
        # What the windows of a story share goes with the last of them.
        for kind in (Appearance, Preferences) if others in ([], [window]) else ():
            for part in application.findChildren(kind):
                part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    return close


@pytest.fixture
def open_window(
    plain_application: QApplication, tmp_path: Path, close_window: CloseWindow
) -> Iterator[OpenWindow]:
    """Opens the program's window; each has the preferences that the one before left."""
    opened: list[MainWindow] = []

    def make() -> MainWindow:
        preferences = Preferences(tmp_path / "preferences.ini")
        window = make_window(plain_application, preferences)
        opened.append(window)
        window.resize(*SIZE_PX)
        window.show()
        window.activateWindow()
        handle = window.windowHandle()
        assert handle is not None
        handle.requestActivate()
        QCoreApplication.processEvents()
        return window

    yield make
    for window in opened:
        if Shiboken.isValid(window):
            close_window(window)


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """The program's window, with no data set open."""
    return open_window()


@pytest.fixture
def user(window: MainWindow) -> User:
    """Somebody who sits at the window."""
    return User(window)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A small data set with every kind of case."""
    return write_samples(tmp_path / "samples")


@pytest.fixture
def at_two(user: User, samples: Path) -> User:
    """Somebody who looks at the case with two instances, the keyboard on the overlay."""
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    return user

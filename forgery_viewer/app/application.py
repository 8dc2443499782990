"""Starts the application: one Qt application, one window."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from forgery_viewer import __version__
from forgery_viewer.app.appearance import Appearance
from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.core.resources import resource
from forgery_viewer.state.garbage import GarbageCollector
from forgery_viewer.state.preferences import Preferences


def make_application() -> QApplication:
    """The one QApplication, with the names that settings and desktops know it by."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    application = QApplication(sys.argv[:1])
    GarbageCollector(application)
    application.setApplicationName("forgery-viewer")
    application.setApplicationDisplayName("Forgery Viewer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("forgery-viewer")
    application.setWindowIcon(QIcon(str(resource("forgery-viewer.svg"))))
    return application


def make_window(application: QApplication, preferences: Preferences | None = None) -> MainWindow:
    """A window that looks as the user left it, with no data set open."""
    preferences = preferences or Preferences()
    preferences.setParent(application)
    appearance = Appearance(application, preferences)
    window = MainWindow(preferences, appearance)
    appearance.apply()
    return window


def run(dataset: Path | None, workspace: Path | None = None, *, demo: bool = False) -> int:
    """Show the window, open a data set or the demo in it, and run until it is closed."""
    application = make_application()
    window = make_window(application)
    window.show()
    if demo:
        window.open_demo(workspace)
    elif dataset is not None:
        window.open_dataset(dataset, workspace)
    # Python sees a signal between any two of its own steps, so also in the middle of a paint: the
    # window closes after it. Where nothing of Python runs, give it some steps.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: QTimer.singleShot(0, window.close))
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(250)
    return application.exec()

"""What every test stands on: no screen, none of the user's settings, nothing left behind."""

import gc
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before Qt is loaded by pytest-qt: a plain `pytest` opens no window on the developer's screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QSettings,
    QThread,
    QThreadPool,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

from forgery_viewer.state.garbage import collect_due

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
THREAD_END_S = 5.0

# Arrays are slow to make on a small machine; that alone is no failure.
settings.register_profile(
    "local", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", settings.get_profile("local"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what wants an X server when Qt would not use one."""
    if os.environ["QT_QPA_PLATFORM"] == "xcb":
        return
    for item in items:
        if "xcb" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="needs QT_QPA_PLATFORM=xcb"))


@pytest.fixture(scope="session", autouse=True)
def garbage_on_this_thread() -> Iterator[None]:
    """Free reference cycles between tests, on the thread that may end Qt objects, as the window."""
    gc.disable()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of sample data sets beside the checkout; skips the test where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no sample data sets beside the checkout")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for settings, data and caches, so that no test reads or writes the user's."""
    home = tmp_path_factory.mktemp("home")
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "config"))
    return home


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a widget, a Python thread, a Qt thread or a ticking timer behind."""
    timers = _remember_started(monkeypatch, QTimer)
    qt_threads = _remember_started(monkeypatch, QThread)
    threads_before = set(threading.enumerate())
    widgets_before = {Shiboken.getCppPointer(widget) for widget in _top_level_widgets()}

    def left_behind() -> list[str]:
        widgets = [
            widget
            for widget in _top_level_widgets()
            if Shiboken.getCppPointer(widget) not in widgets_before
        ]
        return [
            *(f"widget {_name(widget)}" for widget in widgets),
            *(
                f"{_name(timer)} of {_name(timer.parent())}"
                for timer in timers()
                if timer.isActive()
            ),
            *(f"QThread {_name(thread)}" for thread in qt_threads() if thread.isRunning()),
        ]

    yield
    leaks = _threads_left_behind(threads_before)
    _delete_what_is_due()
    if left_behind():
        # Only now, because it is slow: what just waits in a reference cycle has not leaked.
        gc.collect()
        _delete_what_is_due()
    collect_due()
    leaks += left_behind()
    if leaks:
        pytest.fail("left behind: " + ", ".join(leaks), pytrace=False)


def _remember_started(
    monkeypatch: pytest.MonkeyPatch, kind: type[QTimer] | type[QThread]
) -> Callable[[], list[Any]]:
    """Note every object of `kind` that is started; the result lists those that still exist."""
    started: weakref.WeakSet[QTimer | QThread] = weakref.WeakSet()
    start: Callable[..., None] = kind.start

    def start_and_remember(self: QTimer | QThread, *args: object) -> None:
        started.add(self)
        start(self, *args)

    monkeypatch.setattr(kind, "start", start_and_remember)
    return lambda: [item for item in started if Shiboken.isValid(item)]


def _top_level_widgets() -> list[QWidget]:
    """The windows that exist, but for Qt's own tool tip, which lives a little after it was seen."""
    if not isinstance(QApplication.instance(), QApplication):
        return []
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() != "QTipLabel"
    ]


def _delete_what_is_due() -> None:
    """Carry out deleteLater(), which waits for an event loop that a test does not run."""
    application = QCoreApplication.instance()
    if application is None:
        return
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    QThreadPool.globalInstance().waitForDone(round(THREAD_END_S * 1000))


def _threads_left_behind(before: set[threading.Thread]) -> list[str]:
    """The Python threads that were started since and do not end by themselves."""
    leaks = []
    for thread in set(threading.enumerate()) - before:
        # A Qt thread that called Python once stays listed for ever, whether it runs or not.
        if isinstance(thread, threading._DummyThread):  # noqa: SLF001
            continue
        thread.join(THREAD_END_S)
        if thread.is_alive():
            leaks.append(f"thread {thread.name}")
    return leaks


def _name(item: QObject | None) -> str:
    """How to recognise a Qt object in a message."""
    if item is None:
        return "nobody"
    return (
        f"{type(item).__name__} {item.objectName()!r}" if item.objectName() else type(item).__name__
    )

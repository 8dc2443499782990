"""The guard in conftest.py sees what a test leaves behind, and lets a tidy test pass."""

from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
LEAKY_AND_TIDY = """
    import threading
    from concurrent.futures import ThreadPoolExecutor

    import pytest
    from PySide6.QtCore import QObject, QThread, QTimer
    from PySide6.QtWidgets import QWidget

    KEPT = []
    END = threading.Event()


    @pytest.fixture(scope="module", autouse=True)
    def tidy_up_after_the_guard():
        yield
        END.set()
        for item in KEPT:
            if isinstance(item, QThread):
                item.quit()
                item.wait()


    def test_leaves_widget(qapp):
        KEPT.append(QWidget(objectName="forgotten"))


    def test_leaves_timer(qapp):
        KEPT.append(QTimer(objectName="ticking"))
        KEPT[-1].start(1000)


    def test_leaves_thread():
        threading.Thread(target=END.wait, name="endless", daemon=True).start()


    def test_leaves_qt_thread(qapp):
        KEPT.append(QThread(objectName="running"))
        KEPT[-1].start()


    def test_is_tidy(qtbot):
        window = QWidget()
        qtbot.addWidget(window)
        window.show()
        window.cycle = window
        QTimer(window).start(1000)
        QWidget().deleteLater()
        ThreadPoolExecutor(1).submit(print).result()
"""


def test_guard_fails_what_leaks_and_nothing_else(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8").replace("5.0", "0.2"))
    pytester.makepyfile(LEAKY_AND_TIDY)
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=5, errors=4)
    outcome.stdout.fnmatch_lines_random(
        [
            "*left behind: widget QWidget 'forgotten'",
            "*left behind: QTimer 'ticking' of nobody",
            "*left behind: thread endless",
            "*left behind: QThread QThread 'running'",
        ]
    )

"""The longest turn of the window's event loop in each thing that is done with pages and dialogs.

It is done once in the real window on the demo data set, and on pairs of 4096 x 4096 px with
5 instances, a while after the start, so that what is made ahead is there. What counts is the work
of the window's own thread between two beats of a timer, and the bar is the time of one picture.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.demo import make_demo
from tests.benchmarks.pictures import write_dataset
from tests.benchmarks.window import BenchWindow, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
_Key = Qt.Key

KEYS = (
    ("compare_first", _Key.Key_2, _CTRL),
    ("review", _Key.Key_1, _CTRL),
    ("compare", _Key.Key_2, _CTRL),
    ("layout", _Key.Key_Tab, _NONE),
    ("difference", _Key.Key_Y, _NONE),
    ("difference_back", _Key.Key_Y, _NONE),
    ("curtain_off", _Key.Key_S, _NONE),
    ("twins_off", _Key.Key_T, _CTRL),
    ("twins", _Key.Key_T, _CTRL),
    ("predict_first", _Key.Key_3, _CTRL),
    ("review_from_predict", _Key.Key_1, _CTRL),
    ("predict", _Key.Key_3, _CTRL),
    ("statistics_first", _Key.Key_4, _CTRL),
    ("review_from_statistics", _Key.Key_1, _CTRL),
    ("statistics", _Key.Key_4, _CTRL),
    ("compare_from_statistics", _Key.Key_2, _CTRL),
    ("palette", _Key.Key_K, _CTRL),
    ("palette_closed", _Key.Key_Escape, _NONE),
    ("keys_help", _Key.Key_F1, _NONE),
    ("keys_help_closed", _Key.Key_Escape, _NONE),
    ("picture_dialog", _Key.Key_P, _CTRL),
    ("picture_dialog_closed", _Key.Key_Escape, _NONE),
    ("export_dialog", _Key.Key_E, _CTRL | _SHIFT),
    ("export_dialog_closed", _Key.Key_Escape, _NONE),
)
VIEWS = ("error-levels", "block-grid", "high-pass-residual", "bit-plane", "")
SETS = ("demo", "large")
_DONE = tuple(name for name, _key, _modifiers in KEYS) + tuple(
    f"view_{key.replace('-', '_') or 'none'}" for key in VIEWS
)
BARS = {f"{kind}_{name}_work_ms": 16.0 for kind in SETS for name in _DONE}

_REST_MS = 250
"""How long nothing more must come before something counts as done."""


def measure() -> dict[str, float]:
    """Do everything once on each data set."""
    found = {}
    for kind in SETS:
        with tempfile.TemporaryDirectory() as folder:
            root, home = Path(folder) / "set", Path(folder)
            if kind == "demo":
                make_demo(root)
            else:
                write_dataset(root, pairs=2)
            bench = BenchWindow(root, home)
            _wait_until_made(bench)
            for name, act in _actions(bench):
                found[f"{kind}_{name}_work_ms"] = _longest_ms(bench, act)
            bench.close()
    return found


def _actions(bench: BenchWindow) -> list[tuple[str, Callable[[], object]]]:
    acts: list[tuple[str, Callable[[], object]]] = [
        (name, lambda key=key, modifiers=modifiers: _press(bench, key, modifiers))  # type: ignore[misc]
        for name, key, modifiers in KEYS
    ]
    choose = bench.window.image_tools.choose_view
    names = _DONE[len(KEYS) :]
    acts += [
        (name, lambda key=key: choose(key))  # type: ignore[misc]
        for name, key in zip(names, VIEWS, strict=True)
    ]
    return acts


def _press(bench: BenchWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press a key where the keyboard is; offscreen a dialog that closes gives it to nobody."""
    at = QApplication.focusWidget()
    if at is None:
        bench.window.activateWindow()
        at = bench.window.page.triptych.active_canvas()
        at.setFocus()
    QTest.keyClick(at, key, modifiers)


def _longest_ms(bench: BenchWindow, act: Callable[[], object]) -> float:
    _rest(20)
    beat = Heartbeat()
    beat.start()
    act()
    _rest(_REST_MS)
    bench.settle()
    _rest(_REST_MS)
    beat.stop()
    beat.deleteLater()
    return round(beat.longest_work_ms, 3)


def _wait_until_made(bench: BenchWindow) -> None:
    bench.wait(lambda: bench.window.making_ahead.is_finished)
    bench.settle()
    _rest(_REST_MS)


def _rest(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

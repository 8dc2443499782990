"""Progress as it is told: count, rate, time left, and a way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.progress_row import ProgressRow, duration_text, progress_text


@pytest.mark.parametrize(
    ("done", "total", "seconds", "text"),
    [
        (0, 5128, 9.0, "0 of 5,128"),
        (3, 5128, 0.2, "3 of 5,128"),
        (1204, 5128, 4.0, "1,204 of 5,128 · 301/s · 14 s left"),
        (3, 10, 2.0, "3 of 10 · 1.5/s · 5 s left"),
        (10, 10, 2.0, "10 of 10 · 5.0/s"),
    ],
)
def test_progress_in_one_line(done: int, total: int, seconds: float, text: str) -> None:
    assert progress_text(done, total, seconds) == text


def test_what_was_done_before_is_not_counted_as_quick_work() -> None:
    assert progress_text(1056, 2280, 2.0, before=436) == "1,056 of 2,280 · 310/s · 4 s left"
    assert progress_text(436, 2280, 2.0, before=436) == "436 of 2,280"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1 s"),
        (59.2, "1 min"),
        (59.0, "59 s"),
        (61, "2 min"),
        (3600, "1 h"),
        (4790, "1 h 20 min"),
    ],
)
def test_durations_are_rounded_up(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_row_measures_time_from_its_start(dress: object, show: Callable[[QWidget], None]) -> None:
    now = [100.0]
    row = ProgressRow(clock=lambda: now[0])
    show(row)
    row.start()
    assert row.text == "Starting…"
    now[0] = 102.0
    row.set_progress(20, 50)
    assert row.text == "20 of 50 · 10/s · 3 s left"
    bar = row.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert (bar.value(), bar.maximum()) == (20, 50)


def test_cancel_is_asked_once_and_progress_says_so_until_the_next_start(
    dress: object, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    row = ProgressRow()
    show(row)
    row.start()
    with qtbot.waitSignal(row.cancel_requested):
        QTest.mouseClick(row.cancel_button, Qt.MouseButton.LeftButton)
    assert not row.cancel_button.isEnabled()
    row.set_progress(3, 10)
    assert row.text == "Stopping…"
    row.start()
    row.set_progress(3, 10)
    assert row.cancel_button.isEnabled()
    assert row.text == "3 of 10"


def test_nothing_to_do_is_no_endless_bar(dress: object, show: Callable[[QWidget], None]) -> None:
    row = ProgressRow()
    show(row)
    row.set_progress(0, 0)
    bar = row.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert bar.maximum() > 0

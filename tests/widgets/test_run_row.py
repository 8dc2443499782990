"""The row of a run says how far it has come, of one image as well as of many."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.predict.run_row import RunRow


def shown_share(row: RunRow) -> float:
    bar = row.findChild(QProgressBar)
    assert bar is not None
    return (bar.value() - bar.minimum()) / (bar.maximum() - bar.minimum())


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words", "share"),
    [
        (0.45, 1, 9.0, "45 % of the image", 0.45),
        (1, 1, 9.0, "1 of 1 · 0.1/s", 1.0),
        (2.5, 10, 5.0, "2 of 10 · 0.4/s · 20 s left", 0.25),
        (0.5, 10, 5.0, "0 of 10", 0.05),
    ],
)
def test_what_is_done_is_said_and_drawn(
    qtbot: QtBot, done: float, total: int, seconds: float, words: str, share: float
) -> None:
    row = RunRow()
    qtbot.addWidget(row)
    row.begin("Predicting…")
    row.show_progress(done, total, seconds)
    assert row.text == words
    assert shown_share(row) == pytest.approx(share, abs=0.006)


def test_after_stop_no_figure_takes_the_place_of_the_words(qtbot: QtBot) -> None:
    row = RunRow()
    qtbot.addWidget(row)
    row.begin("Predicting…")
    row.show()
    with qtbot.waitSignal(row.cancelled):
        QTest.mouseClick(row.stop, Qt.MouseButton.LeftButton)
    row.show_progress(1.5, 4, 3.0)
    assert row.text == "Stopping…"

"""The recent data sets as rows to read, click and reach by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.state.recent import RecentDataset
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.recent_list import RecentList, RecentRow

NOW = datetime.now(UTC)
GONE = Path("/mnt/archive that is nowhere/blots 2026")


@pytest.fixture
def shown(dress: object, show: Callable[[QWidget], None], tmp_path: Path) -> RecentList:
    (tmp_path / "mini").mkdir()
    made = RecentList()
    made.set_rows(
        [
            RecentDataset(tmp_path / "mini", 5128, 213, NOW - timedelta(days=1)),
            RecentDataset(GONE, 412, 3, NOW),
            RecentDataset(tmp_path, -1, 0, NOW),
        ]
    )
    made.resize(884, 200)
    show(made)
    return made


def rows(shown: RecentList) -> list[RecentRow]:
    return [row for row in shown.findChildren(RecentRow) if row.isVisible()]


def texts(row: RecentRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.text()]


def test_row_tells_name_place_images_edits_and_day(shown: RecentList, tmp_path: Path) -> None:
    assert texts(rows(shown)[0]) == ["mini", str(tmp_path), "5,128 images", "213 edited, yesterday"]
    assert texts(rows(shown)[2])[-1] == "opened today"
    assert rows(shown)[0].height() == 40


def test_missing_folder_says_so_in_words_and_by_its_icon(shown: RecentList) -> None:
    row = rows(shown)[1]
    assert texts(row)[-1] == "not connected"
    sign = row.findChild(IconLabel)
    assert isinstance(sign, IconLabel)
    assert sign.icon_name == "folder-x"
    assert "cannot be found" in row.toolTip()


def test_figures_of_all_rows_stand_in_columns(shown: RecentList) -> None:
    assert len({row.state.geometry().left() for row in rows(shown)}) == 1
    assert all(row.state.width() >= row.state.sizeHint().width() for row in rows(shown))


def test_click_or_key_chooses_a_row_even_a_missing_one(
    shown: RecentList, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.requested) as signal:
        QTest.mouseClick(rows(shown)[0], Qt.MouseButton.LeftButton)
    assert signal.args == [tmp_path / "mini"]
    rows(shown)[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows(shown)[0], Qt.Key.Key_Down)
    assert rows(shown)[1].hasFocus()
    with qtbot.waitSignal(shown.requested) as signal:
        QTest.keyClick(rows(shown)[1], Qt.Key.Key_Space)
    assert signal.args == [GONE]


def test_clear_is_asked_for(shown: RecentList, qtbot: QtBot) -> None:
    clear = next(button for button in shown.findChildren(QPushButton) if button.text() == "Clear")
    with qtbot.waitSignal(shown.clear_requested):
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)


def test_new_rows_replace_the_old_ones(shown: RecentList, tmp_path: Path) -> None:
    shown.set_rows([RecentDataset(tmp_path, 1, 0, NOW)])
    shown.grab()
    assert [texts(row)[0] for row in rows(shown)] == [tmp_path.name]
    assert "1 image" in texts(rows(shown)[0])

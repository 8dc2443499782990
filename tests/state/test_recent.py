"""The list of recent data sets as the next start of the program finds it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.state.preferences import RECENT, Preferences
from forgery_viewer.state.recent import RecentDataset, RecentDatasets, spoken_path, when_text

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def reopened(file: Path) -> RecentDatasets:
    return RecentDatasets(Preferences(file))


def test_opened_last_comes_first_and_the_next_start_knows_it(file: Path) -> None:
    preferences = Preferences(file)
    recent = RecentDatasets(preferences)
    recent.add(Path("/data/kaggle/recodai"), 5128, 213, NOON)
    recent.add(Path("/mnt/archive/blots 2026"), opened=NOON + timedelta(hours=1))
    preferences.save()
    rows = reopened(file).rows
    assert [row.name for row in rows] == ["blots 2026", "recodai"]
    assert rows[1] == RecentDataset(Path("/data/kaggle/recodai"), 5128, 213, NOON)
    assert rows[0].images == -1


def test_opening_again_moves_it_up_without_a_second_row(file: Path) -> None:
    recent = reopened(file)
    recent.add(Path("/data/a"), 3, 0, NOON)
    recent.add(Path("/data/b"), 4, 0, NOON)
    recent.add(Path("/data/a"), 5, 1, NOON)
    assert [(row.name, row.images) for row in recent.rows] == [("a", 5), ("b", 4)]


def test_keeps_ten(file: Path) -> None:
    recent = reopened(file)
    for number in range(14):
        recent.add(Path(f"/data/{number}"), opened=NOON)
    assert [row.name for row in recent.rows] == [str(number) for number in range(13, 3, -1)]


def test_counts_are_updated_in_place(file: Path, qtbot: QtBot) -> None:
    recent = reopened(file)
    recent.add(Path("/data/a"), opened=NOON)
    recent.add(Path("/data/b"), opened=NOON)
    with qtbot.waitSignal(recent.changed):
        recent.count(Path("/data/a"), 67, 4)
    assert [(row.name, row.images, row.edited) for row in recent.rows] == [
        ("b", -1, 0),
        ("a", 67, 4),
    ]
    with qtbot.assertNotEmitted(recent.changed):
        recent.count(Path("/data/never opened"), 1, 1)


def test_remove_and_clear(file: Path, qtbot: QtBot) -> None:
    preferences = Preferences(file)
    recent = RecentDatasets(preferences)
    for name in "abc":
        recent.add(Path("/data") / name, opened=NOON)
    recent.remove(Path("/data/b"))
    assert [row.name for row in recent.rows] == ["c", "a"]
    with qtbot.waitSignal(recent.changed):
        recent.clear()
    preferences.save()
    assert reopened(file).rows == ()


def test_missing_folder_is_not_connected(tmp_path: Path) -> None:
    there = RecentDataset(tmp_path, 1, 0, NOON)
    assert there.is_connected
    assert not RecentDataset(tmp_path / "gone", 1, 0, NOON).is_connected
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert not RecentDataset(tmp_path / "file", 1, 0, NOON).is_connected


def test_place_shortens_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert RecentDataset(Path("/home/ada/figures/mini"), 1, 0, NOON).place == "~/figures"
    assert RecentDataset(Path("/home/ada/mini"), 1, 0, NOON).place == "~"
    assert RecentDataset(Path("/home/adam/mini"), 1, 0, NOON).place == "/home/adam"
    assert RecentDataset(Path("/"), 1, 0, NOON).name == "/"
    assert spoken_path(Path("/home/ada")) == "~"


@pytest.mark.parametrize(
    ("opened", "text"),
    [
        (NOON - timedelta(hours=1), "today"),
        (NOON - timedelta(days=1), "yesterday"),
        (NOON - timedelta(days=2), "18 November"),
        (datetime(2024, 3, 1, 12, tzinfo=UTC), "1 March 2024"),
        (NOON + timedelta(days=2), "22 November"),
    ],
)
def test_when_is_said_as_people_say_it(opened: datetime, text: str) -> None:
    assert when_text(opened, NOON) == text


GOOD = {"path": "/data/a", "images": 3, "edited": 0, "opened": NOON.isoformat()}


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "not json",
        "{}",
        "[1, null, []]",
        json.dumps([{**GOOD, "path": ""}]),
        json.dumps([{**GOOD, "images": "many"}]),
        json.dumps([{**GOOD, "opened": "long ago"}]),
        json.dumps([{"path": "/data/a"}]),
    ],
)
def test_rows_that_make_no_sense_are_left_out(file: Path, stored: str) -> None:
    preferences = Preferences(file)
    preferences.set(RECENT, stored)
    assert RecentDatasets(preferences).rows == ()


def test_one_bad_row_does_not_hide_the_others(file: Path) -> None:
    preferences = Preferences(file)
    preferences.set(RECENT, json.dumps([{"path": 5}, GOOD]))
    assert [row.name for row in RecentDatasets(preferences).rows] == ["a"]

"""Views are kept for each data set, and written as they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from forgery_viewer.core.saved_views import SavedView, read_views
from forgery_viewer.state.saved_views import SavedViews
from forgery_viewer.state.tasks import Tasks

TINY = SavedView("Tiny", "coverage<0.5", "coverage")
MANY = SavedView("Many", "n>=3", "instances", descending=True, layout="grid")


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    tasks = Tasks("views", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "views.json"


@pytest.fixture
def views(tasks: Tasks, file: Path) -> SavedViews:
    views = SavedViews(tasks)
    views.open(file)
    views.save(TINY)
    views.save(MANY)
    return views


def test_every_change_is_written(qtbot: QtBot, tasks: Tasks, views: SavedViews, file: Path) -> None:
    views.rename("Tiny", " Small ")
    views.remember(SavedView("", "12"))
    tasks.finish()
    book = read_views(file)
    assert [view.name for view in book.views] == ["Small", "Many"]
    assert book.last == SavedView("", "12")
    again = SavedViews(tasks)
    again.open(file)
    assert (again.views, again.last) == (book.views, book.last)


def test_a_name_is_given_once(views: SavedViews) -> None:
    changes = QSignalSpy(views.changed)
    assert not views.rename("Tiny", "Many")
    assert not views.rename("Tiny", "  ")
    assert not views.rename("nothing", "Other")
    assert changes.count() == 0
    views.save(SavedView("Tiny", "n:1"))
    assert [view.filter for view in views.views] == ["n:1", "n>=3"]


def test_what_was_removed_comes_back_to_its_place(views: SavedViews) -> None:
    views.restore()
    views.remove("Tiny")
    assert list(views.views) == [MANY]
    assert views.removed == TINY
    views.restore()
    views.restore()
    assert list(views.views) == [TINY, MANY]


def test_another_data_set_has_others(views: SavedViews, tmp_path: Path) -> None:
    views.open(tmp_path / "other.json")
    assert not views.views
    views.open(None)
    views.save(TINY)
    assert list(views.views) == [TINY]


def test_a_damaged_file_is_kept_aside(tasks: Tasks, file: Path) -> None:
    file.write_bytes(b"damaged")
    views = SavedViews(tasks)
    told: list[str] = []
    views.failed.connect(told.append)
    views.open(file)
    assert len(told) == 1
    assert "is no list of saved views; it is kept as views.damaged.json" in told[0]
    views.save(TINY)
    tasks.finish()
    assert (file.parent / "views.damaged.json").read_bytes() == b"damaged"
    assert read_views(file).views == (TINY,)


def test_what_cannot_be_written_is_told(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    views = SavedViews(tasks)
    views.open(tmp_path / "missing" / "views.json")
    with qtbot.waitSignal(views.failed) as failed:
        views.save(TINY)
    assert "cannot be written" in failed.args[0]
    assert views.views == (TINY,)

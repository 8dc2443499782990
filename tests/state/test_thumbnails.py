"""Thumbnails come in the background, for what is in view, and never fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import Record, RecordKey, list_dataset
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.thumbnail_maker import PictureKind, ThumbnailMaker
from forgery_viewer.core.thumbnail_store import ThumbnailStore
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails, make_thumbnail
from tests.core.building import stack_of

AQUA = QColor(70, 252, 221)


def write_image(path: Path, height: int, width: int, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, height), colour).save(path)


@pytest.fixture
def records(tmp_path: Path) -> list[Record]:
    """Six records with images of one colour each."""
    folder = tmp_path / "train_images" / "forged"
    for number in range(6):
        write_image(folder / f"{number}.png", 60, 90, (number * 40, 0, 255))
    index = list_dataset(tmp_path)
    return [index.record(row) for row in range(len(index))]


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    tasks = Tasks("thumbnails", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[ThumbnailMaker]:
    store = ThumbnailStore(tmp_path / "thumbnails.sqlite")
    yield ThumbnailMaker(store, [(70, 252, 221)])
    store.close()


def test_a_thumbnail_comes_with_a_signal(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker)
    assert thumbnails.get(records[2].image_path) is None
    with qtbot.waitSignal(thumbnails.ready) as ready:
        thumbnails.want(records[2:3])
    assert ready.args == [records[2].key]
    thumbnail = thumbnails.get(records[2].image_path)
    assert thumbnail is not None
    assert thumbnail.image is not None
    # 40 x 32 points with two pixels each, unless the image has fewer.
    assert (thumbnail.image.width(), thumbnail.image.height()) == (75, 60)
    assert thumbnail.image.pixelColor(5, 5) == QColor(80, 0, 255)


def test_what_is_no_longer_in_view_is_not_read(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker, at_once=1)
    come: list[RecordKey] = []
    thumbnails.ready.connect(come.append)
    thumbnails.want(records[:4])
    thumbnails.want(records[4:])
    qtbot.waitUntil(lambda: len(come) == 3)
    qtbot.waitUntil(lambda: not tasks.pending)
    assert come == [records[0].key, records[4].key, records[5].key]
    assert thumbnails.get(records[1].image_path) is None


def test_nothing_is_read_twice(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker)
    with qtbot.waitSignals([thumbnails.ready] * 6):
        thumbnails.want(records)
    thumbnails.want(records)
    assert not tasks.pending


def test_the_least_used_are_forgotten(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker, capacity={PictureKind.LIST: 2, PictureKind.GRID: 2})
    for record in records[:2]:
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.want([record])
    assert thumbnails.get(records[0].image_path) is not None
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.want([records[2]])
    kept = [thumbnails.get(record.image_path) is not None for record in records[:3]]
    assert kept == [True, False, True]


def test_a_changed_file_gets_another_thumbnail(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker)
    with qtbot.waitSignals([thumbnails.ready] * 2):
        thumbnails.want(records[:2])
    write_image(records[1].image_path, 60, 90, (1, 2, 3))
    os.utime(records[1].image_path, ns=(1, 1))
    thumbnails.recheck()
    with qtbot.waitSignal(thumbnails.ready) as ready:
        thumbnails.want(records[:2])
    assert ready.args == [records[1].key]
    thumbnail = thumbnails.get(records[1].image_path)
    assert thumbnail is not None
    assert thumbnail.image is not None
    assert thumbnail.image.pixelColor(0, 0) == QColor(1, 2, 3)


def test_a_broken_image_has_a_reason(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    records[0].image_path.write_bytes(b"no image at all")
    records[1].image_path.unlink()
    thumbnails = Thumbnails(tasks, maker)
    with qtbot.waitSignals([thumbnails.ready] * 2):
        thumbnails.want(records[:2])
    for record in records[:2]:
        thumbnail = thumbnails.get(record.image_path)
        assert thumbnail is not None
        assert thumbnail.image is None
        assert thumbnail.reason


def test_an_unexpected_failure_is_not_tried_again_and_again(
    qtbot: QtBot,
    tasks: Tasks,
    maker: ThumbnailMaker,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError("no memory")

    monkeypatch.setattr("forgery_viewer.state.thumbnails.make_thumbnail", fail)
    thumbnails = Thumbnails(tasks, maker)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.want(records[:1])
    thumbnails.want(records[:1])
    assert not tasks.pending
    thumbnail = thumbnails.get(records[0].image_path)
    assert thumbnail is not None
    assert (thumbnail.image, thumbnail.reason) == (None, "no memory")


@pytest.mark.parametrize("kind", PictureKind)
def test_unchanged_files_give_the_same_thumbnail(
    maker: ThumbnailMaker, records: list[Record], kind: PictureKind
) -> None:
    thumbnail = make_thumbnail(maker, kind, records[0], lambda _key: None)
    assert make_thumbnail(maker, kind, records[0], lambda _key: None, thumbnail) is thumbnail


def test_a_corrected_mask_is_laid_over_at_once(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record], tmp_path: Path
) -> None:
    corrected: dict[RecordKey, Path] = {}
    thumbnails = Thumbnails(tasks, maker)
    thumbnails.set_corrections(corrected.get)
    with qtbot.waitSignals([thumbnails.ready] * 2):
        thumbnails.want(records[:2], PictureKind.GRID)

    def colour() -> QColor:
        thumbnail = thumbnails.get(records[0].image_path, PictureKind.GRID)
        assert thumbnail is not None
        assert thumbnail.image is not None
        return thumbnail.image.pixelColor(30, 20)

    assert colour() != AQUA
    write_mask(tmp_path / "0.npy", stack_of(60, 90, (slice(20, 40), slice(20, 60))))
    corrected[records[0].key] = tmp_path / "0.npy"
    with qtbot.waitSignal(thumbnails.ready) as ready:
        thumbnails.recheck_mask(records[0])
    assert ready.args == [records[0].key]
    assert colour() == AQUA


def test_the_rest_is_made_for_the_disk_and_what_is_in_view_goes_first(
    qtbot: QtBot,
    tasks: Tasks,
    maker: ThumbnailMaker,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thumbnails = Thumbnails(tasks, maker)
    told: list[object] = []
    thumbnails.progress.connect(lambda done, total: told.append((done, total)))
    thumbnails.ready.connect(told.append)
    thumbnails.make_all(records, len(records))
    thumbnails.want(records[5:])
    qtbot.waitUntil(lambda: not tasks.pending)
    assert told.index(records[5].key) <= 1
    counts = [entry for entry in told if isinstance(entry[0], int)]  # type: ignore[index]
    assert counts == sorted(counts)  # type: ignore[type-var]
    assert counts[-1] == (6, 6)
    # Nothing but what is in view takes memory, and another program finds all of it made.
    assert thumbnails.get(records[0].image_path) is None

    def fail(*_arguments: object) -> None:
        raise AssertionError("was read again")

    monkeypatch.setattr("forgery_viewer.core.thumbnail_maker.read_image", fail)
    with qtbot.waitSignals([thumbnails.ready] * 6):
        thumbnails.want(records, PictureKind.GRID)
    thumbnail = thumbnails.get(records[0].image_path, PictureKind.GRID)
    assert thumbnail is not None
    assert thumbnail.image is not None


def test_making_the_rest_can_be_stopped(
    qtbot: QtBot, tasks: Tasks, maker: ThumbnailMaker, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, maker)
    told: list[int] = []
    thumbnails.progress.connect(lambda done, _total: told.append(done))
    thumbnails.make_all(records, len(records))
    thumbnails.make_all((), 0)
    qtbot.waitUntil(lambda: not tasks.pending)
    assert told == []

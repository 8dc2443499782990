"""Thumbnails come in the background, for what is in view, and never fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import Record, RecordKey, list_dataset
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails, crop_to_shape, make_thumbnail


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


def test_a_thumbnail_comes_with_a_signal(qtbot: QtBot, tasks: Tasks, records: list[Record]) -> None:
    thumbnails = Thumbnails(tasks)
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
    qtbot: QtBot, tasks: Tasks, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks, at_once=1)
    come: list[RecordKey] = []
    thumbnails.ready.connect(come.append)
    thumbnails.want(records[:4])
    thumbnails.want(records[4:])
    qtbot.waitUntil(lambda: len(come) == 3)
    qtbot.waitUntil(lambda: not tasks.pending)
    assert come == [records[0].key, records[4].key, records[5].key]
    assert thumbnails.get(records[1].image_path) is None


def test_nothing_is_read_twice(qtbot: QtBot, tasks: Tasks, records: list[Record]) -> None:
    thumbnails = Thumbnails(tasks)
    with qtbot.waitSignals([thumbnails.ready] * 6):
        thumbnails.want(records)
    thumbnails.want(records)
    assert not tasks.pending


def test_the_least_used_are_forgotten(qtbot: QtBot, tasks: Tasks, records: list[Record]) -> None:
    thumbnails = Thumbnails(tasks, capacity=2)
    for record in records[:2]:
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.want([record])
    assert thumbnails.get(records[0].image_path) is not None
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.want([records[2]])
    kept = [thumbnails.get(record.image_path) is not None for record in records[:3]]
    assert kept == [True, False, True]


def test_a_changed_file_gets_another_thumbnail(
    qtbot: QtBot, tasks: Tasks, records: list[Record]
) -> None:
    thumbnails = Thumbnails(tasks)
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


def test_a_broken_image_has_a_reason(qtbot: QtBot, tasks: Tasks, records: list[Record]) -> None:
    records[0].image_path.write_bytes(b"no image at all")
    records[1].image_path.unlink()
    thumbnails = Thumbnails(tasks)
    with qtbot.waitSignals([thumbnails.ready] * 2):
        thumbnails.want(records[:2])
    for record in records[:2]:
        thumbnail = thumbnails.get(record.image_path)
        assert thumbnail is not None
        assert thumbnail.image is None
        assert thumbnail.reason


def test_an_unexpected_failure_is_not_tried_again_and_again(
    qtbot: QtBot, tasks: Tasks, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError("no memory")

    monkeypatch.setattr("forgery_viewer.state.thumbnails.make_thumbnail", fail)
    thumbnails = Thumbnails(tasks)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.want(records[:1])
    thumbnails.want(records[:1])
    assert not tasks.pending
    thumbnail = thumbnails.get(records[0].image_path)
    assert thumbnail is not None
    assert (thumbnail.image, thumbnail.reason) == (None, "no memory")


def test_an_unchanged_file_gives_the_same_thumbnail(records: list[Record]) -> None:
    thumbnail = make_thumbnail(records[0].image_path)
    assert make_thumbnail(records[0].image_path, thumbnail) is thumbnail


@given(st.integers(1, 400), st.integers(1, 400))
def test_crops_the_middle_in_one_shape(height: int, width: int) -> None:
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = np.arange(height).astype(np.uint8)[:, None]
    cut = crop_to_shape(image)
    # One side is whole, the other is cut to 5 : 4 as well as whole pixels allow.
    assert cut.shape[0] == height or cut.shape[1] == width
    assert cut.size
    assert abs(cut.shape[1] - cut.shape[0] * 1.25) <= 1.25
    above = int(cut[0, 0, 0]) - int(image[0, 0, 0]) if height < 256 else 0
    assert abs(2 * above - (height - cut.shape[0])) <= 1 or height >= 256

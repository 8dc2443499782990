"""Colours are read behind the window, told as they come, and never read twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.channels import ChannelTable, sums_of
from forgery_viewer.core.dataset import Index, list_dataset
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import channel_reading
from forgery_viewer.state.channel_reading import ChannelReading
from tests.core.building import noise, write_image

COUNT = 9


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Eight images that can be read and one that cannot."""
    folder = tmp_path / "set" / "train_images" / "forged"
    for number in range(COUNT):
        path = write_image(folder / f"{number}.png", noise(20, 30, seed=number))
        # Long ago: a file that has just changed may change once more without a sign of it.
        os.utime(path, (1_000_000, 1_000_000))
    (folder / "8.png").write_bytes(b"no picture")
    return list_dataset(tmp_path / "set")


@pytest.fixture
def reading(index: Index, qtbot: QtBot) -> Iterator[ChannelReading]:
    reading = ChannelReading(Workspace.open(index.root))
    yield reading
    reading.close()


def read(reading: ChannelReading, index: Index, qtbot: QtBot) -> ChannelTable:
    with qtbot.waitSignal(reading.ended):
        reading.start(index)
    table = reading.table
    assert table is not None
    return table


def test_sums_are_those_of_the_images(reading: ChannelReading, index: Index, qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    reading.progress.connect(lambda done, total: told.append((done, total)))
    table = read(reading, index, qtbot)
    for number in range(COUNT - 1):
        image = noise(20, 30, seed=number).astype(np.uint64)
        assert table.pixels[number] == 600
        assert table.sums[number].tolist() == image.sum(axis=(0, 1)).tolist()
        assert table.squares[number].tolist() == (image**2).sum(axis=(0, 1)).tolist()
    assert not table.known[8], "what cannot be read has no colours"
    assert told[-1] == reading.counts == (COUNT, COUNT)
    assert not reading.is_running


def test_nothing_is_read_twice(
    reading: ChannelReading, index: Index, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(reading, index, qtbot)
    seen: list[int] = []

    def note(index: Index, row: int) -> list[int]:
        seen.append(row)
        return sums_of(index, row)

    monkeypatch.setattr(channel_reading, "sums_of", note)
    write_image(Path(index.column("image_path")[3]), noise(20, 30, seed=77))
    after = read(reading, index, qtbot)
    assert sorted(seen) == [3, 8]
    assert after.sums[3].tolist() != before.sums[3].tolist()
    assert after.sums[4].tolist() == before.sums[4].tolist()


def test_it_can_be_stopped_and_goes_on_later(
    reading: ChannelReading, index: Index, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()

    def cancel() -> None:
        reading.cancel()
        stopped.set()

    def sums_until_stopped(index: Index, row: int) -> list[int]:
        if row >= 4:
            stopped.wait()
        return sums_of(index, row)

    monkeypatch.setattr(channel_reading, "CHUNK_ROWS", 2)
    monkeypatch.setattr(channel_reading, "sums_of", sums_until_stopped)
    with qtbot.waitSignal(reading.ended):
        reading.progress.connect(cancel)
        reading.start(index)
    done, total = reading.counts
    assert (done < total, total) == (True, COUNT)
    reading.progress.disconnect(cancel)
    assert read(reading, index, qtbot).known.sum() == COUNT - 1


def test_closing_stops_it(reading: ChannelReading, index: Index, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(reading.table_changed):
        reading.start(index)
        reading.close()

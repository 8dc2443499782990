"""The list fills from what was read the last time, and only changed files are opened again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import Details, Index, list_dataset, read_details, scan
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import detail_reading
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.detail_reading import DetailReading
from tests.core.building import stack_of, write_array

OTHER = stack_of(20, 30, (slice(0, 5), slice(0, 5)))


class Run:
    """One run of the program over a data set, with what it opened."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.model = DatasetModel()
        self.model.set_index(list_dataset(root))
        self.reading = DetailReading(self.model, Workspace.open(root))
        self.opened: list[int] = []

        def note(index: Index, rows: Sequence[int], *args: object, **more: object) -> Details:
            self.opened += map(int, rows)
            return read_details(index, rows, *args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(detail_reading, "read_details", note)

    def fill(self, qtbot: QtBot) -> None:
        with qtbot.waitSignal(self.reading.finished):
            self.reading.start()

    @property
    def index(self) -> Index:
        assert self.model.dataset_index is not None
        return self.model.dataset_index


@pytest.fixture(autouse=True)
def _settled(dataset: Path) -> None:
    """Files that have been there for long: what changed just now may change again unseen."""
    for path in dataset.rglob("*.*"):
        os.utime(path, (1_000_000, 1_000_000))


def test_the_second_time_nothing_is_opened(
    dataset: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Run(dataset, monkeypatch)
    first.fill(qtbot)
    assert sorted(first.opened) == list(range(8))
    assert first.reading.changed is None
    assert first.reading.seconds > 0
    first.reading.close()
    second = Run(dataset, monkeypatch)
    second.fill(qtbot)
    assert second.opened == []
    assert second.reading.changed == 0
    assert second.index.table.equals(scan(dataset).table)
    second.reading.close()


def test_what_changed_meanwhile_is_read_again(
    dataset: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(dataset, monkeypatch)
    run.fill(qtbot)
    run.opened.clear()
    write_array(dataset / "train_masks" / "2.npy", OTHER)
    run.fill(qtbot)
    changed = [row for row in range(8) if run.index.key(row)[1:] == ("forged", "2")]
    assert run.opened == changed
    assert run.reading.changed == 1
    assert run.index.record(changed[0]).area_px == OTHER.sum()
    run.reading.close()


def test_what_was_read_before_it_was_stopped_is_kept(
    dataset: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail_reading, "CHUNK_ROWS", 1)
    first = Run(dataset, monkeypatch)
    with qtbot.waitSignal(first.reading.progressed, check_params_cb=lambda done, _all: done == 3):
        first.reading.start()
    first.reading.close()
    second = Run(dataset, monkeypatch)
    second.fill(qtbot)
    assert np.isin(first.opened, range(8)).all()
    assert len(second.opened) <= 5
    assert second.index.was_read.all()
    second.reading.close()


def test_starting_twice_reads_once(
    dataset: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(dataset, monkeypatch)
    with qtbot.waitSignal(run.reading.finished):
        run.reading.start()
        run.reading.start()
    assert len(run.opened) == 8
    assert not run.reading.is_running
    run.reading.close()

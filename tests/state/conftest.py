"""Fixtures for the state of an open data set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core import atomic
from tests.state.desks import Desk, write_dataset

NewDesk = Callable[[], Desk]
"""Starts another run of the program over the same data set."""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A data set of four pairs, 1 to 4, that share their masks."""
    return write_dataset(tmp_path / "dataset", "1", "2", "3", "4")


@pytest.fixture
def new_desk(dataset: Path, qtbot: QtBot) -> Iterator[NewDesk]:
    desks: list[Desk] = []

    def start() -> Desk:
        desks.append(Desk(dataset))
        return desks[-1]

    yield start
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(new_desk: NewDesk) -> Desk:
    return new_desk()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No file can be written until the returned patch is undone."""

    def refuse(*_args: object) -> AbstractContextManager[BinaryIO]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "replacing", refuse)
    monkeypatch.setattr(atomic, "append", refuse)
    return monkeypatch

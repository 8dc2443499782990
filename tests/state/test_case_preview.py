"""While large images are read there is something to see, and nobody waits for those passed over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.core import png_rows, preview
from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.images import read_image
from forgery_viewer.core.preview import Preview
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import case_loader, case_preview
from forgery_viewer.state.case_loader import BEING_READ, CaseKey, CaseLoader, LoadedCase
from forgery_viewer.state.case_preview import CaseWatch, KeptPreview, nothing_kept
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise
from tests.state.desks import HEIGHT, WIDTH, forged

SMALL = np.full((5, 6, 3), 77, np.uint8)
NewLoader = Callable[[KeptPreview], CaseLoader]


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images of 20 x 30 px are read in strips of four rows, each of which is told."""
    monkeypatch.setattr(preview, "PREVIEWED_FROM_PX", 1)
    monkeypatch.setattr(png_rows, "_STRIP_BYTES", (1 + 3 * WIDTH) * 4)
    monkeypatch.setattr(case_preview, "FIRST_S", 0.0)
    monkeypatch.setattr(case_preview, "STEP_S", 0.0)


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("cases", 1)
    yield tasks
    tasks.close()


class Rows:
    """Lets rows through one call at a time, of the forged images that are named."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.begun: list[str] = []
        self.ended: list[str] = []

    def read(self, path: Path, watch: png_rows.RowWatch | None = None) -> NDArray[np.uint8]:
        name = path.stem if path.parent.name == "forged" else ""

        def look(image: NDArray[np.uint8], rows: int) -> None:
            assert watch is not None
            watch(image, rows)
            if name in self.held and rows == 4:
                self.reached.set()
                self.go_on.wait()

        if name:
            self.begun.append(name)
        image = read_image(path, look)
        if name:
            self.ended.append(name)
        return image


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rows]:
    made = Rows()
    monkeypatch.setattr(case_loader, "read_image", made.read)
    yield made
    made.go_on.set()


@pytest.fixture
def new_loader(dataset: Path, lane: Tasks) -> Iterator[NewLoader]:
    loaders: list[CaseLoader] = []

    def make(kept: KeptPreview) -> CaseLoader:
        index, workspace = list_dataset(dataset), Workspace.open(dataset)
        loaders.append(CaseLoader(index, workspace, lane, kept_preview=kept))
        return loaders[-1]

    yield make
    for loader in loaders:
        loader.close()


def previews_of(loader: CaseLoader) -> list[LoadedCase]:
    """What can be seen from now on before a case is read."""
    seen: list[LoadedCase] = []
    loader.previewed.connect(seen.append)
    return seen


def test_what_is_kept_is_seen_before_the_image_is_read(
    new_loader: NewLoader, rows: Rows, qtbot: QtBot
) -> None:
    loader = new_loader(lambda path: SMALL if path.parent.name == "forged" else None)
    rows.held.add("2")
    with qtbot.waitSignal(loader.previewed) as previewed:
        loader.request(forged("2"))
    [case] = previewed.args
    assert case.key == CaseKey("train", "2")
    found = case.subject.pyramid
    assert isinstance(found, Preview)
    assert (found.height, found.width, found.known_rows) == (HEIGHT, WIDTH, HEIGHT)
    np.testing.assert_array_equal(found.levels[0], SMALL)
    assert case.authentic.record is not None
    assert (case.authentic.pyramid, case.authentic.reason) == (None, BEING_READ)
    assert case.planes is None, "there is nothing to paint on yet"
    with qtbot.waitSignal(loader.loaded) as loaded:
        rows.go_on.set()
    [whole] = loaded.args
    np.testing.assert_array_equal(whole.subject.pyramid.image, noise(HEIGHT, WIDTH, seed=1))
    assert not whole.subject.pyramid.is_preview


def test_where_nothing_is_kept_rows_are_seen_as_they_come(
    new_loader: NewLoader, rows: Rows, qtbot: QtBot
) -> None:
    loader = new_loader(nothing_kept)
    seen = previews_of(loader)
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("2"))
    counts = [case.subject.pyramid.known_rows for case in seen if case.subject.pyramid is not None]
    assert counts == sorted(counts)
    assert {4, 8, 12, 16} == set(counts)
    expected = noise(HEIGHT, WIDTH, seed=1)
    for case in seen:
        if case.subject.pyramid is not None:
            known = case.subject.pyramid.known_rows
            np.testing.assert_array_equal(case.subject.pyramid.levels[0], expected[:known])


def test_of_an_image_that_is_read_ahead_nothing_is_seen_before_it_is_asked_for(
    new_loader: NewLoader, rows: Rows, qtbot: QtBot
) -> None:
    loader = new_loader(lambda _path: SMALL)
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("1"), (forged("2"),))
    rows.held.add("2")
    seen = previews_of(loader)
    qtbot.waitUntil(rows.reached.is_set)
    QCoreApplication.processEvents()
    assert seen == []
    loader.request(forged("2"))
    qtbot.waitUntil(lambda: bool(seen))
    assert {case.key.case_id for case in seen} == {"2"}
    with qtbot.waitSignal(loader.loaded):
        rows.go_on.set()
    assert rows.begun.count("2") == 1


def test_what_is_not_seen_gives_way_to_large_images_until_nobody_waits(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_preview, "HEAD_START_S", 600.0)
    monkeypatch.setattr(case_preview, "HEAD_START_PX", HEIGHT * WIDTH)
    record = list_dataset(dataset).record(0)
    watch = CaseWatch(nothing_kept, lambda _seen: None)
    watch.begin(record, None)
    waited = threading.Thread(target=watch.give_way)
    waited.start()
    waited.join(0.05)
    assert waited.is_alive()
    watch.stop.set()
    waited.join()
    watch.stop.clear()
    monkeypatch.setattr(preview, "PREVIEWED_FROM_PX", HEIGHT * WIDTH + 1)
    watch.begin(record, None)
    watch.give_way()


def test_a_large_image_that_was_passed_over_is_not_read_to_its_end(
    new_loader: NewLoader, rows: Rows, lane: Tasks, qtbot: QtBot
) -> None:
    loader = new_loader(nothing_kept)
    shown: list[str] = []
    loader.loaded.connect(lambda case: shown.append(case.key.case_id))
    rows.held.add("1")
    loader.request(forged("1"))
    assert rows.reached.wait(5)
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("3"))
        rows.go_on.set()
    assert shown == ["3"]
    assert rows.ended == ["3"]
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("1"))
    assert shown == ["3", "1"]


def test_an_image_that_is_asked_for_again_before_it_was_given_up_is_read_once(
    dataset: Path, new_loader: NewLoader, rows: Rows, qtbot: QtBot
) -> None:
    # Its partner would not wait with it.
    (dataset / "train_images/authentic/1.png").unlink()
    loader = new_loader(nothing_kept)
    rows.held.add("1")
    loader.request(forged("1"))
    assert rows.reached.wait(5)
    loader.request(forged("3"))
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.request(forged("1"))
        rows.go_on.set()
    assert loaded.args[0].key.case_id == "1"
    assert rows.begun.count("1") == 1


def test_neighbours_make_room_and_are_read_afterwards(
    new_loader: NewLoader, rows: Rows, lane: Tasks, qtbot: QtBot
) -> None:
    loader = new_loader(nothing_kept)
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("1"), (forged("2"),))
    rows.held.add("2")
    qtbot.waitUntil(rows.reached.is_set)
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("4"), (forged("2"),))
        rows.held.clear()
        rows.go_on.set()
    assert rows.ended == ["1", "4"]
    qtbot.waitUntil(lambda: rows.ended == ["1", "4", "2"])
    qtbot.waitUntil(lambda: not lane.pending)
    with qtbot.assertNotEmitted(loader.loading):
        loader.request(forged("2"))


def test_the_others_are_asked_to_step_aside_while_somebody_waits(
    dataset: Path, lane: Tasks, rows: Rows, qtbot: QtBot
) -> None:
    courtesy = Courtesy()
    loader = CaseLoader(list_dataset(dataset), Workspace.open(dataset), lane, courtesy=courtesy)
    rows.held.add("1")
    loader.request(forged("1"))
    assert courtesy.is_asked
    with qtbot.waitSignal(loader.loaded):
        rows.go_on.set()
    qtbot.waitUntil(lambda: not courtesy.is_asked)
    loader.request(forged("2"))
    assert courtesy.is_asked
    loader.close()
    assert not courtesy.is_asked

"""Cases are read in the background: the newest request wins, neighbours are ready, faults told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.images import read_image
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import case_loader
from forgery_viewer.state.case_loader import CaseKey, CaseLoader, LoadedCase, reading
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise, stack_of, write_array, write_case, write_image
from tests.state.desks import HEIGHT, ORIGINAL, WIDTH, forged

MakeLoader = Callable[[], CaseLoader]


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("cases", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def loader(dataset: Path, lane: Tasks) -> Iterator[CaseLoader]:
    made = CaseLoader(list_dataset(dataset), Workspace.open(dataset), lane)
    yield made
    made.close()


class Gate:
    """Where the reading of images waits."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    def pass_through(self) -> None:
        self.reached.set()
        self._opened.wait()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """No image is read before it is open."""
    made = Gate()

    def wait_and_read(path: Path, _watch: object = None) -> NDArray[np.uint8]:
        made.pass_through()
        return read_image(path)

    monkeypatch.setattr(case_loader, "read_image", wait_and_read)
    yield made
    made.open()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The forged images that were read, in order."""
    names: list[str] = []

    def note_and_read(path: Path, _watch: object = None) -> NDArray[np.uint8]:
        if path.parent.name == "forged":
            names.append(path.stem)
        return read_image(path)

    monkeypatch.setattr(case_loader, "read_image", note_and_read)
    return names


def shown(loader: CaseLoader) -> list[str]:
    """The case ids that `loaded` tells from now on."""
    ids: list[str] = []
    loader.loaded.connect(lambda case: ids.append(case.key.case_id))
    return ids


def read(root: Path, key: RecordKey) -> LoadedCase:
    return reading(list_dataset(root), Workspace.open(root), key)()


def test_a_case_comes_with_both_images_and_the_mask(loader: CaseLoader, qtbot: QtBot) -> None:
    begun: list[CaseKey] = []
    loader.loading.connect(begun.append)
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.request(forged("2"))
    [case] = loaded.args
    assert begun == [case.key] == [CaseKey("train", "2")]
    for side, label in ((case.authentic, "authentic"), (case.subject, "forged")):
        assert side.record.key == RecordKey("train", label, "2")
        np.testing.assert_array_equal(side.pyramid.image, noise(HEIGHT, WIDTH, seed=1))
    assert case.planes.equals_stack(ORIGINAL)
    assert (case.origin, case.mask_reason) == ("data set", "")
    assert case.size_bytes == 2 * HEIGHT * WIDTH * 3 + HEIGHT * WIDTH


def test_both_images_of_a_pair_ask_for_the_same_case(loader: CaseLoader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.request(RecordKey("train", "authentic", "2"))
    [case] = loaded.args
    with qtbot.assertNotEmitted(loader.loading), qtbot.waitSignal(loader.loaded) as again:
        loader.request(forged("2"))
    assert again.args[0] is case


def test_the_newest_request_wins(loader: CaseLoader, lane: Tasks, gate: Gate, qtbot: QtBot) -> None:
    ids = shown(loader)
    with qtbot.waitSignal(lane.idle):
        for case_id in "1234":
            loader.request(forged(case_id))
        gate.open()
    assert ids == ["4"]


def test_what_waits_is_given_up_and_what_is_under_way_is_kept(
    loader: CaseLoader, lane: Tasks, reads: list[str], qtbot: QtBot
) -> None:
    gate = Gate()
    lane.submit(gate.pass_through, lambda _none: None)
    assert gate.reached.wait(5)
    with qtbot.waitSignal(lane.idle):
        loader.request(forged("1"), (forged("2"),))
        loader.request(forged("4"))
        gate.open()
    assert reads == ["4"]


def test_an_image_that_was_being_read_is_at_hand_afterwards(
    loader: CaseLoader, lane: Tasks, gate: Gate, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(lane.idle):
        loader.request(forged("1"))
        assert gate.reached.wait(5)
        loader.request(forged("2"))
        gate.open()
    ids = shown(loader)
    with qtbot.assertNotEmitted(loader.loading):
        loader.request(forged("1"))
    assert ids == ["1"]


def test_a_request_again_while_it_is_read_is_answered_once(
    loader: CaseLoader, lane: Tasks, gate: Gate, qtbot: QtBot
) -> None:
    ids = shown(loader)
    with qtbot.waitSignal(lane.idle):
        for case_id in "1211":
            loader.request(forged(case_id))
        gate.open()
    assert ids == ["1"]


def test_neighbours_are_read_after_it_and_then_at_hand(
    loader: CaseLoader, lane: Tasks, reads: list[str], qtbot: QtBot
) -> None:
    ids = shown(loader)
    with qtbot.waitSignal(lane.idle):
        loader.request(
            forged("2"), (forged("3"), RecordKey("train", "authentic", "2"), forged("1"))
        )
    assert reads == ["2"]
    # First it is shown.
    with qtbot.waitSignal(lane.idle):
        pass
    assert reads == ["2", "3", "1"]
    assert ids == ["2"]
    with qtbot.assertNotEmitted(loader.loading):
        loader.request(forged("3"))
        loader.request(forged("1"))
    assert ids == ["2", "3", "1"]


def test_memory_is_bounded_and_the_case_on_show_stays(
    loader: CaseLoader, lane: Tasks, reads: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_loader, "CACHE_BYTES", 2 * HEIGHT * WIDTH * 7 + 1)
    with qtbot.waitSignal(lane.idle):
        loader.request(forged("1"), tuple(map(forged, "234")))
    with qtbot.waitSignal(lane.idle):
        pass
    with qtbot.assertNotEmitted(loader.loading):
        loader.request(forged("1"))
        loader.request(forged("4"))
    with qtbot.waitSignal(loader.loading):
        loader.request(forged("2"))
    monkeypatch.setattr(case_loader, "CACHE_BYTES", 1)
    with qtbot.waitSignal(loader.loaded):
        pass
    assert reads == ["1", "2", "3", "4", "2"]


def test_trouble_that_no_file_explains_is_not_hidden_and_the_case_can_be_asked_for_again(
    loader: CaseLoader, lane: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(_path: Path, _watch: object = None) -> NDArray[np.uint8]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(case_loader, "read_image", explode)
        with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(lane.idle):
            loader.request(forged("1"))
    assert [kind for kind, _error, _trace in exceptions] == [MemoryError]
    with qtbot.waitSignal(loader.loaded):
        loader.request(forged("1"))


# What is wrong comes with a case ------------------------------------------------------------


def test_a_broken_image_leaves_the_other_one(dataset: Path) -> None:
    (dataset / "train_images/forged/1.png").write_text("not an image")
    case = read(dataset, forged("1"))
    assert case.authentic.pyramid is not None
    assert case.subject.pyramid is None
    assert case.subject.reason.startswith("forged/1.png: ")
    assert case.planes is None
    (dataset / "train_images/authentic/2.png").unlink()
    case = read(dataset, forged("2"))
    assert case.authentic.record is None
    assert case.planes is not None


@pytest.mark.parametrize(
    ("mask", "reason"),
    [
        (np.zeros((1, WIDTH, HEIGHT)), "mask is 20 x 30, image is 30 x 20: transposed"),
        (np.full((1, HEIGHT, WIDTH), 7.0), "has values other than 0 and 1: 7"),
    ],
)
def test_a_mask_that_does_not_fit_says_why_and_can_be_painted_anew(
    dataset: Path, mask: NDArray[np.float64], reason: str
) -> None:
    write_array(dataset / "train_masks/1.npy", mask)
    case = read(dataset, forged("1"))
    assert (case.mask_reason, case.origin) == (f"train_masks/1.npy: {reason}", "none")
    assert case.planes is not None
    assert case.planes.bits.shape == (HEIGHT, WIDTH)
    assert case.planes.count == 0


def test_a_damaged_correction_is_told_and_the_original_shown(dataset: Path) -> None:
    workspace = Workspace.open(dataset)
    workspace.save_correction(forged("1"), 1 - ORIGINAL, ORIGINAL)
    assert read(dataset, forged("1")).origin == "saved"
    file = workspace.corrections()[forged("1")]
    file.write_bytes(file.read_bytes()[:200])
    case = read(dataset, forged("1"))
    assert case.origin == "data set"
    assert "forged/1.npy: is cut off" in case.mask_reason
    assert case.planes is not None
    assert case.planes.equals_stack(ORIGINAL)


def test_a_draft_goes_before_a_correction(dataset: Path) -> None:
    workspace = Workspace.open(dataset)
    workspace.save_correction(forged("1"), 1 - ORIGINAL, ORIGINAL)
    workspace.save_draft(forged("1"), ORIGINAL[:1])
    case = read(dataset, forged("1"))
    assert case.origin == "kept"
    assert case.planes is not None
    assert case.planes.equals_stack(ORIGINAL[:1])


def test_cases_without_a_partner(dataset: Path) -> None:
    write_case(
        dataset, "1", size=(8, 9), split="supplemental", mask=stack_of(8, 9, (slice(2), slice(3)))
    )
    write_image(dataset / "test_images/1.png", noise(5, 6))
    write_image(dataset / "train_images/authentic/9.png", noise(5, 6))
    supplemental = read(dataset, RecordKey("supplemental", "forged", "1"))
    assert supplemental.authentic.record is None
    assert supplemental.subject.pyramid is not None
    assert supplemental.subject.pyramid.image.shape == (8, 9, 3)
    unlabelled = read(dataset, RecordKey("test", "unlabelled", "1"))
    assert unlabelled.authentic.record is None
    assert unlabelled.planes is not None
    assert (unlabelled.origin, unlabelled.planes.count) == ("none", 0)
    authentic = read(dataset, RecordKey("train", "authentic", "9"))
    assert authentic.subject.record is None
    assert authentic.authentic.pyramid is not None
    assert authentic.planes is None


def test_every_case_of_a_damaged_data_set_opens_or_says_why(
    shared_data: Path, tmp_path: Path
) -> None:
    index = list_dataset(shared_data / "recodai_broken")
    workspace = Workspace.open(index.root, tmp_path / "workspace")
    for row in range(len(index)):
        case = reading(index, workspace, index.key(row))()
        for side in (case.authentic, case.subject):
            assert (side.pyramid is None) == bool(side.record is None or side.reason)
        record = case.subject.record
        if record is not None and record.mask_path is not None and case.planes is not None:
            assert (case.origin == "data set") == (case.mask_reason == "")

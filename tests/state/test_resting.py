"""However many images were edited in one run, those that were left take little memory."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.resting_planes import RestingPlanes
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.mask_document import MaskDocument
from tests.state.conftest import NewDesk
from tests.state.desks import HEIGHT, ORIGINAL, WIDTH, Desk, forged, paint, write_dataset

IDS = [str(number) for number in range(1, 201)]
PLANE_BYTES = HEIGHT * WIDTH


def is_packed(document: MaskDocument) -> bool:
    planes = document.planes
    return isinstance(planes, RestingPlanes) and planes.is_packed


def step_bytes(document: MaskDocument) -> int:
    return sum(command.step.size_bytes for command in document.commands())


def settle(desk: Desk, qtbot: QtBot) -> None:
    """Have all that was asked for done and handed over."""
    if desk.lane.pending:
        with qtbot.waitSignal(desk.lane.idle):
            pass


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> int:
    """Room for five masks that nobody looks at."""
    room = 5 * PLANE_BYTES
    monkeypatch.setattr("forgery_viewer.state.resting.RESTING_BYTES", room)
    return room


def test_two_hundred_edited_images_take_the_memory_of_a_few(
    new_desk: NewDesk, qtbot: QtBot, little_memory: int
) -> None:
    desk = new_desk()
    write_dataset(desk.index.root, *IDS)
    desk = new_desk()
    documents, masks = {}, {}
    for case_id in IDS:
        document = documents[case_id] = desk.open(case_id)
        for y in (8, 15):
            paint(document, x=float(int(case_id) % 20), y=y)
        masks[case_id] = document.planes.to_stack()
    settle(desk, qtbot)
    desk.open("1")
    settle(desk, qtbot)
    unpacked = [d for d in documents.values() if not is_packed(d)]
    assert sum(d.planes.bits.nbytes for d in unpacked if d is not documents["1"]) <= little_memory
    left = [d for key, d in documents.items() if key != "1"]
    assert sum(step_bytes(d) for d in left) <= little_memory
    assert len(desk.documents.unsaved()) == len(IDS)
    for case_id in IDS[:30]:
        document = desk.open(case_id)
        assert document is documents[case_id]
        np.testing.assert_array_equal(document.planes.to_stack(), masks[case_id])
        document.undo_stack.undo()
        document.undo_stack.undo()
        assert document.planes.equals_stack(ORIGINAL), f"undo of image {case_id}"
        document.undo_stack.redo()
        document.undo_stack.redo()
        np.testing.assert_array_equal(document.planes.to_stack(), masks[case_id])


def test_what_rests_is_saved_and_asked_for_as_any_other(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forgery_viewer.state.resting.RESTING_BYTES", 0)
    document = desk.open("1")
    paint(document)
    expected = document.planes.to_stack()
    desk.open("2")
    settle(desk, qtbot)
    assert is_packed(document)
    assert step_bytes(document) == 0
    mask = desk.documents.mask(forged("1"))
    assert mask is not None
    assert mask.equals_stack(expected)
    assert is_packed(document), "a look at it leaves it at rest"
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
    assert desk.documents.state(forged("1")) is EditState.SAVED
    np.testing.assert_array_equal(desk.correction("1"), expected)


def test_a_mask_that_is_painted_again_meanwhile_does_not_rest(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forgery_viewer.state.resting.RESTING_BYTES", 0)
    document = desk.open("1")
    paint(document)
    gate = desk.hold()
    desk.open("2")
    desk.open("1")
    paint(document, y=8)
    expected = document.planes.to_stack()
    gate.set()
    settle(desk, qtbot)
    assert not is_packed(document)
    np.testing.assert_array_equal(document.planes.to_stack(), expected)


def test_no_step_is_dropped_that_is_not_on_the_disk(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, full_disk: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forgery_viewer.state.resting.RESTING_BYTES", 0)
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.keeping.failed):
        paint(document)
    desk.open("2")
    settle(desk, qtbot)
    assert is_packed(document)
    assert step_bytes(document) > 0, "its pixels are nowhere else"
    full_disk.undo()
    monkeypatch.setattr("forgery_viewer.state.resting.RESTING_BYTES", 0)
    with qtbot.waitSignal(desk.documents.keeping.written):
        desk.documents.keeping.try_again()
    assert step_bytes(document) == 0
    desk.open("1")
    document.undo_stack.undo()
    assert document.planes.equals_stack(ORIGINAL)

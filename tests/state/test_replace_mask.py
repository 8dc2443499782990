"""Whole masks replaced as steps of a history, in documents that are open and in others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.packed_masks import mask_change
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.documents import CHANGED_MEANWHILE
from forgery_viewer.state.replace_mask import Replacement
from tests.core.building import stack_of
from tests.state.desks import HEIGHT, ORIGINAL, WIDTH, Desk, forged, paint, write_dataset

Stack = NDArray[np.uint8]
NewDesk = Callable[[], Desk]

KEY = forged("1")
FEWER = ORIGINAL[1:]
OTHER = stack_of(HEIGHT, WIDTH, (slice(0, 3), slice(20, 25)))


@pytest.fixture
def new_desk(tmp_path: Path, qtbot: QtBot) -> Iterator[NewDesk]:
    root = write_dataset(tmp_path / "set", "1", "2")
    desks: list[Desk] = []

    def make() -> Desk:
        desks.append(Desk(root))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(new_desk: NewDesk) -> Desk:
    return new_desk()


def step(before: Stack, after: Stack, repair_key: str = "drop") -> Replacement:
    return Replacement(mask_change(before, after), "Drop instances", repair_key)


def wait_until_written(desk: Desk, qtbot: QtBot) -> None:
    if desk.lane.pending:
        with qtbot.waitSignal(desk.lane.idle):
            pass


def test_an_open_mask_is_replaced_and_undone_exactly(desk: Desk) -> None:
    document = desk.open("1")
    document.set_current(1)
    document.set_hidden(1, True)
    states = list(document.instances)
    told: list[str] = []
    document.planes_replaced.connect(lambda: told.append("planes"))
    document.instances_changed.connect(lambda: told.append("instances"))
    assert desk.documents.replace(KEY, step(ORIGINAL, FEWER)) == ""
    np.testing.assert_array_equal(document.planes.to_stack(), FEWER)
    assert document.instances == states[1:], "an instance that is left keeps colour and visibility"
    assert document.current == 0
    assert told == ["planes", "instances"]
    assert document.undo_stack.undoText() == "Drop instances"
    assert document.commands()[0].box == (2, 3, 6, 8)
    assert desk.documents.state(KEY) is EditState.KEPT
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), ORIGINAL)
    assert document.instances == states
    assert document.current == 1
    assert desk.documents.state(KEY) is EditState.UNTOUCHED
    document.undo_stack.redo()
    np.testing.assert_array_equal(document.planes.to_stack(), FEWER)


def test_an_empty_mask_gets_instances_with_colours_of_their_own(desk: Desk) -> None:
    document = desk.open("1")
    nothing = np.zeros((0, HEIGHT, WIDTH), np.uint8)
    desk.documents.replace(KEY, step(ORIGINAL, nothing))
    assert (document.instances, document.current) == ([], -1)
    desk.documents.replace(KEY, step(nothing, ORIGINAL))
    assert [state.colour for state in document.instances] == [0, 1]
    assert document.current == 0
    document.undo_stack.setIndex(0)
    np.testing.assert_array_equal(document.planes.to_stack(), ORIGINAL)


def test_what_was_painted_meanwhile_is_not_overwritten(desk: Desk) -> None:
    document = desk.open("1")
    paint(document)
    painted = document.planes.to_stack()
    assert desk.documents.replace(KEY, step(ORIGINAL, FEWER)) == CHANGED_MEANWHILE
    np.testing.assert_array_equal(document.planes.to_stack(), painted)
    assert document.undo_stack.count() == 1


def test_a_locked_instance_is_left_alone(desk: Desk) -> None:
    document = desk.open("1")
    document.set_locked(0, True)
    assert "Instance 1 is locked" in desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    document.set_locked(0, False)
    document.set_locked(1, True)
    assert desk.documents.replace(KEY, step(ORIGINAL, FEWER)) == "", "that one is not touched"


def test_a_mask_nobody_has_open_is_kept_and_has_its_history_when_opened(
    desk: Desk, qtbot: QtBot
) -> None:
    changes: list[object] = []
    desk.documents.history_changed.connect(changes.append)
    assert desk.documents.replace(KEY, step(ORIGINAL, FEWER)) == ""
    assert desk.documents.state(KEY) is EditState.KEPT
    assert desk.documents.repairs(KEY) == {"drop"}
    assert changes == [KEY]
    wait_until_written(desk, qtbot)
    np.testing.assert_array_equal(desk.kept("1"), FEWER)
    document = desk.open("1")
    np.testing.assert_array_equal(document.planes.to_stack(), FEWER)
    assert [command.text() for command in document.commands()] == ["Drop instances"]
    assert desk.documents.repairs(KEY) == {"drop"}
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), ORIGINAL)
    assert desk.documents.state(KEY) is EditState.UNTOUCHED
    assert desk.documents.repairs(KEY) == frozenset()


def test_a_case_that_was_read_before_its_mask_was_replaced(desk: Desk) -> None:
    case = desk.case("1")
    desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    desk.documents.replace(KEY, step(FEWER, OTHER, "other"))
    document = desk.documents.open(case)
    assert document is not None
    np.testing.assert_array_equal(document.planes.to_stack(), OTHER)
    assert desk.documents.repairs(KEY) == {"drop", "other"}
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), FEWER)


def test_a_step_that_begins_elsewhere_is_refused(desk: Desk) -> None:
    desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    assert desk.documents.replace(KEY, step(ORIGINAL, OTHER)) == CHANGED_MEANWHILE
    mask = desk.documents.mask(KEY)
    assert mask is not None
    np.testing.assert_array_equal(mask.to_stack(), FEWER)


def test_saving_what_nobody_opened_leaves_the_step_undoable(desk: Desk, qtbot: QtBot) -> None:
    desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save_all()
    assert desk.documents.state(KEY) is EditState.SAVED
    assert desk.documents.repairs(KEY) == frozenset()
    document = desk.open("1")
    assert not document.is_changed
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), ORIGINAL)
    assert desk.documents.state(KEY) is EditState.KEPT


def test_opening_while_it_is_saved(desk: Desk, qtbot: QtBot) -> None:
    desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    gate = desk.hold()
    desk.documents.save_all()
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.saved):
        gate.set()
    assert not document.is_changed
    assert desk.documents.state(KEY) is EditState.SAVED


def test_the_edits_of_an_earlier_run_are_where_undo_ends(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    painted = desk.open("1").planes.to_stack()
    desk.close()
    desk = new_desk()
    after = painted[1:]
    assert desk.documents.replace(KEY, step(painted, after)) == ""
    wait_until_written(desk, qtbot)
    document = desk.open("1")
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), painted)
    assert desk.documents.state(KEY) is EditState.KEPT, "these edits are not saved either"


def test_what_cannot_be_kept_is_told_and_tried_again(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot, full_disk: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(desk.documents.keeping.failed):
        desk.documents.replace(KEY, step(ORIGINAL, FEWER))
    assert desk.documents.state(KEY) is EditState.KEPT
    document = desk.open("1")
    np.testing.assert_array_equal(document.planes.to_stack(), FEWER)
    full_disk.undo()
    assert desk.close() == ()
    np.testing.assert_array_equal(desk.kept("1"), FEWER)
    document = new_desk().open("1")
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), ORIGINAL)


def test_a_replaced_mask_has_its_steps_in_the_next_run(new_desk: NewDesk) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    painted = desk.open("1").planes.to_stack()
    desk.close()
    desk = new_desk()
    history = desk.history("1")
    after = replace(step(painted, painted[1:]), history=history)
    assert desk.documents.replace(KEY, after) == ""
    assert desk.documents.replace(KEY, step(painted[1:], OTHER)) == ""
    desk.close()
    desk = new_desk()
    document = desk.open("1")
    assert [command.text() for command in document.commands()] == [
        "Brush, 3 px",
        "Drop instances",
        "Drop instances",
    ]
    masks = [OTHER, painted[1:], painted, ORIGINAL]
    for mask in masks:
        np.testing.assert_array_equal(document.planes.to_stack(), mask)
        document.undo_stack.undo()
    assert desk.documents.state(KEY) is EditState.UNTOUCHED


def test_a_mask_in_another_form_can_be_saved_as_it_should_be(tmp_path: Path, qtbot: QtBot) -> None:
    root = write_dataset(tmp_path / "odd", "1")
    np.save(root / "train_masks/1.npy", ORIGINAL * 255)
    desk = Desk(root)
    try:
        document = desk.open("1")
        same = replace(step(ORIGINAL, ORIGINAL), repair_key="rewrite")
        assert desk.documents.replace(KEY, same) == ""
        with qtbot.waitSignal(desk.documents.saved):
            desk.documents.save(KEY)
        np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
        assert desk.documents.state(KEY) is EditState.SAVED
    finally:
        desk.close()

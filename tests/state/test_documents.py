"""Saving: what is on disk is what was on the screen, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.documents import UNTOUCHED_DOCUMENTS
from tests.core.building import noise, write_image
from tests.state.desks import ORIGINAL, Desk, forged, paint, write_dataset

NewDesk = Callable[[], Desk]


def save(desk: Desk, qtbot: QtBot, case_id: str = "1") -> None:
    with qtbot.waitSignal(desk.documents.saved) as saved:
        desk.documents.save(forged(case_id))
    assert saved.args[0] == forged(case_id)


def state(desk: Desk, case_id: str = "1") -> EditState:
    return desk.documents.state(forged(case_id))


def test_a_saved_mask_is_the_one_on_the_screen(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    paint(document)
    states: list[EditState] = []
    desk.documents.state_changed.connect(lambda _key, new: states.append(new))
    with qtbot.waitSignal(desk.documents.saving):
        save(desk, qtbot)
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
    assert not np.array_equal(document.planes.to_stack(), ORIGINAL)
    assert desk.kept("1") is None
    assert not document.is_changed
    assert states[-1] == state(desk) == EditState.SAVED
    assert desk.documents.states() == {forged("1"): EditState.SAVED}


def test_saved_edits_are_there_in_the_next_run(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    save(desk, qtbot)
    painted = desk.open("1").planes.to_stack()
    desk.close()
    desk = new_desk()
    assert state(desk) == EditState.SAVED
    document = desk.open("1")
    assert not document.is_changed
    np.testing.assert_array_equal(document.planes.to_stack(), painted)


def test_saving_what_was_undone_to_the_original_removes_the_correction(
    desk: Desk, qtbot: QtBot
) -> None:
    document = desk.open("1")
    paint(document)
    save(desk, qtbot)
    document.undo_stack.undo()
    assert state(desk) == EditState.KEPT
    save(desk, qtbot)
    assert desk.correction("1") is None
    assert state(desk) == EditState.UNTOUCHED
    document.undo_stack.redo()
    assert state(desk) == EditState.KEPT


def test_saving_nothing_writes_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.open("1")
    with qtbot.assertNotEmitted(desk.documents.saving):
        desk.documents.save(forged("1"))
        desk.documents.save(forged("never opened"))
        desk.documents.save_all()
    assert desk.lane.pending == 0


def test_saving_ends_the_stroke_in_progress(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    document.begin_stroke((25, 15), RoundBrush(3), erase=False)
    save(desk, qtbot)
    assert not document.in_stroke
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())


def test_strokes_made_while_the_file_is_written_stay_unsaved(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    paint(document)
    first = document.planes.to_stack()
    gate = desk.hold()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
        paint(document, y=8)
        gate.set()
    np.testing.assert_array_equal(desk.correction("1"), first)
    assert document.is_changed
    assert state(desk) == EditState.KEPT
    save(desk, qtbot)
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
    assert state(desk) == EditState.SAVED


def test_another_stroke_in_the_place_of_the_saved_one_is_unsaved(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    paint(document)
    gate = desk.hold()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
        document.undo_stack.undo()
        paint(document, y=8)
        gate.set()
    assert document.undo_stack.index() == 1
    assert document.is_changed


def test_two_saves_at_once_leave_the_newer_mask(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    gate = desk.hold()
    with qtbot.waitSignals([desk.documents.saved] * 2):
        for y in (8, 15):
            paint(document, y=y)
            desk.documents.save(forged("1"))
        gate.set()
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
    assert not document.is_changed


def test_leaving_while_the_file_is_written_leaves_nothing_unsaved(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot
) -> None:
    paint(desk.open("1"))
    gate = desk.hold()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
        desk.open("2")
        gate.set()
    assert desk.close() == ()
    assert desk.kept("1") is None
    assert state(new_desk()) == EditState.SAVED


def test_a_full_disk_is_told_and_the_edits_stay(
    desk: Desk, full_disk: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    document = desk.open("1")
    paint(document)
    painted = document.planes.to_stack()
    with qtbot.waitSignal(desk.documents.save_failed) as failed:
        desk.documents.save(forged("1"))
    assert failed.args == [forged("1"), "forged/1.npy: cannot be written: no space left on device"]
    assert state(desk) == EditState.KEPT
    assert document.is_changed
    full_disk.undo()
    save(desk, qtbot)
    np.testing.assert_array_equal(desk.correction("1"), painted)


def test_what_could_not_be_saved_is_kept_where_that_can_be(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = desk.open("1")
    paint(document)
    (desk.workspace.root / "corrections").write_text("a file where a folder should be")
    gate = desk.hold()
    desk.documents.save(forged("1"))
    gate.set()
    assert len(desk.close()) == 1
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    assert state(new_desk()) == EditState.KEPT


def test_closing_says_what_could_not_be_written(desk: Desk, full_disk: pytest.MonkeyPatch) -> None:
    paint(desk.open("1"))
    assert desk.close() == ("forged/1.journal: cannot be written: no space left on device",)


def test_save_all_saves_open_ones_and_those_of_an_earlier_run(
    new_desk: NewDesk, qtbot: QtBot
) -> None:
    desk = new_desk()
    for case_id in ("1", "2"):
        paint(desk.open(case_id))
    desk.close()
    desk = new_desk()
    paint(desk.open("3"))
    assert desk.documents.unsaved() == [forged(case_id) for case_id in "123"]
    with qtbot.waitSignals([desk.documents.saved] * 3):
        desk.documents.save_all()
    assert desk.documents.unsaved() == []
    assert desk.workspace.unsaved_keys() == frozenset()
    assert desk.workspace.corrected_keys() == {forged(case_id) for case_id in "123"}
    for case_id in "12":
        np.testing.assert_array_equal(desk.correction(case_id), desk.correction("3"))


def test_edits_opened_while_they_are_saved_are_a_saved_document(
    new_desk: NewDesk, qtbot: QtBot
) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    desk = new_desk()
    gate = desk.hold()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save_all()
        document = desk.open("1")
        before = document.is_changed
        gate.set()
    assert (before, document.is_changed) == (True, False)
    assert state(desk) == EditState.SAVED


def test_saving_over_an_unreadable_mask_stores_the_correction(
    desk: Desk, dataset: object, qtbot: QtBot
) -> None:
    mask_path = desk.index.record(desk.index.row_of(forged("1"))).mask_path
    assert mask_path is not None
    mask_path.write_bytes(b"not a mask")
    document = desk.open("1")
    assert document.planes.count == 0
    paint(document)
    save(desk, qtbot)
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())


def test_deleting_every_instance_is_a_correction(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    document = desk.open("1")
    document.delete_instance(0)
    document.delete_instance(0)
    save(desk, qtbot)
    desk.close()
    desk = new_desk()
    assert desk.open("1").planes.count == 0
    assert desk.documents.state(forged("1")) == EditState.SAVED


def test_each_image_has_its_own_history_that_survives_leaving_it(desk: Desk) -> None:
    first = desk.open("1")
    paint(first)
    second = desk.open("2")
    assert desk.documents.undo_group.activeStack() is second.undo_stack
    assert not desk.documents.undo_group.canUndo()
    assert desk.open("1") is first
    desk.documents.undo_group.undo()
    assert first.planes.equals_stack(ORIGINAL)


def test_only_documents_without_a_history_are_let_go(new_desk: NewDesk, dataset: object) -> None:
    root = new_desk().index.root
    ids = [str(number) for number in range(10, 10 + UNTOUCHED_DOCUMENTS + 3)]
    write_dataset(root, *ids)
    desk = new_desk()
    first = desk.open("1")
    paint(first)
    untouched = desk.open("2")
    for case_id in ids:
        desk.open(case_id)
    assert desk.open("1") is first
    assert desk.open("2") is not untouched
    assert first.is_changed


def test_few_of_those_with_large_masks_are_kept(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = ["10", "11", "12", "13"]
    write_dataset(new_desk().index.root, *ids)
    desk = new_desk()
    opened = {case_id: desk.open(case_id) for case_id in ids}
    room = 2 * opened["10"].planes.bits.nbytes
    monkeypatch.setattr("forgery_viewer.state.documents.UNTOUCHED_BYTES", room)
    assert desk.open("13") is opened["13"]
    first = desk.open("1")
    assert desk.open("13") is opened["13"]
    assert desk.open("1") is first
    assert desk.open("12") is opened["12"]
    assert desk.open("10") is not opened["10"]


def test_a_case_without_a_mask_to_edit_has_no_document(desk: Desk, qtbot: QtBot) -> None:
    desk.open("1")
    image = desk.index.record(desk.index.row_of(forged("2"))).image_path
    image.write_bytes(b"broken")
    with qtbot.waitSignal(desk.documents.current_changed) as changed:
        assert desk.documents.open(desk.case("2")) is None
    assert changed.args == [None]
    assert desk.documents.current is None
    assert desk.documents.undo_group.activeStack() is None
    write_image(image, noise(20, 30))
    assert desk.open("2") is desk.documents.current


def test_while_no_case_is_there_nothing_can_be_undone(desk: Desk) -> None:
    document = desk.open("1")
    paint(document)
    painted = document.planes.to_stack()
    told: list[object] = []
    desk.documents.current_changed.connect(told.append)
    assert desk.documents.open(None) is None
    assert told == [None]
    assert desk.documents.current is None
    assert not desk.documents.undo_group.canUndo()
    desk.documents.undo_group.undo()
    assert desk.open("1") is document
    np.testing.assert_array_equal(document.planes.to_stack(), painted)
    assert desk.documents.undo_group.canUndo()

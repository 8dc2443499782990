"""Unsaved edits are kept aside: leaving an image, closing or a crash loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.state import documents
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.mask_document import MaskDocument
from tests.state.desks import ORIGINAL, Desk, forged, paint

NewDesk = Callable[[], Desk]


@pytest.fixture
def kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits are written aside a moment after a stroke."""
    monkeypatch.setattr(documents, "KEEP_AFTER_MS", 20)


def state(desk: Desk, case_id: str = "1") -> EditState:
    return desk.documents.state(forged(case_id))


def draft_file(desk: Desk, case_id: str = "1") -> Path:
    return desk.workspace.root / "drafts" / "train" / "forged" / f"{case_id}.npy"


def assert_kept(desk: Desk, document: MaskDocument, case_id: str = "1") -> None:
    np.testing.assert_array_equal(desk.draft(case_id), document.planes.to_stack())


def test_unsaved_edits_survive_leaving_and_closing(new_desk: NewDesk) -> None:
    desk = new_desk()
    document = desk.open("1")
    paint(document)
    desk.open("2")
    desk.lane.finish()
    assert_kept(desk, document)
    paint(desk.open("1"), y=8)
    assert desk.close() == ()
    desk = new_desk()
    assert desk.documents.states() == {forged("1"): EditState.KEPT}
    assert desk.documents.unsaved() == [forged("1")]
    assert desk.case("1").origin == "kept"
    back = desk.open("1")
    assert back.is_changed
    np.testing.assert_array_equal(back.planes.to_stack(), document.planes.to_stack())
    assert not back.planes.equals_stack(ORIGINAL)
    assert desk.correction("1") is None


def test_a_stroke_in_progress_survives_leaving_and_closing(new_desk: NewDesk) -> None:
    desk = new_desk()
    first = desk.open("1")
    first.begin_stroke((25, 15), RoundBrush(3), erase=False)
    second = desk.open("2")
    second.begin_stroke((25, 15), RoundBrush(3), erase=False)
    desk.close()
    for case_id, document in (("1", first), ("2", second)):
        assert not document.in_stroke
        assert document.planes.plane(0)[15, 25]
        assert_kept(desk, document, case_id)


def test_edits_of_an_earlier_run_are_saved_like_any(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    desk = new_desk()
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
    assert desk.draft("1") is None
    assert state(desk) == EditState.SAVED


def test_a_draft_that_was_saved_is_not_unsaved_when_its_stale_case_is_opened_again(
    new_desk: NewDesk, qtbot: QtBot
) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    desk = new_desk()
    stale = desk.case("1")
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save_all()
    document = desk.documents.open(stale)
    assert document is not None
    assert not document.is_changed
    assert state(desk) == EditState.SAVED


@pytest.mark.usefixtures("kept_at_once")
def test_edits_are_kept_soon_after_a_stroke(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    with qtbot.waitSignal(desk.lane.idle):
        paint(document)
    assert_kept(desk, document)
    with qtbot.waitSignal(desk.lane.idle):
        document.delete_instance(1)
    assert_kept(desk, document)


@pytest.mark.usefixtures("kept_at_once")
def test_who_paints_without_a_pause_has_edits_kept_too(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    erases = cycle([False, True])

    def rub() -> None:
        document.begin_stroke((25, 15), RoundBrush(3), erase=next(erases))
        document.end_stroke()

    hand = QTimer()
    hand.timeout.connect(rub)
    with qtbot.waitSignal(desk.lane.idle):
        hand.start(1)
    hand.stop()
    assert desk.draft("1") is not None


@pytest.mark.usefixtures("kept_at_once")
def test_a_stroke_in_progress_puts_keeping_off_but_not_away(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    paint(document)
    painted = document.planes.to_stack()
    document.begin_stroke((9, 15), RoundBrush(3), erase=False)
    QTimer.singleShot(3 * documents.KEEP_AFTER_MS, document.cancel_stroke)
    with qtbot.waitSignal(desk.lane.idle):
        pass
    np.testing.assert_array_equal(desk.draft("1"), painted)


def test_what_was_undone_is_not_kept_any_longer(desk: Desk) -> None:
    document = desk.open("1")
    paint(document)
    desk.documents.keep_all()
    desk.lane.finish()
    assert draft_file(desk).exists()
    document.undo_stack.undo()
    assert state(desk) == EditState.UNTOUCHED
    assert desk.close() == ()
    assert not draft_file(desk).exists()


def test_a_draft_is_written_once_for_each_state(desk: Desk) -> None:
    document = desk.open("1")
    paint(document)
    written = []
    for step in (desk.documents.keep_all, lambda: desk.open("2"), desk.close):
        step()
        desk.lane.finish()
        written.append(draft_file(desk).stat().st_ino)
    assert len(set(written)) == 1


def test_a_draft_of_an_earlier_run_that_is_only_looked_at_stays_as_it_is(new_desk: NewDesk) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    before = draft_file(desk).stat()
    desk = new_desk()
    desk.open("1")
    desk.open("2")
    desk.close()
    after = draft_file(desk).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_draft_is_told_and_not_thrown_away(new_desk: NewDesk) -> None:
    desk = new_desk()
    draft_file(desk).parent.mkdir(parents=True)
    draft_file(desk).write_bytes(b"half a fi")
    desk = new_desk()
    case = desk.case("1")
    assert case.origin == "data set"
    assert case.mask_reason.startswith("forged/1.npy: is not a NumPy array")
    desk.open("1")
    desk.open("2")
    assert desk.close() == ()
    assert draft_file(desk).read_bytes() == b"half a fi"


def test_a_stroke_replaces_a_damaged_draft(new_desk: NewDesk) -> None:
    desk = new_desk()
    draft_file(desk).parent.mkdir(parents=True)
    draft_file(desk).write_bytes(b"half a fi")
    desk = new_desk()
    document = desk.open("1")
    paint(document)
    desk.close()
    assert_kept(desk, document)


def test_edits_made_while_a_save_is_under_way_are_kept(new_desk: NewDesk) -> None:
    desk = new_desk()
    document = desk.open("1")
    paint(document)
    gate = desk.hold()
    desk.documents.save(forged("1"))
    saved = document.planes.to_stack()
    paint(document, y=8)
    desk.open("2")
    gate.set()
    assert desk.close() == ()
    np.testing.assert_array_equal(desk.correction("1"), saved)
    assert_kept(desk, document)
    desk = new_desk()
    assert state(desk) == EditState.KEPT
    desk.open("1").undo_stack.undo()
    assert state(desk) == EditState.KEPT


def test_what_cannot_be_kept_is_told_and_tried_again(
    desk: Desk, full_disk: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    document = desk.open("1")
    paint(document)
    with qtbot.waitSignal(desk.documents.save_failed) as failed:
        desk.open("2")
    assert failed.args == [forged("1"), "forged/1.npy: cannot be written: no space left on device"]
    assert state(desk) == EditState.KEPT
    full_disk.undo()
    assert desk.close() == ()
    assert_kept(desk, document)


def test_undoing_to_the_saved_mask_after_a_failed_save_leaves_no_draft(
    desk: Desk, qtbot: QtBot
) -> None:
    document = desk.open("1")
    paint(document)
    (desk.workspace.root / "corrections").write_text("a file where a folder should be")
    with qtbot.waitSignal(desk.documents.save_failed):
        desk.documents.save(forged("1"))
    assert_kept(desk, document)
    document.undo_stack.undo()
    assert desk.close() == ()
    assert not draft_file(desk).exists()

"""What is hidden and locked is the user's work: it is there again, and never in a mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.packed_masks import mask_change
from forgery_viewer.state import instance_editing
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.document_making import make_document
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.replace_mask import Replacement
from tests.state.desks import ORIGINAL, Desk, forged, paint

NewDesk = Callable[[], Desk]


def hidden_and_locked(document: MaskDocument) -> tuple[list[bool], list[bool]]:
    states = document.instances
    return [state.hidden for state in states], [state.locked for state in states]


@pytest.fixture
def next_run(desk: Desk, new_desk: NewDesk) -> NewDesk:
    """Another run after the one before ended without a word: of what the disk has then."""
    last = [desk]

    def start() -> Desk:
        last[-1].lane.finish()
        last.append(new_desk())
        return last[-1]

    return start


def test_it_is_there_again_on_a_mask_that_was_not_edited(desk: Desk, next_run: NewDesk) -> None:
    document = desk.open("1")
    document.set_locked(0, True)
    document.turn_solo(0)
    again = next_run()
    assert again.documents.brought_back == {}
    assert again.documents.states() == {}
    opened = again.open("1")
    assert hidden_and_locked(opened) == ([False, True], [True, False])
    assert not opened.is_changed
    assert opened.undo_stack.count() == 0
    assert again.correction("1") is None
    opened.set_locked(0, False)
    opened.turn_solo(0)
    assert hidden_and_locked(next_run().open("1")) == ([False] * 2, [False] * 2)


def test_it_is_there_again_beside_steps_notes_and_saves(
    desk: Desk, qtbot: QtBot, next_run: NewDesk
) -> None:
    document = desk.open("1")
    paint(document)
    document.set_hidden(1, True)
    instance_editing.set_note(document, 1, "copied from the left")
    instance_editing.move(document, (1,), 0)
    document.set_locked(1, True)
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
    document.undo_stack.undo()
    again = next_run().open("1")
    assert again.instances == document.instances
    again.undo_stack.setIndex(0)
    document.undo_stack.setIndex(0)
    assert again.instances == document.instances
    assert hidden_and_locked(again) == ([False, True], [True, False])


def test_it_is_no_step_and_no_undo_changes_it(desk: Desk, next_run: NewDesk) -> None:
    document = desk.open("1")
    paint(document)
    paint(document, y=8)
    document.undo_stack.undo()
    document.set_locked(1, True)
    assert document.undo_stack.canRedo()
    assert desk.documents.state(forged("1")) is EditState.KEPT
    again = next_run().open("1")
    assert (again.undo_stack.index(), again.undo_stack.count()) == (1, 2)
    again.undo_stack.undo()
    assert hidden_and_locked(again) == ([False, False], [False, True])


def test_a_mask_that_was_looked_at_and_locked_stays_so_among_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forgery_viewer.state.documents.UNTOUCHED_DOCUMENTS", 0)
    case = desk.case("1")
    desk.documents.open(case)
    assert desk.documents.current is not None
    desk.documents.current.set_locked(0, True)
    desk.open("2")
    again = desk.documents.open(case)
    assert again is not None
    assert hidden_and_locked(again) == ([False, False], [True, False])


def test_a_journal_that_was_taken_away_has_it_anew(
    desk: Desk, qtbot: QtBot, next_run: NewDesk
) -> None:
    document = desk.open("1")
    paint(document)
    document.set_locked(0, True)
    desk.lane.finish()
    desk.journal("1").unlink()
    with qtbot.waitSignal(desk.documents.keeping.written):
        document.set_hidden(1, True)
    assert hidden_and_locked(next_run().open("1")) == ([False, True], [True, False])


def test_a_window_that_only_reads_shows_it_and_keeps_nothing(desk: Desk, next_run: NewDesk) -> None:
    instance_editing.set_colour(desk.open("1"), (0,), 5)
    desk.open("1").set_locked(0, True)
    desk.lane.finish()
    before = desk.journal("1").read_bytes()
    case = desk.case("1")
    assert case.planes is not None
    document, begins = make_document(
        forged("1"), case.planes, case, is_kept=True, read_only="Another window has it."
    )
    assert [state.colour for state in document.instances] == [5, 1]
    assert hidden_and_locked(document) == ([False, False], [True, False])
    other = next_run()
    other.documents.keeping.log(forged("1"), begins)
    other.documents.keeping.follow(document)
    document.set_hidden(1, True)
    assert hidden_and_locked(document)[0] == [False, True]
    assert other.close() == ()
    assert desk.journal("1").read_bytes() == before


def test_a_mask_that_changed_on_the_disk_has_lost_nothing_but_locks(
    desk: Desk, next_run: NewDesk
) -> None:
    desk.open("1").set_locked(0, True)
    desk.lane.finish()
    path = desk.index.record(desk.index.row_of(forged("1"))).mask_path
    assert path is not None
    np.save(path, ORIGINAL[:1])
    again = next_run()
    told: list[str] = []
    again.documents.keeping.told.connect(lambda _key, words: told.append(words))
    document = again.open("1")
    assert hidden_and_locked(document) == ([False], [False])
    paint(document)
    assert again.close() == ()
    assert told == [], "there were no edits that somebody would miss"
    assert next_run().open("1").undo_stack.count() == 1


def test_a_locked_instance_is_not_repaired_unopened(desk: Desk, next_run: NewDesk) -> None:
    desk.open("1").set_locked(1, True)
    again = next_run()
    after = ORIGINAL.copy()
    after[1, 4, 5] = 0
    case = again.case("1")
    step = Replacement(mask_change(ORIGINAL, after), "Remove specks", history=case.history)
    reason = again.documents.replace(forged("1"), step)
    assert reason == "Instance 2 is locked. Unlock it to change it."
    after = ORIGINAL.copy()
    after[0, 2, 3] = 0
    step = Replacement(mask_change(ORIGINAL, after), "Remove specks", history=case.history)
    assert again.documents.replace(forged("1"), step) == ""
    assert hidden_and_locked(again.open("1")) == ([False, False], [False, True])

"""What is done to masks is on the disk at once: leaving, closing or a crash loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.history import History
from forgery_viewer.core.journals import Journals
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import history_keeping
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.mask_document import MaskDocument
from tests.state.desks import ORIGINAL, Desk, forged, paint

NewDesk = Callable[[], Desk]


def state(desk: Desk, case_id: str = "1") -> EditState:
    return desk.documents.state(forged(case_id))


def crashed(desk: Desk) -> Desk:
    """Another run after this one ended without a word: of what the disk has now."""
    desk.lane.finish()
    return Desk(desk.index.root)


def save(desk: Desk, qtbot: QtBot, case_id: str = "1") -> None:
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged(case_id))


def names(document: MaskDocument) -> list[str]:
    return [command.text() for command in document.commands()]


def masks_of(document: MaskDocument) -> list[bytes]:
    """The mask at every place of its history, from its beginning; it is left as it was."""
    stack = document.undo_stack
    index, masks = stack.index(), []
    for place in range(stack.count() + 1):
        stack.setIndex(place)
        masks.append(document.planes.to_stack().tobytes())
    stack.setIndex(index)
    return masks


# Restarts ---------------------------------------------------------------------------------


def test_the_whole_history_is_there_in_the_next_run(new_desk: NewDesk) -> None:
    desk = new_desk()
    document = desk.open("1")
    for x in (3, 9, 15, 21):
        paint(document, x=x)
    document.new_instance()
    document.delete_instance(0)
    document.undo_stack.setIndex(4)
    masks, made = masks_of(document), [c.step.made_at for c in document.commands()]
    opened_at = document.opened_at
    desk.close()
    desk = new_desk()
    assert set(desk.documents.brought_back) == {forged("1")}
    assert desk.documents.states() == {forged("1"): EditState.KEPT}
    assert desk.case("1").origin == "kept"
    again = desk.open("1")
    assert names(again) == ["Brush, 3 px"] * 4 + ["New instance", "Delete instance 1"]
    assert again.undo_stack.index() == 4
    assert again.undo_stack.cleanIndex() == 0
    assert [c.step.made_at for c in again.commands()] == made
    assert again.opened_at == opened_at
    assert again.instances == document.instances
    np.testing.assert_array_equal(again.planes.to_stack(), document.planes.to_stack())
    assert masks_of(again) == masks
    again.undo_stack.setIndex(0)
    assert again.planes.equals_stack(ORIGINAL)
    assert state(desk) == EditState.UNTOUCHED


def test_a_history_goes_on_where_it_was(new_desk: NewDesk) -> None:
    desk = new_desk()
    document = desk.open("1")
    for x in (3, 9, 15):
        paint(document, x=x)
    document.undo_stack.undo()
    desk.close()
    desk = new_desk()
    document = desk.open("1")
    paint(document, y=8)
    assert document.undo_stack.count() == 3
    masks = masks_of(document)
    desk.close()
    assert masks_of(new_desk().open("1")) == masks


def test_a_stroke_is_on_the_disk_without_anything_else_happening(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.keeping.written):
        paint(document)
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    with qtbot.waitSignal(desk.documents.keeping.written):
        document.undo_stack.undo()
    history = desk.history("1")
    assert history is not None
    assert (history.index, len(history.steps), desk.kept("1")) == (0, 1, None)


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
    assert desk.history("1") is not None


def test_many_strokes_at_once_are_written_together(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    gate = desk.hold()
    for x in (3, 9, 15):
        paint(document, x=x)
    for _ in range(50):
        document.undo_stack.undo()
        document.undo_stack.redo()
    assert desk.lane.pending < 5
    gate.set()
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    assert desk.journal("1").stat().st_size < 3_000


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
        np.testing.assert_array_equal(desk.kept(case_id), document.planes.to_stack())


def test_a_history_that_is_only_looked_at_stays_as_it_is(new_desk: NewDesk) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    before = desk.journal("1").stat()
    desk = new_desk()
    desk.open("1")
    desk.open("2")
    desk.close()
    after = desk.journal("1").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_looking_at_an_image_leaves_no_file(desk: Desk) -> None:
    desk.open("1")
    desk.open("2")
    assert desk.close() == ()
    assert not (desk.workspace.root / "journal").exists()


def test_large_steps_are_not_made_again_when_a_history_is_read(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_keeping, "STOOD_AFTER_PX", 40)
    desk = new_desk()
    document = desk.open("1")
    for x in (3, 9, 15, 21):
        paint(document, x=x)
    masks = masks_of(document)
    desk.close()
    history = desk.history("1")
    assert history is not None
    assert history.mask_at is not None
    assert masks_of(new_desk().open("1")) == masks


# Saving -----------------------------------------------------------------------------------


def test_a_saved_history_can_be_undone_in_the_next_run(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    document = desk.open("1")
    paint(document)
    paint(document, y=8)
    save(desk, qtbot)
    saved = document.planes.to_stack()
    desk.close()
    desk = new_desk()
    assert state(desk) == EditState.SAVED
    assert desk.documents.brought_back == {}
    assert desk.case("1").origin == "saved"
    document = desk.open("1")
    assert not document.is_changed
    np.testing.assert_array_equal(document.planes.to_stack(), saved)
    document.undo_stack.undo()
    assert state(desk) == EditState.KEPT
    desk.close()
    desk = new_desk()
    assert desk.documents.unsaved() == [forged("1")]
    document = desk.open("1")
    assert (document.undo_stack.index(), document.undo_stack.cleanIndex()) == (1, 2)
    document.undo_stack.redo()
    assert state(desk) == EditState.SAVED
    document.undo_stack.setIndex(0)
    save(desk, qtbot)
    assert state(desk) == EditState.UNTOUCHED
    assert desk.correction("1") is None


def test_edits_of_an_earlier_run_are_saved_without_being_opened(
    new_desk: NewDesk, qtbot: QtBot
) -> None:
    desk = new_desk()
    document = desk.open("1")
    paint(document)
    painted = document.planes.to_stack()
    desk.close()
    desk = new_desk()
    stale = desk.case("1")
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save_all()
    np.testing.assert_array_equal(desk.correction("1"), painted)
    assert state(desk) == EditState.SAVED
    document = desk.documents.open(stale) or document
    assert not document.is_changed
    document.undo_stack.undo()
    assert document.planes.equals_stack(ORIGINAL)
    assert state(desk) == EditState.KEPT
    desk.close()
    document = new_desk().open("1")
    assert (document.undo_stack.index(), document.undo_stack.cleanIndex()) == (0, 1)


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
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    desk = new_desk()
    assert state(desk) == EditState.KEPT
    document = desk.open("1")
    document.undo_stack.undo()
    assert state(desk) == EditState.SAVED
    document.undo_stack.undo()
    assert state(desk) == EditState.KEPT, "the data set's own mask is not the saved one"


def test_undoing_past_a_save_made_meanwhile_is_not_the_saved_mask(desk: Desk, qtbot: QtBot) -> None:
    document = desk.open("1")
    paint(document)
    gate = desk.hold()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save(forged("1"))
        paint(document, y=8)
        gate.set()
    document.undo_stack.setIndex(0)
    assert state(desk) == EditState.KEPT
    document.undo_stack.setIndex(1)
    assert state(desk) == EditState.SAVED


def test_a_crash_between_saving_and_noting_it(desk: Desk, qtbot: QtBot, new_desk: NewDesk) -> None:
    document = desk.open("1")
    paint(document)
    save(desk, qtbot)
    desk.lane.finish()
    # The last entry, which tells that the mask was saved, did not reach the disk.
    data = desk.journal("1").read_bytes()
    history = desk.history("1")
    assert history is not None
    size = int.from_bytes(data[-4:], "little")
    desk.journal("1").write_bytes(data[:-size])
    other = new_desk()
    again = other.open("1")
    assert not again.is_changed
    assert again.undo_stack.cleanIndex() == 1
    assert names(again) == ["Brush, 3 px"]


def test_a_mask_is_saved_although_its_history_cannot_be_written(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot
) -> None:
    (desk.workspace.root / "journal").write_text("a file where a folder should be")
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.keeping.failed) as failed:
        paint(document)
    assert failed.args[0] == forged("1")
    save(desk, qtbot)
    assert not document.is_changed
    np.testing.assert_array_equal(desk.correction("1"), document.planes.to_stack())
    (desk.workspace.root / "journal").unlink()
    assert desk.close() == ()
    again = new_desk().open("1")
    assert not again.is_changed
    assert names(again) == ["Brush, 3 px"]


# What cannot be written -------------------------------------------------------------------


def test_what_cannot_be_kept_is_told_once_and_tried_again(
    desk: Desk, full_disk: pytest.MonkeyPatch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = desk.documents.keeping
    document = desk.open("1")
    with qtbot.waitSignal(keeping.failed) as failed:
        paint(document)
    assert failed.args == [
        forged("1"), "forged/1.journal: cannot be written: no space left on device"
    ]  # fmt: skip
    assert keeping.failing == {forged("1")}
    assert state(desk) == EditState.KEPT
    with qtbot.assertNotEmitted(keeping.failed):
        paint(document, y=8)
        keeping.try_again()
        desk.lane.finish()
    full_disk.undo()
    with qtbot.waitSignal(keeping.written):
        keeping.try_again()
    assert keeping.failing == frozenset()
    history = desk.history("1")
    assert history is not None
    assert (history.index, history.problem) == (2, "")
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())


def test_it_is_tried_again_by_itself(
    desk: Desk, full_disk: pytest.MonkeyPatch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.documents.keeping.try_again_after(20)
    document = desk.open("1")
    with qtbot.waitSignal(desk.documents.keeping.failed):
        paint(document)
    full_disk.undo()
    with qtbot.waitSignal(desk.documents.keeping.written):
        pass
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())


def test_a_drive_that_comes_back_gets_what_was_done_meanwhile(desk: Desk, qtbot: QtBot) -> None:
    document, root = desk.open("1"), desk.workspace.root
    paint(document)
    desk.lane.finish()
    away = root.rename(root.with_name("away"))
    with qtbot.waitSignal(desk.documents.keeping.failed):
        paint(document, y=8)
    away.rename(root)
    assert desk.close() == ()
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())


@pytest.mark.parametrize("light", [False, True])
def test_a_journal_that_was_taken_away_is_written_anew(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, light: bool
) -> None:
    if light:
        monkeypatch.setattr(history_keeping, "HISTORY_BYTES", 25)
    told: list[str] = []
    desk.documents.keeping.told.connect(lambda _key, words: told.append(words))
    document = desk.open("1")
    for x in (3, 9, 15, 21):
        with qtbot.waitSignal(desk.documents.keeping.written):
            paint(document, x=x)
    masks = masks_of(document)
    with qtbot.waitSignal(desk.documents.keeping.written):
        document.undo_stack.undo()
    assert any(command.step.is_light for command in document.commands()) is light
    desk.lane.finish()
    desk.journal("1").unlink()
    with qtbot.waitSignal(desk.documents.keeping.written):
        document.undo_stack.redo()
    kept = document.undo_stack.count()
    assert (kept == 4, bool(told)) == ((False, True) if light else (True, False))
    if light:
        assert told[0].endswith(f"{4 - kept} steps cannot be undone any more.")
    assert masks_of(document) == masks[4 - kept :]
    desk.close()
    again = new_desk().open("1")
    assert masks_of(again) == masks[4 - kept :]
    assert again.instances == document.instances


# Damage -----------------------------------------------------------------------------------


def test_what_is_damaged_is_told_and_what_precedes_it_is_back(
    new_desk: NewDesk, qtbot: QtBot
) -> None:
    desk = new_desk()
    document = desk.open("1")
    masks = []
    for x in (3, 9, 15):
        paint(document, x=x)
        masks.append(document.planes.to_stack())
    desk.close()
    data = bytearray(desk.journal("1").read_bytes())
    data[-40] ^= 1
    desk.journal("1").write_bytes(data)
    desk = new_desk()
    case = desk.case("1")
    assert case.mask_reason.startswith("forged/1.journal: is damaged from byte")
    assert case.mask_reason.endswith("a checksum is wrong, and the 2 steps before that are back")
    document = desk.open("1")
    np.testing.assert_array_equal(document.planes.to_stack(), masks[1])
    paint(document, y=8)
    desk.close()
    assert desk.case("1").mask_reason == ""
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    (rest,) = desk.journal("1").parent.glob("*.journal-damaged")
    assert bytes(data).endswith(rest.read_bytes())


def test_a_journal_that_cannot_be_read_is_told_and_not_thrown_away(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.journal("1").parent.mkdir(parents=True)
    desk.journal("1").write_bytes(b"half a fi")
    desk = new_desk()
    case = desk.case("1")
    assert case.origin == "data set"
    assert case.mask_reason == "forged/1.journal: is no journal"
    document = desk.open("1")
    desk.open("2")
    desk.lane.finish()
    assert desk.journal("1").read_bytes() == b"half a fi"
    paint(document)
    desk.close()
    np.testing.assert_array_equal(desk.kept("1"), document.planes.to_stack())
    (aside,) = desk.journal("1").parent.glob("*.journal-aside")
    assert aside.read_bytes() == b"half a fi"


def change_mask(desk: Desk) -> None:
    np.save(desk.index.root / "train_masks/1.npy", ORIGINAL[:1])


def change_correction(desk: Desk) -> None:
    desk.workspace.save_correction(forged("1"), ORIGINAL[:1], None)


def change_by_an_earlier_version(desk: Desk) -> None:
    desk.workspace.save_draft(forged("1"), ORIGINAL[:1])


@pytest.mark.parametrize(
    ("change", "words", "after"),
    [
        (change_mask, "train_masks/1.npy: was changed on the disk", EditState.UNTOUCHED),
        (change_correction, "forged/1.npy: was changed on the disk", EditState.SAVED),
        (change_by_an_earlier_version, "an earlier version of the program", EditState.KEPT),
    ],
)
def test_a_history_is_never_that_of_another_mask(
    new_desk: NewDesk,
    qtbot: QtBot,
    change: Callable[[Desk], None],
    words: str,
    after: EditState,
) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    data = desk.journal("1").read_bytes()
    change(desk)
    desk = new_desk()
    assert state(desk) == EditState.KEPT
    with qtbot.waitSignal(desk.documents.keeping.told) as told:
        document = desk.open("1")
    assert told.args[0] == forged("1")
    assert words in told.args[1]
    assert document.planes.equals_stack(ORIGINAL[:1])
    assert names(document) == []
    assert state(desk) == after
    (aside,) = desk.journal("1").parent.glob("*.journal-aside")
    assert aside.read_bytes() == data
    assert f"They are kept in forged/{aside.name}." in told.args[1]
    paint(document)
    desk.close()
    again = new_desk().open("1")
    np.testing.assert_array_equal(again.planes.to_stack(), document.planes.to_stack())
    assert len(list(desk.journal("1").parent.glob("*.journal-aside"))) == 1


def test_a_data_set_that_changes_while_its_mask_is_edited_is_told_when_that_is_saved(
    desk: Desk, new_desk: NewDesk, qtbot: QtBot
) -> None:
    told: list[str] = []
    desk.documents.keeping.told.connect(lambda _key, words: told.append(words))
    document = desk.open("1")
    paint(document)
    save(desk, qtbot)
    assert told == []
    paint(document, y=8)
    change_mask(desk)
    save(desk, qtbot)
    (words,) = told
    assert words.startswith("train_masks/1.npy: was changed on the disk while its mask was edited")
    paint(document, y=12)
    save(desk, qtbot)
    assert len(told) == 1
    masks = masks_of(document)
    desk.close()
    again = new_desk().open("1")
    assert masks_of(again) == masks, "its user knows: the history stays"
    assert not again.is_changed


def test_what_is_of_another_mask_is_not_saved_over_it(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    change_mask(desk)
    desk = new_desk()
    with qtbot.waitSignal(desk.documents.save_failed) as failed:
        desk.documents.save_all()
    assert "is of another mask: train_masks/1.npy: was changed" in failed.args[1]
    assert desk.correction("1") is None


def test_a_mask_that_was_only_written_in_another_form_is_the_same(new_desk: NewDesk) -> None:
    desk = new_desk()
    paint(desk.open("1"))
    desk.close()
    np.save(desk.index.root / "train_masks/1.npy", np.asfortranarray(ORIGINAL * 255))
    document = new_desk().open("1")
    assert names(document) == ["Brush, 3 px"]


# Drafts of earlier versions ---------------------------------------------------------------


def test_a_draft_is_where_a_history_begins(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    draft = 1 - ORIGINAL
    desk.workspace.save_draft(forged("1"), draft)
    desk = new_desk()
    assert desk.documents.unsaved() == [forged("1")]
    document = desk.open("1")
    assert document.is_changed
    np.testing.assert_array_equal(document.planes.to_stack(), draft)
    document.begin_stroke((4, 4), RoundBrush(3), erase=True)
    document.end_stroke()
    desk.close()
    desk = new_desk()
    document = desk.open("1")
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), draft)
    assert state(desk) == EditState.KEPT, "the draft was not saved either"
    save(desk, qtbot)
    np.testing.assert_array_equal(desk.correction("1"), draft)
    assert desk.workspace.unsaved_keys() == desk.workspace.drafted_keys() == frozenset()


def test_a_draft_is_saved_without_being_opened(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    desk.workspace.save_draft(forged("1"), ORIGINAL[:1])
    desk = new_desk()
    with qtbot.waitSignal(desk.documents.saved):
        desk.documents.save_all()
    np.testing.assert_array_equal(desk.correction("1"), ORIGINAL[:1])
    assert desk.workspace.drafted_keys() == frozenset()
    assert state(desk) == EditState.SAVED


def test_a_damaged_draft_is_told_and_not_thrown_away(new_desk: NewDesk) -> None:
    desk = new_desk()
    draft = desk.workspace.root / "drafts" / "train" / "forged" / "1.npy"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"half a fi")
    desk = new_desk()
    case = desk.case("1")
    assert case.origin == "data set"
    assert case.mask_reason.startswith("forged/1.npy: is not a NumPy array")
    document = desk.open("1")
    paint(document)
    assert desk.close() == ()
    assert draft.read_bytes() == b"half a fi"
    np.testing.assert_array_equal(
        new_desk().open("1").planes.to_stack(), document.planes.to_stack()
    )


# Memory -----------------------------------------------------------------------------------


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> int:
    """Room for the pixels of about ten strokes."""
    monkeypatch.setattr(history_keeping, "HISTORY_BYTES", 120)
    return 120


def dot(document: MaskDocument, number: int) -> None:
    """A stroke of one pixel, which every second time round is erased again."""
    place = number % (20 * 30)
    x, y = place % 30 + 0.5, place // 30 + 0.5
    is_there = bool(document.planes.plane(0)[place // 30, place % 30])
    assert document.begin_stroke((x, y), RoundBrush(1), erase=is_there)
    document.end_stroke()


def in_memory(document: MaskDocument) -> int:
    return sum(command.step.size_bytes for command in document.commands())


def test_a_thousand_steps_are_undone_one_by_one_within_the_budget(
    new_desk: NewDesk, qtbot: QtBot, little_memory: int
) -> None:
    desk = new_desk()
    document = desk.open("1")
    masks = [document.planes.to_stack()]
    for number in range(1000):
        dot(document, number)
        masks.append(document.planes.to_stack())
        if number % 50 == 0 and desk.lane.pending:
            with qtbot.waitSignal(desk.lane.idle):
                pass
    with qtbot.waitSignal(desk.documents.keeping.written):
        dot(document, 1000)
    masks.append(document.planes.to_stack())
    assert document.undo_stack.count() == 1001
    assert in_memory(document) <= little_memory
    for number in reversed(range(len(masks) - 1)):
        document.undo_stack.undo()
        assert document.planes.equals_stack(masks[number])
    desk.close()
    document = new_desk().open("1")
    assert document.undo_stack.count() == len(masks) - 1
    for number, mask in enumerate(masks):
        document.undo_stack.setIndex(number)
        assert document.planes.equals_stack(mask)


def test_steps_that_are_about_to_be_undone_are_read_ahead(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_keeping, "HISTORY_BYTES", 300)
    document = desk.open("1")
    for number in range(60):
        dot(document, number)
    with qtbot.waitSignal(desk.documents.keeping.written):
        dot(document, 60)
    assert sum(command.step.is_light for command in document.commands()) > 30
    document.undo_stack.setIndex(20)
    with qtbot.waitSignal(desk.lane.idle):
        pass
    near = document.commands()[12:28]
    assert not any(command.step.is_light for command in near)
    with qtbot.waitSignal(desk.documents.keeping.written):
        document.undo_stack.undo()
    assert in_memory(document) <= 300


def test_a_step_that_cannot_be_read_any_more_is_told_and_the_mask_stays(
    desk: Desk, qtbot: QtBot, little_memory: int
) -> None:
    document = desk.open("1")
    masks = [document.planes.to_stack()]
    for number in range(40):
        dot(document, number)
        masks.append(document.planes.to_stack())
    count = document.undo_stack.count()
    with qtbot.waitSignal(desk.documents.keeping.written):
        dot(document, 61)
    first_full = next(
        n for n, command in enumerate(document.commands()) if not command.step.is_light
    )
    assert first_full > 10
    desk.lane.finish()
    data = bytearray(desk.journal("1").read_bytes())
    data[len(data) // 5] ^= 1
    desk.journal("1").write_bytes(data)
    with qtbot.waitSignal(document.history_stuck) as stuck:
        document.undo_stack.setIndex(0)
    assert "forged/1.journal: cannot be read, and a step cannot be undone" in stuck.args[0]
    index = document.undo_stack.index()
    assert 0 < index < first_full
    assert document.planes.equals_stack(masks[index])
    document.undo_stack.setIndex(count)
    assert document.planes.equals_stack(masks[count])
    with qtbot.waitSignal(document.history_stuck):
        document.undo_stack.setIndex(index - 1)
    assert document.undo_stack.index() == index
    assert document.planes.equals_stack(masks[index])


def test_the_budget_holds_when_a_history_is_read(
    new_desk: NewDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_desk()
    document = desk.open("1")
    for number in range(60):
        dot(document, number)
    masks = masks_of(document)
    sizes = [command.size_bytes for command in document.commands()]
    desk.close()
    history = Journals(desk.workspace.root).read(forged("1"), budget_bytes=300)
    assert isinstance(history, History)
    assert history.size_bytes <= 300
    assert len(history.steps) == len(sizes)
    monkeypatch.setattr(Journals, "read", lambda *_args: history)
    again = new_desk().open("1")
    assert in_memory(again) <= 300
    monkeypatch.undo()
    assert masks_of(again) == masks


def test_only_what_was_touched_is_kept_in_memory(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forgery_viewer.state.documents.UNTOUCHED_DOCUMENTS", 1)
    desk = new_desk()
    first = desk.open("1")
    paint(first)
    masks = masks_of(first)
    desk.close()
    desk = new_desk()
    looked_at = desk.open("1")
    for case_id in "234":
        desk.open(case_id)
    again = desk.open("1")
    assert again is not looked_at
    assert masks_of(again) == masks
    paint(again, y=8)
    for case_id in "234":
        desk.open(case_id)
    assert desk.open("1") is again
    assert desk.close() == ()
    history = desk.history("1")
    assert history is not None
    assert len(history.steps) == 2
    assert BitPlanes.from_stack(history.planes.to_stack()).equals_stack(again.planes.to_stack())

"""Decisions in an open data set: on the disk before they count, and only for the judged mask."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.review import FILE_NAME, Standing, Verdict
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.decision_queue import DecisionQueue
from forgery_viewer.state.mask_document import MaskDocument
from tests.core.building import write_array
from tests.state.desks import ORIGINAL, forged, paint

OpenSession = Callable[..., DatasetSession]
APPROVED, NEEDS_WORK, SKIPPED, OPEN = (
    Verdict.APPROVED,
    Verdict.NEEDS_WORK,
    Verdict.SKIPPED,
    Verdict.OPEN,
)


@pytest.fixture
def open_session(dataset: Path, qtbot: QtBot) -> Iterator[OpenSession]:
    sessions: list[DatasetSession] = []

    def start(read_only: str = "") -> DatasetSession:
        index = list_dataset(dataset)
        workspace = Workspace.open(dataset)
        workspace.read_only = read_only
        session = DatasetSession(index, workspace, DatasetModel())
        sessions.append(session)
        with qtbot.waitSignal(session.reviews.ready):
            pass
        return session

    yield start
    for session in filter(Shiboken.isValid, sessions):
        session.close()


def show(session: DatasetSession, qtbot: QtBot, case_id: str = "1") -> MaskDocument:
    measured = session.figures.measured
    with (
        qtbot.waitSignal(measured, check_params_cb=lambda figures: figures is not None),
        qtbot.waitSignal(session.loader.loaded) as loaded,
    ):
        session.loader.loaded.connect(session.documents.open)
        session.loader.request(forged(case_id))
    session.loader.loaded.disconnect(session.documents.open)
    document = session.documents.open(loaded.args[0])
    assert document is not None
    return document


def decide(
    session: DatasetSession, qtbot: QtBot, key: RecordKey, verdict: Verdict, note: str = ""
) -> None:
    with qtbot.waitSignal(session.reviews.written):
        assert session.reviews.decide(key, verdict, note) == ""


def standing(session: DatasetSession, case_id: str = "1") -> Standing:
    """What the list says."""
    return session.model.review(forged(case_id)).standing


def wait_for_standing(
    session: DatasetSession, qtbot: QtBot, wanted: Standing, case_id: str = "1"
) -> None:
    while standing(session, case_id) is not wanted:
        with qtbot.waitSignal(session.model.reviews_changed, timeout=10_000):
            pass


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Lets the disk be full, or not, for the file of decisions."""
    connect = sqlite3.connect

    def small(*args: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    return lambda is_full: monkeypatch.setattr(sqlite3, "connect", small if is_full else connect)


def test_everything_with_a_mask_is_open_at_first(open_session: OpenSession) -> None:
    session = open_session()
    counts = session.model.review_counts()
    assert (counts.total, counts.open) == (4, 4)
    authentic = forged("1")._replace(label="authentic")
    assert session.model.review(authentic).standing is Standing.NONE
    assert session.reviews.owner(authentic) == forged("1")
    assert not (session.workspace.root / FILE_NAME).exists()


def test_a_decision_counts_once_it_is_on_the_disk(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    document = show(session, qtbot)
    assert session.reviews.decide(forged("1"), APPROVED, "right") == ""
    assert standing(session) is Standing.OPEN
    assert session.reviews.verdict(forged("1")) is APPROVED
    with qtbot.waitSignal(session.reviews.written):
        pass
    assert standing(session) is Standing.APPROVED
    (kept,) = ReviewStore(session.workspace).log()
    assert (kept.key, kept.verdict, kept.note) == (forged("1"), APPROVED, "right")
    assert kept.mask_digest == mask_digest(document.planes)
    assert kept.reviewer == session.reviews.reviewer
    assert session.model.review(forged("1")).told == kept.words


def test_decisions_are_there_at_the_next_start(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    for case_id, verdict in (("1", APPROVED), ("2", NEEDS_WORK), ("3", SKIPPED)):
        show(session, qtbot, case_id)
        decide(session, qtbot, forged(case_id), verdict, f"note {case_id}")
    session.close()
    again = open_session()
    assert [standing(again, case_id) for case_id in "1234"] == [
        Standing.APPROVED,
        Standing.NEEDS_WORK,
        Standing.SKIPPED,
        Standing.OPEN,
    ]
    assert again.reviews.note(forged("2")) == "note 2"
    again.model.set_filter(parse_filter('note:"note 3"'))
    assert [again.model.key_at(p) for p in range(again.model.rowCount())] == [forged("3")]


def test_an_approval_holds_for_the_judged_mask_alone(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    document = show(session, qtbot)
    decide(session, qtbot, forged("1"), APPROVED)
    paint(document)
    assert standing(session) is Standing.EDITED_SINCE
    assert session.model.review_counts().to_do == 4
    document.undo_stack.undo()
    # It was seen at that place of its history: nothing has to be computed.
    assert standing(session) is Standing.APPROVED
    document.undo_stack.redo()
    assert standing(session) is Standing.EDITED_SINCE
    decide(session, qtbot, forged("1"), APPROVED)
    assert standing(session) is Standing.APPROVED
    document.undo_stack.undo()
    assert standing(session) is Standing.EDITED_SINCE


def test_the_same_pixels_by_another_way_are_the_judged_mask(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    document = show(session, qtbot)
    decide(session, qtbot, forged("1"), APPROVED)
    assert document.new_instance()
    assert standing(session) is Standing.EDITED_SINCE
    assert document.delete_instance(len(document.instances) - 1)
    wait_for_standing(session, qtbot, Standing.APPROVED)


def test_other_verdicts_stay_when_the_mask_is_edited(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    document = show(session, qtbot)
    decide(session, qtbot, forged("1"), NEEDS_WORK)
    paint(document)
    assert standing(session) is Standing.NEEDS_WORK


def test_edits_of_an_earlier_run_are_found_again(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    for case_id in "12":
        show(session, qtbot, case_id)
        decide(session, qtbot, forged(case_id), APPROVED)
    paint(show(session, qtbot, "1"))
    session.close()
    again = open_session()
    wait_for_standing(again, qtbot, Standing.EDITED_SINCE)
    assert standing(again, "2") is Standing.APPROVED
    document = show(again, qtbot)
    document.undo_stack.undo()
    wait_for_standing(again, qtbot, Standing.APPROVED)


def test_a_mask_that_changes_on_the_disk_is_to_be_seen_again(
    open_session: OpenSession, qtbot: QtBot, dataset: Path
) -> None:
    session = open_session()
    show(session, qtbot)
    decide(session, qtbot, forged("1"), APPROVED)
    session.close()
    write_array(dataset / "train_masks/1.npy", np.roll(ORIGINAL, 1, axis=2))
    again = open_session()
    wait_for_standing(again, qtbot, Standing.EDITED_SINCE)


def test_an_edit_before_the_approval_is_written_is_no_part_of_it(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    document = show(session, qtbot)
    judged = mask_digest(document.planes)
    assert session.reviews.decide(forged("1"), APPROVED, "") == ""
    paint(document)
    show(session, qtbot, "2")
    wait_for_standing(session, qtbot, Standing.EDITED_SINCE)
    (kept,) = ReviewStore(session.workspace).log()
    assert kept.mask_digest == judged


def test_a_note_keeps_what_was_decided(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    document = show(session, qtbot)
    digest = mask_digest(document.planes)
    reviews = session.reviews
    assert reviews.decide(forged("1"), APPROVED, "") == ""
    reviews.annotate(forged("1"), "at once")
    while standing(session) is not Standing.APPROVED or reviews.pending(forged("1")):
        with qtbot.waitSignal(reviews.changed):
            pass
    paint(document)
    with qtbot.waitSignal(reviews.written):
        reviews.annotate(forged("1"), "of the judged mask")
    log = ReviewStore(session.workspace).log()
    assert [entry.note for entry in log] == ["", "at once", "of the judged mask"]
    assert {(entry.verdict, entry.mask_digest) for entry in log} == {(APPROVED, digest)}
    assert standing(session) is Standing.EDITED_SINCE
    with qtbot.waitSignal(reviews.written):
        reviews.annotate(forged("3"), "never decided")
    assert standing(session, "3") is Standing.OPEN


def test_a_mask_that_is_not_on_show_is_not_approved(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    show(session, qtbot)
    assert "no mask" in session.reviews.decide(forged("2"), APPROVED, "")
    assert ReviewStore(session.workspace).log() == []


def test_what_writes_decisions_is_loaded_once_the_files_are_read(
    open_session: OpenSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = threading.Event()
    monkeypatch.setattr(DecisionQueue, "prepare", lambda _queue: prepared.set())
    session = open_session()
    qtbot.waitUntil(prepared.is_set)
    assert session.model.dataset_index is not None
    assert session.model.dataset_index.was_read.all()
    assert not (session.workspace.root / FILE_NAME).exists()


def test_a_full_disk_is_told_once_and_tried_again(
    open_session: OpenSession, qtbot: QtBot, full: Callable[[bool], None]
) -> None:
    session = open_session()
    show(session, qtbot)
    reviews = session.reviews
    told: list[str] = []
    reviews.failed.connect(told.append)
    reviews.try_again_after(20)
    full(True)
    with qtbot.waitSignal(reviews.failed):
        reviews.decide(forged("1"), APPROVED, "first")
    reviews.decide(forged("1"), NEEDS_WORK, "then")
    assert standing(session) is Standing.OPEN
    assert reviews.verdict(forged("1")) is NEEDS_WORK
    assert reviews.flush() == (told[0],)
    assert len(told) == 1
    assert "no space left" in told[0]
    with qtbot.waitSignal(reviews.written):
        full(False)
    assert standing(session) is Standing.NEEDS_WORK
    assert [entry.note for entry in ReviewStore(session.workspace).log()] == ["first", "then"]


def test_closing_waits_for_what_was_decided(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    show(session, qtbot)
    session.reviews.decide(forged("1"), SKIPPED, "")
    session.close()
    assert standing(open_session()) is Standing.SKIPPED


def test_a_damaged_file_is_told_and_the_rest_goes_on(
    open_session: OpenSession, qtbot: QtBot, dataset: Path
) -> None:
    (dataset / ".forgery_viewer").mkdir()
    (dataset / ".forgery_viewer" / FILE_NAME).write_bytes(b"\xff" * 9000)
    told: list[str] = []
    session = DatasetSession(list_dataset(dataset), Workspace.open(dataset), DatasetModel())
    session.reviews.told.connect(told.append)
    with qtbot.waitSignal(session.reviews.ready):
        pass
    show(session, qtbot)
    decide(session, qtbot, forged("1"), APPROVED)
    session.close()
    assert len(told) == 1
    assert "review.sqlite was damaged and is kept aside as review." in told[0]
    assert standing(open_session()) is Standing.APPROVED


def test_a_newer_form_is_refused_with_the_reason(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    show(session, qtbot)
    decide(session, qtbot, forged("1"), APPROVED)
    session.close()
    path = session.workspace.root / FILE_NAME
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    again = open_session()
    assert "newer version of the program" in again.reviews.refusal
    show(again, qtbot)
    assert again.reviews.decide(forged("1"), SKIPPED, "") == again.reviews.refusal
    assert standing(again) is Standing.OPEN


def test_who_only_reads_sees_what_is_decided_and_decides_nothing(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    first = open_session()
    show(first, qtbot)
    decide(first, qtbot, forged("1"), APPROVED)
    reader = open_session("Another window changes this data set. Here it is read only.")
    assert standing(reader) is Standing.APPROVED
    show(reader, qtbot)
    reason = reader.reviews.decide(forged("1"), NEEDS_WORK, "")
    assert reason.startswith("Another window")
    show(first, qtbot, "2")
    decide(first, qtbot, forged("2"), SKIPPED)
    with qtbot.waitSignal(reader.reviews.ready):
        reader.reviews.check()
    assert standing(reader, "2") is Standing.SKIPPED
    assert len(ReviewStore(first.workspace).log()) == 2


def test_the_list_sorts_and_filters_by_the_review(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    model = session.model
    model.set_filter(parse_filter("label:forged"))
    for case_id, verdict in (("1", APPROVED), ("3", NEEDS_WORK)):
        show(session, qtbot, case_id)
        decide(session, qtbot, forged(case_id), verdict)
    model.sort(Column.REVIEW, Column.REVIEW.first_order)

    def shown() -> list[str]:
        return [model.key_at(position).case_id for position in range(model.rowCount())]

    assert Column.REVIEW.first_order is Qt.SortOrder.AscendingOrder
    assert shown() == ["2", "4", "3", "1"]
    show(session, qtbot, "2")
    decide(session, qtbot, forged("2"), SKIPPED)
    assert shown() == ["4", "3", "2", "1"]
    model.set_filter(parse_filter("review:open"))
    assert shown() == ["4"]
    paint(show(session, qtbot, "1"))
    assert shown() == ["1", "4"]


def test_digests_of_masks_on_the_disk_are_those_of_documents(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    assert mask_digest(BitPlanes.from_stack(ORIGINAL)) == mask_digest(
        show(open_session(), qtbot).planes
    )

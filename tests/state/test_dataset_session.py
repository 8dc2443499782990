"""An open data set from its listing to its closing, through its signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import list_dataset, scan
from forgery_viewer.core.export import ExportReport
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import detail_reading
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from tests.state.desks import ORIGINAL, forged, paint

OpenSession = Callable[[], DatasetSession]


@pytest.fixture
def open_session(dataset: Path, qtbot: QtBot) -> Iterator[OpenSession]:
    sessions: list[DatasetSession] = []

    def start() -> DatasetSession:
        index = list_dataset(dataset)
        sessions.append(DatasetSession(index, Workspace.open(dataset), DatasetModel()))
        return sessions[-1]

    yield start
    for session in filter(Shiboken.isValid, sessions):
        session.close()


def show(session: DatasetSession, qtbot: QtBot, case_id: str = "1") -> MaskDocument:
    with qtbot.waitSignal(session.loader.loaded) as loaded:
        session.loader.request(forged(case_id))
    document = session.documents.open(loaded.args[0])
    assert document is not None
    return document


def wait_for_details(session: DatasetSession, qtbot: QtBot) -> None:
    if session.details.is_running:
        with qtbot.waitSignal(session.details.finished):
            pass


def test_the_list_is_there_at_once_and_fills(
    open_session: OpenSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail_reading, "CHUNK_ROWS", 3)
    session = open_session()
    assert session.model.total == 8
    assert not session.index.was_read.any()
    progress: list[tuple[int, int]] = []
    session.details_progress.connect(lambda done, total: progress.append((done, total)))
    wait_for_details(session, qtbot)
    assert progress == [(3, 8), (6, 8), (8, 8)]
    assert session.index.table.equals(scan(session.index.root).table)


def test_the_list_tells_where_edits_stand(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    document = show(session, qtbot)
    paint(document)
    assert session.model.edit_state(forged("1")) == EditState.KEPT
    with qtbot.waitSignal(session.documents.saved):
        session.documents.save(forged("1"))
    assert session.model.edit_state(forged("1")) == EditState.SAVED
    paint(show(session, qtbot, "2"))
    session.close()
    session = open_session()
    states = [session.model.edit_state(forged(case_id)) for case_id in "123"]
    assert states == [EditState.SAVED, EditState.KEPT, EditState.UNTOUCHED]


def test_figures_follow_the_document_on_show(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    with qtbot.waitSignal(session.figures.measured, check_params_cb=lambda f: f is not None):
        document = show(session, qtbot)
    with qtbot.waitSignal(session.figures.measured) as measured:
        paint(document)
    assert measured.args[0].area_px == np.count_nonzero(document.planes.bits)


def test_a_mask_saved_while_the_list_fills_shows_its_own_figures(
    open_session: OpenSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail_reading, "CHUNK_ROWS", 1)
    session = open_session()
    document = show(session, qtbot, "4")
    document.delete_instance(0)
    row = session.index.row_of(forged("4"))
    with qtbot.waitSignal(session.documents.saved):
        session.documents.save(forged("4"))
    wait_for_details(session, qtbot)
    qtbot.waitUntil(lambda: session.index.record(row).instances == 1)
    assert session.index.record(row).area_px == ORIGINAL[1].sum()


def test_an_export_comes_after_the_save_that_was_asked_for_before_it(
    open_session: OpenSession, qtbot: QtBot, tmp_path: Path
) -> None:
    session = open_session()
    document = show(session, qtbot)
    paint(document)
    progress: list[tuple[int, int]] = []
    session.export_progress.connect(lambda done, total: progress.append((done, total)))
    with qtbot.waitSignal(session.exported) as exported:
        session.documents.save(forged("1"))
        session.export(tmp_path / "out", every=False)
    report: ExportReport = exported.args[0]
    assert len(report.exported) == 1
    written = np.load(tmp_path / "out/train_masks/1.npy")
    np.testing.assert_array_equal(written, document.planes.to_stack())
    assert progress[-1][0] == progress[-1][1]


def test_an_export_that_cannot_be_says_why(
    open_session: OpenSession, qtbot: QtBot, dataset: Path
) -> None:
    session = open_session()
    with qtbot.waitSignal(session.export_failed) as failed:
        session.export(dataset / "train_masks", every=True)
    assert "train_masks" in failed.args[0]


def test_closing_in_the_midst_of_everything_keeps_the_edits(
    open_session: OpenSession, qtbot: QtBot, tmp_path: Path
) -> None:
    session = open_session()
    document = show(session, qtbot)
    paint(document)
    session.loader.request(forged("3"), (forged("4"),))
    session.export(tmp_path / "out", every=True)
    document.begin_stroke((25, 8), RoundBrush(3), erase=False)
    assert session.close() == ()
    painted = document.planes.to_stack()
    assert painted[0, 8, 25]
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    session = open_session()
    assert session.documents.unsaved() == [forged("1")]
    np.testing.assert_array_equal(show(session, qtbot).planes.to_stack(), painted)


def test_closing_says_what_is_lost(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session()
    document = show(session, qtbot)
    (session.workspace.root / "journal").write_text("a file where a folder should be")
    paint(document)
    [reason] = session.close()
    assert reason.startswith("forged/1.journal: cannot be written")


def shown_figures(session: DatasetSession, case_id: str = "1") -> tuple[int | None, int | None]:
    """Instances and area that the list shows of a case."""
    record = session.model.record(forged(case_id))
    assert record is not None
    return record.instances, record.area_px


def test_the_list_shows_a_mask_as_edited_until_it_is_undone_or_saved(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    wait_for_details(session, qtbot)
    model = session.model
    model.sort(Column.COVERAGE, Qt.SortOrder.DescendingOrder)
    on_disk = shown_figures(session)
    document = show(session, qtbot, "4")
    changed = qtbot.waitSignal(model.layoutChanged)
    with changed, qtbot.waitSignal(session.figures.measured, check_params_cb=bool):
        paint(document)
    edited = (2, int(np.count_nonzero(document.planes.bits)))
    assert shown_figures(session, "4") == edited
    assert model.key_at(0) == forged("4"), "it covers more than the others now"
    assert session.index.record(session.index.row_of(forged("4"))).area_px == on_disk[1]
    with qtbot.waitSignal(session.figures.measured):
        document.undo_stack.undo()
    assert shown_figures(session, "4") == on_disk
    with qtbot.waitSignal(session.figures.measured):
        document.undo_stack.redo()
    show(session, qtbot, "2")
    assert shown_figures(session, "4") == edited, "it is kept while another case is on show"
    with qtbot.waitSignal(session.details.row_read):
        session.documents.save(forged("4"))
    assert shown_figures(session, "4") == edited
    assert session.index.record(session.index.row_of(forged("4"))).area_px == edited[1]


def test_edits_of_an_earlier_run_count_once_they_are_known(
    open_session: OpenSession, qtbot: QtBot
) -> None:
    session = open_session()
    wait_for_details(session, qtbot)
    on_disk = shown_figures(session)
    document = show(session, qtbot)
    paint(document)
    edited = (2, int(np.count_nonzero(document.planes.bits)))
    session.close()
    session = open_session()
    wait_for_details(session, qtbot)
    assert shown_figures(session) == on_disk
    with qtbot.waitSignal(session.figures.measured, check_params_cb=bool):
        show(session, qtbot)
    assert shown_figures(session) == edited


def test_another_opening_of_the_same_data_set_shows_no_figures_of_the_one_before(
    dataset: Path, qtbot: QtBot
) -> None:
    model = DatasetModel()
    first = DatasetSession(list_dataset(dataset), Workspace.open(dataset), model)
    wait_for_details(first, qtbot)
    on_disk = shown_figures(first)
    document = show(first, qtbot)
    with qtbot.waitSignal(first.figures.measured, check_params_cb=bool):
        paint(document)
    assert shown_figures(first) != on_disk
    first.close()
    second = DatasetSession(list_dataset(dataset), Workspace.open(dataset), model)
    wait_for_details(second, qtbot)
    assert shown_figures(second) == on_disk
    second.close()

"""What the export dialog offers is what an export would write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.app.exporting import Exporting, export_plan
from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.preferences import Preferences
from tests.core.building import noise, stack_of, write_case, write_image

SIZE = (20, 30)
MASK = stack_of(*SIZE, (slice(9, 15), slice(9, 20)))


def key(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Iterator[DatasetSession]:
    """1 was saved, 2 was changed, 3 was saved and then changed, 4 is untouched, 5 has no mask."""
    root = tmp_path / "set"
    for case_id in ("1", "2", "3", "4"):
        write_case(root, case_id, size=SIZE)
    write_image(root / "train_images/forged/5.png", noise(*SIZE))
    workspace = Workspace.open(root)
    for case_id in ("1", "3"):
        workspace.save_correction(key(case_id), MASK, None)
    for case_id in ("2", "3"):
        workspace.save_draft(key(case_id), MASK)
    # One of a data set that has changed since is no longer there to export.
    workspace.save_correction(key("gone"), MASK, None)
    session = DatasetSession(list_dataset(root), workspace, DatasetModel())
    yield session
    assert session.close() == ()


def test_what_is_offered(session: DatasetSession) -> None:
    plan = export_plan(session)
    assert plan.corrected == (key("1"), key("3"), key("gone"))
    assert plan.every == tuple(map(key, ("1", "2", "3", "4", "5", "gone")))
    assert plan.unsaved == (key("2"), key("3"))
    assert set(plan.lacking) == {key("5"), key("gone")}


@pytest.mark.parametrize("every", [False, True])
def test_what_is_offered_is_what_is_written_or_skipped(
    session: DatasetSession, tmp_path: Path, qtbot: QtBot, every: bool
) -> None:
    plan = export_plan(session)
    announced = plan.keys(every=every, save_first=False)
    with qtbot.waitSignal(session.exported) as exported:
        session.export(tmp_path / "out", every=every, asked=announced)
    [report] = exported.args
    written = [mask.key for mask in report.exported]
    assert sorted((*written, *(k for k, _reason in report.skipped))) == sorted(announced)
    assert dict(report.skipped) == plan.skipped(every=every, save_first=False)
    assert report.unsaved == plan.unsaved
    saved = np.load(tmp_path / "out/train_masks/3.npy")
    assert np.array_equal(saved, MASK)


def test_the_folder_offered_can_be_chosen(
    session: DatasetSession, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = str(tmp_path / "Documents")
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: missing)
    window = QWidget()
    qtbot.addWidget(window)
    exporting = Exporting(window, Preferences(tmp_path / "preferences.ini"))
    exporting.set_session(session)
    exporting.open_dialog()
    assert exporting.dialog is not None
    assert exporting.dialog.choice.folder == tmp_path / "set_masks"
    exporting.set_session(None)

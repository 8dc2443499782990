"""The tree of findings as Qt asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from forgery_viewer.core.number_text import typeset
from forgery_viewer.state.finding_groups import FindingRow, FindingSearch
from forgery_viewer.state.findings_model import (
    GROUP_ROLE,
    REPAIRABLE_ROLE,
    REPAIRED_ROLE,
    ROW_ROLE,
    FindingsModel,
)
from tests.core.faulty import write_faulty
from tests.state.audited import Audited

TOOLTIP = Qt.ItemDataRole.ToolTipRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def audited(tmp_path: Path, qtbot: QtBot) -> Iterator[Audited]:
    audited = Audited(write_faulty(tmp_path / "set"), qtbot)
    audited.wait_for_audit()
    yield audited
    audited.close()


@pytest.fixture
def model(audited: Audited) -> FindingsModel:
    model = FindingsModel()
    # Qt's own tester looks on whatever happens to the model, and fails the test by a warning.
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.set_source(audited.findings)
    return model


def titles(model: FindingsModel) -> list[tuple[str, int]]:
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    return [(group.data(), model.rowCount(group)) for group in groups]


def place(model: FindingsModel, audited: Audited, kind: str) -> QModelIndex:
    index = model.index_of(audited.finding(kind))
    assert index.isValid()
    return index


def test_groups_and_their_findings(model: FindingsModel, audited: Audited) -> None:
    assert titles(model) == [
        ("Mask without an image", 1),
        ("Mask is transposed", 1),
        ("Instance is empty", 1),
        ("Instance is there twice", 1),
        ("Mask has values other than 0 and 1", 1),
        ("Instances overlap", 1),
        ("Specks", 1),
        ("Mask over unchanged pixels", 1),
    ]
    index = place(model, audited, "speck")
    assert isinstance(index.data(ROW_ROLE), FindingRow)
    assert index.data(GROUP_ROLE) is None
    group = model.parent(index)
    assert isinstance(group, QModelIndex)
    assert group.data(GROUP_ROLE).kind == "speck"
    assert index.data().startswith("Instance 1 has 1 region under 16 px")
    assert index.data(SPOKEN).startswith("12: Instance 1")
    assert group.data(SPOKEN) == "Specks, warning, 1"


def test_the_owner_of_the_model_is_still_known(audited: Audited) -> None:
    owner = QObject()
    model = FindingsModel(owner)
    assert model.parent() is owner


def test_tooltips_say_file_reason_and_repair(model: FindingsModel, audited: Audited) -> None:
    index = place(model, audited, "speck")
    assert index.data(TOOLTIP).splitlines() == [
        "train_masks/12.npy",
        typeset(audited.finding("speck").reason),
        "Repair: Remove the regions smaller than 16 px.",
    ]
    audited.repair("speck")
    assert index.data(TOOLTIP).splitlines()[-1] == "Repaired, not saved yet."


def test_what_can_be_repaired(model: FindingsModel, audited: Audited) -> None:
    index = place(model, audited, "speck")
    group = model.parent(index)
    assert isinstance(group, QModelIndex)
    assert index.data(REPAIRABLE_ROLE) == (audited.finding("speck"),)
    assert group.data(REPAIRABLE_ROLE) == (audited.finding("speck"),)
    assert place(model, audited, "overlapping-instances").data(REPAIRABLE_ROLE) == ()
    assert not index.data(REPAIRED_ROLE)
    changes: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, _last: changes.append(first))
    audited.repair("speck")
    assert index in changes
    assert index.data(REPAIRED_ROLE)
    assert index.data(REPAIRABLE_ROLE) == ()
    assert group.data(REPAIRABLE_ROLE) == ()


def test_ignored_findings_come_last_and_say_who_and_why(
    model: FindingsModel,
    audited: Audited,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    finding = audited.finding("speck")
    audited.findings.ignore([finding], "dust")
    assert titles(model)[-1] == ("Ignored", 1)
    index = model.index_of(finding)
    assert index.data(REPAIRABLE_ROLE) == ()
    last = index.data(TOOLTIP).splitlines()[-1]
    assert last.startswith("Ignored by ada, ")
    assert last.endswith(": dust")


def test_a_search_lists_what_answers_to_it(model: FindingsModel) -> None:
    model.set_search(FindingSearch("instance"))
    assert ("Mask is transposed", 1) not in titles(model)
    assert ("Instance is empty", 1) in titles(model)
    model.set_search(FindingSearch(case=("train", "12")))
    assert titles(model) == [("Specks", 1), ("Mask over unchanged pixels", 1)]
    model.set_search(FindingSearch("none of them"))
    assert titles(model) == []


def test_nothing_is_listed_of_a_data_set_that_was_closed(model: FindingsModel) -> None:
    model.set_source(None)
    assert titles(model) == []

"""The owner of the findings: the audit behind the window, ignoring, and what the filter gets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.audit.auditing import audit
from forgery_viewer.core.audit.findings import AuditReport
from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.ignored import IgnoredFindings
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state import findings as findings_module
from forgery_viewer.state.findings import AuditStage
from tests.core.building import write_array
from tests.core.faulty import (
    BRIGHT,
    CROSSED,
    EMPTY,
    ORPHAN_ID,
    SPECKLED,
    TURNED,
    TWICE,
    write_faulty,
)
from tests.state.audited import Audited

ALL = {
    ("orphan-mask", ORPHAN_ID),
    ("transposed", TURNED.case_id),
    ("empty-instance", EMPTY.case_id),
    ("duplicate-instance", TWICE.case_id),
    ("not-binary", BRIGHT.case_id),
    ("overlapping-instances", CROSSED.case_id),
    ("speck", SPECKLED.case_id),
    ("unchanged-inside", SPECKLED.case_id),
}

OpenSet = Callable[[], Audited]


@pytest.fixture
def open_set(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenSet]:
    """Opens the same data set, as one run of the program after another does."""
    root = write_faulty(tmp_path / "set")
    opened: list[Audited] = []

    def make() -> Audited:
        opened.append(Audited(root, qtbot))
        return opened[-1]

    yield make
    for audited in opened:
        audited.close()


@pytest.fixture
def audited(open_set: OpenSet) -> Audited:
    audited = open_set()
    audited.wait_for_audit()
    return audited


def shown(audited: Audited, terms: str) -> list[RecordKey]:
    """The records that the list shows with a filter."""
    audited.model.set_filter(parse_filter(terms))
    return [audited.model.key_at(p) for p in range(audited.model.rowCount())]


def test_the_audit_runs_once_the_files_are_read(open_set: OpenSet, qtbot: QtBot) -> None:
    audited = open_set()
    assert audited.stage() is AuditStage.WAITING
    assert audited.findings.open == ()
    steps: list[tuple[int, int]] = []
    audited.findings.progressed.connect(lambda *step: steps.append(step))
    with qtbot.waitSignal(audited.findings.stage_changed):
        pass
    assert audited.stage() is AuditStage.RUNNING
    assert audited.session.index.was_read.all()
    audited.wait_for_audit()
    assert audited.stage() is AuditStage.DONE
    assert audited.kinds() == ALL
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert dict(audited.findings.counts) == {"error": 4, "warning": 3, "info": 1}


def test_the_filter_shows_exactly_the_records_of_a_kind(audited: Audited) -> None:
    assert shown(audited, "finding:transposed") == [TURNED]
    assert shown(audited, "finding:speck,empty-instance") == [EMPTY, SPECKLED]
    with_findings = {key.case_id for key in shown(audited, "finding:yes")}
    assert with_findings == {case for _kind, case in ALL} - {ORPHAN_ID}, "no image stands for that"
    assert shown(audited, "finding:nan") == []


def test_findings_of_a_case(audited: Audited) -> None:
    assert [f.kind for f in audited.findings.of_case("train", "15")] == ["overlapping-instances"]
    assert audited.findings.of_case("supplemental", "15") == ()


def test_an_ignored_finding_is_gone_until_it_is_taken_back(
    open_set: OpenSet, audited: Audited
) -> None:
    finding = audited.finding("overlapping-instances")
    audited.findings.ignore([finding], "  the lanes touch ")
    assert audited.kinds() == ALL - {("overlapping-instances", "15")}
    ((ignored, entry),) = audited.findings.ignored
    assert (ignored, entry.reason) == (finding, "the lanes touch")
    assert shown(audited, "finding:overlapping-instances") == []
    audited.close()
    later = open_set()
    later.wait_for_audit()
    assert later.kinds() == ALL - {("overlapping-instances", "15")}
    assert [entry.reason for _finding, entry in later.findings.ignored] == ["the lanes touch"]
    later.findings.take_back([finding])
    assert later.kinds() == ALL
    assert later.findings.ignored == ()
    later.close()
    last = open_set()
    last.wait_for_audit()
    assert last.kinds() == ALL


def test_nothing_is_ignored_without_a_reason(audited: Audited) -> None:
    with pytest.raises(ValueError, match="reason"):
        audited.findings.ignore([audited.finding("speck")], "  ")
    assert audited.kinds() == ALL


def test_several_at_once_and_one_after_the_other(audited: Audited, qtbot: QtBot) -> None:
    first = [audited.finding("speck"), audited.finding("transposed")]
    audited.findings.ignore(first, "known")
    audited.findings.ignore([audited.finding("orphan-mask")], "left over")
    audited.findings.take_back(first[:1])
    kinds = {("transposed", TURNED.case_id), ("orphan-mask", ORPHAN_ID)}
    assert audited.kinds() == ALL - kinds
    qtbot.waitUntil(lambda: audited.session._save_lane.pending == 0)  # noqa: SLF001
    assert audited.kinds() == ALL - kinds
    stored = IgnoredFindings(audited.session.workspace.root).read()
    assert {(entry.kind, entry.case_id) for entry in stored} == kinds


def test_what_cannot_be_written_is_shown_again(audited: Audited, qtbot: QtBot) -> None:
    path = audited.session.workspace.root / "ignored.json"
    path.mkdir()
    with qtbot.waitSignal(audited.findings.store_failed) as told:
        audited.findings.ignore([audited.finding("speck")], "fine")
    assert "ignored.json" in told.args[0]
    assert audited.kinds() == ALL


def test_a_damaged_file_of_ignored_findings_is_told(
    open_set: OpenSet, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "set/.forgery_viewer").mkdir()
    (tmp_path / "set/.forgery_viewer/ignored.json").write_text("{")
    audited = open_set()
    with qtbot.waitSignal(audited.findings.store_failed) as told:
        pass
    assert "damaged" in told.args[0]
    audited.wait_for_audit()
    assert audited.kinds() == ALL


def test_saving_looks_at_the_case_again(audited: Audited) -> None:
    document = audited.open(CROSSED)
    document.delete_instance(1)
    assert ("overlapping-instances", "15") in audited.kinds(), "what is not saved does not count"
    audited.save_all()
    assert ("overlapping-instances", "15") not in audited.kinds()
    assert {case for _kind, case in ALL - audited.kinds()} == {"15"}
    assert ("changed-outside", "15") in audited.kinds(), "the other copy is not marked any more"


def test_many_saves_at_once_look_at_every_case(audited: Audited) -> None:
    for key in (EMPTY, TWICE, SPECKLED):
        audited.open(key)
    report = audited.repair("empty-instance", "duplicate-instance", "speck")
    assert len(report.done) == 3
    audited.save_all()
    left = {kind for kind, _case in audited.kinds()}
    assert not left & {"empty-instance", "duplicate-instance"}


def test_the_audit_can_be_stopped_and_run_again(
    open_set: OpenSet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked = threading.Event(), threading.Event()

    def slow(index: Index, *, workspace: Workspace, **options: Callable[..., bool]) -> AuditReport:
        begun.set()
        asked.wait(20)
        return audit(index, workspace=workspace, cancelled=options["cancelled"])

    monkeypatch.setattr(findings_module, "audit", slow)
    audited = open_set()
    qtbot.waitUntil(begun.is_set)
    audited.findings.cancel()
    asked.set()
    audited.wait_for_audit()
    assert audited.stage() is AuditStage.STOPPED
    audited.findings.start()
    assert audited.stage() is AuditStage.RUNNING
    audited.wait_for_audit()
    assert audited.stage() is AuditStage.DONE
    assert audited.kinds() == ALL


def test_the_newest_run_of_the_audit_counts(audited: Audited, qtbot: QtBot) -> None:
    path = audited.root / "train_masks/16.npy"
    mask = np.load(path)
    mask[0, 2:4, 2:4] = 1
    write_array(path, mask)
    audited.findings.start()
    audited.findings.start()
    audited.wait_for_audit()
    assert ("speck", "16") in audited.kinds()


def test_an_audit_that_breaks_down_says_why(
    open_set: OpenSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(findings_module, "audit", broken)
    audited = open_set()
    audited.wait_for_audit()
    assert audited.stage() is AuditStage.FAILED
    assert audited.findings.reason == "the disk is gone"


def test_what_was_found_holds_in_the_next_run_until_a_file_changes(
    open_set: OpenSet, audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited.repair("speck")
    audited.save_all()
    left = audited.kinds()
    audited.close()
    runs: list[int] = []

    def counted(index: Index, *, workspace: Workspace, **_options: object) -> AuditReport:
        runs.append(len(index))
        return audit(index, workspace=workspace)

    monkeypatch.setattr(findings_module, "audit", counted)
    later = open_set()
    later.wait_for_audit()
    assert later.kinds() == left
    assert not runs, "nothing changed, also not by the saving of the run before"
    later.findings.start(fresh=True)
    later.wait_for_audit()
    assert len(runs) == 1
    later.close()
    write_array(later.root / "train_masks/16.npy", np.load(later.root / "train_masks/10.npy"))
    last = open_set()
    last.wait_for_audit()
    assert len(runs) == 2
    assert ("empty-instance", "16") in last.kinds()


def test_closing_ends_the_audit(open_set: OpenSet, qtbot: QtBot) -> None:
    audited = open_set()
    with qtbot.waitSignal(audited.findings.stage_changed):
        pass
    audited.close()
    assert audited.findings.open == ()


def test_where_another_window_works_nothing_is_ignored(audited: Audited, qtbot: QtBot) -> None:
    audited.session.workspace.read_only = "Another window changes this data set."
    before = tuple(audited.findings.open)
    with qtbot.waitSignal(audited.findings.store_failed) as failed:
        audited.findings.ignore(before[:1], "seen")
    assert "is only read here: Another window" in failed.args[0]
    assert tuple(audited.findings.open) == before
    assert not (audited.session.workspace.root / "ignored.json").exists()

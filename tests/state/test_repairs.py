"""Repairs: undoable edits in the workspace, one or many, and never the data set's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.export import export_masks
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.repairs import NOTHING_LEFT, PAINTED_ANEW
from tests.core.faulty import (
    BRIGHT,
    CROSSED,
    EMPTY,
    SPECKLED,
    TURNED,
    TWICE,
    Stack,
    one_group,
    two_groups,
    write_faulty,
)
from tests.e2e.samples import contents
from tests.state.audited import SPECK_PX, Audited
from tests.state.desks import paint

OpenSet = Callable[[], Audited]

REPAIRED: dict[str, tuple[RecordKey, Stack]] = {
    "empty-instance": (EMPTY, two_groups()),
    "duplicate-instance": (TWICE, two_groups()),
    "speck": (SPECKLED, one_group()),
    "transposed": (TURNED, one_group()),
    "not-binary": (BRIGHT, one_group()),
}


@pytest.fixture
def open_set(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenSet]:
    root = write_faulty(tmp_path / "set")
    opened: list[Audited] = []

    def make() -> Audited:
        opened.append(Audited(root, qtbot))
        opened[-1].wait_for_audit()
        return opened[-1]

    yield make
    for audited in opened:
        audited.close()


@pytest.fixture
def audited(open_set: OpenSet) -> Audited:
    return open_set()


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("kind", REPAIRED)
def test_a_repair_is_one_undoable_step(audited: Audited, kind: str, is_open: bool) -> None:
    before = contents(audited.root)
    key, right = REPAIRED[kind]
    finding = audited.finding(kind)
    original = audited.open(key).planes.to_stack() if is_open else None
    report = audited.repair(kind)
    assert (report.done, report.refused, report.cancelled) == ((key,), (), False)
    assert audited.documents.state(key) is EditState.KEPT
    assert audited.findings.is_repaired(finding)
    document = audited.open(key)
    np.testing.assert_array_equal(document.planes.to_stack(), right)
    assert len(document.commands()) == 1
    document.undo_stack.undo()
    if original is not None:
        np.testing.assert_array_equal(document.planes.to_stack(), original)
    assert audited.documents.state(key) is EditState.UNTOUCHED
    assert not audited.findings.is_repaired(finding)
    document.undo_stack.redo()
    np.testing.assert_array_equal(document.planes.to_stack(), right)
    assert contents(audited.root) == before, "the data set was written to"


def test_repairs_of_several_kinds_are_gone_once_they_are_saved(
    audited: Audited, tmp_path: Path
) -> None:
    before = contents(audited.root)
    report = audited.repair(*REPAIRED)
    assert set(report.done) == {key for key, _mask in REPAIRED.values()}
    assert set(audited.documents.unsaved()) == set(report.done)
    audited.save_all()
    left = {(kind, case) for kind, case in audited.kinds() if kind != "orphan-mask"}
    assert left == {("overlapping-instances", CROSSED.case_id)}
    exported = export_masks(audited.session.index, audited.session.workspace, tmp_path / "out")
    assert len(exported.exported) == len(REPAIRED)
    for key, right in REPAIRED.values():
        mask = np.load(tmp_path / "out/train_masks" / f"{key.case_id}.npy")
        assert mask.dtype == np.uint8
        np.testing.assert_array_equal(mask, right)
    assert contents(audited.root) == before


def test_repairs_nobody_saved_are_there_in_the_next_run(
    open_set: OpenSet, audited: Audited
) -> None:
    audited.repair("not-binary", "speck")
    audited.close()
    later = open_set()
    assert set(later.documents.unsaved()) == {BRIGHT, SPECKLED}
    later.save_all()
    assert {kind for kind, _case in later.kinds()} & {"not-binary", "speck"} == set()


def test_what_is_repaired_is_not_repaired_twice(audited: Audited) -> None:
    audited.repair("speck")
    finding = audited.finding("speck")
    assert not audited.findings.can_repair(finding)
    finished: list[object] = []
    audited.repairs.finished.connect(finished.append)
    audited.repairs.start([finding], SPECK_PX)
    assert not audited.repairs.is_running
    assert not finished


def test_what_was_repaired_by_hand_is_told(audited: Audited, open_set: OpenSet) -> None:
    audited.open(EMPTY).delete_instance(1)
    report = audited.repair("empty-instance")
    assert report.done == ()
    assert [reason for _finding, reason in report.refused] == [NOTHING_LEFT]


def test_a_locked_instance_stays(audited: Audited) -> None:
    document = audited.open(SPECKLED)
    document.set_locked(0, True)
    report = audited.repair("speck")
    assert "locked" in report.refused[0][1]
    assert document.undo_stack.count() == 0


def test_a_mask_that_was_painted_anew_is_not_replaced_by_the_turned_one(audited: Audited) -> None:
    document = audited.open(TURNED)
    paint(document, 40, 30)
    painted = document.planes.to_stack()
    report = audited.repair("transposed")
    assert [reason for _finding, reason in report.refused] == [PAINTED_ANEW]
    np.testing.assert_array_equal(document.planes.to_stack(), painted)


def test_a_repair_comes_on_top_of_other_edits(audited: Audited) -> None:
    document = audited.open(SPECKLED)
    assert document.begin_stroke((30.0, 30.0), RoundBrush(9), erase=False)
    document.end_stroke()
    painted = document.planes.to_stack()
    audited.repair("speck")
    after = document.planes.to_stack()
    assert np.array_equal(after | (painted - after), painted)
    assert after.sum() == painted.sum() - 4
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), painted)


def test_a_file_that_is_gone_is_told_and_the_others_go_on(audited: Audited) -> None:
    (audited.root / "train_images/forged/10.png").unlink()
    report = audited.repair("empty-instance", "duplicate-instance")
    assert report.done == (TWICE,)
    assert [(f.case_id, "10.png" in reason) for f, reason in report.refused] == [("10", True)]


def test_cancelling_leaves_the_rest(audited: Audited, qtbot: QtBot) -> None:
    steps: list[tuple[int, int]] = []
    audited.repairs.progressed.connect(lambda *step: steps.append(step))
    found = [audited.finding(kind) for kind in REPAIRED]
    with qtbot.waitSignal(audited.repairs.finished) as finished:
        audited.repairs.start(found, SPECK_PX)
        audited.repairs.cancel()
    report = finished.args[0]
    assert report.cancelled
    assert len(report.done) == 1
    assert steps[-1] == (0, 0)
    assert not audited.repairs.is_running

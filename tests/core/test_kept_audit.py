"""A kept audit holds while nothing changes, and is forgotten at any change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.audit.auditing import audit
from forgery_viewer.core.audit.findings import AuditOptions, AuditReport
from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.kept_audit import (
    KeptAudit,
    stamps_of,
    stamps_of_files,
    updated_stamps,
)
from forgery_viewer.core.workspace import Workspace
from tests.core.faulty import SPECKLED, TURNED, one_group, write_faulty

PLAIN = AuditOptions()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_faulty(tmp_path / "set")


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace.open(root)


@pytest.fixture
def report(root: Path, workspace: Workspace) -> AuditReport:
    found = audit(list_dataset(root), workspace=workspace)
    KeptAudit(workspace).store(stamps_of(workspace), found)
    return found


def kept(workspace: Workspace, options: AuditOptions = PLAIN) -> AuditReport | None:
    return KeptAudit(workspace).load(stamps_of(workspace), options)


def test_a_report_comes_back_as_it_was(workspace: Workspace, report: AuditReport) -> None:
    assert report.findings
    assert kept(workspace) == report


def test_nothing_was_found_is_kept_as_well(workspace: Workspace) -> None:
    KeptAudit(workspace).store(stamps_of(workspace), AuditReport((), rows=3))
    assert kept(workspace) == AuditReport((), rows=3)


def test_nothing_is_kept_at_first(workspace: Workspace) -> None:
    assert kept(workspace) is None


def change_a_mask(root: Path) -> None:
    np.save(root / "train_masks/16.npy", one_group()[:, ::-1])


CHANGES: dict[str, Callable[[Path], object]] = {
    "a mask": change_a_mask,
    "the time of an image": lambda root: os.utime(root / "train_images/forged/10.png", (1, 1)),
    "a mask less": lambda root: (root / "train_masks/16.npy").unlink(),
    "an image more": lambda root: (root / "test_images").mkdir(),
    "a stray mask": lambda root: np.save(root / "train_masks/7.npy", one_group()),
    "a file beside": lambda root: (root / "notes.txt").write_text("x"),
    "a folder among the folders": lambda root: (root / "train_images/old").mkdir(),
    "a link to nowhere": lambda root: (root / "train_masks/8.npy").symlink_to("gone.npy"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_seen(
    root: Path, workspace: Workspace, report: AuditReport, change: str
) -> None:
    CHANGES[change](root)
    assert kept(workspace) is None


def test_a_correction_counts(workspace: Workspace, report: AuditReport) -> None:
    workspace.save_correction(TURNED, one_group(), None)
    assert kept(workspace) is None
    workspace.discard_correction(TURNED)
    assert kept(workspace) == report


def test_what_the_window_writes_for_itself_does_not_count(
    workspace: Workspace, report: AuditReport
) -> None:
    workspace.save_draft(TURNED, one_group())
    (workspace.root / "views.json").write_text("[]")
    assert kept(workspace) == report


def test_other_questions_have_other_answers(workspace: Workspace, report: AuditReport) -> None:
    assert kept(workspace, AuditOptions(speck_px=2)) is None
    assert kept(workspace, AuditOptions(ignore=frozenset({"speck"}))) is None


def test_stamps_of_a_case_that_was_looked_at_again(
    workspace: Workspace, report: AuditReport
) -> None:
    stamps = stamps_of(workspace)
    files = [workspace.correction_file(key) for key in (TURNED, SPECKLED)]
    workspace.save_correction(TURNED, one_group(), None)
    stamps = updated_stamps(stamps, stamps_of_files(files), files)
    assert stamps == stamps_of(workspace)
    workspace.discard_correction(TURNED)
    stamps = updated_stamps(stamps, stamps_of_files(files), files)
    assert stamps == stamps_of(workspace)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"version": 1, "files": 2}', '{"files": {"a": 1}}']
)
def test_a_damaged_file_counts_as_none(
    workspace: Workspace, report: AuditReport, content: str
) -> None:
    KeptAudit(workspace).path.write_text(content)
    assert kept(workspace) is None


def test_a_damaged_finding_counts_as_none(workspace: Workspace, report: AuditReport) -> None:
    path = KeptAudit(workspace).path
    for old, new in (('"speck"', '"sock"'), ('"Instance 1', '7, "'), ("[54,", '["x",')):
        good = path.read_text()
        assert old in good
        path.write_text(good.replace(old, new))
        assert kept(workspace) is None
        path.write_text(good)
    assert kept(workspace) == report


def test_a_workspace_that_cannot_be_written_is_no_trouble(
    workspace: Workspace, report: AuditReport
) -> None:
    path = KeptAudit(workspace).path
    path.unlink()
    path.mkdir()
    KeptAudit(workspace).store(stamps_of(workspace), report)
    assert kept(workspace) is None

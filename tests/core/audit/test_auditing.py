"""The audit as a whole: rows, corrections, order, progress and its end."""

import random
import threading
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core import parallel
from forgery_viewer.core.audit import cases
from forgery_viewer.core.audit.auditing import audit, audit_rows
from forgery_viewer.core.audit.contents import DataFile, Fingerprint
from forgery_viewer.core.audit.findings import OF_THE_WHOLE, AuditFinding
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.dataset import FORGED, RecordKey, list_dataset
from forgery_viewer.core.workspace import Workspace
from tests.core.audit.forgeries import check, odd, true_mask, write_forgery
from tests.core.building import noise, write_array, write_image

KEY = RecordKey("train", FORGED, "1")


@pytest.fixture(scope="module")
def broken(shared_data: Path) -> tuple[AuditFinding, ...]:
    return check(shared_data / "recodai_broken")


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_order_does_not_depend_on_the_threads(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(parallel, "MAX_WORKERS", workers)
    monkeypatch.setattr("os.cpu_count", lambda: workers)
    index = list_dataset(shared_data / "recodai_broken")
    findings = audit(index).findings
    monkeypatch.undo()
    assert findings == audit(index).findings


def test_rows_are_found_as_in_the_whole(shared_data: Path) -> None:
    index = list_dataset(shared_data / "recodai_broken")
    whole = audit(index)
    every = audit_rows(index, range(len(index)))
    assert set(every.findings) == {
        finding
        for finding in whole.findings
        if finding.key is not None and finding.kind not in OF_THE_WHOLE
    }
    for row in random.Random(5).sample(range(len(index)), 12):
        part = audit_rows(index, [row])
        key = index.key(row)
        assert part.findings == tuple(f for f in every.findings if f.key == key)
        assert whole.updated(part, {key}).findings == whole.findings


def test_files_are_looked_at_as_they_are_now(tmp_path: Path) -> None:
    path = write_forgery(tmp_path, "1", true_mask() * 0)
    index = list_dataset(tmp_path)
    row = index.row_of(KEY)
    assert "empty-mask" in {finding.kind for finding in audit_rows(index, [row]).findings}
    write_array(path, true_mask())
    assert {finding.kind for finding in audit_rows(index, [row]).findings} == {"unchanged-inside"}


def test_a_corrected_mask_stands_for_the_data_set_s_own_where_a_workspace_is_given(
    tmp_path: Path,
) -> None:
    root = tmp_path / "set"
    write_forgery(root, "1").write_bytes(b"broken")
    index = list_dataset(root)
    workspace = Workspace.open(root)
    workspace.save_correction(KEY, true_mask(), None)
    (own,) = odd(root)
    assert (own.kind, own.file) == ("unreadable-file", "train_masks/1.npy")
    (corrected,) = audit(index, workspace=workspace).findings
    assert (corrected.severity, corrected.kind) == ("info", "unchanged-inside")
    assert corrected.file == ".forgery_viewer/corrections/train/forged/1.npy"
    workspace.save_correction(KEY, np.concatenate([true_mask(), true_mask()]), None)
    row = index.row_of(KEY)
    kinds = {f.kind for f in audit_rows(index, [row], workspace=workspace).findings}
    assert kinds == {"duplicate-instance", "unchanged-inside"}


def test_a_reviewer_who_deleted_every_instance_made_no_error(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", paired=False)
    workspace = Workspace.open(tmp_path, tmp_path.parent / "elsewhere")
    workspace.save_correction(KEY, true_mask()[:0], true_mask())
    (finding,) = audit(list_dataset(tmp_path), workspace=workspace).findings
    assert (finding.severity, finding.kind) == ("warning", "empty-mask")
    assert Path(finding.file).is_absolute()


def test_an_id_of_two_splits(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    write_image(tmp_path / "supplemental_images/1.png", noise(9, 9))
    write_array(tmp_path / "supplemental_masks/1.npy", np.ones((1, 9, 9), np.uint8))
    write_image(tmp_path / "test_images/1.png", noise(8, 9))
    collisions = [finding for finding in odd(tmp_path) if finding.kind == "id-collision"]
    assert [(f.severity, f.split, f.file) for f in collisions] == [
        ("warning", "supplemental", "supplemental_images/1.png"),
        ("warning", "test", "test_images/1.png"),
    ]
    assert collisions[0].reason == "The case id 1 is also that of another image in train."


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_can_be_chosen_and_left_out(
    shared_data: Path, broken: tuple[AuditFinding, ...], kind: str
) -> None:
    root = shared_data / "recodai_broken"
    chosen = tuple(finding for finding in broken if finding.kind == kind)
    assert check(root, only=frozenset({kind})) == chosen
    if chosen:
        rest = tuple(finding for finding in broken if finding.kind != kind)
        assert check(root, ignore=frozenset({kind})) == rest


def test_images_are_decoded_only_where_that_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_forgery(tmp_path, "1")

    def decoded(path: Path) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("forgery_viewer.core.audit.image_files.read_image", decoded)
    assert check(tmp_path, decode=False) == ()
    assert check(tmp_path, only=frozenset({"empty-mask", "pair-mode"})) == ()
    with pytest.raises(AssertionError, match=r"1\.png"):
        check(tmp_path, only=frozenset({"changed-outside"}))


def test_only_files_of_one_size_are_read_for_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_forgery(tmp_path, "1")
    hashed = list[str]()

    def fingerprint(file: DataFile) -> Fingerprint:
        hashed.append(file.path.name)
        return Fingerprint(file, "")

    monkeypatch.setattr("forgery_viewer.core.audit.auditing.fingerprint", fingerprint)
    write_image(tmp_path / "train_images/authentic/1.png", noise(40, 60)[..., 0])
    check(tmp_path)
    assert hashed == []
    write_forgery(tmp_path, "2", np.roll(true_mask(), 1, axis=2), paired=False)
    check(tmp_path)
    assert {"1.npy", "2.npy"} <= set(hashed)


def test_a_mask_too_large_for_the_memory_is_told_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_forgery(tmp_path, "1", paired=False)
    write_image(tmp_path / "test_images/2.png", noise(5, 5))

    def too_much(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(cases, "read_mask", too_much)
    (finding,) = check(tmp_path)
    assert (finding.severity, finding.kind) == ("error", "unreadable-file")
    assert "more memory" in finding.reason


def test_progress_comes_from_the_calling_thread_and_reaches_the_end(shared_data: Path) -> None:
    seen = list[tuple[int, int]]()
    threads = set[threading.Thread]()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(threading.current_thread())

    index = list_dataset(shared_data / "recodai_mini")
    report = audit(index, progress=progress)
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    assert threads == {threading.current_thread()}
    assert (report.rows, report.cancelled) == (len(index), False)


def test_an_audit_that_is_stopped_says_so(shared_data: Path) -> None:
    index = list_dataset(shared_data / "recodai_mini")
    report = audit(index, cancelled=lambda: True)
    assert report.cancelled
    assert len(report.findings) < len(audit(index).findings)
    assert audit_rows(index, range(len(index)), cancelled=lambda: True).cancelled

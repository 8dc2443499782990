"""True masks that were read before are not read again, as long as their files are the same."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.images import read_header
from forgery_viewer.core.scoring import truth
from forgery_viewer.core.scoring.kept_truths import KeptTruths
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_array, write_case
from tests.core.masks_at_random import Stack
from tests.core.settled import settle

SIZE = (20, 30)
ONE = stack_of(*SIZE, (slice(2, 6), slice(3, 8)), (slice(4, 9), slice(5, 28)))
OTHER = stack_of(*SIZE, (slice(0, 20), slice(29, 30)))
KEY = RecordKey("train", "forged", "2")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    for case_id in ("1", "2", "3"):
        write_case(root, case_id, size=SIZE, mask=ONE, authentic=False)
    write_array(root / "train_masks/3.npy", ONE * 0)
    settle(root)
    return root


def open_truths(root: Path) -> Truths:
    index, workspace = list_dataset(root), Workspace.open(root)
    corrections = workspace.corrections()
    return Truths(index, corrections, KeptTruths(workspace, index, corrections))


def read(truths: Truths) -> list[Stack | str]:
    """Every mask, or why there is none, and then kept."""
    found: list[Stack | str] = []
    for row in range(len(truths.index)):
        try:
            found.append(truths.read(row).rows.to_stack())
        except MaskError as error:
            found.append(error.reason)
    assert truths.kept is not None
    truths.kept.save()
    return found


def same(found: list[Stack | str], *expected: Stack | str) -> None:
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


EMPTY = "is empty, no pixel is marked"


def test_masks_are_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same(read(open_truths(root)), ONE, ONE, EMPTY)
    opened: list[str] = []

    def note(path: Path) -> object:
        opened.append(path.stem)
        return read_header(path)

    monkeypatch.setattr(truth, "read_header", note)
    same(read(open_truths(root)), ONE, ONE, EMPTY)
    assert opened == ["3"], "what could not be read is tried again"


def test_what_changed_is_read_again(root: Path) -> None:
    read(open_truths(root))
    write_array(root / "train_masks/1.npy", OTHER)
    same(read(open_truths(root)), OTHER, ONE, EMPTY)


def test_corrections_come_and_go(root: Path) -> None:
    workspace = Workspace.open(root)
    read(open_truths(root))
    workspace.save_correction(KEY, OTHER, ONE)
    settle(workspace.root / "corrections")
    for _ in range(2):
        same(read(open_truths(root)), ONE, OTHER, EMPTY)
    workspace.discard_correction(KEY)
    for _ in range(2):
        same(read(open_truths(root)), ONE, ONE, EMPTY)
    workspace.save_correction(KEY, OTHER[:0], ONE)
    settle(workspace.root / "corrections")
    for _ in range(2):
        same(read(open_truths(root)), ONE, OTHER[:0], EMPTY)


def test_a_file_that_just_changed_is_not_kept(root: Path) -> None:
    path = write_array(root / "train_masks/1.npy", OTHER)
    status = path.stat()
    read(open_truths(root))
    # As long, and with the same time: nothing else would tell.
    write_array(path, np.roll(OTHER, -1, 2))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    same(read(open_truths(root)), np.roll(OTHER, -1, 2), ONE, EMPTY)


def test_a_damaged_file_of_what_is_kept_costs_time_only(root: Path) -> None:
    read(open_truths(root))
    kept = root / ".forgery_viewer/cache/truths"
    kept.write_bytes(kept.read_bytes()[:-9])
    same(read(open_truths(root)), ONE, ONE, EMPTY)

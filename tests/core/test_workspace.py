"""Where corrections and drafts are kept, and that they come back as they were."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.errors import MaskError, WorkspaceError
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_case

Stack = NDArray[np.uint8]

KEY = RecordKey("train", "forged", "Bild 7.v2 é")
BOX = (slice(1, 4), slice(2, 6))
NONE = (slice(0, 0), slice(0, 0))
STACK = stack_of(20, 30, BOX, (slice(9, 12), slice(9, 29)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_case(tmp_path / "set", "1")
    return tmp_path / "set"


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace.open(root)


@given(
    st.tuples(st.integers(0, 64), st.integers(1, 12), st.integers(1, 12)).flatmap(
        lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 1))
    )
)
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, stack: Stack) -> None:
    workspace = Workspace(tmp_path_factory.getbasetemp() / "kept", Path("set"))
    workspace.save_draft(KEY, stack)
    loaded = workspace.load_draft(KEY, *stack.shape[1:])
    assert loaded is not None
    np.testing.assert_array_equal(loaded, stack)
    if workspace.save_correction(KEY, stack, None):
        loaded = workspace.load_correction(KEY, *stack.shape[1:])
        assert loaded is not None
        np.testing.assert_array_equal(loaded, stack)


def test_it_lies_beside_the_data_and_is_found_again(root: Path, workspace: Workspace) -> None:
    assert workspace.root == root / ".forgery_viewer"
    assert workspace.is_in_dataset
    workspace.save_correction(KEY, STACK, None)
    loaded = Workspace.open(root).load_correction(KEY, 20, 30)
    assert loaded is not None
    np.testing.assert_array_equal(loaded, STACK)
    assert (workspace.root / "corrections/train/forged/Bild 7.v2 é.npy").is_file()


def test_the_file_of_a_correction_is_told_while_there_is_one(workspace: Workspace) -> None:
    assert workspace.correction_path(KEY) is None
    workspace.save_correction(KEY, STACK, None)
    path = workspace.correction_path(KEY)
    assert path is not None
    np.testing.assert_array_equal(np.load(path), STACK)
    workspace.discard_correction(KEY)
    assert workspace.correction_path(KEY) is None


def test_it_names_its_data_set(root: Path, workspace: Workspace) -> None:
    about = json.loads((workspace.root / "dataset.json").read_text(encoding="utf-8"))
    assert about == {"dataset": str(root)}


def test_opening_leaves_the_data_as_it_was(root: Path) -> None:
    before = sorted(path for path in root.rglob("*"))
    Workspace.open(root)
    after = sorted(path for path in root.rglob("*") if ".forgery_viewer" not in path.parts)
    assert after == before
    assert len(list_dataset(root)) == 2


def test_a_data_set_moved_takes_its_workspace_along(root: Path, workspace: Workspace) -> None:
    workspace.save_correction(KEY, STACK, None)
    moved = root.rename(root.with_name("moved"))
    reopened = Workspace.open(moved)
    assert reopened.corrected_keys() == {KEY}
    assert str(moved) in (reopened.root / "dataset.json").read_text()


def test_where_the_data_set_cannot_be_written_the_user_s_data_folder_serves(
    root: Path, own_home: Path
) -> None:
    (root / ".forgery_viewer").write_text("a file in the way")
    workspace = Workspace.open(root)
    assert workspace.root.is_relative_to(own_home)
    assert workspace.root.parent.name == "workspaces"
    assert workspace.root.name.startswith("set-")
    assert not workspace.is_in_dataset
    assert Workspace.open(root).root == workspace.root
    assert workspace.save_correction(KEY, STACK, None)


def test_a_read_only_data_set_is_recognised_by_trying(
    root: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a read-only drive, where the folder's own permissions say that it can be written.
    write_bytes = Path.write_bytes

    def refused(self: Path, data: bytes) -> int:
        if self.is_relative_to(root):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", refused)
    assert Workspace.open(root).root.is_relative_to(own_home)


def test_data_sets_of_the_same_name_have_workspaces_of_their_own(tmp_path: Path) -> None:
    roots = [tmp_path / folder / "set" for folder in ("a", "b")]
    for root in roots:
        write_case(root, "1")
        (root / ".forgery_viewer").touch()
    assert Workspace.open(roots[0]).root != Workspace.open(roots[1]).root


def test_a_chosen_folder_is_made_and_used(root: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "deep" / "work space"
    workspace = Workspace.open(root, chosen)
    assert workspace.root == chosen
    assert not workspace.is_in_dataset
    assert not (root / ".forgery_viewer").exists()
    assert Workspace.open(root, chosen).root == chosen


def test_a_chosen_folder_that_cannot_be_made_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError, match="cannot be written: not a directory"):
        Workspace.open(root, tmp_path / "file" / "below")


@pytest.mark.parametrize("name", ["train_masks", "train_images", "train_images/forged/mine"])
def test_a_workspace_among_the_data_is_refused(root: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to(root)
    for chosen in (root / name, tmp_path / "link" / name):
        with pytest.raises(WorkspaceError, match="among the data set's images and masks"):
            Workspace.open(root, chosen)
    assert not (root / "train_images/forged/mine").exists()


def test_one_folder_does_not_serve_two_data_sets(root: Path, tmp_path: Path) -> None:
    write_case(tmp_path / "other", "1")
    chosen = tmp_path / "work"
    Workspace.open(root, chosen)
    with pytest.raises(WorkspaceError, match="is the workspace of another data set"):
        Workspace.open(tmp_path / "other", chosen)
    (tmp_path / "link").symlink_to(root)
    assert Workspace.open(tmp_path / "link", chosen).root == chosen


@pytest.mark.parametrize("contents", ["", "not json", "[]", '{"dataset": 3}', '{"other": "x"}'])
def test_a_damaged_note_of_the_data_set_is_written_anew(root: Path, contents: str) -> None:
    chosen = root.with_name("work")
    chosen.mkdir()
    (chosen / "dataset.json").write_text(contents)
    Workspace.open(root, chosen)
    assert str(root) in (chosen / "dataset.json").read_text()


def test_nothing_kept_is_no_error(workspace: Workspace) -> None:
    assert workspace.load_correction(KEY, 20, 30) is None
    assert workspace.load_draft(KEY, 20, 30) is None
    assert workspace.corrected_keys() == workspace.drafted_keys() == frozenset()
    workspace.discard_correction(KEY)
    workspace.discard_draft(KEY)


def test_corrections_and_drafts_are_apart(workspace: Workspace) -> None:
    other = RecordKey("supplemental", "forged", KEY.case_id)
    workspace.save_correction(KEY, STACK, None)
    workspace.save_draft(other, STACK)
    assert workspace.corrected_keys() == {KEY}
    assert workspace.drafted_keys() == {other}
    workspace.discard_draft(other)
    workspace.discard_correction(KEY)
    assert workspace.corrected_keys() == workspace.drafted_keys() == frozenset()


def test_other_files_in_the_workspace_are_no_corrections(workspace: Workspace) -> None:
    workspace.save_correction(KEY, STACK, None)
    folder = workspace.root / "corrections/train/forged"
    (folder / "notes.txt").touch()
    (folder / "folder.npy").mkdir()
    (workspace.root / "corrections/train/elsewhere").mkdir()
    (workspace.root / "corrections/train/elsewhere/1.npy").touch()
    assert workspace.corrected_keys() == {KEY}


@pytest.mark.parametrize(
    ("stack", "original", "stored"),
    [
        (STACK, STACK, False),
        (STACK, None, True),
        (STACK[:0], None, False),
        (stack_of(20, 30, NONE), None, False),
        (stack_of(20, 30, BOX, NONE), stack_of(20, 30, BOX), False),
        (stack_of(20, 30, BOX, NONE), stack_of(20, 30, BOX, NONE), False),
        (stack_of(20, 30, BOX), stack_of(20, 30, BOX, NONE), True),
        (STACK[::-1], STACK, True),
        (STACK[:0], STACK, True),
        (stack_of(20, 30, NONE), STACK, True),
        (STACK[:1], STACK, True),
    ],
)
def test_only_what_differs_from_the_data_set_is_a_correction(
    workspace: Workspace, stack: Stack, original: Stack | None, *, stored: bool
) -> None:
    workspace.save_correction(KEY, STACK[:1], None)
    assert workspace.save_correction(KEY, np.ascontiguousarray(stack), original) == stored
    assert workspace.corrected_keys() == ({KEY} if stored else set())


def test_a_correction_with_no_instance_left_is_read_as_one(workspace: Workspace) -> None:
    workspace.save_correction(KEY, STACK[:0], STACK)
    loaded = workspace.load_correction(KEY, 20, 30)
    assert loaded is not None
    assert loaded.shape == (0, 20, 30)


def test_a_damaged_correction_or_one_of_another_size_is_told(workspace: Workspace) -> None:
    workspace.save_correction(KEY, STACK, None)
    with pytest.raises(MaskError, match="image is 31 x 20"):
        workspace.load_correction(KEY, 20, 31)
    path = workspace.root / "corrections/train/forged" / f"{KEY.case_id}.npy"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(MaskError, match="cut off"):
        workspace.load_correction(KEY, 20, 30)


def test_a_full_disk_is_told_and_costs_nothing_kept_before(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.save_draft(KEY, STACK)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(WorkspaceError, match="no space left"):
            workspace.save_draft(KEY, STACK[:1])
    loaded = workspace.load_draft(KEY, 20, 30)
    assert loaded is not None
    assert len(loaded) == 2

"""`export` writes what the window exports, and says what it did, what it left out and why."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_array, write_case

SIZE = (20, 30)
MASK = stack_of(*SIZE, (slice(2, 6), slice(3, 8)))
CORRECTED = stack_of(*SIZE, (slice(0, 3), slice(0, 3)), (slice(9, 12), slice(9, 20)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    for case_id in ("1", "2", "10"):
        write_case(root, case_id, size=SIZE, mask=MASK)
    return root


def key(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


def export(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, arguments)])


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "manifest.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_only_corrected_masks(root: Path, tmp_path: Path) -> None:
    Workspace.open(root).save_correction(key("2"), CORRECTED, MASK)
    done = export(root, "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 masks written, 1 of them corrected" in done.stdout
    assert str(tmp_path / "out/manifest.csv") in done.stdout.replace("\n", "")
    assert [row["case_id"] for row in rows(tmp_path / "out")] == ["2"]
    written = np.load(tmp_path / "out/train_masks/2.npy")
    assert np.array_equal(written, CORRECTED)
    assert (written.dtype, written.flags.c_contiguous) == (np.dtype(np.uint8), True)


def test_all_masks_in_the_order_of_the_list(root: Path, tmp_path: Path) -> None:
    Workspace.open(root).save_correction(key("2"), CORRECTED, MASK)
    done = export(root, "--all", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "3 masks written, 1 of them corrected" in done.stdout
    assert [row["case_id"] for row in rows(tmp_path / "out")] == ["1", "2", "10"]
    for case_id in ("1", "10"):
        name = f"train_masks/{case_id}.npy"
        assert (tmp_path / "out" / name).read_bytes() == (root / name).read_bytes()


def test_nothing_corrected_writes_an_empty_manifest(root: Path, tmp_path: Path) -> None:
    done = export(root, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "0 masks written" in done.stdout
    assert rows(tmp_path / "out") == []


def test_a_workspace_elsewhere(root: Path, tmp_path: Path) -> None:
    Workspace.open(root, tmp_path / "work").save_correction(key("1"), CORRECTED, MASK)
    done = export(root, "--workspace", tmp_path / "work", "--out", tmp_path / "out")
    assert "1 masks written" in done.stdout
    assert not (root / ".forgery_viewer").exists()


def test_unsaved_edits_and_unreadable_masks_are_named(root: Path, tmp_path: Path) -> None:
    Workspace.open(root).save_draft(key("1"), CORRECTED)
    write_array(root / "train_masks/10.npy", MASK.transpose(0, 2, 1))
    done = export(root, "--all", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "2 masks written, 0 of them corrected" in done.stdout
    assert "1 mask skipped:\nSkipped train/forged/10: " in done.stderr
    assert "transposed" in done.stderr
    assert "edits are not saved" in done.stderr
    assert "Skipped" not in done.stdout
    untouched = (root / "train_masks/1.npy").read_bytes()
    assert (tmp_path / "out/train_masks/1.npy").read_bytes() == untouched


@pytest.mark.parametrize("place", ["", "train_masks", "train_images/forged"])
def test_the_data_are_never_written_to(root: Path, place: str) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = export(root, "--all", "--out", root / place)
    assert done.exit_code == 2
    assert done.stderr.startswith("forgery-viewer: ")
    assert "choose another folder" in done.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert not (root / place / "manifest.csv").exists()


def test_reasons_for_which_nothing_is_exported(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    for dataset, out, reason in (
        (tmp_path / "missing", tmp_path / "out", "missing"),
        (tmp_path / "empty", tmp_path / "out", "empty"),
        (root, tmp_path / "file", "is not a folder"),
    ):
        done = export(dataset, "--out", out)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert reason in done.stderr
        assert "Traceback" not in done.stderr


def test_the_folder_has_to_be_named(root: Path) -> None:
    done = export(root)
    assert done.exit_code == 2
    assert "--out" in done.stderr


def approve(root: Path, text: str) -> None:
    done = CliRunner().invoke(cli, ["review", str(root), "--set", "approved", "--filter", text])
    assert done.exit_code == 0, done.output


def test_only_approved_masks_as_they_were_approved(root: Path, tmp_path: Path) -> None:
    workspace = Workspace.open(root)
    for case_id in ("1", "2", "10"):
        workspace.save_correction(key(case_id), CORRECTED, MASK)
    approve(root, "id:1,2")
    workspace.save_correction(key("2"), CORRECTED[:1], MASK)
    done = export(root, "--review", "approved", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert [row["case_id"] for row in rows(tmp_path / "out")] == ["1"]
    assert "Skipped train/forged/2: is approved, but its saved mask is another one" in done.stderr
    assert "train/forged/10" not in done.output


def test_every_approved_mask(root: Path, tmp_path: Path) -> None:
    Workspace.open(root).save_correction(key("2"), CORRECTED, MASK)
    approve(root, "id:2,10")
    done = export(root, "--review", "approved", "--all", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert [row["case_id"] for row in rows(tmp_path / "out")] == ["2", "10"]
    done = export(root, "--review", "approved", "--out", tmp_path / "out")
    assert [row["case_id"] for row in rows(tmp_path / "out")] == ["2"]

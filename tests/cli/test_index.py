"""The command index, as a person and as a program use it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import FORGED, RecordKey
from forgery_viewer.core.index_files import COLUMNS, FORGED_NAME, INDEX_NAME
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_case


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["index", *map(str, arguments)])


@pytest.fixture
def mini(shared_data: Path, tmp_path: Path) -> Path:
    """A copy of the sample, which commands may keep their workspace in."""
    root = tmp_path / "recodai_mini"
    shutil.copytree(shared_data / "recodai_mini", root)
    return root


def test_a_person_reads_the_sanity_lines_and_where_the_tables_are(
    mini: Path, tmp_path: Path
) -> None:
    result = run(mini, "--out", tmp_path / "out")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[:9] == [
        ["train"],
        ["authentic", "images", "25"],
        ["forged", "images", "32"],
        ["mask", "files", "32"],
        ["case", "ids", "both", "authentic", "and", "forged", "25"],
        ["masks", "==", "forged?", "32", "==", "32"],
        ["authentic", "with", "a", "mask", "(should", "be", "0)", "0"],
        ["forged", "without", "a", "mask", "(should", "be", "0)", "0"],
        ["masks", "without", "an", "image", "(should", "be", "0)", "0"],
    ]
    assert lines[9] == ["supplemental"]
    assert lines[18:20] == [["test"], ["images", "without", "a", "label", "1"]]
    for name in (INDEX_NAME, FORGED_NAME):
        for suffix in ("csv", "parquet"):
            path = tmp_path / f"out/{name}.{suffix}"
            assert path.is_file()
            assert f"Written: {path}" in result.stdout


def test_a_program_gets_json_alone(mini: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "forgery_viewer", "index", mini, "--out", tmp_path / "out",
         "--json"],
        capture_output=True,
        check=True,
    )  # fmt: skip
    assert answer.stderr == b""
    found = json.loads(answer.stdout)
    assert [one["split"] for one in found["sanity"]] == ["train", "supplemental", "test"]
    assert found["sanity"][0] == {
        "split": "train",
        "authentic": 25,
        "forged": 32,
        "unlabelled": 0,
        "masks": 32,
        "in_both": 25,
        "authentic_with_mask": 0,
        "forged_without_mask": 0,
        "masks_without_image": 0,
        "holds": True,
    }
    assert len(found["files"]) == 4
    assert all(Path(path).is_file() for path in found["files"])


def test_an_orphan_is_told_although_the_numbers_agree(shared_data: Path, tmp_path: Path) -> None:
    root = shared_data / "recodai_broken"
    options = [root, "--out", tmp_path / "out", "--workspace", tmp_path / "work"]
    lines = [line.split() for line in run(*options).stdout.splitlines()]
    assert ["masks", "==", "forged?", "27", "==", "27"] in lines
    assert ["masks", "without", "an", "image", "(should", "be", "0)", "1"] in lines
    train = json.loads(run(*options, "--json").stdout)["sanity"][0]
    assert (train["masks_without_image"], train["holds"]) == (1, False)


def test_one_split_and_checksums(mini: Path, tmp_path: Path) -> None:
    result = run(mini, "--out", tmp_path, "--split", "supplemental", "--sha256")
    assert result.stdout.startswith("supplemental\n")
    table = pd.read_csv(tmp_path / f"{INDEX_NAME}.csv")
    assert list(table.columns) == [*COLUMNS, "sha256", "mask_sha256"]
    assert len(table) == 3
    assert table["sha256"].str.fullmatch("[0-9a-f]{64}").all()


def test_corrected_masks_count_where_they_are_asked_for(tmp_path: Path) -> None:
    root = tmp_path / "set"
    write_case(root, "1")
    corrected = stack_of(20, 30, (slice(0, 20), slice(0, 30)))
    Workspace.open(root).save_correction(RecordKey("train", FORGED, "1"), corrected, None)
    areas = []
    for options in ([], ["--reviewed"], []):
        assert run(root, "--out", tmp_path / "out", *options).exit_code == 0
        areas += pd.read_csv(tmp_path / f"out/{FORGED_NAME}.csv")["mask_area"].tolist()
    assert areas == [20, 600, 20]


@pytest.mark.parametrize("place", ["", "train_masks", "newdir"])
def test_the_data_are_never_written_to(mini: Path, place: str) -> None:
    result = run(mini, "--out", mini / place)
    assert result.exit_code == 2
    assert "choose another folder" in result.stderr
    assert not list(mini.rglob("*disambiguated*"))
    assert not (mini / "newdir").exists()


def test_what_is_no_data_set_and_what_is_no_split_is_told(mini: Path, tmp_path: Path) -> None:
    nothing = run(tmp_path / "nothing", "--out", tmp_path)
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "is missing" in nothing.stderr
    wrong = run(mini, "--out", tmp_path, "--split", "trian")
    assert wrong.exit_code == 2
    assert "trian" in wrong.stderr


def test_a_data_set_that_cannot_be_written_is_read_all_the_same(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mini / ".forgery_viewer").write_text("in the way")
    (tmp_path / "home").write_text("in the way as well")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert run(mini, "--out", tmp_path / "out").exit_code == 0

"""The command stats, as a person and as a program use it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import list_dataset, scan
from forgery_viewer.core.scan_cache import ChannelCache, DetailsCache
from forgery_viewer.core.workspace import Workspace
from tests.core.settled import settle

FIGURES = ("p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "max", "mean")
COMMAND = [sys.executable, "-m", "forgery_viewer", "stats"]
README = Path(__file__).resolve().parents[2] / "README.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["stats", *map(str, arguments)])


def json_of(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def mini(shared_data: Path, tmp_path: Path) -> Path:
    """A copy of the sample, which commands may keep their workspace in."""
    root = tmp_path / "recodai_mini"
    shutil.copytree(shared_data / "recodai_mini", root)
    settle(root)
    return root


def test_json_has_the_figures_of_the_table_of_truth(mini: Path) -> None:
    found = json_of(mini)
    with (mini / "truth.csv").open(newline="") as file:
        truth = list(csv.DictReader(file))
    area = np.array([int(row["area_px"]) for row in truth])
    coverage = area / [int(row["height"]) * int(row["width"]) for row in truth] * 100
    for key, numbers in (("coverage_pct", coverage), ("mask_area_px", area)):
        for name in FIGURES[:-2]:
            assert found[key][name] == pytest.approx(np.percentile(numbers, int(name[1:])))
        assert found[key]["max"] == pytest.approx(numbers.max())
        assert found[key]["mean"] == pytest.approx(numbers.mean())
    assert found["counts"]["masks"] == len(truth)
    assert found["counts"]["regions"] == sum(int(row["components"]) for row in truth)
    instances = [row["instances"] for row in truth]
    assert found["instances"] == {n: instances.count(n) for n in sorted(set(instances))}
    train = [row for row in truth if row["split"] == "train"]
    assert found["by_split"]["train"]["counts"]["masks"] == len(train)


def test_one_split_alone_is_what_all_splits_say_of_it(mini: Path) -> None:
    whole, train = json_of(mini, "--no-channels"), json_of(mini, "--split", "train")
    assert train["splits"] == ["train"]
    for key, value in whole["by_split"]["train"].items():
        assert train[key] == value
    assert whole["channel_mean_rgb"] == {}
    assert set(train["channel_mean_rgb"]) == {"authentic", "forged"}


def test_a_sample_and_the_order_of_the_notebook(mini: Path) -> None:
    whole = json_of(mini)
    sample = json_of(mini, "--sample", 5, "--seed", 7, "--order", "bgr")
    assert whole["channel_images"] == {"authentic": 25, "forged": 35, "unlabelled": 1}
    assert sample["channel_images"] == {"authentic": 5, "forged": 5, "unlabelled": 1}
    assert sample["channel_mean_bgr"]["forged"] == sample["channel_mean_rgb"]["forged"][::-1]
    assert "channel_mean_bgr" not in whole
    assert json_of(mini, "--sample", 5, "--seed", 7, "--order", "bgr") == sample
    other = json_of(mini, "--sample", 5, "--seed", 8)
    assert other["channel_mean_rgb"] != sample["channel_mean_rgb"]
    assert other["coverage_pct"] == sample["coverage_pct"] == whole["coverage_pct"]


def test_a_second_run_says_the_same_from_what_was_kept(mini: Path) -> None:
    first = json_of(mini)
    kept = mini / ".forgery_viewer/cache"
    assert {path.name for path in kept.iterdir()} == {"details", "channels"}
    assert json_of(mini) == first
    for path in kept.iterdir():
        path.write_bytes(path.read_bytes()[:-5] + b"wrong")
    assert json_of(mini) == first
    assert json_of(mini, "--fresh") == first


def test_a_person_reads_a_summary(mini: Path) -> None:
    result = run(mini)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[:3] == [
        "recodai_mini",
        "61 images: 25 authentic, 35 forged, 1 without a label",
        "25 pairs, 35 masks, 47 instances, 126 regions",
    ]
    assert "P50 3.919 6,702 1 3" in lines
    assert ">5 14 40.0 %" in lines
    assert "2 8 22.9 % 2.301 8.187 9.900" in lines
    assert "forged mean 123.07 97.29 93.78" in lines
    assert lines[-1] == "Bad files: 0"
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_bad_files_are_listed(shared_data: Path, tmp_path: Path) -> None:
    result = run(shared_data / "recodai_broken", "--workspace", tmp_path, "--no-channels")
    assert "Bad files: 13" in result.stdout
    lines = result.stdout.splitlines()
    assert "  train_masks/33243.npy  The mask has NaN in 1 pixel." in lines
    assert "  train_images/forged/39088.png  The image file is cut off." in lines
    found = json_of(shared_data / "recodai_broken", "--workspace", tmp_path, "--no-channels")
    assert len(found["bad_files"]) == 13
    assert found["bad_files"][0] == {
        "split": "train",
        "label": "forged",
        "case_id": "8702",
        "file": "train_masks/8702.npy",
        "reason": "The mask is missing.",
    }


def test_figures_and_report_are_written(mini: Path, tmp_path: Path) -> None:
    result = run(mini, "--split", "supplemental", "--no-channels", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert f"Written: {tmp_path / 'out/report.html'} and 12 files" in result.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report.html", "coverage_histogram.png", "mask_boxes.svg"} <= names
    assert len(names) == 13


def test_a_set_of_no_images_has_no_figures(tmp_path: Path) -> None:
    (tmp_path / "set/test_images").mkdir(parents=True)
    assert json_of(tmp_path / "set")["counts"]["images"] == 0
    assert "0 images" in run(tmp_path / "set").stdout


def test_what_cannot_be_done_is_told_and_exits_with_2(mini: Path, tmp_path: Path) -> None:
    for arguments in ([tmp_path / "none"], [mini, "--out", mini / "train_masks", "--no-channels"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("forgery-viewer: ")
    assert run(mini, "--order", "grb").exit_code == 2
    assert run(mini, "--sample", 0).exit_code == 2


def test_a_program_gets_json_alone(mini: Path) -> None:
    answer = subprocess.run(
        [*COMMAND, mini, "--json", "--no-channels"], capture_output=True, check=True
    )
    assert answer.stderr == b""
    assert json.loads(answer.stdout)["counts"]["images"] == 61


# Decodes slowly, so that it can be interrupted, and says that it began.
SLOWLY = """
import os
import signal
from threading import Event
from forgery_viewer.core import scanning
# Whoever runs the tests in the background may have them ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
sums_of = scanning.sums_of
def slowly(index, row):
    # Several threads do so: print() may write line and end of line one by one.
    os.write(1, b"decoding\\n")
    Event().wait(0.05)
    return sums_of(index, row)
scanning.sums_of = slowly
from forgery_viewer.cli import main
main()
"""


def test_an_interrupt_leaves_nothing_half_written_and_keeps_what_was_read(
    mini: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    answer = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, "stats", mini, "--json", "--out", out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert answer.stdout is not None
    for _ in range(5):
        assert answer.stdout.readline() == b"decoding\n"
    answer.send_signal(signal.SIGINT)
    output, errors = answer.communicate(timeout=60)
    assert answer.returncode == 130
    assert not output.replace(b"decoding\n", b"")
    assert b"Traceback" not in errors
    assert not out.exists() or not list(out.iterdir())
    assert not list(mini.rglob("*.tmp"))
    index, workspace = list_dataset(mini), Workspace.open(mini)
    rows = np.arange(len(index))
    assert len(DetailsCache(workspace).known(index, rows).rows) == len(index)
    assert 4 <= len(ChannelCache(workspace).known(index, rows).rows) < len(index)
    assert json_of(mini) == json_of(mini, "--fresh")


def test_the_readme_names_every_option_and_every_key_of_the_json(mini: Path) -> None:
    text = README.read_text()
    for command in ("index", "stats"):
        shown = CliRunner().invoke(cli, [command, "--help"], env={"COLUMNS": "200"}).stdout
        options = set(re.findall(r"--[a-z][a-z0-9-]*", shown)) - {"--help"}
        assert {option for option in options if f"`{option}" not in text} == set()
    found = json_of(mini, "--order", "bgr")
    assert {key for key in found if f"`{key}`" not in text} == set()
    assert {key for key in found["counts"] if f"`{key}`" not in text} == set()


def test_the_readme_names_every_key_of_the_json_of_index(mini: Path, tmp_path: Path) -> None:
    text = README.read_text()
    part = text[text.index("The JSON of <code>index</code>") :]
    part = part[: part.index("</details>")]
    shown = CliRunner().invoke(cli, ["index", str(mini), "--out", str(tmp_path / "o"), "--json"])
    found = json.loads(shown.stdout)
    assert {key for key in found if f"`{key}`" not in part} == set()
    assert {key for one in found["sanity"] for key in one if f"`{key}`" not in part} == set()


def test_the_sample_itself_is_left_as_it_is(shared_data: Path, tmp_path: Path) -> None:
    root = shared_data / "recodai_mini"
    before = {path: os.stat(path).st_mtime_ns for path in root.rglob("*")}  # noqa: PTH116
    json_of(root, "--workspace", tmp_path / "work")
    assert {path: os.stat(path).st_mtime_ns for path in root.rglob("*")} == before  # noqa: PTH116
    assert scan(root).was_read.all()

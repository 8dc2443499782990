"""The commands score and submission, as a person and as a program use them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.run_lengths import write_annotation
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_array, write_case
from tests.core.scoring.brute import Stack, brute_of1, brute_pixels

SIZE = (20, 30)
A, B = (slice(2, 6), slice(3, 8)), (slice(10, 14), slice(4, 28))
ONE, BOTH, TWO = stack_of(*SIZE, A), stack_of(*SIZE, A, B).max(0, keepdims=True), stack_of(
    *SIZE, A, B
)  # fmt: skip
README = Path(__file__).resolve().parents[2] / "README.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)])


def json_of(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Pairs 1 and 2, and 3 without a partner."""
    root = tmp_path / "set"
    write_case(root, "1", size=SIZE, mask=TWO)
    write_case(root, "2", size=SIZE, mask=BOTH)
    write_case(root, "3", size=SIZE, mask=ONE, authentic=False)
    return root


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """1 merged, 2 parted, 3 missing, and a false alarm."""
    path = tmp_path / "submission.csv"
    codes = {"1": BOTH, "2": TWO, "authentic/1": ONE, "authentic/2": ONE[:0]}
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "annotation"))
        for name, stack in codes.items():
            writer.writerow((name, write_annotation(SparseMask.of_stack(stack))))
    return path


def test_json_has_every_case_and_the_means(root: Path, submission: Path) -> None:
    found = json_of("score", root, submission)
    expected: dict[str, tuple[Stack, Stack]] = {
        "authentic/1": (ONE, ONE[:0]),
        "forged/1": (BOTH, TWO),
        "authentic/2": (ONE[:0], ONE[:0]),
        "forged/2": (TWO, BOTH),
        "forged/3": (ONE[:0], ONE),
    }
    cases = {f"{case['label']}/{case['case_id']}": case for case in found["cases"]}
    assert list(cases) == list(expected)
    for name, (predicted, true) in expected.items():
        case = cases[name]
        assert case["split"] == "train"
        assert case["of1"] == pytest.approx(brute_of1(predicted, true), abs=1e-12)
        for figure, value in brute_pixels(predicted, true).items():
            assert case[figure] == pytest.approx(value, abs=1e-12)
        assert (case["predicted"], case["true"]) == (len(predicted), len(true))
        assert case["missing"] == (name == "forged/3")
    for figure in ("of1", "f1", "iou", "precision", "recall"):
        mean = np.mean([case[figure] for case in found["cases"]])
        assert found[f"mean_{figure}"] == pytest.approx(mean, abs=1e-12)
    assert found["images"] == 5
    assert found["forged"]["images"] == 3
    assert found["forged"]["missed"] == 1
    assert found["authentic"]["false_alarms"] == 1
    assert found["authentic"]["mean_of1"] == 0.5
    assert set(found["by_instances"]) == {"1", "2"}
    assert len(found["messages"]) == 1
    assert "1 of 3 forged images of train is not predicted, and counts" in found["messages"][0]


def test_the_readme_names_every_key(root: Path, submission: Path) -> None:
    found = json_of("score", root, submission, "--against", submission, "--sweep")
    text = README.read_text()
    section = text[text.index("The JSON of <code>score</code>") :]
    section = section[: section.index("</details>")]
    named = set(re.findall(r"`(\w+)`", section))
    keys = {*found, *found["cases"][0], *found["against"], *found["sweep"],
            *found["sweep"]["precision_recall"], *found["forged"], *found["authentic"]}  # fmt: skip
    assert keys <= named, keys - named


def test_a_person_reads_a_summary(root: Path, submission: Path) -> None:
    result = run("score", root, submission)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "all images 5 0.381 0.600 0.600 0.600 0.600" in lines
    assert "False alarms on authentic images: 1 (50.0 %)" in lines
    assert "Forged images without a prediction: 1 (33.3 %)" in lines
    assert "train/forged/3 0.000 0.000 0 1" in lines
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert result.stderr.endswith("is not predicted, and counts as authentic: 3\n")


def test_labels_and_splits_choose_the_images(root: Path, submission: Path) -> None:
    write_case(root, "8", size=SIZE, mask=ONE, split="supplemental")
    assert len(json_of("score", root, submission)["cases"]) == 5
    assert json_of("score", root, submission)["left_out"] == [
        {"split": "supplemental", "label": "forged", "images": 1}
    ]
    forged = json_of("score", root, submission, "--label", "forged", "--split", "train")
    assert [case["label"] for case in forged["cases"]] == ["forged"] * 3
    every = json_of("score", root, submission, "--label", "forged", "--label", "authentic")
    assert len(every["cases"]) == 6


def test_corrections_are_the_truth_unless_told(root: Path, submission: Path) -> None:
    Workspace.open(root).save_correction(RecordKey("train", "forged", "1"), BOTH, TWO)
    assert json_of("score", root, submission)["cases"][1]["of1"] == 1.0
    assert json_of("score", root, submission, "--original")["cases"][1]["of1"] != 1.0


def test_original_masks_leave_no_trace(root: Path, submission: Path) -> None:
    json_of("score", root, submission, "--original")
    assert not (root / ".forgery_viewer").exists()


def test_maps_with_their_options(root: Path, tmp_path: Path) -> None:
    values = (TWO[0] * 0.4 + TWO[1] * 0.8).astype(np.float16)
    (tmp_path / "maps").mkdir()
    np.savez_compressed(tmp_path / "maps/1.npz", map=values)
    np.savez_compressed(tmp_path / "maps/2.npz", map=values)
    one = json_of("score", root, tmp_path / "maps", "--threshold", 0.3)
    assert [case["predicted"] for case in one["cases"]] == [1, 1, 0]
    assert (one["threshold"], one["group"]) == (0.3, "one")
    each = json_of("score", root, tmp_path / "maps", "--threshold", 0.3, "--group", "each")
    assert each["cases"][0]["of1"] == 1.0
    large = json_of("score", root, tmp_path / "maps", "--threshold", 0.3, "--min-area", 50)
    assert large["cases"][0]["of1"] == 0.5
    swept = json_of("score", root, tmp_path / "maps", "--sweep")["sweep"]
    best = swept["best"]
    row = swept["thresholds"].index(best["threshold"])
    column = swept["min_areas_px"].index(best["min_area_px"])
    assert swept["mean_of1"][row][column] == best["mean_of1"] == max(map(max, swept["mean_of1"]))
    again = json_of("score", root, tmp_path / "maps", "--threshold", best["threshold"],
                    "--min-area", best["min_area_px"])  # fmt: skip
    assert again["mean_of1"] == pytest.approx(best["mean_of1"], abs=1e-12)
    result = run("score", root, tmp_path / "maps", "--sweep")
    assert f"Best: {best['mean_of1']:.3f} at threshold" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_two_predictions_case_by_case(root: Path, submission: Path, tmp_path: Path) -> None:
    write_array(tmp_path / "masks/1.npy", TWO)
    write_array(tmp_path / "masks/authentic/1.npy", ONE)
    found = json_of("score", root, submission, "--against", tmp_path / "masks")["against"]
    assert [(case["case_id"], case["of1"], case["other_of1"]) for case in found["worse"]] == [
        ("1", pytest.approx(brute_of1(BOTH, TWO)), 1.0)
    ]
    assert [case["case_id"] for case in found["better"]] == ["2"]
    assert found["same"] == 3
    text = run("score", root, submission, "--against", tmp_path / "masks").stdout
    assert "Better in 1, worse in 1, same in 3" in text


def test_what_cannot_be_scored_exits_with_2(root: Path, submission: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("case_id,annotation\n77,authentic\n")
    (tmp_path / "empty").mkdir()
    for predictions, reason in (
        (tmp_path / "none.csv", "is missing"),
        (other, "has no prediction of any image"),
        (tmp_path / "empty", "holds no predictions"),
        (README, "is neither a submission"),
    ):
        result = run("score", root, predictions)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("forgery-viewer: ")
        assert reason in result.stderr
    assert run("score", tmp_path / "empty", submission).exit_code == 2
    for option in (("--threshold", 1.5), ("--label", "fake"), ("--min-area", -1)):
        assert run("score", root, submission, *option).exit_code == 2


def test_a_program_gets_json_alone(root: Path, submission: Path) -> None:
    command = [sys.executable, "-m", "forgery_viewer", "score"]
    answer = subprocess.run(
        [*command, str(root), str(submission), "--json"], capture_output=True, check=True
    )
    assert answer.stderr == b""
    assert len(json.loads(answer.stdout)["cases"]) == 5


def test_a_submission_of_a_folder_scores_the_same(root: Path, tmp_path: Path) -> None:
    write_array(tmp_path / "masks/1.npy", BOTH)
    write_array(tmp_path / "masks/2.npy", TWO)
    out = tmp_path / "submission.csv"
    result = run("submission", root, tmp_path / "masks", "--out", out)
    assert result.exit_code == 0
    assert "3 images written, 2 of them forged with 3 instances" in result.stdout
    assert "train/forged/3: is not predicted, written as authentic" in result.stderr
    cases = json_of("score", root, out)["cases"]
    folder = json_of("score", root, tmp_path / "masks")["cases"]
    for one, other in zip(cases, folder, strict=True):
        assert {**one, "missing": False} == {**other, "missing": False}
    told = json_of("submission", root, out, "--out", tmp_path / "again.csv")
    assert (told["images"], told["authentic"], told["instances"]) == (3, 1, 3)
    assert (tmp_path / "again.csv").read_bytes() == out.read_bytes()


def test_a_submission_of_what_was_reviewed(root: Path, submission: Path, tmp_path: Path) -> None:
    Workspace.open(root).save_correction(RecordKey("train", "forged", "3"), TWO, ONE)
    out = tmp_path / "reviewed.csv"
    assert run("submission", root, submission, "--out", out, "--reviewed").exit_code == 0
    found = json_of("score", root, out, "--label", "forged")["cases"]
    cases = {case["case_id"]: case for case in found}
    assert cases["3"]["of1"] == 1.0
    assert cases["1"]["predicted"] == 1


def test_a_submission_is_never_written_to_the_data(root: Path, submission: Path) -> None:
    before = sorted(root.rglob("*"))
    result = run("submission", root, submission, "--out", root / "submission.csv")
    assert result.exit_code == 2
    assert "choose another folder" in result.stderr
    assert sorted(root.rglob("*")) == before


def test_the_sample_set_through_all_forms(shared_data: Path, tmp_path: Path) -> None:
    root = tmp_path / "set"
    shutil.copytree(shared_data / "recodai_mini", root)
    out = tmp_path / "submission.csv"
    assert run("submission", root, root / "train_masks", "--out", out).exit_code == 0
    found = json_of("score", root, out)
    assert (found["mean_of1"], found["mean_f1"], len(found["cases"])) == (1.0, 1.0, 32)

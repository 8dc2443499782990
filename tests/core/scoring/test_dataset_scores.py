"""Whole data sets are scored case by case; what lacks or breaks is told and the rest goes on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.run_lengths import write_annotation
from forgery_viewer.core.scoring.dataset_scores import (
    CaseScore,
    DatasetScores,
    score_dataset,
    select,
)
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.core.workspace import Workspace
from tests.core.building import stack_of, write_array, write_case
from tests.core.scoring.brute import brute_of1, brute_pixels

Stack = NDArray[np.uint8]

SIZE = (20, 30)
A, B = (slice(2, 6), slice(3, 8)), (slice(10, 14), slice(4, 28))
TRUE = {
    "1": stack_of(*SIZE, A, B),
    "2": stack_of(*SIZE, A),
    "3": stack_of(*SIZE, A, B).max(axis=0, keepdims=True),
    "10": stack_of(*SIZE, B),
}


def key(name: str) -> RecordKey:
    return RecordKey(*name.split("/"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    for case_id, mask in TRUE.items():
        write_case(root, case_id, size=SIZE, mask=mask, authentic=case_id != "10")
    write_case(root, "1", size=SIZE, mask=TRUE["2"], split="supplemental")
    return root


def submit(path: Path, rows: Mapping[str, Stack | str]) -> Path:
    """A submission with these rows, masks as codes and texts as they are."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "annotation"))
        for name, row in rows.items():
            text = row if isinstance(row, str) else write_annotation(SparseMask.of_stack(row))
            writer.writerow((name, text))
    return path


def score(
    root: Path,
    predictions: Path,
    corrections: Mapping[RecordKey, Path] | None = None,
    threshold: Threshold | None = None,
) -> DatasetScores:
    truths = Truths(list_dataset(root), corrections or {})
    files = open_predictions(predictions, truths.index)
    rows = select(truths, files.keys).rows
    return score_dataset(truths, files, rows, threshold or Threshold())


def by_name(found: DatasetScores) -> dict[str, CaseScore]:
    return {str(case.key): case for case in found.cases}


def check(case: CaseScore, predicted: Stack, true: Stack) -> None:
    assert case.of1 == pytest.approx(brute_of1(predicted, true), abs=1e-12)
    for name, value in brute_pixels(predicted, true).items():
        assert getattr(case, name) == pytest.approx(value, abs=1e-12)
    assert (case.predicted, case.true) == (len(predicted), len(true))
    assert case.coverage_pct == pytest.approx(100 * true.any(axis=0).sum() / true[0].size)


def test_every_case_against_brute_force(root: Path, tmp_path: Path) -> None:
    predicted = {
        "1": TRUE["1"][::-1],
        "2": np.roll(TRUE["2"], 2, 2),
        "3": TRUE["1"],
        "10": TRUE["1"],
    }
    found = score(root, submit(tmp_path / "s.csv", predicted))
    assert list(by_name(found)) == [f"train/forged/{name}" for name in ("1", "2", "3", "10")]
    for name, stack in predicted.items():
        check(by_name(found)[f"train/forged/{name}"], stack, TRUE[name])
    assert (found.messages, found.skipped, found.is_cancelled) == ((), (), False)


def test_folders_of_masks_score_as_submissions_do(root: Path, tmp_path: Path) -> None:
    predicted = {name: np.roll(stack, 1, 1) for name, stack in TRUE.items()}
    for name, stack in predicted.items():
        write_array(tmp_path / f"out/train_masks/{name}.npy", stack)
    masks = score(root, tmp_path / "out")
    assert masks.cases == score(root, submit(tmp_path / "s.csv", predicted)).cases


def test_a_plain_id_means_the_forged_image(root: Path, tmp_path: Path) -> None:
    rows = {"2": TRUE["2"], "authentic/2": "authentic", "authentic/3": TRUE["2"],
            "supplemental/1": TRUE["2"]}  # fmt: skip
    found = by_name(score(root, submit(tmp_path / "s.csv", rows)))
    assert found["train/forged/2"].of1 == 1.0
    assert found["train/authentic/2"].of1 == 1.0
    assert found["train/authentic/3"].of1 == 0.0
    assert found["supplemental/forged/1"].of1 == 1.0
    alarm = found["train/authentic/3"]
    assert (alarm.predicted, alarm.true, alarm.precision, alarm.coverage_pct) == (1, 0, 0.0, 0.0)


def test_missing_cases_count_as_authentic_and_are_told(root: Path, tmp_path: Path) -> None:
    path = submit(tmp_path / "s.csv", {"2": TRUE["2"], "authentic/1": "authentic"})
    found = score(root, path)
    scores = by_name(found)
    assert {name for name, case in scores.items() if case.is_missing} == {
        "train/forged/1", "train/forged/3", "train/forged/10", "train/authentic/2",
        "train/authentic/3",
    }  # fmt: skip
    assert scores["train/forged/1"].of1 == 0.0
    assert scores["train/authentic/2"].of1 == 1.0
    words = "of train are not predicted, and count as authentic"
    assert found.messages == (
        f"{path}: 2 of 3 authentic images {words}: 2, 3",
        f"{path}: 3 of 4 forged images {words}: 1, 3, 10",
    )


def test_what_is_not_predicted_at_all_is_left_out(root: Path, tmp_path: Path) -> None:
    truths = Truths(list_dataset(root), {})
    forged = [key("train/forged/1")]
    chosen = select(truths, forged)
    assert [truths.index.key(row) for row in chosen.rows] == [
        key(f"train/forged/{name}") for name in ("1", "2", "3", "10")
    ]
    assert chosen.left_out == (("train", "authentic", 3), ("supplemental", "forged", 1))
    both = select(truths, forged, labels=("authentic", "forged"))
    assert (len(both.rows), both.left_out) == (8, ())
    assert len(select(truths, forged, splits=("supplemental",)).rows) == 0


def test_a_prediction_that_breaks_counts_as_authentic(root: Path, tmp_path: Path) -> None:
    write_array(tmp_path / "out/1.npy", TRUE["1"])
    write_array(tmp_path / "out/2.npy", TRUE["2"][:, :9])
    write_array(tmp_path / "out/3.npy", np.full(SIZE, np.nan, np.float32))
    write_array(tmp_path / "out/10.npy", np.full(SIZE, -3.0, np.float32))
    found = score(root, tmp_path / "out")
    scores = by_name(found)
    assert scores["train/forged/1"].of1 == 1.0
    assert [scores[f"train/forged/{name}"].is_missing for name in ("2", "3", "10")] == [
        True, True, False,
    ]  # fmt: skip
    logits = "which are logits and no probabilities; their sigmoid is taken"
    assert found.messages == (
        "out/2.npy: prediction is 30 x 9, image is 30 x 20; counts as authentic",
        "out/3.npy: has NaN in 600 pixels; counts as authentic",
        f"out/10.npy: has values from -3 to -3, {logits}",
    )


def test_a_submission_that_breaks_names_line_and_case(root: Path, tmp_path: Path) -> None:
    rows = {"1": "[1, 2, 3]", "2": TRUE["2"], "3": "[5, 9, 7, 1]", "10": "[123 4]"}
    found = score(root, submit(tmp_path / "s.csv", rows))
    name = f"{tmp_path.name}/s.csv"
    assert [message.removeprefix(f"{name}: ").split(": ")[0] for message in found.messages] == [
        "line 2, case 1", "line 4, case 3", "line 5, case 10",
    ]  # fmt: skip
    assert by_name(found)["train/forged/2"].of1 == 1.0
    assert by_name(found)["train/forged/10"].predicted == 1


def test_corrections_are_the_truth_where_there_are_some(root: Path, tmp_path: Path) -> None:
    place = Workspace.open(root)
    place.save_correction(key("train/forged/2"), TRUE["10"], TRUE["2"])
    place.save_correction(key("train/forged/3"), TRUE["10"][:0], TRUE["3"])
    empty = np.concatenate((TRUE["10"][:1] * 0, TRUE["2"]))
    place.save_correction(key("train/forged/10"), empty, TRUE["10"])
    path = submit(tmp_path / "s.csv", {"1": TRUE["1"], "2": TRUE["10"], "3": "authentic",
                                       "10": TRUE["2"]})  # fmt: skip
    corrected = score(root, path, place.corrections())
    assert [case.of1 for case in corrected.cases] == [1.0, 1.0, 1.0, 1.0]
    original = score(root, path)
    assert [case.of1 for case in original.cases] == [1.0, 0.0, 0.0, 0.0]


def test_truths_that_cannot_be_read_are_skipped(root: Path, tmp_path: Path) -> None:
    write_array(root / "train_masks/1.npy", TRUE["1"][:, :9])
    write_array(root / "train_masks/2.npy", TRUE["2"] * 0)
    (root / "train_masks/3.npy").unlink()
    path = submit(tmp_path / "s.csv", dict.fromkeys(TRUE, "authentic"))
    found = score(root, path)
    assert [str(case.key) for case in found.cases] == ["train/forged/10"]
    assert {str(key): reason for key, reason in found.skipped} == {
        "train/forged/1": "train_masks/1.npy: mask is 30 x 9, image is 30 x 20",
        "train/forged/2": "train_masks/2.npy: is empty, no pixel is marked",
        "train/forged/3": "train_masks/3.npy: is missing",
    }


def test_maps_follow_the_threshold(root: Path, tmp_path: Path) -> None:
    values = TRUE["1"][0] * 0.4 + TRUE["1"][1] * 0.8
    np.savez_compressed(tmp_path / "1.npz", map=values.astype(np.float16))
    for threshold, predicted in (
        (Threshold(0.5), TRUE["1"][1:]),
        (Threshold(0.3), TRUE["3"]),
        (Threshold(0.9), TRUE["1"][:0]),
        (Threshold(0.3, least_area_px=50), TRUE["1"][1:]),
    ):
        found = score(root, tmp_path, threshold=threshold)
        check(by_name(found)["train/forged/1"], predicted, TRUE["1"])


def test_cancelling_and_progress(root: Path, tmp_path: Path) -> None:
    truths = Truths(list_dataset(root), {})
    files = open_predictions(submit(tmp_path / "s.csv", {"1": "authentic"}), truths.index)
    rows = select(truths, files.keys).rows
    counted: list[tuple[int, int]] = []
    score_dataset(truths, files, rows, progress=lambda *counts: counted.append(counts))
    assert counted[-1] == (4, 4)
    stopped = score_dataset(truths, files, rows, cancelled=lambda: True)
    assert stopped.is_cancelled
    assert stopped.cases == ()


def test_the_sample_set_scored_with_its_own_masks(shared_data: Path) -> None:
    root = shared_data / "recodai_mini"
    found = score(root, root / "train_masks")
    assert len(found.cases) == 32
    assert {case.of1 for case in found.cases} == {1.0}
    assert found.messages == ()

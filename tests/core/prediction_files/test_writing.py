"""Submissions are written so that they read back as the same masks."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.prediction import PredictionCancelledError
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.prediction_files.writing import (
    SubmissionSource,
    keys_to_submit,
    write_submission,
)
from forgery_viewer.core.thresholding import Threshold
from tests.core.building import stack_of, write_array
from tests.core.prediction_files.conftest import SIZE, key

STACK = stack_of(*SIZE, (slice(2, 6), slice(3, 8)), (slice(10, 14), slice(4, 28)))


def rows(path: Path) -> list[tuple[str, str]]:
    with path.open(newline="") as file:
        return [(row["case_id"], row["annotation"]) for row in csv.DictReader(file)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Masks of some images: 1 with an empty channel, 2 of supplemental, and the authentic 1."""
    folder = tmp_path / "out"
    write_array(folder / "1.npy", np.concatenate((STACK, STACK[:1] * 0)))
    write_array(folder / "authentic/1.npy", STACK[:0])
    write_array(folder / "supplemental/2.npy", STACK[1:])
    return folder


def test_there_and_back(folder: Path, index: Index, tmp_path: Path) -> None:
    files = open_predictions(folder, index)
    keys = keys_to_submit(index, files.keys)
    done = write_submission(SubmissionSource(index, files), keys, tmp_path / "new/submission.csv")
    written = rows(done.path)
    assert [name for name, _ in written] == [
        "authentic/1", "1", "authentic/2", "2", "3", "supplemental/2", "9",
    ]  # fmt: skip
    assert (done.rows, done.authentic, done.instances) == (7, 5, 3)
    assert dict(written)["2"] == dict(written)["authentic/1"] == "authentic"
    lacking = ("train/authentic/2", "train/forged/2", "train/forged/3", "supplemental/forged/9")
    assert set(done.messages) == {
        "out/1.npy: has 1 channel without a pixel, left out",
        *(f"{name}: is not predicted, written as authentic" for name in lacking),
    }
    back = open_predictions(done.path, index)
    assert back.messages == ()
    assert set(back.keys) == set(keys)
    for name, stack in (("train/forged/1", STACK), ("supplemental/forged/2", STACK[1:])):
        mask = back.read(key(name), *SIZE).mask
        assert mask is not None
        np.testing.assert_array_equal(mask.to_stack(), stack)


def test_a_submission_is_written_anew_without_what_is_wrong(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(
        'case_id,annotation\n1,"[1, 2, 3, 1];[];[9, 1]"\n2,"[1, 2, 3]"\n3,[123 4]\n77,authentic\n'
    )
    files = open_predictions(path, index)
    done = write_submission(
        SubmissionSource(index, files), keys_to_submit(index, files.keys), tmp_path / "new.csv"
    )
    assert rows(done.path) == [("1", "[1, 3];[9, 1]"), ("2", "authentic"), ("3", "[123, 4]")]
    assert [message.split(": ")[1] for message in done.messages] == [
        "line 2, case 1", "line 3, case 2", "line 4, case 3",
    ]  # fmt: skip
    again = write_submission(
        SubmissionSource(index, files, Threshold(least_area_px=2)), files.keys, path
    )
    assert again.path == path
    assert rows(path)[0] == ("1", "[1, 3]"), "read before it is replaced, and cleaned"


def test_corrections_take_the_place_of_predictions(
    folder: Path, index: Index, tmp_path: Path
) -> None:
    files = open_predictions(folder, index)
    corrections = {
        key("train/forged/1"): write_array(tmp_path / "one.npy", STACK[:1]),
        key("train/forged/3"): write_array(tmp_path / "three.npy", STACK[:0]),
    }
    keys = [key(f"train/forged/{name}") for name in ("1", "3")]
    done = write_submission(
        SubmissionSource(index, files, corrections=corrections), keys, tmp_path / "s.csv"
    )
    assert dict(rows(done.path))["3"] == "authentic"
    mask = open_predictions(done.path, index).read(keys[0], *SIZE).mask
    assert mask is not None
    np.testing.assert_array_equal(mask.to_stack(), STACK[:1])
    assert done.messages == ()


def test_splits_and_labels(folder: Path, index: Index) -> None:
    predicted = open_predictions(folder, index).keys
    assert keys_to_submit(index, predicted, splits=("test",)) == ()
    tested = keys_to_submit(index, predicted, splits=("test",), every=True)
    assert tested == (key("test/unlabelled/45"),)
    forged = keys_to_submit(index, predicted, labels=("forged",))
    assert {one.label for one in forged} == {"forged"}


def test_nothing_is_written_to_the_data_nor_half(
    folder: Path, index: Index, tmp_path: Path
) -> None:
    files = open_predictions(folder, index)
    before = sorted(index.root.rglob("*"))
    for out in (index.root / "submission.csv", index.root / "train_masks/s.csv", folder):
        with pytest.raises(ExportError):
            write_submission(SubmissionSource(index, files), files.keys, out)
    assert sorted(index.root.rglob("*")) == before
    out = tmp_path / "submission.csv"
    out.write_text("kept")
    with pytest.raises(PredictionCancelledError):
        write_submission(SubmissionSource(index, files), files.keys, out, cancelled=lambda: True)
    assert out.read_text() == "kept"
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


def test_progress(folder: Path, index: Index, tmp_path: Path) -> None:
    files = open_predictions(folder, index)
    counted: list[tuple[int, int]] = []
    write_submission(
        SubmissionSource(index, files),
        files.keys,
        tmp_path / "s.csv",
        progress=lambda *c: counted.append(c),
    )
    assert counted == [(3, 3)]

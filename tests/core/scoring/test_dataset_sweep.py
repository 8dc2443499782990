"""Sweeps over a data set are the means of what scoring it at each setting gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.scoring.curves import THRESHOLDS
from forgery_viewer.core.scoring.dataset_scores import score_dataset, select
from forgery_viewer.core.scoring.dataset_sweep import sweep_dataset
from forgery_viewer.core.scoring.score_summary import ScoreMeans
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.thresholding import Grouping, Threshold
from tests.core.building import stack_of, write_array, write_case

SIZE = (20, 30)
A, B = (slice(2, 6), slice(3, 8)), (slice(10, 14), slice(4, 28))
TRUE = stack_of(*SIZE, A, B)
MAP = (TRUE[0] * 0.4 + TRUE[1] * 0.8).astype(np.float32)


@pytest.fixture
def truths(tmp_path: Path) -> Truths:
    root = tmp_path / "set"
    for case_id in ("1", "2", "3", "4", "5"):
        write_case(root, case_id, size=SIZE, mask=TRUE, authentic=False)
    # Neither a truth nor a map that can be read stops the others.
    write_array(root / "train_masks/4.npy", TRUE[:, :3])
    return Truths(list_dataset(root), {})


@pytest.mark.parametrize("grouping", [Grouping.ONE, Grouping.EACH])
def test_each_place_of_the_table(truths: Truths, tmp_path: Path, grouping: Grouping) -> None:
    write_array(tmp_path / "out/1.npy", MAP)
    write_array(tmp_path / "out/2.npy", TRUE)
    write_array(tmp_path / "out/3.npy", MAP * np.nan)
    write_array(tmp_path / "out/5.npy", 1 - MAP)
    files = open_predictions(tmp_path / "out", truths.index)
    rows = select(truths, files.keys).rows
    found = sweep_dataset(truths, files, rows, Threshold(grouping=grouping))
    assert found.sweep is not None
    assert (found.maps, found.sweep.images) == (2, 4)
    for row in (0, 7, 13, 18):
        for column in (0, 2, 7):
            threshold = Threshold(
                found.sweep.thresholds[row], found.sweep.least_areas_px[column], 0, grouping
            )
            means = ScoreMeans.of(score_dataset(truths, files, rows, threshold).cases)
            assert found.sweep.of1[row, column] == pytest.approx(means.of1, abs=1e-12)
            assert found.sweep.f1[row, column] == pytest.approx(means.f1, abs=1e-12)
    hit = sum(((values >= np.float32(0.5)) & TRUE.any(axis=0)).sum() for values in (MAP, 1 - MAP))
    assert found.histogram.hit_px[THRESHOLDS.index(0.5)] == hit


def test_nothing_to_sweep_and_cancelling(truths: Truths, tmp_path: Path) -> None:
    write_array(tmp_path / "out/2.npy", TRUE)
    files = open_predictions(tmp_path / "out", truths.index)
    none = sweep_dataset(truths, files, [])
    assert none.sweep is None
    assert sweep_dataset(truths, files, [0, 1], cancelled=lambda: True).is_cancelled

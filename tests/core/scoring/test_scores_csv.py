"""Scores as comma-separated values are read back as they were."""

from __future__ import annotations

import io

import pandas as pd

from forgery_viewer.core.scoring.scores_csv import scores_as_csv
from tests.core.scoring.test_score_summary import CASES, case


def read(data: bytes) -> pd.DataFrame:
    found: pd.DataFrame = pd.read_csv(io.BytesIO(data), dtype={"case_id": str})
    return found


def test_a_line_an_image_with_every_number_in_full() -> None:
    found = read(scores_as_csv([*CASES, case("0017", 1 / 3, 1, 1)]))
    names = "split label case_id of1 f1 iou precision recall predicted true coverage_pct"
    assert list(found.columns) == names.split()
    assert list(found["case_id"]) == ["1", "2", "3", "4", "5", "6", "0017"]
    assert list(found["label"]) == ["forged"] * 4 + ["authentic"] * 2 + ["forged"]
    assert found["of1"].iloc[-1] == 1 / 3
    assert list(found["predicted"] - found["true"]) == [1, 0, -1, -2, 0, 3, 0]


def test_the_second_predictor_stands_beside_the_first() -> None:
    found = read(scores_as_csv(CASES, [case("3", 0.75, 2, 2), case("1", 0.125, 1, 1)]))
    told = found.set_index("case_id")["other_of1"]
    assert (told["1"], told["3"]) == (0.125, 0.75)
    assert told.drop(["1", "3"]).isna().all()

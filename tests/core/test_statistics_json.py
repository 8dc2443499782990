"""The JSON of statistics: its keys are an interface, and its figures are JSON's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forgery_viewer.core.bad_files import list_bad_files
from forgery_viewer.core.dataset import Index, scan
from forgery_viewer.core.scanning import read_all_channels
from forgery_viewer.core.statistics import summarise
from forgery_viewer.core.statistics_json import statistics_as_json
from tests.small_index import listed

FIGURES = ["p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "max", "mean"]


@pytest.fixture(scope="module")
def mini(shared_data: Path) -> Index:
    return scan(shared_data / "recodai_mini")


@pytest.fixture(scope="module")
def found(mini: Index) -> dict[str, Any]:
    table = read_all_channels(mini)
    train = np.flatnonzero(mini.column("split") == "train")
    by_split = {"train": summarise(mini, train, table)}
    whole = summarise(mini, channels=table)
    return statistics_as_json(whole, by_split, list_bad_files(mini), bgr=True)


def test_keys_that_are_promised(found: dict[str, Any]) -> None:
    for key in ("coverage_pct", "mask_area_px"):
        assert list(found[key]) == FIGURES
    assert list(found["buckets"]) == ["<=0.1", "0.1-0.5", "0.5-1", "1-2", "2-5", ">5"]
    assert sum(found["buckets"].values()) == found["counts"]["masks"] == 35
    assert sum(found["instances"].values()) == 35
    assert found["counts"]["images"] == 61
    for key in ("channel_mean_rgb", "channel_std_rgb"):
        assert set(found[key]) == {"authentic", "forged", "unlabelled"}
        assert all(len(triple) == 3 for triple in found[key].values())
    assert found["by_split"]["train"]["counts"]["masks"] == 32
    assert found["bad_files"] == []


def test_the_other_order_is_the_same_turned_round(found: dict[str, Any]) -> None:
    for name in ("mean", "std", "image_mean", "image_std"):
        for label, triple in found[f"channel_{name}_rgb"].items():
            assert found[f"channel_{name}_bgr"][label] == triple[::-1]


def test_it_is_json(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_figures_that_there_are_not_are_null() -> None:
    nothing = statistics_as_json(summarise(listed([])), {})
    json.dumps(nothing, allow_nan=False)
    assert set(nothing["coverage_pct"].values()) == {None}
    assert nothing["channel_mean_rgb"] == nothing["height_px"] == {}
    assert "channel_mean_bgr" not in nothing

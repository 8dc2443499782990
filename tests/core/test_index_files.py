"""The tables of the notebook, with its columns and with the figures of the table of truth."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from forgery_viewer.core.dataset import Index, list_dataset, scan
from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.index_files import (
    COLUMNS,
    FORGED_NAME,
    INDEX_NAME,
    Sanity,
    check_sanity,
    write_index_files,
)
from tests.core.building import stack_of, write_array, write_case


@pytest.fixture(scope="module")
def mini(shared_data: Path) -> Index:
    return scan(shared_data / "recodai_mini")


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"case_id": str})


def rows_of(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a table by split and case id."""
    rows = read(path).to_dict("records")
    return {(row["split"], row["case_id"]): {str(k): v for k, v in row.items()} for row in rows}


def test_names_and_columns_are_those_of_the_notebook(mini: Index, tmp_path: Path) -> None:
    written = write_index_files(mini, tmp_path / "out")
    assert [path.name for path in written] == [
        "train_index_images_masks_disambiguated.csv",
        "train_index_images_masks_disambiguated.parquet",
        "forged_with_mask_stats_disambiguated.csv",
        "forged_with_mask_stats_disambiguated.parquet",
    ]
    for name in (INDEX_NAME, FORGED_NAME):
        columns = list(read(tmp_path / f"out/{name}.csv").columns)
        assert columns == list(COLUMNS)
        assert columns[:5] == ["case_id", "label", "img_path", "mask_path", "has_mask"]
        assert columns[5:9] == ["mask_area", "coverage", "img_h", "img_w"]


def test_every_figure_is_that_of_the_table_of_truth(
    mini: Index, tmp_path: Path, shared_data: Path
) -> None:
    write_index_files(mini, tmp_path)
    table = rows_of(tmp_path / f"{FORGED_NAME}.csv")
    with (shared_data / "recodai_mini/truth.csv").open(newline="") as file:
        truth = list(csv.DictReader(file))
    assert len(table) == len(truth) == 35
    for true in truth:
        row = table[true["split"], true["case_id"]]
        assert row["label"] == "forged"
        assert row["has_mask"]
        assert (row["img_h"], row["img_w"]) == (int(true["height"]), int(true["width"]))
        assert (row["instances"], row["mask_area"]) == (
            int(true["instances"]),
            int(true["area_px"]),
        )
        # A share of the image, as in the notebook.
        assert 100 * row["coverage"] == pytest.approx(float(true["coverage_pct"]), abs=6e-7)
        assert row["regions"] == int(true["components"])
        assert row["pair"] == (true["paired"] == "True")
        assert row["mode"] == true["forged_mode"]
        assert row["dtype"] == "uint8"
        assert Path(row["img_path"]).is_file()
        assert Path(row["mask_path"]).stem == true["case_id"]


def test_the_index_has_every_image_in_the_order_of_the_notebook(
    mini: Index, tmp_path: Path
) -> None:
    write_index_files(mini, tmp_path)
    table = read(tmp_path / f"{INDEX_NAME}.csv")
    assert len(table) == len(mini)
    groups = [*dict.fromkeys(zip(table["split"], table["label"], strict=True))]
    assert groups == [
        ("train", "authentic"),
        ("train", "forged"),
        ("supplemental", "forged"),
        ("test", "unlabelled"),
    ]
    for _, group in table.groupby(["split", "label"], sort=False):
        numbers = group["case_id"].astype(int).tolist()
        assert numbers == sorted(numbers)
    authentic = table[table["label"] == "authentic"]
    assert not authentic["has_mask"].any()
    assert authentic[["mask_path", "mask_area", "coverage", "instances"]].isna().all(axis=None)
    assert authentic["img_h"].gt(0).all()


def test_parquet_has_the_same(mini: Index, tmp_path: Path) -> None:
    write_index_files(mini, tmp_path, sha256=True)
    for name in (INDEX_NAME, FORGED_NAME):
        parquet = pd.read_parquet(tmp_path / f"{name}.parquet")
        table = read(tmp_path / f"{name}.csv")
        assert list(parquet.columns) == list(table.columns)
        for column in ("case_id", "label", "split", "mode", "sha256"):
            assert parquet[column].tolist() == table[column].tolist()
        for column in ("mask_area", "coverage", "img_h", "regions"):
            pd.testing.assert_series_equal(
                parquet[column].astype("Float64"), table[column].astype("Float64")
            )


def test_without_pyarrow_there_is_csv_alone(
    mini: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert [path.suffix for path in write_index_files(mini, tmp_path)] == [".csv", ".csv"]


def test_one_split_alone(mini: Index, tmp_path: Path) -> None:
    write_index_files(mini, tmp_path, splits=["train"])
    assert set(read(tmp_path / f"{INDEX_NAME}.csv")["split"]) == {"train"}
    assert len(read(tmp_path / f"{FORGED_NAME}.csv")) == 32


def test_checksums_where_they_are_asked_for(mini: Index, tmp_path: Path) -> None:
    write_index_files(mini, tmp_path, sha256=True)
    table = read(tmp_path / f"{INDEX_NAME}.csv")
    assert list(table.columns) == [*COLUMNS, "sha256", "mask_sha256"]
    row = table[table["label"] == "forged"].iloc[0]
    for path, digest in (("img_path", "sha256"), ("mask_path", "mask_sha256")):
        assert row[digest] == hashlib.sha256(Path(row[path]).read_bytes()).hexdigest()
    assert table[table["label"] == "authentic"]["mask_sha256"].isna().all()


def test_what_is_not_known_is_left_blank(shared_data: Path, tmp_path: Path) -> None:
    write_index_files(scan(shared_data / "recodai_broken"), tmp_path)
    rows = rows_of(tmp_path / f"{FORGED_NAME}.csv")
    transposed, missing, cut, empty, boolean = (
        rows["train", case_id] for case_id in ("9481", "8702", "39088", "23989", "38343")
    )
    assert all(
        pd.isna(transposed[name]) for name in ("mask_area", "coverage", "instances", "dtype")
    )
    assert transposed["has_mask"]
    assert not missing["has_mask"]
    assert pd.isna(cut["img_h"])
    assert (empty["mask_area"], empty["coverage"]) == (0, 0)
    assert boolean["dtype"] == "bool"


def test_the_sanity_of_the_sample(mini: Index) -> None:
    train, supplemental, test = check_sanity(mini)
    assert train == Sanity("train", 25, 32, 0, 32, 25, 0, 0, 0)
    assert supplemental == Sanity("supplemental", 0, 3, 0, 3, 0, 0, 0, 0)
    assert test == Sanity("test", 0, 0, 1, 0, 0, 0, 0, 0)
    assert train.holds
    assert supplemental.holds


def test_sanity_finds_what_the_notebook_asserts(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_case(tmp_path, "2")
    write_case(tmp_path, "3")
    (tmp_path / "train_images/forged/2.png").unlink()
    (tmp_path / "train_masks/3.npy").unlink()
    write_array(tmp_path / "train_masks/9.npy", stack_of(4, 5, (slice(1), slice(1))))
    (sanity,) = check_sanity(list_dataset(tmp_path))
    assert sanity == Sanity(
        "train", 3, 2, 0, 3, 2, authentic_with_mask=1, forged_without_mask=1, masks_without_image=1
    )
    assert not sanity.holds


def test_nothing_is_written_among_the_data_or_when_cancelled(tmp_path: Path) -> None:
    write_case(tmp_path / "set", "1")
    index = scan(tmp_path / "set")
    with pytest.raises(ExportError):
        write_index_files(index, tmp_path / "set/train_masks")
    assert write_index_files(index, tmp_path / "out", sha256=True, cancelled=lambda: True) == ()
    # Made for nothing, so taken away again.
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(tmp_path / "set", "1")
    index = scan(tmp_path / "set")
    write_index_files(index, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="no space left"):
        write_index_files(index, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_no_images_give_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "set/test_images").mkdir(parents=True)
    write_index_files(scan(tmp_path / "set"), tmp_path / "out")
    assert len(read(tmp_path / f"out/{INDEX_NAME}.csv")) == 0

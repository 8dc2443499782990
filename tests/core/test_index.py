"""The table of a data set: rows, keys, partners, and details taken in bit by bit."""

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forgery_viewer.core.dataset import Details, Index, RecordKey, list_dataset
from tests.core.building import noise, write_case, write_image

SIZE = {"height": 20, "width": 30, "mode": "RGB"}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Pairs 1 and 2, forged 3 alone, authentic 4 alone, test image 45."""
    for case_id in ("1", "2", "3"):
        write_case(tmp_path, case_id, authentic=case_id != "3")
    write_image(tmp_path / "train_images/authentic/4.png", noise(4, 5))
    write_image(tmp_path / "test_images/45.png", noise(4, 5))
    return list_dataset(tmp_path)


def test_keys_lead_to_rows_and_back(index: Index) -> None:
    assert len(index) == 7
    for row in range(len(index)):
        assert index.row_of(index.key(row)) == row
    with pytest.raises(KeyError):
        index.row_of(RecordKey("train", "forged", "4"))
    with pytest.raises(IndexError):
        index.key(7)


def test_each_image_knows_whose_mask_is_edited_with_it(index: Index) -> None:
    owners = {
        str(index.key(row)): None if owner is None else str(index.key(owner))
        for row in range(len(index))
        for owner in [index.mask_owner(row)]
    }
    assert owners == {
        "train/authentic/1": "train/forged/1",
        "train/forged/1": "train/forged/1",
        "train/authentic/2": "train/forged/2",
        "train/forged/2": "train/forged/2",
        "train/forged/3": "train/forged/3",
        "train/authentic/4": None,
        "test/unlabelled/45": "test/unlabelled/45",
    }


def test_details_make_a_new_index_and_leave_the_old_one(index: Index) -> None:
    details = Details.of([1], [SIZE | {"instances": 2, "area_px": 150}])
    later = index.with_details(details)
    record = later.record(1)
    assert (record.height, record.width, record.mode) == (20, 30, "RGB")
    assert (record.instances, record.area_px, record.coverage_pct) == (2, 150, 25.0)
    assert later.was_read.tolist() == [False, True] + [False] * 5
    assert index.record(1).height is None
    assert not index.was_read.any()
    assert later.record(0) == index.record(0)
    assert later.row_of(later.key(1)) == 1


def test_details_in_any_order_and_division_give_the_same_table(index: Index) -> None:
    found: list[dict[str, Any]] = [
        SIZE | {"area_px": 10 * row, "instances": 1, "trouble": f"row {row}"} for row in range(7)
    ]
    whole = index.with_details(Details.of(range(7), found))
    parts = index
    for rows in ([6, 0], [], [3], [5, 4, 1], [2]):
        parts = parts.with_details(Details.of(rows, [found[row] for row in rows]))
    joined = Details.joined([Details.of([row], [found[row]]) for row in (3, 1, 0, 2, 6, 5, 4)])
    assert whole.table.equals(parts.table)
    assert whole.table.equals(index.with_details(joined).table)


def test_details_read_again_replace_the_earlier_ones(index: Index) -> None:
    broken = index.with_details(Details.of([1], [{"trouble": "forged/1.png: is cut off"}]))
    assert broken.record(1).problem == "forged/1.png: is cut off"
    mended = broken.with_details(Details.of([1], [SIZE]))
    assert mended.record(1).problem == ""
    assert broken.record(1).problem == "forged/1.png: is cut off"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_pair_of_two_sizes_is_told_on_both_rows_once_both_are_known(
    index: Index, order: tuple[int, int]
) -> None:
    sizes = {0: SIZE, 1: SIZE | {"height": 21}}
    first = index.with_details(Details.of([order[0]], [sizes[order[0]]]))
    assert (first.table["problem"] == "").all()
    both = first.with_details(Details.of([order[1]], [sizes[order[1]]]))
    text = "forged/1.png: is 30 x 21, its authentic partner 30 x 20"
    assert both.table["problem"].tolist() == [text, text, "", "", "", "", ""]
    mended = both.with_details(Details.of([1], [SIZE]))
    assert (mended.table["problem"] == "").all()


def test_several_problems_are_told_one_after_another(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_case(tmp_path, "2")
    (tmp_path / "train_masks/1.npy").unlink()
    found = [SIZE, SIZE | {"width": 31, "trouble": "something else"}]
    index = list_dataset(tmp_path).with_details(Details.of([0, 1], found))
    assert index.record(1).problem == (
        "train_masks/1.npy: the mask is missing; something else; "
        "forged/1.png: is 31 x 20, its authentic partner 30 x 20"
    )


def test_the_table_has_a_row_for_each_image_and_says_what_is_unknown(index: Index) -> None:
    table = index.table
    assert list(table.columns) == [
        "split",
        "label",
        "case_id",
        "image_path",
        "mask_path",
        "partner",
        "height",
        "width",
        "mode",
        "instances",
        "area_px",
        "coverage_pct",
        "regions",
        "mask_dtype",
        "mask_note",
        "problem",
    ]
    assert table["case_id"].tolist() == ["1", "1", "2", "2", "3", "4", "45"]
    assert table["partner"].tolist() == [1, 0, 3, 2, -1, -1, -1]
    assert (table[["height", "width", "instances", "area_px", "regions"]] == -1).all(axis=None)
    assert (table["mask_dtype"] == "").all()
    assert table["coverage_pct"].isna().all()
    assert table["mask_path"].tolist()[0] == ""
    assert index.table is table


@pytest.mark.parametrize("name", ["case_id", "height", "problem", "coverage_pct"])
def test_columns_are_those_of_the_table_and_cannot_be_changed(index: Index, name: str) -> None:
    later = index.with_details(Details.of([0], [SIZE]))
    for one in (index, later):
        column = one.column(name)
        np.testing.assert_array_equal(column, one.table[name].to_numpy())
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[0]
    with pytest.raises(KeyError):
        index.column("colour")


def test_a_change_of_the_table_does_not_reach_the_index(index: Index) -> None:
    frame = index.table.copy(deep=False)
    frame.loc[0, "height"] = 99
    assert index.record(0).height is None


def test_records_cannot_be_changed(index: Index) -> None:
    record: Any = index.record(0)
    with pytest.raises(FrozenInstanceError):
        record.problem = "another"

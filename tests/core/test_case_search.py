"""Finding cases by their ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from forgery_viewer.core.case_search import find_cases
from forgery_viewer.core.index import Index
from forgery_viewer.core.listing import list_dataset
from tests.core.building import noise, write_case, write_image


@pytest.fixture
def index(tmp_path: Path) -> Index:
    for case_id in ("7", "107", "1070", "71", "Fig_7"):
        write_case(tmp_path, case_id, size=(8, 8))
    write_case(tmp_path, "7", size=(8, 8), split="supplemental", authentic=False)
    write_image(tmp_path / "train_images/authentic/702.png", noise(8, 8, seed=1))
    return list_dataset(tmp_path)


def told(index: Index, typed: str, most: int = 20) -> list[str]:
    return [str(key) for key in find_cases(index, typed, most).keys]


def test_the_case_itself_comes_first_then_those_that_begin_so(index: Index) -> None:
    assert told(index, "7") == [
        "train/forged/7",
        "supplemental/forged/7",
        "train/forged/71",
        "train/authentic/702",
        "train/forged/107",
        "train/forged/1070",
        "train/forged/Fig_7",
    ]


def test_of_a_pair_it_is_the_forged_image(index: Index) -> None:
    assert told(index, "107") == ["train/forged/107", "train/forged/1070"]
    assert told(index, "702") == ["train/authentic/702"]


def test_capitals_and_blanks_make_no_difference(index: Index) -> None:
    assert told(index, " fIG") == ["train/forged/Fig_7"]


def test_only_the_best_are_told_and_that_there_are_more(index: Index) -> None:
    assert find_cases(index, "7", 7).has_more is False
    found = find_cases(index, "7", 6)
    assert len(found.keys) == 6
    assert found.has_more


@pytest.mark.parametrize("typed", ["", "  ", "999", "\udcff"])
def test_what_no_id_has_finds_nothing(index: Index, typed: str) -> None:
    assert find_cases(index, typed, 5) == ((), False)

"""In which order rows are shown; which are shown is tested with the terms of the filter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.ordering import natural_rank, sort_rows


@pytest.mark.parametrize(
    "in_order",
    [
        ["2", "10", "100"],
        ["01", "1", "002", "2"],
        ["case 2", "case 10", "Case 11", "d"],
        ["1.5", "1.10", "2"],
        ["7", "7a", "7b", "70"],
        ["a", "ab", "b", "ä", "д"],
    ],
)
def test_numbers_in_names_count_as_numbers(in_order: list[str]) -> None:
    assert natural_rank(in_order).tolist() == list(range(len(in_order)))
    backwards = natural_rank(in_order[::-1])
    assert backwards.tolist() == list(range(len(in_order)))[::-1]


names = st.text(st.characters(codec="utf-8"), max_size=8) | st.from_regex(
    r"\A[a-c]?[0-9]{1,4}[a-c]?\Z"
)


@given(st.lists(names))
def test_places_have_no_gap_and_only_equal_names_share_one(case_ids: list[str]) -> None:
    ranks = natural_rank(case_ids).tolist()
    assert set(ranks) == set(range(len(set(case_ids))))
    assert len(set(zip(case_ids, ranks, strict=True))) == len(set(case_ids))


@given(st.lists(st.integers(0, 10**9)))
def test_plain_numbers_sort_by_value(numbers: list[int]) -> None:
    ranks = natural_rank([str(number) for number in numbers])
    assert ranks.tolist() == [sorted(set(numbers)).index(number) for number in numbers]


columns = (
    arrays(np.int32, st.integers(0, 30), elements=st.integers(-1, 4))
    | arrays(np.float64, st.integers(0, 30), elements=st.sampled_from([np.nan, 0.0, 1.5, -2.0]))
    | arrays(object, st.integers(0, 30), elements=st.sampled_from(["", "a", "2", "10"]))
)


@given(columns, st.booleans())
def test_sorting_is_stable_and_puts_the_unknown_last(
    values: NDArray[np.generic], ascending: bool
) -> None:
    order = sort_rows(values, ascending=ascending)
    assert sorted(order) == list(range(len(values)))
    ranks = {"": 0, "2": 1, "10": 2, "a": 3}
    unknown = [str(value) in {"-1", "", "nan"} for value in values.tolist()]
    assert [unknown[row] for row in order] == sorted(unknown)
    known = [int(row) for row in order if not unknown[row]]

    def place(row: int) -> tuple[float, int]:
        value = values.tolist()[row]
        number = ranks[value] if isinstance(value, str) else value
        return (number if ascending else -number), row

    assert known == sorted(known, key=place)
    assert order[len(known) :].tolist() == [row for row, absent in enumerate(unknown) if absent]


def test_booleans_and_unsigned_columns_sort_too() -> None:
    edited = np.array([False, True, False])
    assert sort_rows(edited, ascending=False).tolist() == [1, 0, 2]
    assert sort_rows(np.array([3, 250, 7], np.uint8), ascending=False).tolist() == [1, 2, 0]

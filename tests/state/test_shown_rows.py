"""Positions and places are the arithmetic of an order and a filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.state.shown_rows import ShownRows


@given(st.permutations(range(9)), st.lists(st.booleans(), min_size=9, max_size=9))
def test_rows_positions_and_places_agree(order: list[int], accepted: list[bool]) -> None:
    shown = ShownRows()
    shown.arrange(np.array(order, np.intp), np.array(accepted))
    visible = [row for row in order if accepted[row]]
    assert shown.rows.tolist() == visible
    assert (len(shown), shown.total) == (len(visible), 9)
    assert [shown.row_at(position) for position in range(len(visible))] == visible
    for place, row in enumerate(order):
        before = sum(accepted[other] for other in order[:place])
        assert shown.place_of(row) == before
        assert shown.position_of(row) == (before if accepted[row] else -1)
    shown.accept(np.ones(9, np.bool_))
    assert shown.rows.tolist() == order


@pytest.mark.parametrize("position", [-1, 0])
def test_nothing_is_shown_where_there_is_nothing(position: int) -> None:
    with pytest.raises(IndexError):
        ShownRows().row_at(position)

"""Every line of a percentile has its label, and no two labels lie upon each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.percentile_labels import MARKED, percentile_labels, spread
from forgery_viewer.core.summaries import Summary


def test_each_percentile_has_a_label() -> None:
    labels = percentile_labels(Summary.of(np.linspace(0.2, 17, 400)))
    assert [label.names for label in labels] == [name.upper() for name in MARKED]
    assert [label.is_median for label in labels] == [name == "p50" for name in MARKED]
    assert labels[-1].text == "P99\n16.832 %"


def test_those_that_are_the_same_share_one() -> None:
    (one,) = percentile_labels(Summary.of(np.array([15.979])))
    assert (one.text, one.is_median) == ("P1\N{EN DASH}P99\n15.979 %", True)
    names = [label.names for label in percentile_labels(Summary.of(np.array([1.0] * 9 + [2.0])))]
    assert names == ["P1\N{EN DASH}P75", "P95", "P99"]
    assert percentile_labels(Summary.of(np.array([]))) == []


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 14)), max_size=7))
def test_labels_keep_their_order_and_clear_of_each_other(drawn: list[tuple[float, float]]) -> None:
    drawn.sort()
    middles, widths = [m for m, _w in drawn], [w for _m, w in drawn]
    found = spread(middles, widths, (0, 100))
    assert found is not None
    left = 0.0
    for middle, width in zip(found, widths, strict=True):
        assert middle - width / 2 >= left - 1e-6
        left = middle + width / 2
    assert left <= 100 + 1e-6


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([20, 40, 90], [10, 10, 10], (0, 100)) == pytest.approx([20, 40, 90])
    assert spread([50, 50], [10, 10], (0, 100)) == pytest.approx([45, 55])
    assert spread([99], [10], (0, 100)) == pytest.approx([95])
    assert spread([50, 50], [60, 60], (0, 100)) is None

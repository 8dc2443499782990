"""Ranges of numbers against sets of numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.intervals import Ranges, expanded, one_without_other


@st.composite
def ranges(draw: st.DrawFn) -> Ranges:
    """Ranges in order that do not overlap; some meet, and some are empty."""
    steps = draw(st.lists(st.integers(0, 4), max_size=24))
    places = np.cumsum(np.asarray(steps[: len(steps) // 2 * 2], np.int64))
    return places[0::2], places[1::2]


def numbers(found: Ranges) -> list[int]:
    return [n for start, end in zip(*found, strict=True) for n in range(start, end)]


@given(ranges())
def test_expanded(one: Ranges) -> None:
    assert expanded(*one).tolist() == numbers(one)


@given(ranges(), ranges())
def test_one_without_the_other(one: Ranges, other: Ranges) -> None:
    only_one, only_other = one_without_other(one, other)
    assert numbers(only_one) == sorted(set(numbers(one)) - set(numbers(other)))
    assert numbers(only_other) == sorted(set(numbers(other)) - set(numbers(one)))

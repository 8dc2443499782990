"""Edges of histograms: they hold every number, stay where they are, and are what is written."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.summaries import coverage_edges, histogram, size_edges


@given(st.lists(st.floats(1e-4, 100), min_size=1, max_size=20))
def test_every_coverage_is_in_a_bin_and_no_bin_is_spare(coverage: list[float]) -> None:
    numbers = np.array(coverage)
    edges = coverage_edges(numbers)
    assert histogram(numbers, edges).counts.sum() == len(numbers)
    assert edges[1] > numbers.min()
    assert edges[-2] <= numbers.max()
    assert [float(f"{edge:.3g}") for edge in edges] == edges.tolist()


@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=20))
def test_every_side_is_in_a_bin_of_whole_pixels(sides: list[int]) -> None:
    numbers = np.array(sides)
    edges = size_edges(numbers)
    assert histogram(numbers, edges).counts.sum() == len(numbers)
    assert edges[1] > numbers.min()
    assert edges[-2] <= numbers.max()
    assert np.array_equal(edges, np.round(edges))
    assert (np.diff(edges) > 0).all()


@given(st.floats(1e-3, 100), st.floats(1e-3, 100))
def test_the_grid_is_the_same_whatever_is_counted(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    wide = coverage_edges(np.array([low, high]))
    narrow = coverage_edges(np.array([high]))
    assert np.isin(narrow, wide).all()


def test_round_numbers_are_edges() -> None:
    assert np.isin([0.1, 1, 10], coverage_edges(np.array([0.05, 50]))).all()
    assert np.isin([64, 512, 2048], size_edges(np.array([64, 3888]))).all()

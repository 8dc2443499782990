"""Percentiles, buckets and bins against NumPy, pandas and plain counting."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.summaries import (
    BUCKETS,
    PERCENTILES,
    Summary,
    bucket_of,
    count_buckets,
    coverage_edges,
    cumulative,
    histogram,
    size_edges,
)

Floats = NDArray[np.float64]
COVERAGES = arrays(
    np.float64,
    st.integers(1, 60),
    elements=st.floats(0, 100) | st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 100.0]),
)


@given(COVERAGES)
def test_a_summary_is_numpys(numbers: Floats) -> None:
    summary = Summary.of(numbers)
    figures = summary.figures()
    assert list(figures) == [*(f"p{p}" for p in PERCENTILES), "max", "mean"]
    assert summary.count == len(numbers)
    assert [figures[f"p{p}"] for p in PERCENTILES] == np.percentile(numbers, PERCENTILES).tolist()
    assert summary.max == numbers.max()
    assert summary.mean == pytest.approx(numbers.mean())


@given(COVERAGES, st.integers(0, 2**32 - 1))
def test_order_makes_no_difference(numbers: Floats, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(numbers)
    assert Summary.of(shuffled) == Summary.of(numbers)
    assert count_buckets(shuffled) == count_buckets(numbers)


def test_nothing_has_no_figures() -> None:
    summary = Summary.of(np.empty(0))
    assert summary.count == 0
    assert all(np.isnan(list(summary.figures().values())))
    assert sum(found.count for found in count_buckets(np.empty(0))) == 0


@given(COVERAGES)
def test_buckets_are_closed_at_the_top(numbers: Floats) -> None:
    edges = [0, 0.1, 0.5, 1, 2, 5, np.inf]
    names = [bucket.name for bucket in BUCKETS]
    cut = pd.cut(numbers, edges, labels=names, include_lowest=True)
    assert [names[place] for place in bucket_of(numbers)] == list(cut)
    found = count_buckets(numbers)
    assert [(b.bucket.name, b.count) for b in found] == [(n, list(cut).count(n)) for n in names]
    assert sum(b.share_pct for b in found) == pytest.approx(100)


def test_buckets_follow_on_each_other() -> None:
    assert [bucket.name for bucket in BUCKETS] == [
        "<=0.1",
        "0.1-0.5",
        "0.5-1",
        "1-2",
        "2-5",
        ">5",
    ]
    assert all(one.to_pct == other.above_pct for one, other in itertools.pairwise(BUCKETS))


@given(arrays(np.float64, st.integers(0, 50), elements=st.floats(1e-4, 100)))
def test_bins_of_coverage_hold_every_number_and_no_more_than_needed(numbers: Floats) -> None:
    bins = histogram(numbers, coverage_edges(numbers))
    assert bins.counts.sum() == len(numbers)
    assert (np.diff(bins.edges) > 0).all()
    if len(numbers):
        assert bins.counts[0] > 0
        assert bins.counts[-1] > 0


def test_bins_lie_on_one_grid() -> None:
    wide, narrow = coverage_edges(np.array([0.003, 60])), coverage_edges(np.array([0.4, 3]))
    assert set(narrow) <= set(wide)
    assert {0.01, 0.1, 1.0, 10.0} <= set(wide)
    assert {64.0, 512.0, 4096.0} <= set(size_edges(np.array([60, 4500])))


@given(arrays(np.int32, st.integers(1, 50), elements=st.integers(1, 10_000)))
def test_bins_of_sizes_agree_with_numpy(sides: NDArray[np.int32]) -> None:
    bins = histogram(sides, size_edges(sides))
    expected, _ = np.histogram(sides, bins.edges)
    # NumPy closes the last bin at the top, ours has no number there.
    np.testing.assert_array_equal(bins.counts, expected)


def test_what_is_outside_the_bins_is_left_out() -> None:
    bins = histogram(np.array([0.0, 0.5, 1.0, 5.0]), np.array([0.5, 1.0, 2.0]))
    assert bins.counts.tolist() == [1, 1]


def test_the_cumulative_curve_ends_at_the_whole() -> None:
    values, shares = cumulative(np.array([3.0, 1.0, 1.0, 2.0]))
    assert values.tolist() == [1, 2, 3]
    assert shares.tolist() == [50, 75, 100]
    assert [len(part) for part in cumulative(np.empty(0))] == [0, 0]

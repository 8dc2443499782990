"""Curves, histograms and sweeps against masks made and scored one by one, pixel by pixel."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.prediction import RegionPair
from forgery_viewer.core.scoring.curves import (
    THRESHOLDS,
    MapHistogram,
    mean_sweep,
    score_at,
    sweep_image,
)
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Grouping, Threshold, ThresholdedMap
from forgery_viewer.core.twins.transform import Transform
from tests.core.masks_at_random import Stack
from tests.core.scoring.brute import brute_of1, brute_pixels
from tests.core.test_thresholding import Map, maps

GROUPINGS = st.sampled_from(list(Grouping))
PAIRS = [
    RegionPair(Transform.of_matrix(np.eye(2, 3)), (0, 0, 8, 8), (4, 4, 20, 20), 0.9, 9, 0),
    RegionPair(Transform.of_matrix(np.eye(2, 3)), (0, 9, 8, 20), (20, 0, 30, 9), 0.9, 9, 1),
]


def truth_of(values: Map, count: int, seed: int = 0) -> Stack:
    """Instances that lie roughly where the map is high."""
    random = np.random.default_rng(seed)
    near = random.random((count, *values.shape)) < 0.8
    return ((values > 0.5) & near).astype(np.uint8)


def scores_of(values: Map, true: Stack, threshold: Threshold) -> tuple[float, float]:
    stack = ThresholdedMap(values, PAIRS).mask(threshold).to_stack()
    # Permutations of many instances take for ever; those of few are what is told apart here.
    of1 = brute_of1(stack, true) if len(stack) <= 6 else np.nan
    return of1, brute_pixels(stack, true)["f1"]


@given(maps(), st.integers(0, 3))
def test_histograms_are_exact_at_every_threshold(values: Map, count: int) -> None:
    # Values at the very thresholds and just under them, where rounding would go astray.
    flat = values.ravel()
    flat[: min(101, flat.size)] = np.array(THRESHOLDS, np.float32)[: flat.size]
    just_under = np.nextafter(np.array(THRESHOLDS, np.float32), np.float32(0))
    flat[101:202] = just_under[: len(flat[101:202])]
    union = np.asarray(truth_of(values, count).any(axis=0), np.bool_)
    found = MapHistogram.of(values, union)
    for place, threshold in enumerate(THRESHOLDS):
        marked = values >= np.float32(threshold)
        assert found.hit_px[place] == (marked & union).sum()
        assert found.marked_px[place] == marked.sum()
        dense = brute_pixels(*(plane.astype(np.uint8)[np.newaxis] for plane in (marked, union)))
        assert found.f1[place] == pytest.approx(dense["f1"], abs=1e-12)
        if marked.any():
            assert found.precision[place] == pytest.approx(dense["precision"], abs=1e-12)
        if union.any():
            assert found.recall[place] == pytest.approx(dense["recall"], abs=1e-12)
    twice = found + found
    np.testing.assert_array_equal(twice.marked_px, 2 * found.marked_px)
    np.testing.assert_allclose(twice.f1, found.f1)


def test_a_map_larger_than_a_band() -> None:
    random = np.random.default_rng(3)
    values = random.random((700, 800), np.float32)
    union = random.random((700, 800)) < 0.3
    found = MapHistogram.of(values, union)
    assert found.hit_px[30] == ((values >= np.float32(0.3)) & union).sum()
    assert (found.inside_px.sum(), found.outside_px.sum()) == (union.sum(), (~union).sum())


def test_average_precision() -> None:
    values = np.array([[0.9, 0.8, 0.7, 0.1]], np.float32)
    found = MapHistogram.of(values, np.array([[True, False, True, False]]))
    assert found.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert MapHistogram.nothing(3, 10).hit_px.tolist() == [3, *[0] * 100]


@given(maps(), st.integers(0, 3), st.integers(0, 9), st.integers(0, 9), GROUPINGS)
def test_the_curve_is_made_of_masks(
    values: Map, count: int, least_area_px: int, holes_px: int, grouping: Grouping
) -> None:
    true = truth_of(values, count)
    cells = SparseMask.of_stack(true).cells
    settings = Threshold(0.5, least_area_px, holes_px, grouping)
    found = list(score_at(values, cells, settings, pairs=PAIRS))
    assert len(found) == len(THRESHOLDS)
    for place in range(0, 101, 7):
        threshold = Threshold(THRESHOLDS[place], least_area_px, holes_px, grouping)
        of1, f1 = scores_of(values, true, threshold)
        assert np.isnan(of1) or found[place].of1 == pytest.approx(of1, abs=1e-12)
        assert found[place].pixels.f1 == pytest.approx(f1, abs=1e-12)
    some = list(score_at(values, cells, settings, (0.21, 0.705), PAIRS))
    expected = scores_of(values, true, Threshold(0.705, least_area_px, holes_px, grouping))
    assert some[1].pixels.f1 == pytest.approx(expected[1], abs=1e-12)


def test_the_curve_ends_where_it_is_cancelled() -> None:
    values = np.random.default_rng(0).random((20, 20), np.float32)
    asked = iter([False] * 5 + [True])
    cells = SparseMask.empty(20, 20).cells
    found = score_at(values, cells, Threshold(), cancelled=lambda: next(asked))
    assert len(list(islice(found, 200))) == 5


@given(maps(), st.integers(0, 3), GROUPINGS, st.integers(0, 5))
def test_sweeps(values: Map, count: int, grouping: Grouping, holes_px: int) -> None:
    true = truth_of(values, count)
    thresholds, areas_px = (0.3, 0.55, 0.8), (0, 4, 30)
    cells = SparseMask.of_stack(true).cells
    found = sweep_image(values, cells, grouping, holes_px, thresholds, areas_px, PAIRS)
    for row, value in enumerate(thresholds):
        for column, area_px in enumerate(areas_px):
            of1, f1 = scores_of(values, true, Threshold(value, area_px, holes_px, grouping))
            assert np.isnan(of1) or found.of1[row, column] == pytest.approx(of1, abs=1e-12)
            assert found.f1[row, column] == pytest.approx(f1, abs=1e-12)
    threshold, area_px, best = found.best
    assert best == found.of1.max()
    assert found.of1[thresholds.index(threshold), areas_px.index(area_px)] == best


def test_the_mean_of_sweeps() -> None:
    values = np.zeros((10, 10), np.float32)
    values[2:6, 2:6] = 0.9
    true = (values > 0).astype(np.uint8)[np.newaxis]
    hit = sweep_image(values, SparseMask.of_stack(true).cells)
    missed = sweep_image(values, SparseMask.empty(10, 10).cells)
    both = mean_sweep([hit, missed])
    assert both.images == 2
    np.testing.assert_allclose(both.of1, (hit.of1 + missed.of1) / 2)
    assert hit.best == (0.05, 0, 1.0)
    weighted = mean_sweep([both, hit])
    np.testing.assert_allclose(weighted.f1, (2 * hit.f1 + missed.f1) / 3)
    with pytest.raises(ValueError, match="means"):
        mean_sweep([])

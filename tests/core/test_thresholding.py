"""Masks from maps against the same steps taken pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.prediction import Box, RegionPair
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Grouping, Threshold, ThresholdedMap, clean
from forgery_viewer.core.twins.transform import Transform
from tests.core.masks_at_random import Stack, stacks
from tests.core.test_run_regions import EIGHT, slow_filled

Map = NDArray[np.float32]


@st.composite
def maps(draw: st.DrawFn) -> Map:
    """Soft maps and noisy ones, thin strips included, with values at the very threshold."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = (draw(st.integers(1, 40)), draw(st.integers(1, 40)))
    values = random.random(size)
    if draw(st.booleans()):
        values = ndimage.gaussian_filter(values, 1.5)
        values = (values - values.min()) / max(float(np.ptp(values)), 1e-9)
    return np.round(values, draw(st.integers(1, 6))).astype(np.float32)


def slowly(values: Map, threshold: Threshold) -> NDArray[np.bool_]:
    """(regions, H, W): each region that is left."""
    marked = slow_filled(values >= np.float32(threshold.value), threshold.holes_px)
    labels, count = ndimage.label(marked, EIGHT)
    regions = [labels == number for number in range(1, count + 1)]
    kept = [region for region in regions if region.sum() >= threshold.least_area_px]
    kept.sort(key=lambda region: int(np.flatnonzero(region)[0]))
    return np.array(kept, np.bool_).reshape(len(kept), *values.shape)


@given(
    maps(),
    st.floats(0, 1),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([Grouping.ONE, Grouping.EACH]),
)
def test_the_steps_one_by_one(
    values: Map, value: float, least_area_px: int, holes_px: int, grouping: Grouping
) -> None:
    threshold = Threshold(value, least_area_px, holes_px, grouping)
    found = ThresholdedMap(values).mask(threshold).to_stack()
    regions = slowly(values, threshold)
    if grouping is Grouping.ONE and len(regions):
        regions = np.logical_or.reduce(regions)[np.newaxis]
    np.testing.assert_array_equal(found, regions)


@given(maps(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.integers(0, 9))))
def test_one_after_the_other_is_as_good_as_anew(
    values: Map, settings: list[tuple[float, int, int]]
) -> None:
    map_ = ThresholdedMap(values)
    for numbers in settings:
        threshold = Threshold(*numbers, Grouping.EACH)
        anew = ThresholdedMap(values).mask(threshold)
        np.testing.assert_array_equal(map_.mask(threshold).to_stack(), anew.to_stack())


@pytest.mark.parametrize("value", [0.1, 0.3, 0.5, 0.7])
def test_a_pixel_at_the_threshold_is_marked(value: float) -> None:
    values = np.full((2, 3), value, np.float32)
    values[0, 0] = np.nextafter(np.float32(value), np.float32(0))
    assert ThresholdedMap(values).mask(Threshold(value)).areas_px.tolist() == [5]


def pair(source: Box, copy: Box, instance: int | None) -> RegionPair:
    return RegionPair(Transform.of_matrix(np.eye(2, 3)), source, copy, 0.9, 12, instance)


def boxes(*places: Box) -> Map:
    values = np.zeros((40, 60), np.float32)
    for top, left, bottom, right in places:
        values[top:bottom, left:right] = 0.9
    return values


def test_pairs_make_instances() -> None:
    first, second, third, alone = (2, 2, 8, 8), (2, 20, 8, 26), (20, 2, 26, 8), (30, 40, 36, 46)
    values = boxes(first, second, third, alone)
    pairs = [pair(first, second, 0), pair((19, 1, 27, 9), (2, 20, 8, 26), 0)]
    found = ThresholdedMap(values, pairs).mask(Threshold(grouping=Grouping.PAIRS))
    assert found.areas_px.tolist() == [108, 36]
    weak = [pair(first, second, None)]
    assert ThresholdedMap(values, weak).mask(Threshold(grouping=Grouping.PAIRS)).count == 4


def test_two_claims_stay_two_instances_and_pieces_of_a_copy_stay_together() -> None:
    places = [(2, 2, 8, 8), (2, 20, 8, 26), (20, 2, 26, 4), (20, 6, 26, 8), (20, 20, 26, 26)]
    values = boxes(*places)
    pairs = [pair(places[0], places[1], 3), pair((20, 2, 26, 8), places[4], 7)]
    found = ThresholdedMap(values, pairs).mask(Threshold(grouping=Grouping.PAIRS))
    assert found.areas_px.tolist() == [72, 60]


def test_a_box_takes_what_has_most_pixels_in_it_and_not_what_is_too_small() -> None:
    values = boxes((0, 0, 20, 20), (0, 30, 2, 32))
    pairs = [pair((15, 15, 25, 25), (0, 30, 2, 32), 0), pair((35, 50, 38, 55), (0, 0, 1, 1), 1)]
    found = ThresholdedMap(values, pairs)
    assert found.mask(Threshold(grouping=Grouping.PAIRS)).areas_px.tolist() == [404]
    large = Threshold(least_area_px=5, grouping=Grouping.PAIRS)
    assert found.mask(large).areas_px.tolist() == [400]


def test_nothing_marked_is_no_instance() -> None:
    for grouping in Grouping:
        assert ThresholdedMap(boxes()).mask(Threshold(grouping=grouping)).count == 0
    small = Threshold(least_area_px=5)
    assert ThresholdedMap(boxes((0, 0, 2, 2))).mask(small).count == 0


@pytest.mark.parametrize("numbers", [(-0.1, 0, 0), (1.1, 0, 0), (0.5, -1, 0), (0.5, 0, -1)])
def test_settings_out_of_range(numbers: tuple[float, int, int]) -> None:
    with pytest.raises(ValueError, match=r"threshold|areas"):
        Threshold(*numbers)


@given(stacks(most=4), st.integers(0, 9), st.integers(0, 9))
def test_cleaning_a_mask(stack: Stack, least_area_px: int, holes_px: int) -> None:
    expected = []
    for plane in stack:
        labels, count = ndimage.label(slow_filled(plane != 0, holes_px), EIGHT)
        areas = [int((labels == number).sum()) for number in range(count + 1)]
        large = [number for number in range(1, count + 1) if areas[number] >= least_area_px]
        expected.append(np.isin(labels, large))
    if least_area_px > 1 or holes_px:
        expected = [plane for plane in expected if plane.any()]
    cleaned = clean(SparseMask.of_stack(stack), least_area_px, holes_px).to_stack()
    np.testing.assert_array_equal(cleaned, np.array(expected).reshape(-1, *stack.shape[1:]))

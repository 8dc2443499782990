"""Regions, areas and boxes agree with an independent labelling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import (
    Region,
    count_regions,
    find_regions,
    measure_instance,
    measure_mask,
)
from tests.core.masks_at_random import Stack, planes, stacks

EIGHT = np.ones((3, 3), np.intp)


def outline(region: Region) -> tuple[int, int, int, int, int]:
    return region.top, region.left, region.height, region.width, region.area_px


def labelled(plane: NDArray[np.bool_]) -> list[tuple[int, int, int, int, int]]:
    labels, _count = ndimage.label(plane, EIGHT)
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        size = (rows.stop - rows.start, columns.stop - columns.start)
        found.append((rows.start, columns.start, *size, int((labels == number).sum())))
    return found


@given(planes())
def test_regions_are_those_of_an_8_connected_labelling(plane: NDArray[np.bool_]) -> None:
    regions = find_regions(plane)
    assert sorted(map(outline, regions)) == sorted(labelled(plane))
    assert [(r.top, r.left) for r in regions] == sorted((r.top, r.left) for r in regions)
    labels, count = ndimage.label(plane, EIGHT)
    assert {labels[r.inside] for r in regions} == set(range(1, count + 1))


@given(planes())
def test_bytes_and_booleans_are_the_same(plane: NDArray[np.bool_]) -> None:
    assert find_regions(plane.view(np.uint8)) == find_regions(plane)


@given(stacks(most=20))
def test_figures_of_a_mask(stack: Stack) -> None:
    figures = measure_mask(BitPlanes.from_stack(stack))
    assert figures.area_px == stack.any(axis=0).sum()
    assert figures.overlap_px == (stack.sum(axis=0, dtype=np.intp) > 1).sum()
    assert figures.coverage_pct == pytest.approx(100 * stack.any(axis=0).mean(), abs=1e-9)
    assert [i.area_px for i in figures.instances] == list(stack.sum(axis=(1, 2), dtype=np.intp))
    assert figures.regions == sum(len(labelled(channel == 1)) for channel in stack)


@given(stacks(most=4))
def test_regions_are_counted_in_each_instance_for_itself(stack: Stack) -> None:
    assert count_regions(stack) == sum(int(ndimage.label(c, EIGHT)[1]) for c in stack)


def test_a_region_in_the_hole_of_another_counts() -> None:
    stack = np.ones((1, 9, 9), np.uint8)
    stack[0, 1:8, 1:8] = 0
    stack[0, 3:6, 3:6] = 1
    assert count_regions(stack) == 2
    stack[0, 4, 4] = 0
    assert count_regions(stack) == 2


@given(stacks(fewest=1, most=3))
def test_the_box_of_an_instance_holds_its_pixels_and_no_more(stack: Stack) -> None:
    box = measure_instance(BitPlanes.from_stack(stack), 0).box
    rows, columns = np.nonzero(stack[0])
    if rows.size:
        assert box == (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
    else:
        assert box is None


def test_two_pixels_that_touch_at_a_corner_are_one_region() -> None:
    assert len(find_regions(np.eye(40, dtype=np.bool_))) == 1
    assert len(find_regions(np.kron(np.eye(3), np.diag([1, 0])).astype(np.bool_))) == 3


@pytest.mark.parametrize("shape", [(1, 50), (50, 1), (1, 1)])
def test_strips(shape: tuple[int, int]) -> None:
    plane = np.ones(shape, np.bool_)
    assert [outline(r) for r in find_regions(plane)] == [(0, 0, *shape, plane.size)]


def test_nothing_has_no_figures() -> None:
    figures = measure_mask(BitPlanes(30, 40))
    assert (figures.area_px, figures.overlap_px, figures.regions) == (0, 0, 0)
    assert figures.coverage_pct == 0
    assert find_regions(np.zeros((5, 6), np.bool_)) == ()

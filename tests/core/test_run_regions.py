"""Regions and holes of runs against an independent labelling of the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.run_regions import fill_holes, label_regions
from forgery_viewer.core.runs import Runs
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.masks_at_random import planes

EIGHT = np.ones((3, 3), np.intp)


def runs_of(plane: NDArray[np.bool_]) -> Runs:
    mask = SparseMask.of_stack(plane[np.newaxis])
    return Runs.of_stretches(0, mask.start, mask.end, *plane.shape)


def painted(runs: Runs, shape: tuple[int, ...], labels: NDArray[np.int32]) -> NDArray[np.intp]:
    """The number of the region of each pixel, from 1."""
    image = np.zeros(shape, np.intp)
    for line, start, end, label in zip(runs.line, runs.start, runs.end, labels, strict=True):
        assert not image[line, start:end].any()
        image[line, start:end] = label + 1
    return image


def slow_filled(plane: NDArray[np.bool_], most_px: int) -> NDArray[np.bool_]:
    """Holes that are filled, each looked at alone."""
    labels, count = ndimage.label(~plane)
    filled = plane.copy()
    for number in range(1, count + 1):
        hole = labels == number
        border = np.concatenate((hole[0], hole[-1], hole[:, 0], hole[:, -1]))
        if hole.sum() <= most_px and not border.any():
            filled |= hole
    return filled


@pytest.mark.parametrize("by_pixel", [False, True])
@given(plane=planes())
def test_regions_from_top_to_bottom(by_pixel: bool, plane: NDArray[np.bool_]) -> None:
    runs = runs_of(plane)
    count, labels = label_regions(runs, plane.astype(np.uint8) if by_pixel else None)
    expected, number = ndimage.label(plane, EIGHT)
    assert count == number
    np.testing.assert_array_equal(painted(runs, plane.shape, labels) > 0, plane)
    firsts = [int(np.flatnonzero(labels == label)[0]) for label in range(count)]
    assert firsts == sorted(firsts)
    pairs = {*zip(painted(runs, plane.shape, labels)[plane], expected[plane], strict=True)}
    assert len(pairs) == count, "the same regions, whatever their numbers"


@pytest.mark.parametrize("by_pixel", [False, True])
@given(plane=planes(), most_px=st.integers(0, 12), soft=st.booleans())
def test_holes(by_pixel: bool, plane: NDArray[np.bool_], most_px: int, soft: bool) -> None:
    if soft:
        plane = ndimage.binary_closing(plane, EIGHT)
    pixels = plane.astype(np.uint8) if by_pixel else None
    runs = fill_holes(runs_of(plane), plane.shape[0], most_px, pixels)
    expected = slow_filled(plane, most_px)
    found = painted(runs, plane.shape, np.zeros(len(runs.line), np.int32)) > 0
    np.testing.assert_array_equal(found, expected)
    assert len(runs.line) == len(runs_of(expected).line), "runs that meet are one"
    if pixels is not None:
        np.testing.assert_array_equal(pixels, expected)


def test_an_island_in_a_hole_is_not_counted_with_it() -> None:
    plane = np.zeros((9, 9), np.bool_)
    plane[1:8, 1:8] = True
    plane[2:7, 2:7] = False
    plane[4, 4] = True
    hole_px = 24
    untouched = fill_holes(runs_of(plane), 9, hole_px - 1)
    assert untouched.pixels == int(plane.sum())
    assert fill_holes(runs_of(plane), 9, hole_px).pixels == 49

"""A cut parts every region that it goes through, however thin it is."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.drawing import Point, brush_marks
from forgery_viewer.core.tools.cut_line import cut_marks
from tests.core.plain_shapes import Plane, laid_on, plain_reach, plain_regions

COORDINATES = st.floats(-10, 40)
POINTS = st.tuples(COORDINATES, COORDINATES)
SHAPE = (24, 30)


def cut(start: Point, end: Point, width_px: float) -> Plane:
    return laid_on(cut_marks(start, end, width_px, SHAPE), SHAPE)


@given(POINTS, POINTS, st.sampled_from([1, 1.5, 2, 3.5, 9]))
def test_a_cut_through_the_image_leaves_no_way_across(
    start: Point, end: Point, width_px: float
) -> None:
    away = math.dist(start, end)
    if away < 1:
        return
    along = ((end[0] - start[0]) / away, (end[1] - start[1]) / away)
    ends = [(start[0] + s * 80 * along[0], start[1] + s * 80 * along[1]) for s in (-1, 1)]
    left = ~cut(ends[0], ends[1], width_px)
    sides = [
        np.sign((x - ends[0][0]) * along[1] - (y - ends[0][1]) * along[0])
        for y, x in np.argwhere(left) + 0.5
    ]
    side = np.zeros(SHAPE)
    side[left] = sides
    for region in plain_regions(left):
        assert len(set(side[region])) == 1


@given(POINTS, POINTS)
def test_a_thin_cut_is_the_thin_line_with_its_corners_filled(start: Point, end: Point) -> None:
    plane = cut(start, end, 1)
    line = laid_on(brush_marks(start, end, 1, SHAPE), SHAPE)
    assert not (line & ~plane).any()
    a, b = ((math.floor(y), math.floor(x)) for x, y in (start, end))
    if all(0 <= r < SHAPE[0] and 0 <= c < SHAPE[1] for r, c in (a, b)):
        # As few pixels as a way from one end to the other in steps to the four sides has.
        assert plane.sum() == abs(a[0] - b[0]) + abs(a[1] - b[1]) + 1
        assert plain_reach(plane, a, 4).sum() == plane.sum()


@given(POINTS, POINTS, st.sampled_from([1, 2, 5]))
def test_a_cut_is_the_same_from_both_ends(start: Point, end: Point, width_px: float) -> None:
    np.testing.assert_array_equal(cut(start, end, width_px), cut(end, start, width_px))


@given(POINTS, POINTS, st.floats(2, 12))
def test_a_wide_cut_is_the_line_of_a_round_brush(start: Point, end: Point, width_px: float) -> None:
    expected = laid_on(brush_marks(start, end, width_px, SHAPE), SHAPE)
    np.testing.assert_array_equal(cut(start, end, width_px), expected)

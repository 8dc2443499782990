"""Polygon, rectangle, ellipse: the pixels whose centre lies inside, to the last one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.tools.boxes import ellipse_mark, rectangle_mark, whole_pixels
from forgery_viewer.core.tools.outlines import outline_mark
from tests.core.plain_shapes import (
    Plane,
    laid_on,
    plain_ellipse,
    plain_outline,
    plain_rectangle,
)

# Whole and half pixels meet the centres and borders of pixels, any other number does not.
COORDINATES = st.integers(-20, 60).map(lambda n: n / 2) | st.floats(-10, 30)
POINTS = st.tuples(COORDINATES, COORDINATES)
SHAPES = st.tuples(st.integers(1, 20), st.integers(1, 20))


def outlined(points: list[Point], shape: tuple[int, int]) -> Plane:
    return laid_on([outline_mark(points, shape)], shape)


@given(st.lists(POINTS, max_size=9), SHAPES)
def test_an_outline_covers_what_it_goes_around(points: list[Point], shape: tuple[int, int]) -> None:
    expected = plain_outline(points, shape)
    np.testing.assert_array_equal(outlined(points, shape), expected)


@given(st.lists(POINTS, min_size=3, max_size=9), SHAPES, st.integers(0, 8), st.booleans())
def test_neither_the_first_point_nor_the_sense_matters(
    points: list[Point], shape: tuple[int, int], first: int, turned: bool
) -> None:
    other = points[first:] + points[:first]
    if turned:
        other.reverse()
    np.testing.assert_array_equal(outlined(other, shape), outlined(points, shape))


@given(POINTS, POINTS, POINTS, st.tuples(st.integers(-9, 29), st.integers(-9, 29)))
def test_outlines_side_by_side_share_no_pixel_and_leave_none_out(
    a: Point, b: Point, c: Point, inner: Point
) -> None:
    shape = (20, 20)
    parts = [outlined([*side, inner], shape) for side in ((a, b), (b, c), (c, a))]
    whole = outlined([a, b, c], shape)
    pixels_of_whole = np.sum(parts, axis=0, dtype=int)
    if not pixels_of_whole[~whole].any():
        assert (pixels_of_whole[whole] == 1).all()


@given(st.integers(2, 40), st.integers(0, 3))
def test_a_lasso_that_goes_around_twice_has_no_hole(corners: int, more: int) -> None:
    turn = np.linspace(0, 4 * np.pi, 2 * corners + more, endpoint=False)
    points = list(zip(15 + 9 * np.cos(turn), 15 + 9 * np.sin(turn), strict=True))
    plane = outlined([(float(x), float(y)) for x, y in points], (30, 30))
    assert plane[15, 15] == (2 * corners + more >= 5)


def test_an_outline_around_the_whole_image_covers_all_of_it() -> None:
    points = [(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)]
    assert outlined(points, (8, 8192)).all()


@pytest.mark.parametrize(
    "points",
    [
        [],
        [(3.5, 3.5)],
        [(0.0, 0.0), (9.0, 9.0)],
        [(1.6, 1.0), (1.9, 1.0), (1.9, 9.0)],
        [(-9.0, 1.0), (-2.0, 1.0), (-2.0, 9.0)],
        [(20.0, 1.0), (30.0, 1.0), (20.0, 9.0)],
        [(1.0, -20.0), (5.0, -20.0), (2.0, -1.0)],
    ],
)
def test_an_outline_without_room_for_a_centre_or_beside_the_image_is_nothing(
    points: list[Point],
) -> None:
    assert outline_mark(points, (10, 10)).is_empty


def test_a_small_outline_on_a_large_image_takes_a_small_box() -> None:
    mark = outline_mark([(8000.0, 8100.0), (8020.0, 8100.0), (8000.0, 8110.0)], (8192, 8192))
    assert mark.inside.shape == (10, 19)
    assert (mark.top, mark.left) == (8100, 8000)


@given(POINTS, POINTS, SHAPES)
def test_a_rectangle(start: Point, end: Point, shape: tuple[int, int]) -> None:
    mark = rectangle_mark(start, end, shape)
    np.testing.assert_array_equal(laid_on([mark], shape), plain_rectangle(start, end, shape))
    corners = [start, (end[0], start[1]), end, (start[0], end[1])]
    np.testing.assert_array_equal(laid_on([mark], shape), outlined(corners, shape))
    assert mark.inside.all()


@given(POINTS, POINTS, SHAPES)
def test_an_ellipse(start: Point, end: Point, shape: tuple[int, int]) -> None:
    mark = ellipse_mark(start, end, shape)
    np.testing.assert_array_equal(laid_on([mark], shape), plain_ellipse(start, end, shape))


@pytest.mark.parametrize("side_px", [1, 2, 3, 8, 101])
def test_an_ellipse_of_whole_pixels_is_the_same_from_every_side(side_px: int) -> None:
    shape = (side_px, side_px)
    plane = laid_on([ellipse_mark((0, 0), (side_px, side_px), shape)], shape)
    for other in (plane.T, plane[::-1], plane[:, ::-1]):
        np.testing.assert_array_equal(plane, other)
    assert plane.any(axis=0).all()


@given(POINTS, POINTS)
def test_whole_pixels_go_from_the_pixel_under_one_end_to_that_under_the_other(
    start: Point, end: Point
) -> None:
    shape = (80, 80)
    a, b = ((x + 20, y + 20) for x, y in (start, end))
    plane = laid_on([rectangle_mark(*whole_pixels(a, b), shape)], shape)
    rows, columns = np.nonzero(plane)
    for point in (a, b):
        assert int(point[0]) in {columns.min(), columns.max()}
        assert int(point[1]) in {rows.min(), rows.max()}

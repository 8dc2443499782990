"""A square brush covers whole squares set down along a thin line, and nothing else."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Point, brush_marks
from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.tools.square_brush import square_marks
from tests.core.plain_shapes import laid_on

Plane = NDArray[np.bool_]

COORDINATES = st.integers(-2560, 6400).map(lambda n: n / 64)
POINTS = st.tuples(COORDINATES, COORDINATES)
SHAPES = st.tuples(st.integers(1, 60), st.integers(1, 60))
SIZES = st.integers(1, 24) | st.sampled_from([63, 64, 511, 512])


def painted(start: Point, end: Point, size_px: int, shape: tuple[int, int]) -> Plane:
    return laid_on(square_marks(start, end, size_px, shape), shape)


def stamp(row: int, column: int, size_px: int, shape: tuple[int, int]) -> Plane:
    plane = np.zeros(shape, np.bool_)
    plane[max(row, 0) : max(row + size_px, 0), max(column, 0) : max(column + size_px, 0)] = True
    return plane


def corner(point: Point, size_px: int) -> tuple[int, int]:
    """The upper left pixel of the square whose middle is nearest to the point."""
    shift = 0.5 if size_px % 2 else 0.0
    middle = [math.floor(v - shift + 0.5) + shift for v in point]
    return int(middle[1] - size_px / 2), int(middle[0] - size_px / 2)


@given(POINTS, SIZES, SHAPES)
def test_a_click_is_one_square(point: Point, size_px: int, shape: tuple[int, int]) -> None:
    expected = stamp(*corner(point, size_px), size_px, shape)
    np.testing.assert_array_equal(painted(point, point, size_px, shape), expected)


@given(POINTS, POINTS, SIZES, SHAPES)
def test_a_line_is_a_square_at_each_pixel_of_the_thin_line(
    start: Point, end: Point, size_px: int, shape: tuple[int, int]
) -> None:
    first, last = corner(start, size_px), corner(end, size_px)
    steps = max(abs(first[0] - last[0]), abs(first[1] - last[1]))
    expected = np.zeros(shape, np.bool_)
    for step in range(steps + 1):
        # The longer way goes on by one a step, the other to the nearest pixel, half upwards.
        row, column = (
            math.floor((2 * step * (b - a) + steps) / (2 * steps)) + a if steps else a
            for a, b in zip(first, last, strict=True)
        )
        expected |= stamp(row, column, size_px, shape)
    np.testing.assert_array_equal(painted(start, end, size_px, shape), expected)


@given(POINTS, POINTS, SHAPES)
def test_size_1_is_the_round_brush_of_1_px(
    start: Point, end: Point, shape: tuple[int, int]
) -> None:
    expected = laid_on(brush_marks(start, end, 1, shape), shape)
    np.testing.assert_array_equal(painted(start, end, 1, shape), expected)


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), min_size=2, max_size=8))
def test_joined_lines_have_no_gaps(points: list[Point]) -> None:
    for size_px in (1, 2, 3, 10):
        plane = np.zeros((61, 61), np.bool_)
        for start, end in pairwise(points):
            plane |= painted(start, end, size_px, plane.shape)
        assert len(find_regions(plane)) == 1


def test_a_long_diagonal_comes_in_small_pieces_that_are_the_whole() -> None:
    shape = (8192, 8192)
    marks = list(square_marks((3.2, 5.1), (8100.0, 7800.9), 10, shape))
    assert max(mark.inside.size for mark in marks) < 100 * 100
    rows = np.zeros(shape[0], np.bool_)
    for mark in marks:
        assert mark.inside.any(axis=1).all()
        rows[mark.box[0]] = True
    assert np.flatnonzero(~rows).tolist() == list(range(7806, 8192))


@pytest.mark.parametrize("size_px", [1, 2, 512])
def test_nothing_is_marked_beside_the_image(size_px: int) -> None:
    assert not list(square_marks((-300, 5), (-290, 900), size_px, (30, 30)))
    assert not list(square_marks((5, 700), (25, 700), size_px, (30, 30)))

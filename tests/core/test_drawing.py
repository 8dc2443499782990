"""A brush covers exactly the pixels whose centre is near enough; a 1 px brush is 1 px."""

from __future__ import annotations

import math
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Point, brush_marks
from forgery_viewer.core.regions import find_regions

Plane = NDArray[np.bool_]

# In 64ths of a pixel, so that a shift by whole pixels is exact.
COORDINATES = st.integers(-2560, 6400).map(lambda n: n / 64)
POINTS = st.tuples(COORDINATES, COORDINATES)
DIAMETERS = st.integers(2, 60) | st.floats(2, 60)
SHAPES = st.tuples(st.integers(1, 36), st.integers(1, 36))


def painted(start: Point, end: Point, diameter_px: float, shape: tuple[int, int]) -> Plane:
    plane = np.zeros(shape, np.bool_)
    for mark in brush_marks(start, end, diameter_px, shape):
        assert not mark.is_empty
        plane[mark.box] |= mark.inside
    return plane


def distances(start: Point, end: Point, shape: tuple[int, int]) -> NDArray[np.float64]:
    """From each pixel's centre to the segment, one pixel at a time."""
    found = np.empty(shape)
    along = (end[0] - start[0], end[1] - start[1])
    length2 = along[0] ** 2 + along[1] ** 2
    for row, column in np.ndindex(shape):
        x, y = column + 0.5, row + 0.5
        t = ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / length2 if length2 else 0
        t = min(1.0, max(0.0, t))
        found[row, column] = math.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
    return found


def pixels(plane: Plane) -> set[tuple[int, int]]:
    return {(int(r), int(c)) for r, c in np.argwhere(plane)}


@given(POINTS, POINTS, DIAMETERS, SHAPES)
def test_covers_the_pixels_within_half_a_diameter_of_the_line(
    start: Point, end: Point, diameter_px: float, shape: tuple[int, int]
) -> None:
    plane = painted(start, end, diameter_px, shape)
    away = distances(start, end, shape) - diameter_px / 2
    assert plane[away < -1e-4].all()
    assert not plane[away > 1e-4].any()


@given(st.tuples(st.integers(-9, 40), st.integers(-9, 40)), st.integers(1, 20), st.booleans())
def test_the_rim_belongs_to_the_brush(at: tuple[int, int], radius: int, on_corner: bool) -> None:
    shift = 0.0 if on_corner else 0.5
    point = (at[0] + shift, at[1] + shift)
    plane = painted(point, point, 2 * radius, (32, 32))
    rows, columns = np.mgrid[:32, :32] + 0.5
    near = (columns - point[0]) ** 2 + (rows - point[1]) ** 2 <= radius**2
    np.testing.assert_array_equal(plane, near)


def test_is_as_exact_at_the_far_end_of_a_large_image() -> None:
    shift = 4000
    here = painted((20.3, 20.7), (40.1, 33.9), 13, (64, 64))
    there = painted((shift + 20.3, shift + 20.7), (shift + 40.1, shift + 33.9), 13, (4064, 4064))
    np.testing.assert_array_equal(there[shift:, shift:], here)


@given(POINTS, DIAMETERS)
def test_a_click_on_the_image_always_leaves_a_mark(point: Point, diameter_px: float) -> None:
    column, row = math.floor(point[0]), math.floor(point[1])
    plane = painted(point, point, diameter_px, (70, 70))
    if 0 <= row < 70 and 0 <= column < 70:
        assert plane[row, column]


@given(POINTS)
def test_a_click_of_the_1_px_brush_is_the_pixel_under_it(point: Point) -> None:
    column, row = math.floor(point[0]), math.floor(point[1])
    inside = 0 <= row < 70 and 0 <= column < 70
    plane = painted(point, point, 1, (70, 70))
    assert pixels(plane) == ({(row, column)} if inside else set())


@given(POINTS, POINTS)
def test_a_1_px_line_is_one_thin_chain_from_end_to_end(start: Point, end: Point) -> None:
    shape, shift = (160, 160), 45
    a, b = ((x + shift, y + shift) for x, y in (start, end))
    plane = painted(a, b, 1, shape)
    ends = {(math.floor(y), math.floor(x)) for x, y in (a, b)}
    assert ends <= pixels(plane)
    spans = [abs(math.floor(a[i]) - math.floor(b[i])) for i in (0, 1)]
    # One pixel for each step along the longer side: no gap, and no corner that is filled up.
    assert plane.sum() == max(spans) + 1
    assert len(find_regions(plane)) == 1


@given(POINTS, POINTS)
def test_a_1_px_line_stays_beside_the_true_one(start: Point, end: Point) -> None:
    plane = painted(start, end, 1, (36, 36))
    a, b = ((math.floor(x) + 0.5, math.floor(y) + 0.5) for x, y in (start, end))
    assert (distances(a, b, (36, 36))[plane] <= 0.5 + 1e-9).all()


@pytest.mark.parametrize("turn", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_a_diagonal_is_a_diagonal(turn: tuple[int, int]) -> None:
    end = (50.5 + 30 * turn[0], 50.5 + 30 * turn[1])
    line = pixels(painted((50.5, 50.5), end, 1, (101, 101)))
    assert line == {(50 + k * turn[1], 50 + k * turn[0]) for k in range(31)}


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), min_size=2, max_size=8))
def test_joined_lines_have_no_gaps(points: list[Point]) -> None:
    for diameter_px in (1, 2, 3, 9):
        plane = np.zeros((61, 61), np.bool_)
        for start, end in pairwise(points):
            plane |= painted(start, end, diameter_px, plane.shape)
        assert len(find_regions(plane)) == 1


@given(POINTS, POINTS, st.integers(1, 12))
def test_what_lies_outside_the_image_is_cut_off(start: Point, end: Point, diameter_px: int) -> None:
    small = painted(start, end, diameter_px, (30, 30))
    shift = 60
    a, b = ((x + shift, y + shift) for x, y in (start, end))
    whole = painted(a, b, diameter_px, (240, 240))
    differing = small ^ whole[shift : shift + 30, shift : shift + 30]
    rim = abs(distances(start, end, (30, 30)) - diameter_px / 2) < 1e-4
    assert not (differing & ~rim).any()


def test_nothing_is_marked_by_a_stroke_beside_the_image() -> None:
    for diameter_px in (1, 20):
        assert not list(brush_marks((-50, 5), (-30, 900), diameter_px, (30, 30)))
        assert not list(brush_marks((500, 5), (500, 5), diameter_px, (30, 30)))


@given(POINTS, st.floats(-1e-6, 1e-6), st.floats(-1e-6, 1e-6))
def test_a_pointer_that_hardly_moves_draws_a_dot(point: Point, dx: float, dy: float) -> None:
    moved = (point[0] + dx, point[1] + dy)
    dot, line = (painted(point, end, 9, (50, 50)) for end in (point, moved))
    assert np.count_nonzero(dot ^ line) <= 12


@pytest.mark.parametrize("diameter_px", [1, 2, 5])
def test_a_long_thin_diagonal_takes_little_memory(diameter_px: int) -> None:
    shape = (8000, 8000)
    tracemalloc.start()
    largest = max(m.inside.size for m in brush_marks((3, 5), (7990, 7800), diameter_px, shape))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert largest < 100 * 100
    assert peak < 2 * 2**20


@pytest.mark.parametrize("diameter_px", [1, 4, 30])
def test_a_long_line_in_pieces_is_the_whole_line(diameter_px: int) -> None:
    start, end, shape = (2.25, 3.5), (190.75, 130.5), (140, 200)
    plane = painted(start, end, diameter_px, shape)
    marks = list(brush_marks(start, end, diameter_px, shape))
    assert len(marks) > 1
    if diameter_px == 1:
        assert plane.sum() == 190 - 2 + 1
    else:
        away = distances(start, end, shape) - diameter_px / 2
        assert plane[away < -1e-4].all()
        assert not plane[away > 1e-4].any()

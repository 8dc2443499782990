"""A drawn line parts regions into a left and a right side, and no pixel gets lost."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.operations.cutting import right_of_cut
from tests.core.masks_at_random import planes
from tests.core.plain_shapes import Plane, plain_regions

PLACES = st.floats(-8, 32)
POINTS = st.tuples(PLACES, PLACES)


def pixel_line(start: Point, end: Point) -> set[tuple[int, int]]:
    """The pixels (row, column) of the thin line with its corners filled."""
    row0, column0 = math.floor(start[1]), math.floor(start[0])
    row1, column1 = math.floor(end[1]), math.floor(end[0])
    steps = max(abs(row1 - row0), abs(column1 - column0))
    found: set[tuple[int, int]] = set()
    last: tuple[int, ...] | None = None
    for step in range(steps + 1):
        here = tuple(
            math.floor((2 * step * (b - a) + steps) / (2 * steps)) + a if steps else a
            for a, b in ((row0, row1), (column0, column1))
        )
        if last is not None and here[0] != last[0] and here[1] != last[1]:
            upper, lower = sorted((last, here))
            found.add((upper[0], lower[1]))
        found.add((here[0], here[1]))
        last = here
    return found


PIXELS = st.tuples(*[st.integers(-8, 32).map(lambda place: place + 0.5)] * 2)


@given(planes(), PIXELS, PIXELS)
def test_a_straight_cut_gives_what_lies_to_its_right(
    plane: Plane, start: Point, end: Point
) -> None:
    along = (end[0] - start[0], end[1] - start[1])
    if start == end:
        assert not right_of_cut(plane, [start, end]).any()
        return
    # Beyond the image on both sides, so that it is parted by a whole line.
    a = (start[0] - 60 * along[0], start[1] - 60 * along[1])
    b = (end[0] + 60 * along[0], end[1] + 60 * along[1])
    found = right_of_cut(plane, [a, b])
    line = pixel_line(a, b)
    expected = np.zeros(plane.shape, np.bool_)
    for region in plain_regions(plane):
        sides: dict[tuple[int, int], float] = {}
        under = []
        for row, column in np.argwhere(region):
            pixel = (int(row), int(column))
            if pixel in line:
                under.append(pixel)
            else:
                across = along[0] * (row + 0.5 - a[1]) - along[1] * (column + 0.5 - a[0])
                assert across != 0
                sides[pixel] = across
        rights = [pixel for pixel, across in sides.items() if across > 0]
        lefts = [pixel for pixel, across in sides.items() if across < 0]
        if not under or not rights or not lefts:
            continue
        for pixel in rights:
            expected[pixel] = True
        for pixel in under:
            expected[pixel] = nearest(pixel, rights) < nearest(pixel, lefts)
    np.testing.assert_array_equal(found, expected)


def nearest(pixel: tuple[int, int], others: list[tuple[int, int]]) -> int:
    return min((pixel[0] - row) ** 2 + (pixel[1] - column) ** 2 for row, column in others)


@given(planes(), st.lists(POINTS, max_size=7))
def test_only_pixels_of_the_plane_are_taken_and_some_of_each_region_stay(
    plane: Plane, line: list[Point]
) -> None:
    found = right_of_cut(plane, line)
    assert not (found & ~plane).any()
    for region in plain_regions(plane):
        assert (region & ~found).any()


@given(planes(), POINTS, POINTS)
def test_the_same_line_the_other_way_round_gives_the_other_side(
    plane: Plane, start: Point, end: Point
) -> None:
    one, other = right_of_cut(plane, [start, end]), right_of_cut(plane, [end, start])
    assert not (one & other).any()
    for region in plain_regions(plane):
        assert (region & one).any() == (region & other).any()


def disc(shape: tuple[int, int], row: float, column: float, radius: float) -> Plane:
    rows, columns = np.indices(shape)
    return np.asarray((rows - row) ** 2 + (columns - column) ** 2 <= radius**2)


def test_two_discs_that_touch_are_parted_at_the_waist() -> None:
    shape = (60, 100)
    plane = disc(shape, 30, 30, 20) | disc(shape, 30, 68, 20)
    # Downwards: what lies to the right of one who walks down is at smaller x.
    found = right_of_cut(plane, [(49.5, 0.0), (49.5, 60.0)])
    assert found[30, 30]
    assert not found[30, 68]
    assert not found[:, 50:].any()
    assert found[:, :48].sum() == plane[:, :48].sum()


def test_a_line_that_bends_parts_along_its_bends() -> None:
    plane = np.ones((50, 50), np.bool_)
    found = right_of_cut(plane, [(10.5, -5), (10.5, 25.5), (40.5, 25.5), (40.5, 60)])
    inner = found[:, :10]
    assert inner.all()
    assert found[27:, :40].all()
    assert not found[:24, 12:].any()
    assert not found[:, 42:].any()


def test_a_loop_within_a_region_takes_out_what_it_goes_around() -> None:
    plane = np.ones((40, 40), np.bool_)
    # Clockwise on the screen: the inside is to the right.
    corners = [(10.5, 10.5), (30.5, 10.5), (30.5, 30.5), (10.5, 30.5), (10.5, 10.5)]
    found = right_of_cut(plane, corners)
    assert found[11:30, 11:30].all()
    assert not found[:10].any()
    assert not found[31:].any()
    outer = right_of_cut(plane, corners[::-1])
    assert outer[:10].all()
    assert not outer[11:30, 11:30].any()


def test_a_line_that_ends_within_a_region_parts_nothing() -> None:
    plane = np.ones((40, 40), np.bool_)
    assert not right_of_cut(plane, [(20.5, -5), (20.5, 38.5)]).any()
    assert not right_of_cut(plane, [(0.5, -5), (0.5, 60)]).any()
    assert not right_of_cut(plane, [(20.5, 20.5)]).any()
    assert not right_of_cut(plane, []).any()
    assert not right_of_cut(np.zeros((9, 9), np.bool_), [(-5, 4.5), (15, 4.5)]).any()

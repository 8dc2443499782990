"""Outlines: the true borders of the pixels when zoomed in, closed lines when not."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.contours import STRAIGHT_PX, Segments, outline_segments
from forgery_viewer.core.planes import BitPlanes
from tests.core.masks_at_random import Stack, planes, stacks

Plane = NDArray[np.bool_]
Point = tuple[float, float]
UnitBorder = tuple[int, int, int, int]

WHOLE = (0, 0, 1000, 1000)
"""A box around each of the small masks here."""


def traced(
    planes: BitPlanes, number: int, *, step: int = 1, smooth: bool, box_px: int = 1 << 20
) -> Segments:
    """The outline of one instance from all boxes of so many taken pixels over the image."""
    rows, columns = -(-planes.height // step), -(-planes.width // step)
    parts = [
        outline_segments(planes, (row, column, row + box_px, column + box_px), step, smooth=smooth)
        for row in range(0, rows, box_px)
        for column in range(0, columns, box_px)
    ]
    there = [part[number] for part in parts if number in part]
    return np.concatenate(there) if there else np.zeros((0, 4), np.float32)


def units(segments: Segments) -> Counter[UnitBorder]:
    """Horizontal and vertical runs cut into borders of one pixel: x0, y0, x1, y1."""
    found: Counter[UnitBorder] = Counter()
    for x0, y0, x1, y1 in segments.astype(int).tolist():
        assert (x0 == x1) != (y0 == y1)
        found.update((x, y0, x + 1, y0) for x in range(x0, x1))
        found.update((x0, y, x0, y + 1) for y in range(y0, y1))
    return found


def true_borders(plane: Plane) -> set[UnitBorder]:
    """Pixel by pixel: each border between inside and outside."""
    inside = {(int(r), int(c)) for r, c in np.argwhere(plane)}
    found = set()
    for r, c in inside:
        if (r - 1, c) not in inside:
            found.add((c, r, c + 1, r))
        if (r + 1, c) not in inside:
            found.add((c, r + 1, c + 1, r + 1))
        if (r, c - 1) not in inside:
            found.add((c, r, c, r + 1))
        if (r, c + 1) not in inside:
            found.add((c + 1, r, c + 1, r + 1))
    return found


def assert_closed(segments: Segments) -> None:
    """Every end of a line meets another one: an even number of them at each point."""
    ends: Counter[Point] = Counter()
    for x0, y0, x1, y1 in segments.tolist():
        ends.update([(x0, y0), (x1, y1)])
    assert all(count % 2 == 0 for count in ends.values())


@given(stacks(fewest=1, most=12))
def test_borders_are_those_of_the_pixels(stack: Stack) -> None:
    mask = BitPlanes.from_stack(stack)
    for number, channel in enumerate(stack):
        found = units(traced(mask, number, smooth=False))
        assert set(found) == true_borders(channel == 1)
        assert max(found.values(), default=1) == 1


class TestBoxes:
    """The same over boxes of 4 px."""

    @settings(deadline=None)
    @given(planes(13))
    def test_borders_are_whole_and_drawn_once(self, plane: Plane) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        found = units(traced(mask, 0, smooth=False, box_px=4))
        assert set(found) == true_borders(plane)
        assert max(found.values(), default=1) == 1

    @given(planes(13))
    def test_smooth_lines_are_closed(self, plane: Plane) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        assert_closed(traced(mask, 0, smooth=True, box_px=4))

    @given(planes(20), st.sampled_from([2, 4, 8]), st.booleans())
    def test_coarse_lines_stay_on_the_image_and_are_closed(
        self, plane: Plane, step: int, smooth: bool
    ) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        segments = traced(mask, 0, step=step, smooth=smooth, box_px=4)
        taken = plane[::step, ::step]
        assert bool(len(segments)) == bool(taken.any())
        if len(segments):
            assert segments.min() >= 0
            assert segments[:, 0::2].max() <= plane.shape[1]
            assert segments[:, 1::2].max() <= plane.shape[0]
        assert_closed(segments if smooth else _in_units(segments, step, plane.shape))


def _in_units(segments: Segments, step: int, shape: tuple[int, int]) -> Segments:
    """Runs cut at every taken pixel, the last of which may be cut short by the image's end."""
    cut = []
    for x0, y0, x1, y1 in segments.astype(int).tolist():
        xs = sorted({*range(x0, x1, step), x1}) if x1 > x0 else [x0]
        ys = sorted({*range(y0, y1, step), y1}) if y1 > y0 else [y0]
        cut += [(a, y0, b, y0) for a, b in pairwise(xs)]
        cut += [(x0, a, x0, b) for a, b in pairwise(ys)]
    return np.array(cut, np.float32).reshape(-1, 4)


@given(planes(13))
def test_smooth_lines_part_inside_from_outside(plane: Plane) -> None:
    mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
    segments = traced(mask, 0, smooth=True)
    # The lines lead from middle to middle of true borders, and pass close by all others.
    middles = {((a + c) / 2, (b + d) / 2) for a, b, c, d in true_borders(plane)}
    assert {tuple(point) for point in segments.reshape(-1, 2).tolist()} <= middles
    for middle in middles:
        assert min(distance(middle, line) for line in segments.tolist()) <= STRAIGHT_PX + 1e-6


@given(planes(20))
def test_smooth_lines_are_the_same_from_any_boxes(plane: Plane) -> None:
    mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
    whole = Counter(map(tuple, traced(mask, 0, smooth=True).tolist()))
    for box_px in (2, 6, 8):
        parts = traced(mask, 0, smooth=True, box_px=box_px)
        assert Counter(map(tuple, parts.tolist())) == whole


def distance(point: Point, line: list[float]) -> float:
    """From a point to a line that ends."""
    start, end = np.array(line[:2]), np.array(line[2:])
    along = end - start
    t = np.clip(np.dot(np.array(point) - start, along) / np.dot(along, along), 0, 1)
    return float(np.linalg.norm(np.array(point) - start - t * along))


def test_a_gentle_slope_takes_few_smooth_lines() -> None:
    rows, columns = np.mgrid[:60, :120]
    slope = rows > columns / 10 + 10
    segments = traced(BitPlanes.from_stack(slope[np.newaxis].astype(np.uint8)), 0, smooth=True)
    upper = segments[(segments < [119, 59, 119, 59]).all(axis=1) & (segments[:, 0] > 1)]
    # A line from each pixel's upper border to the next one's would take 118.
    assert len(upper) < 90


def test_pixels_that_touch_at_a_corner_have_one_outline() -> None:
    mask = BitPlanes.from_stack(np.eye(2, dtype=np.uint8)[np.newaxis])
    segments = traced(mask, 0, smooth=True)
    joined = {tuple(sorted([(a, b), (c, d)])) for a, b, c, d in segments.tolist()}
    assert ((1.0, 0.5), (1.5, 1.0)) in joined
    assert ((0.5, 1.0), (1.0, 1.5)) in joined


def test_a_disc_over_several_boxes() -> None:
    rows, columns = np.mgrid[:340, :320]
    disc = (rows - 256) ** 2 + (columns - 256) ** 2 <= 60**2
    mask = BitPlanes.from_stack(disc[np.newaxis].astype(np.uint8))
    assert set(units(traced(mask, 0, smooth=False, box_px=256))) == true_borders(disc)
    assert_closed(traced(mask, 0, smooth=True, box_px=256))


@pytest.mark.parametrize("shape", [(256, 256), (255, 1), (1, 512), (1, 1)])
def test_a_full_image_is_outlined_along_its_edge(shape: tuple[int, int]) -> None:
    mask = BitPlanes.from_stack(np.ones((1, *shape), np.uint8))
    height, width = shape
    assert len(units(traced(mask, 0, smooth=False))) == 2 * (height + width)
    assert_closed(traced(mask, 0, smooth=True))


def test_instances_are_told_apart_where_they_overlap() -> None:
    stack = np.zeros((20, 30, 40), np.uint8)
    stack[3, 2:20, 5:25] = 1
    stack[19, 10:28, 15:39] = 1
    mask = BitPlanes.from_stack(stack)
    assert sorted(outline_segments(mask, WHOLE, 1, smooth=True)) == [3, 19]
    for number in (3, 19):
        found = set(units(traced(mask, number, smooth=False)))
        assert found == true_borders(stack[number] == 1)


def test_where_nothing_is_there_is_no_outline() -> None:
    assert outline_segments(BitPlanes(40, 40, 3), WHOLE, 1, smooth=True) == {}
    full = BitPlanes.from_stack(np.ones((1, 40, 40), np.uint8))
    assert outline_segments(full, (4, 4, 30, 30), 1, smooth=True) == {}
    assert outline_segments(full, (40, 0, 50, 10), 1, smooth=True) == {}
    assert outline_segments(full, (8, 8, 8, 20), 1, smooth=False) == {}

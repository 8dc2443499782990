"""Outlines: the true borders of the pixels when zoomed in, closed lines when not."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core import contours
from forgery_viewer.core.contours import TILE_PX, Segments, tile_segments
from forgery_viewer.core.planes import BitPlanes
from tests.core.masks_at_random import Stack, planes, stacks

Plane = NDArray[np.bool_]
Point = tuple[float, float]
UnitBorder = tuple[int, int, int, int]


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiles of 4 px, so that small masks have many borders of tiles."""
    monkeypatch.setattr(contours, "TILE_PX", 4)


def traced(
    planes: BitPlanes, number: int, *, step: int = 1, smooth: bool, tile_px: int = TILE_PX
) -> Segments:
    """The outline of one instance from all tiles of the image."""
    rows, columns = -(-planes.height // step), -(-planes.width // step)
    parts = [
        tile_segments(planes, row, column, step, smooth=smooth).get(number)
        for row in range(0, rows, tile_px)
        for column in range(0, columns, tile_px)
    ]
    there = [part for part in parts if part is not None]
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


@pytest.mark.usefixtures("small_tiles")
class TestTiles:
    """The same over tiles of 4 px."""

    @settings(deadline=None)
    @given(planes(13))
    def test_borders_are_whole_and_drawn_once(self, plane: Plane) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        found = units(traced(mask, 0, smooth=False, tile_px=4))
        assert set(found) == true_borders(plane)
        assert max(found.values(), default=1) == 1

    @given(planes(13))
    def test_smooth_lines_are_closed(self, plane: Plane) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        assert_closed(traced(mask, 0, smooth=True, tile_px=4))

    @given(planes(20), st.sampled_from([2, 4, 8]), st.booleans())
    def test_coarse_lines_stay_on_the_image_and_are_closed(
        self, plane: Plane, step: int, smooth: bool
    ) -> None:
        mask = BitPlanes.from_stack(plane[np.newaxis].view(np.uint8))
        segments = traced(mask, 0, step=step, smooth=smooth, tile_px=4)
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
    ends = {tuple(point) for point in segments.reshape(-1, 2).tolist()}
    # The lines pass through the middle of each true border, and nowhere else.
    middles = {((a + c) / 2, (b + d) / 2) for a, b, c, d in true_borders(plane)}
    assert ends == middles


def test_pixels_that_touch_at_a_corner_have_one_outline() -> None:
    mask = BitPlanes.from_stack(np.eye(2, dtype=np.uint8)[np.newaxis])
    segments = traced(mask, 0, smooth=True)
    joined = {tuple(sorted([(a, b), (c, d)])) for a, b, c, d in segments.tolist()}
    assert ((1.0, 0.5), (1.5, 1.0)) in joined
    assert ((0.5, 1.0), (1.0, 1.5)) in joined


def test_a_disc_over_real_tiles() -> None:
    rows, columns = np.mgrid[: TILE_PX + 90, : TILE_PX + 70]
    disc = (rows - TILE_PX) ** 2 + (columns - TILE_PX) ** 2 <= 60**2
    mask = BitPlanes.from_stack(disc[np.newaxis].astype(np.uint8))
    assert set(units(traced(mask, 0, smooth=False))) == true_borders(disc)
    assert_closed(traced(mask, 0, smooth=True))


@pytest.mark.parametrize("shape", [(TILE_PX, TILE_PX), (TILE_PX, 1), (1, 2 * TILE_PX), (1, 1)])
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
    assert sorted(tile_segments(mask, 0, 0, 1, smooth=True)) == [3, 19]
    for number in (3, 19):
        found = set(units(traced(mask, number, smooth=False)))
        assert found == true_borders(stack[number] == 1)


def test_an_empty_tile_has_no_outline() -> None:
    assert tile_segments(BitPlanes(40, 40, 3), 0, 0, 1, smooth=True) == {}

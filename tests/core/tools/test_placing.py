"""Pieces of a mask are moved, turned, scaled and mirrored, and lie where a twin is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.placing import Floating, carried, moved, region_at
from forgery_viewer.core.twins.transform import Transform
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_shapes import Plane, laid_on, plain_reach

SHAPES = st.tuples(st.integers(1, 24), st.integers(1, 24))
STEPS = st.integers(-30, 30)


@st.composite
def pieces(draw: st.DrawFn) -> Mark:
    """A box of some pixels, at any place of an image."""
    shape = (draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    inside = draw(arrays(np.bool_, shape))
    return Mark(draw(st.integers(0, 20)), draw(st.integers(0, 20)), inside)


def plainly_moved(piece: Mark, right: int, down: int, shape: tuple[int, int]) -> Plane:
    plane = np.zeros(shape, np.bool_)
    for row, column in np.argwhere(piece.inside):
        at = (piece.top + row + down, piece.left + column + right)
        if 0 <= at[0] < shape[0] and 0 <= at[1] < shape[1]:
            plane[at] = True
    return plane


@given(pieces(), STEPS, STEPS, SHAPES)
def test_a_piece_is_moved_and_cut_off_at_the_border(
    piece: Mark, right: int, down: int, shape: tuple[int, int]
) -> None:
    expected = plainly_moved(piece, right, down, shape)
    np.testing.assert_array_equal(laid_on([moved(piece, right, down, shape)], shape), expected)
    floating = Floating(piece).moved(right, 0).moved(0, down)
    np.testing.assert_array_equal(laid_on([floating.mark(shape)], shape), expected)


@given(pieces(), st.floats(-3, 30), st.floats(-3, 30))
def test_a_piece_is_put_down_with_its_middle_at_a_point(piece: Mark, x: float, y: float) -> None:
    plane = laid_on([Floating(piece).centred_at(x + 20, y + 20).mark((80, 80))], (80, 80))
    whole = Mark(piece.top, piece.left, np.ones_like(piece.inside))
    under = laid_on([Floating(whole).centred_at(x + 20, y + 20).mark((80, 80))], (80, 80))
    assert plane.sum() == piece.inside.sum()
    rows, columns = np.nonzero(under)
    assert abs(rows.mean() + 0.5 - (y + 20)) <= 0.5
    assert abs(columns.mean() + 0.5 - (x + 20)) <= 0.5


@given(pieces(), st.sampled_from([90, 180, 270, -90, 360]), st.booleans())
def test_quarter_turns_and_mirroring_keep_every_pixel(
    piece: Mark, angle_deg: int, mirrored: bool
) -> None:
    far = Mark(30, 30, piece.inside)
    plane = laid_on(
        [Floating(far, angle_deg=angle_deg, mirrored=mirrored).mark((80, 80))], (80, 80)
    )
    expected = np.rot90(far.inside[:, ::-1] if mirrored else far.inside, angle_deg // 90)
    if not expected.any():
        assert not plane.any()
        return
    np.testing.assert_array_equal(cropped(plane), cropped(expected))


def cropped(plane: Plane) -> Plane:
    rows, columns = np.nonzero(plane)
    return plane[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


@given(pieces(), st.integers(1, 4), st.integers(1, 4))
def test_whole_scales_repeat_the_pixels(piece: Mark, wide: int, high: int) -> None:
    far = Mark(40, 40, piece.inside)
    plane = laid_on([Floating(far, scale_x=wide, scale_y=high).mark((120, 120))], (120, 120))
    expected = np.repeat(np.repeat(far.inside, high, axis=0), wide, axis=1)
    assert plane.sum() == expected.sum()
    if expected.any():
        np.testing.assert_array_equal(cropped(plane), cropped(expected))


@given(
    pieces(),
    st.floats(-360, 360),
    st.floats(0.3, 4),
    st.floats(0.3, 4),
    st.booleans(),
    st.tuples(st.floats(-20, 20), st.floats(-20, 20)),
    SHAPES,
)
def test_each_pixel_is_looked_up_where_it_came_from(
    piece: Mark,
    angle_deg: float,
    scale_x: float,
    scale_y: float,
    mirrored: bool,
    step: tuple[float, float],
    shape: tuple[int, int],
) -> None:
    floating = Floating(piece, *step, angle_deg, scale_x, scale_y, mirrored)
    plane = laid_on([floating.mark(shape)], shape)
    height, width = piece.inside.shape
    centre = piece.left + (width - 1) / 2, piece.top + (height - 1) / 2
    turn = math.radians(angle_deg)
    for row, column in np.ndindex(shape):
        # Back: moved, turned clockwise, mirrored, and scaled down.
        x, y = column - centre[0] - step[0], row - centre[1] - step[1]
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        x, y = (-x if mirrored else x) / scale_x, y / scale_y
        from_column, from_row = (
            x + centre[0] - piece.left + 0.5,
            y + centre[1] - piece.top + 0.5,
        )
        if any(abs(v - round(v)) < 1e-6 for v in (from_column, from_row)):
            continue
        at = (math.floor(from_row), math.floor(from_column))
        there = 0 <= at[0] < height and 0 <= at[1] < width and bool(piece.inside[at])
        assert plane[row, column] == there


@pytest.mark.parametrize("angle_deg", [0, 17, 45, 122.5, -70])
@pytest.mark.parametrize("scales", [(1, 1), (0.5, 2), (1.3, 1.7), (0.4, 0.4)])
def test_the_area_is_as_many_times_as_large_as_the_scales_say(
    angle_deg: float, scales: tuple[float, float]
) -> None:
    rows, columns = np.mgrid[:61, :91] + 0.5
    inside = ((rows - 30.5) / 30) ** 2 + ((columns - 45.5) / 45) ** 2 <= 1
    floating = Floating(Mark(170, 155, inside), 0, 0, angle_deg, *scales)
    area = floating.mark((400, 400)).inside.sum()
    assert area == pytest.approx(inside.sum() * scales[0] * scales[1], rel=0.01)


def test_turning_is_counter_clockwise_and_begins_from_the_piece_each_time() -> None:
    bar = np.zeros((41, 41), np.bool_)
    bar[20, 20:] = True
    floating = Floating(Mark(20, 20, bar))
    turned = Floating(floating.piece, angle_deg=90).mark((90, 90))
    plane = laid_on([turned], (90, 90))
    assert plane[20:41, 40].all()
    assert plane.sum() == 21


@given(pieces(), st.integers(-8, 8), st.integers(-8, 8))
def test_a_twin_is_fitted_by_its_transform(piece: Mark, right: int, down: int) -> None:
    transform = Transform(((1.0, 0.0, float(right)), (0.0, 1.0, float(down))))
    plane = laid_on([carried(piece, transform, (24, 24))], (24, 24))
    np.testing.assert_array_equal(plane, plainly_moved(piece, right, down, (24, 24)))


def test_a_large_piece_on_a_small_image_and_a_small_one_on_a_large_image() -> None:
    large = Mark(0, 0, np.ones((3000, 3000), np.bool_))
    assert carried(large, Transform(((9.0, 0.0, -50.0), (0.0, 9.0, -50.0))), (7, 5)).inside.all()
    small = Floating(Mark(5, 5, np.ones((4, 4), np.bool_))).centred_at(8000, 8100)
    mark = small.mark((8192, 8192))
    assert mark.inside.size < 100
    assert mark.inside.sum() == 16


def test_what_cannot_be_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"a scale must be 0.05 to 20, not 0"):
        Floating(NOTHING, scale_x=0)
    with pytest.raises(ValueError, match="flattens the plane"):
        carried(NOTHING, Transform(((0.0, 0.0, 0.0), (0.0, 1.0, 0.0))), (5, 5))


@given(stacks(fewest=1, most=20), st.data())
def test_the_region_at_a_pixel(stack: Stack, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    pixel = data.draw(st.tuples(st.integers(-1, 12), st.integers(-1, 12)))
    shape = stack.shape[1:]
    plane = stack[number] == 1
    expected = plain_reach(plane, pixel, 8)
    found = region_at(BitPlanes.from_stack(stack), number, pixel)
    np.testing.assert_array_equal(laid_on([found], shape), expected)

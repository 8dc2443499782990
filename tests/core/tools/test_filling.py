"""Fill and wand reach what hangs together and is alike, and stay within their limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.filling import fill_connected, fill_everywhere
from forgery_viewer.core.tools.wand import wand_connected, wand_everywhere
from tests.core.masks_at_random import Stack, planes, stacks
from tests.core.plain_shapes import Plane, laid_on, plain_parts, plain_reach, step_by_step

SEEDS = st.tuples(st.integers(-1, 12), st.integers(-1, 12))
LIMITS = st.none() | st.tuples(*[st.integers(-3, 15)] * 4)


def allowed(shape: tuple[int, ...], limits: Box | None) -> Plane:
    plane = np.ones(shape[:2], np.bool_)
    if limits is not None:
        for row, column in np.ndindex(plane.shape):
            top, left, bottom, right = limits
            plane[row, column] = top <= row < bottom and left <= column < right
    return plane


def is_on(shape: tuple[int, ...], seed: tuple[int, int]) -> bool:
    return 0 <= seed[0] < shape[0] and 0 <= seed[1] < shape[1]


@given(stacks(fewest=1, most=20), SEEDS, LIMITS, st.data())
def test_a_fill_covers_the_area_of_equal_mask_value(
    stack: Stack, seed: tuple[int, int], limits: Box | None, data: st.DataObject
) -> None:
    looked_at = data.draw(st.sets(st.integers(0, len(stack) - 1), min_size=1))
    bits = sum(1 << number for number in looked_at)
    mask, shape = BitPlanes.from_stack(stack), stack.shape[1:]
    alike, expected = allowed(shape, limits), np.zeros(shape, np.bool_)
    if is_on(shape, seed) and alike[seed]:
        for number in looked_at:
            alike &= stack[number] == stack[number][seed]
        belongs = any(stack[number][seed] for number in looked_at)
        expected = plain_reach(alike, seed, 8 if belongs else 4)
    else:
        alike[...] = False
    connected = fill_connected(mask, seed, bits, limits)
    np.testing.assert_array_equal(laid_on([connected], shape), expected)
    everywhere = fill_everywhere(mask, seed, bits, limits)
    np.testing.assert_array_equal(laid_on([everywhere], shape), alike)
    assert mask.equals_stack(stack)


@st.composite
def images(draw: st.DrawFn) -> NDArray[np.uint8]:
    """(H, W, 3) or (H, W), of a few near values or of any, borders of the range among them."""
    shape = (draw(st.integers(1, 12)), draw(st.integers(1, 12)))
    full = shape if draw(st.booleans()) else (*shape, 3)
    values = draw(st.sampled_from([st.integers(0, 6), st.integers(250, 255), st.integers(0, 255)]))
    return draw(arrays(np.uint8, full, elements=values))


@given(images(), SEEDS, LIMITS, st.integers(0, 8) | st.integers(0, 255))
def test_a_wand_covers_what_has_nearly_the_seed_s_colour(
    image: NDArray[np.uint8], seed: tuple[int, int], limits: Box | None, tolerance: int
) -> None:
    shape = image.shape[0], image.shape[1]
    alike, expected = allowed(shape, limits), np.zeros(shape, np.bool_)
    if is_on(shape, seed) and alike[seed]:
        wide = image.reshape(*shape, -1).astype(int)
        for pixel in np.ndindex(shape):
            alike[pixel] &= all(abs(wide[pixel] - wide[seed]) <= tolerance)
        expected = plain_reach(alike, seed, 4)
    else:
        alike[...] = False
    before = image.copy()
    connected = wand_connected(image, seed, tolerance, limits)
    np.testing.assert_array_equal(laid_on([connected], shape), expected)
    everywhere = wand_everywhere(image, seed, tolerance, limits)
    np.testing.assert_array_equal(laid_on([everywhere], shape), alike)
    np.testing.assert_array_equal(image, before)


def spiral(side_px: int) -> Plane:
    """A way of 3 px between walls of 3 px that winds from the border to the middle."""
    plane = np.zeros((side_px, side_px), np.bool_)
    for start in range(3, side_px // 2 - 2, 6):
        plane[start : side_px - start, start : side_px - start] ^= True
        inner = start + 3
        plane[inner : side_px - inner, inner : side_px - inner] ^= True
        plane[start + 6 : start + 9, start : start + 3] = False
    return plane


@pytest.mark.parametrize("seed", [(0, 0), (650, 650), (4, 4), (1299, 40)])
def test_a_fill_goes_on_beyond_its_first_window(seed: tuple[int, int]) -> None:
    plane = spiral(1300)
    mask = BitPlanes(1300, 1300, 2)
    mask.bits[plane] |= mask.bit(1)
    filled = fill_connected(mask, seed, 2)
    expected = plain_reach(plane == plane[seed], seed, 8 if plane[seed] else 4)
    np.testing.assert_array_equal(laid_on([filled], plane.shape), expected)


@given(planes(), st.tuples(st.integers(0, 23), st.integers(0, 23)), st.sampled_from([4, 8]))
def test_both_ways_of_the_plain_model_reach_the_same(
    plane: Plane, seed: tuple[int, int], neighbours: int
) -> None:
    large = np.zeros((120, 120), np.bool_)
    large[: plane.shape[0], : plane.shape[1]] = plane
    np.testing.assert_array_equal(
        plain_reach(large, seed, neighbours), step_by_step(large, seed, neighbours)
    )
    small_parts, parts = plain_parts(plane, neighbours), plain_parts(large, neighbours)
    assert len(parts) == len(small_parts)
    for part, small in zip(parts, small_parts, strict=True):
        np.testing.assert_array_equal(part[: plane.shape[0], : plane.shape[1]], small)


def test_a_small_hole_in_a_large_image_is_filled_within_its_box() -> None:
    mask = BitPlanes(8192, 8192, 1)
    mask.bits[7000:7100, 5000:5100] = 1
    mask.bits[7040:7060, 5030:5090] = 0
    filled = fill_connected(mask, (7050, 5050), 1)
    assert (filled.top, filled.left, filled.inside.shape) == (7040, 5030, (20, 60))
    assert filled.inside.all()


@pytest.mark.parametrize("count", [8, 16, 32, 64])
def test_the_highest_bit_of_every_width_counts(count: int) -> None:
    mask = BitPlanes(9, 9, count)
    mask.bits[:, 4] = mask.bit(count - 1)
    half: Mark = fill_connected(mask, (3, 1), 1 << count - 1)
    assert half.inside.shape == (9, 4)
    assert fill_connected(mask, (3, 1), 1).inside.shape == (9, 9)
    assert fill_connected(mask, (3, 4), (1 << count) - 1).inside.shape == (9, 1)

"""Runs and their regions agree with an independent labelling of the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.runs import WORD_PX, Runs
from tests.core.masks_at_random import Stack, stacks

EIGHT = np.ones((3, 3), np.intp)


def words_of(stack: Stack) -> NDArray[np.uint64]:
    """Pack a stack bit by bit, as slowly as it can be read."""
    count, height, width = stack.shape
    words = np.zeros((count, height * width // WORD_PX + 1), np.uint64)
    for plane, packed in zip(stack, words, strict=True):
        for place in np.flatnonzero(plane):
            packed[place // WORD_PX] |= np.uint64(1) << np.uint64(place % WORD_PX)
    return words


def runs_of(stack: Stack) -> Runs:
    return Runs.of_words(words_of(stack), stack.shape[1], stack.shape[2])


def labelled(stack: Stack) -> int:
    return sum(int(ndimage.label(plane, EIGHT)[1]) for plane in stack)


@given(stacks(fewest=1, most=5))
def test_painting_the_runs_gives_the_stack(stack: Stack) -> None:
    count, height, width = stack.shape
    runs = runs_of(stack)
    painted = np.zeros((count, height + 1, width), np.uint8)
    for line, start, end in zip(runs.line, runs.start, runs.end, strict=True):
        assert 0 <= start < end <= width
        painted.reshape(-1, width)[line, start:end] += 1
    np.testing.assert_array_equal(painted[:, :height], stack)
    assert not painted[:, height].any()
    assert runs.pixels == int(stack.sum())


@given(stacks(fewest=1, most=5))
def test_regions_of_noise(stack: Stack) -> None:
    assert runs_of(stack).count_regions() == labelled(stack)


@given(st.integers(1, 40), st.integers(60, 200), st.integers(0, 2**32 - 1))
def test_regions_of_soft_shapes(height: int, width: int, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(size=(2, height, width))
    stack = (ndimage.gaussian_filter(noise, (0, 2, 2)) > 0.02).astype(np.uint8)
    assert runs_of(stack).count_regions() == labelled(stack)


@given(arrays(np.uint8, st.tuples(st.just(1), st.integers(1, 20), st.just(WORD_PX)),
              elements=st.integers(0, 1)))  # fmt: skip
def test_rows_as_wide_as_a_word(stack: Stack) -> None:
    assert runs_of(stack).count_regions() == labelled(stack)


def test_instances_do_not_touch_one_another() -> None:
    stack = np.ones((3, 4, 5), np.uint8)
    assert runs_of(stack).count_regions() == 3


def test_a_comb_is_one_region_and_its_teeth_are_many() -> None:
    stack = np.zeros((1, 30, 101), np.uint8)
    stack[0, :, ::2] = 1
    assert runs_of(stack).count_regions() == 51
    stack[0, 29] = 1
    assert runs_of(stack).count_regions() == 1
    stack[0, 29] = 0
    stack[0, 0] = 1
    assert runs_of(stack).count_regions() == 1


@pytest.mark.parametrize("turns", [3, 12, 30])
def test_a_spiral_is_one_region(turns: int) -> None:
    side = 4 * turns + 3
    plane = np.zeros((side, side), np.uint8)
    row, column, (down, right) = 0, 0, (0, 1)
    for length in [side - 1, *[n for n in range(side - 1, 1, -2) for _ in range(2)]]:
        for _ in range(length):
            plane[row, column] = 1
            row, column = row + down, column + right
        plane[row, column] = 1
        down, right = right, -down
    assert runs_of(plane[np.newaxis]).count_regions() == labelled(plane[np.newaxis]) == 1


def test_an_empty_mask_has_neither_runs_nor_regions() -> None:
    runs = runs_of(np.zeros((2, 7, 9), np.uint8))
    assert (len(runs.start), runs.pixels, runs.count_regions()) == (0, 0, 0)

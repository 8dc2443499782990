"""Packed masks come back exactly, and a change knows what it touches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.packed_masks import NEW, PackedMask, mask_change, mask_digest
from forgery_viewer.core.planes import BitPlanes
from tests.core.building import stack_of

Stack = NDArray[np.uint8]

A, B, C = (slice(1, 4), slice(2, 6)), (slice(3, 9), slice(4, 11)), (slice(0, 2), slice(9, 12))
SIZE = (10, 12)


def stacks(most: int = 9) -> st.SearchStrategy[Stack]:
    return st.tuples(st.integers(0, most), st.just(6), st.just(7)).flatmap(
        lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 1))
    )


@given(stacks(20))
def test_a_packed_mask_is_the_mask(stack: Stack) -> None:
    packed = PackedMask.of(stack)
    planes = packed.to_planes()
    np.testing.assert_array_equal(planes.to_stack(), stack)
    assert planes.bits.dtype == BitPlanes.from_stack(stack).bits.dtype
    assert packed.is_mask(planes)


@given(stacks(), stacks())
def test_only_the_same_mask_is_the_mask(one: Stack, other: Stack) -> None:
    same = one.shape == other.shape and np.array_equal(one, other)
    assert PackedMask.of(one).is_mask(BitPlanes.from_stack(other)) == same


def test_packed_pixels_are_small() -> None:
    stack = stack_of(2000, 2000, (slice(10, 1500), slice(20, 1800)))
    assert PackedMask.of(stack).size_bytes < stack.nbytes / 500


def test_dropped_instances_are_the_ones_touched() -> None:
    before = stack_of(*SIZE, A, B, C)
    change = mask_change(before, before[[0, 2]])
    assert change.origins == (0, 2)
    assert change.touched == {1}
    assert change.box == (3, 4, 9, 11)


def test_twins_and_empty_instances_keep_their_order() -> None:
    before = stack_of(*SIZE, A, A, B)
    change = mask_change(before, before[[0, 2]])
    assert change.origins == (0, 2)
    assert change.touched == {1}
    empty = np.concatenate([np.zeros((1, *SIZE), np.uint8), before])
    change = mask_change(empty, before)
    assert change.origins == (1, 2, 3)
    assert change.touched == {0}
    assert change.box is None, "an empty instance has no pixel to look at"


def test_as_many_instances_as_before_are_the_same_ones() -> None:
    before = stack_of(*SIZE, A, B)
    after = before.copy()
    after[1, 3:5] = 0
    change = mask_change(before, after)
    assert change.origins == (0, 1)
    assert change.touched == {1}
    assert change.box is not None


def test_a_mask_from_nothing_has_only_new_instances() -> None:
    after = stack_of(*SIZE, A, C)
    change = mask_change(np.zeros((0, *SIZE), np.uint8), after)
    assert change.origins == (NEW, NEW)
    assert not change.touched
    assert change.box == (0, 2, 4, 12)


def test_masks_of_another_size_do_not_fit() -> None:
    with pytest.raises(ValueError, match="cannot become"):
        mask_change(np.zeros((1, 4, 5), np.uint8), np.zeros((1, 5, 4), np.uint8))


@given(stacks(), stacks())
def test_a_change_holds_both_masks_and_its_box_all_that_differs(
    before: Stack, after: Stack
) -> None:
    change = mask_change(before, after)
    np.testing.assert_array_equal(change.before.to_planes().to_stack(), before)
    np.testing.assert_array_equal(change.after.to_planes().to_stack(), after)
    for number, origin in enumerate(change.origins):
        if origin != NEW and origin not in change.touched:
            np.testing.assert_array_equal(after[number], before[origin])
    if len(before) == len(after):
        differing = np.argwhere((before != after).any(axis=0))
        if len(differing):
            assert change.box is not None
            top, left, bottom, right = change.box
            assert (differing >= (top, left)).all()
            assert (differing < (bottom, right)).all()


@given(stacks(), stacks())
def test_the_digest_of_a_mask_is_that_of_its_size_and_pixels(one: Stack, other: Stack) -> None:
    digests = [mask_digest(BitPlanes.from_stack(stack)) for stack in (one, other)]
    same = one.shape == other.shape and np.array_equal(one, other)
    assert (digests[0] == digests[1]) == same
    wide = BitPlanes.from_stack(one)
    wide.bits = wide.bits.astype(np.uint64)
    assert mask_digest(wide) == digests[0], "whatever type of number holds it"
    assert PackedMask.of_planes(wide) == PackedMask.of(one)

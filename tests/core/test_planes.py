"""Bit planes hold exactly what a stack of instances holds, whatever is put in and taken out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.planes import BitPlanes, bits_dtype
from tests.core.masks_at_random import Stack, stacks

WIDTHS = [(0, np.uint8), (8, np.uint8), (9, np.uint16), (16, np.uint16), (17, np.uint32),
          (32, np.uint32), (33, np.uint64), (64, np.uint64)]  # fmt: skip


def numbered(count: int) -> Stack:
    """Instances that all overlap and differ from each other: pixel (k, k) is missing from k."""
    return np.ones((count, count, count), np.uint8) - np.stack(
        [np.diag(np.arange(count) == k).astype(np.uint8) for k in range(count)]
    )


@given(stacks())
def test_a_stack_comes_back_as_it_was(stack: Stack) -> None:
    planes = BitPlanes.from_stack(stack)
    back = planes.to_stack()
    assert back.dtype == np.uint8
    assert back.flags.c_contiguous
    np.testing.assert_array_equal(back, stack)
    assert (planes.count, planes.height, planes.width) == stack.shape
    assert planes.equals_stack(stack)


@given(stacks())
def test_planes_and_their_union(stack: Stack) -> None:
    planes = BitPlanes.from_stack(stack)
    np.testing.assert_array_equal(planes.union(), stack.any(axis=0))
    for number, channel in enumerate(stack):
        np.testing.assert_array_equal(planes.plane(number), channel == 1)


@pytest.mark.parametrize(("count", "dtype"), WIDTHS)
def test_the_array_is_as_wide_as_its_instances_need(count: int, dtype: type) -> None:
    assert BitPlanes(3, 4, count).bits.dtype == dtype
    assert BitPlanes(3, 4, count).bits.shape == (3, 4)


@pytest.mark.parametrize("count", [8, 16, 32])
def test_one_instance_more_widens_the_array_and_one_less_narrows_it(count: int) -> None:
    stack = numbered(count)
    planes = BitPlanes.from_stack(stack)
    extra = np.tri(count, dtype=np.bool_)
    planes.insert(count // 2, extra)
    assert planes.bits.dtype == bits_dtype(count + 1) != bits_dtype(count)
    np.testing.assert_array_equal(planes.to_stack(), np.insert(stack, count // 2, extra, axis=0))
    planes.remove(count // 2)
    assert planes.bits.dtype == bits_dtype(count)
    np.testing.assert_array_equal(planes.to_stack(), stack)


@given(stacks(most=40), st.data())
def test_inserting_and_removing_as_in_a_list_of_channels(stack: Stack, data: st.DataObject) -> None:
    planes, model = BitPlanes.from_stack(stack), stack
    rng = np.random.default_rng(0)
    for inserts in data.draw(st.lists(st.booleans(), max_size=12)):
        if inserts:
            number = data.draw(st.integers(0, len(model)))
            channel = rng.random(stack.shape[1:]) < 0.5
            planes.insert(number, channel if number % 3 else None)
            model = np.insert(model, number, channel if number % 3 else 0, axis=0)
        elif len(model):
            number = data.draw(st.integers(0, len(model) - 1))
            planes.remove(number)
            model = np.delete(model, number, axis=0)
        np.testing.assert_array_equal(planes.to_stack(), model)


def test_every_one_of_64_instances_can_be_taken_out_and_put_back() -> None:
    stack = numbered(64)
    planes = BitPlanes.from_stack(stack)
    for number in range(64):
        planes.remove(number)
        np.testing.assert_array_equal(planes.to_stack(), np.delete(stack, number, axis=0))
        planes.insert(number, stack[number] == 1)
        assert planes.equals_stack(stack)


def test_a_65th_instance_is_refused_and_changes_nothing() -> None:
    planes = BitPlanes.from_stack(numbered(64))
    with pytest.raises(ValueError, match="65 instances, at most 64"):
        planes.insert(0)
    assert planes.equals_stack(numbered(64))
    with pytest.raises(ValueError, match="at most 64"):
        BitPlanes.from_stack(np.zeros((65, 2, 2), np.uint8))


def test_places_that_are_not_there_are_refused() -> None:
    planes = BitPlanes.from_stack(numbered(3))
    for act in (planes.plane, planes.remove):
        for number in (-1, 3):
            with pytest.raises(IndexError, match="the mask has 3"):
                act(number)
    for number in (-1, 4):
        with pytest.raises(ValueError, match=r"outside 0\.\.3"):
            planes.insert(number)


def test_a_copy_is_independent() -> None:
    planes = BitPlanes.from_stack(numbered(5))
    other = planes.copy()
    other.remove(0)
    other.bits[:] = 0
    assert planes.equals_stack(numbered(5))
    assert (other.count, planes.count) == (4, 5)


@given(stacks(fewest=1), st.data())
def test_equals_stack_sees_one_pixel_and_one_instance(stack: Stack, data: st.DataObject) -> None:
    planes = BitPlanes.from_stack(stack)
    assert not planes.equals_stack(stack[:-1])
    other = stack.copy()
    pixel = tuple(data.draw(st.integers(0, length - 1)) for length in stack.shape)
    other[pixel] ^= 1
    assert not planes.equals_stack(other)

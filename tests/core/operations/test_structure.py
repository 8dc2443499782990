"""Instances are merged and split by steps that a history can do and undo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations.cutting import right_of_cut
from forgery_viewer.core.operations.structure import (
    Changes,
    TooManyInstancesError,
    give,
    merge,
    split_by_cut,
    split_by_regions,
    split_off,
)
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Flip, backwards, make_change
from forgery_viewer.core.tools.placing import region_at
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_masks import PlainMask
from tests.core.plain_shapes import plain_reach, plain_regions


def states_of(stack: Stack) -> list[InstanceState]:
    """Colours with gaps between them."""
    return [InstanceState((3 * number + 1) % 64, note=f"{number}") for number in range(len(stack))]


def changed(stack: Stack, changes: Changes | None) -> tuple[Stack, list[InstanceState]]:
    """The mask and its states after the changes, which must also be undone exactly."""
    mask, states = BitPlanes.from_stack(stack), states_of(stack)
    for change in changes or ():
        make_change(change, mask, states)
    after, states_after = mask.to_stack(), list(states)
    for change in backwards(changes or ()):
        make_change(change, mask, states)
    assert mask.equals_stack(stack)
    assert states == states_of(stack)
    return after, states_after


@given(stacks(fewest=1, most=20), st.data())
def test_merged_instances_become_one_and_the_others_go(stack: Stack, data: st.DataObject) -> None:
    places = st.integers(0, len(stack) - 1)
    numbers, into = data.draw(st.sets(places)), data.draw(places)
    model = PlainMask(stack)
    changes = merge(BitPlanes.from_stack(stack), states_of(stack), numbers, into)
    others = sorted(numbers - {into})
    assert (changes is None) == (not others)
    model.merge(numbers, into)
    kept = [number for number in range(len(stack)) if number not in others]
    after, states = changed(stack, changes)
    np.testing.assert_array_equal(after, model.stack())
    assert states == [states_of(stack)[number] for number in kept]


@given(stacks(fewest=1, most=20), st.data())
def test_each_region_becomes_an_instance(stack: Stack, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    model = PlainMask(stack)
    changes = split_by_regions(BitPlanes.from_stack(stack), states_of(stack), number)
    regions = plain_regions(model.instances[number])
    assert (changes is None) == (len(regions) < 2)
    model.split_by_regions(number)
    after, states = changed(stack, changes)
    np.testing.assert_array_equal(after, model.stack())
    assert states[: len(stack)] == states_of(stack)
    assert len({state.colour for state in states}) == len(states)
    assert not any(state.note for state in states[len(stack) :])


PLACES = st.floats(-3, 15)


@given(
    stacks(fewest=1, most=20),
    st.lists(st.tuples(PLACES, PLACES), max_size=5),
    st.data(),
)
def test_what_lies_to_the_right_of_a_cut_becomes_an_instance(
    stack: Stack, line: list[tuple[float, float]], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    model = PlainMask(stack)
    changes = split_by_cut(BitPlanes.from_stack(stack), states_of(stack), number, line)
    right = right_of_cut(model.instances[number], line)
    assert (changes is None) == (not right.any())
    model.split_off(number, right)
    np.testing.assert_array_equal(changed(stack, changes)[0], model.stack())


@given(stacks(fewest=1, most=20), st.data())
def test_a_region_is_given_to_another_instance_or_becomes_one(
    stack: Stack, data: st.DataObject
) -> None:
    places = st.integers(0, len(stack) - 1)
    number, other = data.draw(places), data.draw(places)
    pixel = (
        data.draw(st.integers(0, stack.shape[1] - 1)),
        data.draw(st.integers(0, stack.shape[2] - 1)),
    )
    mask = BitPlanes.from_stack(stack)
    region = region_at(mask, number, pixel)
    given_model, off_model = PlainMask(stack), PlainMask(stack)
    plane = plain_reach(given_model.instances[number], pixel, 8)
    if number != other:
        given_model.give(number, other, plane)
    changes = give(mask, number, other, region)
    assert all(isinstance(change, Flip) for change in changes or ())
    np.testing.assert_array_equal(changed(stack, changes)[0], given_model.stack())
    off_model.split_off(number, plane)
    changes = split_off(mask, states_of(stack), number, region)
    np.testing.assert_array_equal(changed(stack, changes)[0], off_model.stack())


def test_only_pixels_of_the_instance_are_given_away() -> None:
    mask = BitPlanes(5, 5, 2)
    mask.bits[:, 2] = 1
    mark = Mark(0, 0, np.ones((3, 5), np.bool_))
    changes = give(mask, 0, 1, mark)
    assert changes is not None
    for change in changes:
        make_change(change, mask, [InstanceState(0), InstanceState(1)])
    assert mask.plane(0).sum() == 2
    assert mask.plane(1).sum() == 3


def test_a_mask_that_is_full_says_so() -> None:
    stack = np.zeros((63, 9, 9), np.uint8)
    stack[5, ::2, ::2] = 1
    mask, states = BitPlanes.from_stack(stack), states_of(stack)
    words = (
        "The instance has 25 regions; a mask holds at most 64 instances, and 63 are there already."
    )
    with pytest.raises(TooManyInstancesError, match=words):
        split_by_regions(mask, states, 5)
    assert split_off(mask, states, 5, region_at(mask, 5, (0, 0))) is not None
    mask.insert(63)
    with pytest.raises(TooManyInstancesError, match="at most 64"):
        split_off(mask, [*states, InstanceState(0)], 5, region_at(mask, 5, (0, 0)))
    mask.bits[3:6] |= mask.bit(63)
    with pytest.raises(TooManyInstancesError, match="The line makes a new instance; a mask holds"):
        split_by_cut(mask, [*states, InstanceState(0)], 63, [(4.5, -1), (4.5, 20)])

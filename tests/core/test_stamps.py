"""Marks put into an instance, there or still to come, against a plain stack of channels."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.stamps import joined, stamped, stamped_apart
from forgery_viewer.core.steps import Change, Flip, Insert, make_change
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_shapes import Plane, laid_on


@st.composite
def marks_on(draw: st.DrawFn, shape: tuple[int, int]) -> Mark:
    """Some pixels of an image, or a mark that covers nothing."""
    if draw(st.integers(0, 9)) == 0:
        return NOTHING
    top, left = (draw(st.integers(0, side - 1)) for side in shape)
    sides = draw(st.integers(1, shape[0] - top)), draw(st.integers(1, shape[1] - left))
    return Mark(top, left, draw(arrays(np.bool_, sides)))


def shape_of(stack: Stack) -> tuple[int, int]:
    return stack.shape[1], stack.shape[2]


def after(stack: Stack, changes: tuple[Change, ...]) -> tuple[Stack, list[InstanceState]]:
    """A mask with some changes made to it, and what is known of its instances then."""
    planes = BitPlanes.from_stack(stack)
    states = [InstanceState(number) for number in range(len(stack))]
    for change in changes:
        make_change(change, planes, states)
    return planes.to_stack(), states


def spared(stack: Stack, number: int, protected: int) -> Plane:
    """Where a protected instance other than `number` has pixels."""
    found = np.zeros(shape_of(stack), np.bool_)
    for other, plane in enumerate(stack):
        if other != number and protected >> other & 1:
            found |= plane == 1
    return found


@given(stacks(fewest=1, most=20), st.data())
def test_a_mark_is_painted_or_erased_in_an_instance(stack: Stack, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    mark = data.draw(marks_on(shape_of(stack)))
    erase, protected = data.draw(st.booleans()), data.draw(st.integers(0, 2 ** len(stack) - 1))
    changes = stamped(
        BitPlanes.from_stack(stack),
        number,
        mark,
        InstanceState(9),
        erase=erase,
        protected=protected,
    )
    covered, expected = laid_on([mark], shape_of(stack)), stack.copy()
    if erase:
        expected[number][covered] = 0
    else:
        expected[number][covered & ~spared(stack, number, protected)] = 1
    made, states = after(stack, changes)
    np.testing.assert_array_equal(made, expected)
    assert len(states) == len(stack)
    assert bool(changes) == (not np.array_equal(stack, expected)), "nothing changed is no change"
    assert all(isinstance(change, Flip) for change in changes)


@given(stacks(most=20), st.data())
def test_an_instance_that_is_still_to_come_is_made_of_a_mark(
    stack: Stack, data: st.DataObject
) -> None:
    mark, number = data.draw(marks_on(shape_of(stack))), len(stack)
    erase, protected = data.draw(st.booleans()), data.draw(st.integers(0, 2**number))
    protected = min(protected, 2**number - 1)
    changes = stamped(
        BitPlanes.from_stack(stack),
        number,
        mark,
        InstanceState(9, note="new"),
        erase=erase,
        protected=protected,
    )
    free = laid_on([mark], shape_of(stack)) & ~spared(stack, number, protected)
    if erase or not free.any():
        assert changes == ()
        return
    made, states = after(stack, changes)
    np.testing.assert_array_equal(made, np.concatenate([stack, free[np.newaxis]]))
    assert states[-1] == InstanceState(9, note="new")


@given(stacks(most=20), st.data())
def test_marks_become_new_instances_each_of_its_own(stack: Stack, data: st.DataObject) -> None:
    marks = data.draw(st.lists(marks_on(shape_of(stack)), max_size=4))
    protected = data.draw(st.integers(0, 2 ** len(stack) - 1))
    colours = [InstanceState(30 + place) for place in range(len(marks))]
    changes = stamped_apart(BitPlanes.from_stack(stack), marks, colours, protected=protected)
    free = ~spared(stack, -1, protected)
    parts = [laid_on([mark], shape_of(stack)) & free for mark in marks]
    kept = [(part, state) for part, state in zip(parts, colours, strict=True) if part.any()]
    made, states = after(stack, changes)
    expected = np.array([*stack, *(part for part, _state in kept)], np.uint8)
    np.testing.assert_array_equal(made, expected.reshape(-1, *shape_of(stack)))
    assert states[len(stack) :] == [state for _part, state in kept]
    assert all(isinstance(change, Insert) for change in changes)


@given(st.data())
def test_joined_marks_cover_what_each_of_them_does(data: st.DataObject) -> None:
    shape = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    marks = data.draw(st.lists(marks_on(shape), max_size=5))
    found = joined(marks)
    np.testing.assert_array_equal(laid_on([found], shape), laid_on(marks, shape))
    assert found.is_empty == all(mark.is_empty for mark in marks)

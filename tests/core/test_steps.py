"""Steps do to a mask what the words say, and their opposites take it back exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import (
    Change,
    Describe,
    Flip,
    Insert,
    Move,
    Remove,
    Step,
    backwards,
    make_change,
    selected_after,
)
from tests.core.masks_at_random import Stack, stacks
from tests.core.steps_at_random import change_at_random


def plainly(change: Change, stack: Stack, names: list[int]) -> tuple[Stack, list[int]]:
    """The same change of a plain (N, H, W) stack whose instances have names."""
    match change:
        case Flip(edit):
            stack = stack.copy()
            top, left, bottom, right = edit.box
            stack[edit.number, top:bottom, left:right] ^= edit.flipped()
        case Insert(number, _, edit):
            plane = np.zeros(stack.shape[1:], np.uint8)
            if edit is not None:
                top, left, bottom, right = edit.box
                plane[top:bottom, left:right] = edit.flipped()
            stack = np.insert(stack, number, plane, axis=0)
            names = [*names[:number], max(names, default=0) + 1, *names[number:]]
        case Remove(number):
            stack = np.delete(stack, number, axis=0)
            names = names[:number] + names[number + 1 :]
        case Move(start, end):
            order = [k for k in range(len(names)) if k != start]
            order.insert(end, start)
            stack, names = stack[order], [names[k] for k in order]
    return stack, names


@given(stacks(most=20), st.data())
def test_changes_are_those_of_a_plain_stack_and_can_be_taken_back(
    stack: Stack, data: st.DataObject
) -> None:
    planes = BitPlanes.from_stack(stack)
    states = [InstanceState(number) for number in range(len(stack))]
    first, made = list(states), []
    plain, names = stack, list(range(len(stack)))
    for _ in range(data.draw(st.integers(1, 8))):
        change = change_at_random(data, planes, states)
        current = data.draw(st.integers(0, planes.count - 1)) if planes.count else -1
        chosen = names[current] if current >= 0 else None
        plain, names = plainly(change, plain, names)
        make_change(change, planes, states)
        made.append(change)
        np.testing.assert_array_equal(planes.to_stack(), plain)
        assert len(states) == planes.count
        current = selected_after(change, current, planes.count)
        assert current == -1 if planes.count == 0 else 0 <= current < planes.count
        if chosen in names:
            assert names[current] == chosen, "the selected instance stays the selected one"
    for change in backwards(made):
        make_change(change, planes, states)
    np.testing.assert_array_equal(planes.to_stack(), stack)
    assert states == first
    assert planes.bits.dtype == BitPlanes.from_stack(stack).bits.dtype


def test_a_description_leaves_what_is_hidden_and_locked() -> None:
    planes, states = BitPlanes(2, 2, 1), [InstanceState(0, hidden=True, locked=True)]
    make_change(Describe(0, InstanceState(0), InstanceState(3, note="gel")), planes, states)
    assert states == [InstanceState(3, hidden=True, locked=True, note="gel")]


def test_a_step_says_where_it_acts_and_how_large_it_is() -> None:
    pixels = np.zeros((9, 9), np.bool_)
    pixels[1:3, 2:4] = True
    one, other = pack_edit(0, pixels), pack_edit(1, pixels[::-1])
    assert one is not None
    assert other is not None
    step = Step("Grow", "plus", (Flip(one), Insert(1, InstanceState(1), other)))
    assert step.box == (1, 2, 8, 4)
    assert step.size_bytes == len(one.packed) + len(other.packed)
    assert step.is_structural
    assert not Step("Grow", "plus", (Flip(one),)).is_structural
    assert Step("Reorder", "move", (Move(0, 1),)).box is None


@pytest.mark.parametrize("count", [1, 8, 9, 64])
def test_an_instance_moves_to_either_end(count: int) -> None:
    stack = (np.arange(count)[:, None, None] == np.arange(count)).astype(np.uint8)
    planes = BitPlanes.from_stack(stack)
    planes.move(0, count - 1)
    np.testing.assert_array_equal(planes.to_stack(), np.roll(stack, -1, axis=0))
    planes.move(count - 1, 0)
    np.testing.assert_array_equal(planes.to_stack(), stack)

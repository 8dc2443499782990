"""Followed change by change, a mask has the figures that measuring all of it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forgery_viewer.core.difference import (
    ChangedCounts,
    DifferenceError,
    changed,
    count_changed,
)
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import find_regions, measure_mask
from forgery_viewer.core.running_mask import RunningMask
from forgery_viewer.core.steps import backwards, make_change
from forgery_viewer.core.twins.sides import SIDES_THRESHOLD, tell_sides
from tests.core.masks_at_random import Stack, stacks
from tests.core.steps_at_random import change_at_random


@settings(max_examples=100)
@given(stacks(most=20), st.data())
def test_figures_and_counts_are_those_of_the_whole_mask(stack: Stack, data: st.DataObject) -> None:
    planes = BitPlanes.from_stack(stack)
    states = [InstanceState(number) for number in range(len(stack))]
    levels = data.draw(arrays(np.uint8, stack.shape[1:], elements=st.integers(0, 40)))
    threshold = data.draw(st.integers(0, 40))
    running = RunningMask(planes.copy())
    running.compare(levels, threshold)
    moved = changed(levels, SIDES_THRESHOLD)
    made = []

    def check() -> None:
        np.testing.assert_array_equal(running.planes.to_stack(), planes.to_stack())
        assert running.figures == measure_mask(planes)
        assert running.counts == count_changed(levels, threshold, planes.union())
        assert running.outside_levels() is None or np.array_equal(
            running.outside_levels()[0] > 0,  # type: ignore[index]
            (levels > threshold) & ~planes.union(),
        )
        assert running.sides() == tuple(
            tell_sides(find_regions(planes.plane(k)), planes.plane(k), moved)
            for k in range(planes.count)
        )

    check()
    for _ in range(data.draw(st.integers(1, 5))):
        changes = []
        for _ in range(data.draw(st.integers(1, 3))):
            change = change_at_random(data, planes, states)
            make_change(change, planes, states)
            changes.append(change)
        made += changes
        running.make(changes)
        if data.draw(st.booleans()):
            check()
        if data.draw(st.booleans()):
            threshold = data.draw(st.integers(0, 40))
            running.compare(levels, threshold)
    check()
    running.make(backwards(made))
    assert running.figures == measure_mask(BitPlanes.from_stack(stack))
    assert running.counts == count_changed(levels, threshold, BitPlanes.from_stack(stack).union())


def told(running: RunningMask) -> ChangedCounts | None:
    return running.counts


def test_nothing_is_counted_until_there_is_something_to_compare_with() -> None:
    stack = np.ones((2, 5, 6), np.uint8)
    running = RunningMask(BitPlanes.from_stack(stack))
    assert told(running) is None
    assert running.sides() == ()
    running.compare(np.full((5, 6), 20, np.uint8), 16)
    assert told(running) == ChangedCounts(30, 30, 0, 0)
    running.compare(None, 0)
    assert told(running) is None
    with pytest.raises(DifferenceError, match="6 x 5"):
        running.compare(np.zeros((5, 5), np.uint8), 16)

"""What is taken over of a prediction is just that, and one step takes it back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Step, backwards, make_change
from forgery_viewer.core.taking_over import Refused, Taking, TakingOver, region_at, take_over

Stack = NDArray[np.uint8]


def states_of(count: int, *locked: int) -> list[InstanceState]:
    return [InstanceState(number, locked=number in locked) for number in range(count)]


def done(step: Step | Refused, stack: Stack) -> Stack:
    """The stack after a step, which is then taken back exactly."""
    assert isinstance(step, Step), step
    planes, states = BitPlanes.from_stack(stack), states_of(len(stack))
    for change in step.changes:
        make_change(change, planes, states)
    after = planes.to_stack()
    assert len({state.colour for state in states}) == len(states)
    for change in backwards(step.changes):
        make_change(change, planes, states)
    np.testing.assert_array_equal(planes.to_stack(), stack)
    return after


def random_stack(random: np.random.Generator, count: int, height: int, width: int) -> Stack:
    return (random.random((count, height, width)) < 0.4).astype(np.uint8)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Stack, Stack, list[tuple[int, int]]]:
    height, width = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    true = random_stack(random, draw(st.integers(0, 5)), height, width)
    predicted = random_stack(random, draw(st.integers(1, 5)), height, width)
    count = draw(st.integers(0, min(len(true), len(predicted))))
    chosen = random.permutation(len(true))[:count], random.permutation(len(predicted))[:count]
    return true, predicted, [(int(t), int(p)) for t, p in zip(*chosen, strict=True)]


def whole(taking: Taking, predicted: Stack) -> TakingOver:
    return TakingOver(taking, {p: plane != 0 for p, plane in enumerate(predicted)}, whole=True)


def sorted_rows(stack: Stack) -> list[bytes]:
    return sorted(plane.tobytes() for plane in stack if plane.any())


@given(scenes())
def test_replacing_all_leaves_the_prediction_and_the_places_of_what_it_is_assigned_to(
    scene: tuple[Stack, Stack, list[tuple[int, int]]],
) -> None:
    true, predicted, pairs = scene
    planes = BitPlanes.from_stack(true)
    step = take_over(whole(Taking.REPLACE, predicted), planes, states_of(len(true)), pairs)
    if isinstance(step, Refused):
        assert sorted_rows(true) == sorted_rows(predicted)
        return
    after = done(step, true)
    assert sorted_rows(after) == sorted_rows(predicted)
    kept = sorted(t for t, _p in pairs)
    for place, t in enumerate(kept):
        np.testing.assert_array_equal(after[place], predicted[dict(pairs)[t]])


@given(scenes())
def test_adding_all_unites_and_brings_what_is_new(
    scene: tuple[Stack, Stack, list[tuple[int, int]]],
) -> None:
    true, predicted, pairs = scene
    planes = BitPlanes.from_stack(true)
    step = take_over(whole(Taking.ADD, predicted), planes, states_of(len(true)), pairs)
    wanted = true.copy()
    for t, p in pairs:
        wanted[t] |= predicted[p]
    alone = [p for p in range(len(predicted)) if p not in {b: a for a, b in pairs}]
    new = [predicted[p] for p in alone if predicted[p].any()]
    wanted = np.concatenate([wanted, np.array(new, np.uint8).reshape(-1, *true.shape[1:])])
    if isinstance(step, Refused):
        np.testing.assert_array_equal(wanted, true)
    else:
        np.testing.assert_array_equal(done(step, true), wanted)


@given(scenes())
def test_subtracting_takes_the_predicted_pixels_out_of_what_is_not_locked(
    scene: tuple[Stack, Stack, list[tuple[int, int]]],
) -> None:
    true, predicted, pairs = scene
    states = states_of(len(true), 0)
    planes = BitPlanes.from_stack(true)
    step = take_over(whole(Taking.SUBTRACT, predicted), planes, states, pairs)
    wanted = true * (1 - predicted.any(axis=0))
    wanted[:1] = true[:1]
    if isinstance(step, Refused):
        np.testing.assert_array_equal(wanted, true)
    else:
        np.testing.assert_array_equal(done(step, true), wanted)


def two_blobs() -> tuple[Stack, Stack]:
    """A true instance of two regions, and a predicted one that lies beside each of them."""
    true, predicted = np.zeros((2, 10, 20), np.uint8), np.zeros((1, 10, 20), np.uint8)
    true[0, 2:5, 2:5] = true[0, 2:5, 12:15] = true[1, 7:9, 2:9] = 1
    predicted[0, 3:8, 3:6] = predicted[0, 3:6, 13:16] = 1
    return true, predicted


def test_one_region_replaces_only_what_it_touches() -> None:
    true, predicted = two_blobs()
    region = region_at(predicted[0] != 0, 4, 4)
    assert region is not None
    assert region.sum() == 15
    wanted = TakingOver(Taking.REPLACE, {0: region}, is_region=True)
    step = take_over(wanted, BitPlanes.from_stack(true), states_of(2), [(0, 0)])
    after = done(step, true)
    expected = true.copy()
    expected[0, 2:5, 2:5] = 0
    expected[0][region] = 1
    np.testing.assert_array_equal(after, expected)
    assert isinstance(step, Step)
    assert step.text == "Replace by prediction, region of P1"
    assert region_at(predicted[0] != 0, 0, 0) is None


def test_what_others_have_is_left_to_them() -> None:
    true, predicted = two_blobs()
    wanted = TakingOver(Taking.ADD, {0: predicted[0] != 0})
    planes = BitPlanes.from_stack(true)
    step = take_over(wanted, planes, states_of(2), [(0, 0)], spares_others=True)
    after = done(step, true)
    np.testing.assert_array_equal(after[0], true[0] | (predicted[0] & ~true[1] & 1))


@pytest.mark.parametrize("taking", [Taking.REPLACE, Taking.ADD])
def test_a_locked_instance_is_not_changed(taking: Taking) -> None:
    true, predicted = two_blobs()
    planes = BitPlanes.from_stack(true)
    step = take_over(whole(taking, predicted), planes, states_of(2, 0), [(0, 0)])
    assert step == Refused("Instance 1 is locked. Unlock it to change it.")


def test_more_than_64_instances_are_refused_and_nothing_to_do_is_said() -> None:
    full = np.zeros((64, 4, 4), np.uint8)
    predicted = np.ones((1, 4, 4), np.uint8)
    step = take_over(whole(Taking.ADD, predicted), BitPlanes.from_stack(full), states_of(64), [])
    assert step == Refused("A mask holds at most 64 instances.")
    same = take_over(whole(Taking.ADD, predicted), BitPlanes.from_stack(predicted), states_of(1),
                     [(0, 0)])  # fmt: skip
    assert isinstance(same, Refused)
    assert "nothing changes" in same.reason

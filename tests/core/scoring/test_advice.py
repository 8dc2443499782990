"""Advice keeps its word: what it says to drop or merge is done, and scored anew by brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.scoring.advice import Advice, Step, advise
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.scoring.brute import Stack, brute_of1
from tests.core.scoring.test_comparison import JUNK, SPECKS, A, B, planes


def advice(predicted: Stack, true: Stack) -> Advice:
    found = Comparison.of(SparseMask.of_stack(predicted), SparseMask.of_stack(true))
    return advise(found.overlaps)


def done(predicted: Stack, steps: tuple[Step, ...]) -> Stack:
    """A stack after some of the steps."""
    groups: dict[tuple[int, ...], NDArray[np.bool_]] = {
        (number,): plane != 0 for number, plane in enumerate(predicted)
    }
    for step in steps:
        touched = [group for group in groups if set(group) <= set(step.instances)]
        assert sorted(n for group in touched for n in group) == list(step.instances)
        parts = [groups.pop(group) for group in touched]
        if step.kind == "merge":
            assert len(parts) == 2
            groups[step.instances] = parts[0] | parts[1]
    left = [plane.astype(np.uint8) for plane in groups.values()]
    return np.stack(left) if left else np.zeros((0, *predicted.shape[1:]), np.uint8)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Stack, Stack]:
    """A truth, and a prediction of its parts with overlaps and specks."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = (draw(st.integers(2, 9)), draw(st.integers(2, 9)))
    true = (random.random((draw(st.integers(0, 3)), *size)) < 0.4).astype(np.uint8)
    predicted = (random.random((draw(st.integers(0, 5)), *size)) < 0.3).astype(np.uint8)
    for plane in predicted:
        if len(true) and random.random() < 0.8:
            plane[:] = true[random.integers(len(true))] & (random.random(size) < 0.7)
    return predicted, true


@given(pairs())
def test_every_step_leads_where_it_says(pair: tuple[Stack, Stack]) -> None:
    predicted, true = pair
    found = advice(predicted, true)
    now = brute_of1(predicted, true)
    for step in found.steps:
        assert step.before == pytest.approx(now, abs=1e-12)
        assert step.after == pytest.approx(brute_of1(done(predicted, (step,)), true), abs=1e-12)
        assert step.after > step.before
    for count in range(len(found.plan)):
        step = found.plan[count]
        assert step.before == pytest.approx(
            brute_of1(done(predicted, found.plan[:count]), true), abs=1e-12
        )
        after = brute_of1(done(predicted, found.plan[: count + 1]), true)
        assert step.after == pytest.approx(after, abs=1e-12)
        assert step.after > step.before
    assert list(found.steps) == sorted(found.steps, key=lambda step: -step.after)


@given(pairs())
def test_no_single_step_that_helps_is_missed(pair: tuple[Stack, Stack]) -> None:
    predicted, true = pair
    best = now = brute_of1(predicted, true)
    for number in range(len(predicted)):
        best = max(best, brute_of1(np.delete(predicted, number, axis=0), true))
    for one, other in combinations(range(len(predicted)), 2):
        merged = np.delete(predicted, other, axis=0)
        merged[one] |= predicted[other]
        best = max(best, brute_of1(merged, true))
    found = advice(predicted, true).steps
    assert (found[0].after if found else now) >= best - 1e-12


def test_sentences() -> None:
    text = [str(step) for step in advice(planes((JUNK,), (A,)), planes((A,))).steps]
    assert text == ["Drop P1: oF1 0.50 to 1.00"]
    found = advice(planes((A,), (B,)), planes((A, B)))
    assert str(found.steps[0]) == "Merge P1 and P2: oF1 0.33 to 1.00"
    assert found.gain is not None
    assert found.gain == pytest.approx((1 / 3, 1.0))
    assert str(Step("drop", tuple(range(9)), 0.1111, 0.1114)) == (
        "Drop P1, P2, P3, P4, P5 and 4 others: oF1 0.1111 to 0.1114"
    )


def test_a_plan_merges_before_it_drops() -> None:
    predicted = planes((A,), (SPECKS[0],), (B,), (SPECKS[1],))
    found = advice(predicted, planes((A, B)))
    assert [(step.kind, step.instances) for step in found.plan] == [
        ("merge", (0, 2)),
        ("drop", (1, 3)),
    ]
    assert found.gain is not None
    assert found.gain == pytest.approx((2 / 3 / 4, 1.0))


def test_everything_is_dropped_where_nothing_is_forged() -> None:
    found = advice(planes((A,), (B,)), planes())
    assert [(step.kind, step.instances, step.after) for step in found.plan] == [
        ("drop", (0, 1), 1.0)
    ]


def test_nothing_helps_a_perfect_prediction_or_none() -> None:
    for predicted, true in ((planes((A,), (B,)), planes((A,), (B,))), (planes(), planes((A,)))):
        found = advice(predicted, true)
        assert (found.steps, found.plan, found.gain) == ((), (), None)


def test_a_thousand_specks_are_dropped_at_once() -> None:
    rows, columns = np.divmod(np.arange(1000), 50)
    predicted = np.zeros((1001, 60, 120), np.uint8)
    predicted[np.arange(1000), rows * 2, columns * 2] = 1
    predicted[1000, 50:58] = 1
    found = advice(predicted, predicted[1000:])
    assert found.steps[0].instances == tuple(range(1000))
    assert found.steps[0].after == 1.0
    assert len(found.steps) == 20

"""oF1 and the pixel scores against the worked table and an independent brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.scoring.comparison import Comparison, of1_of
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.building import stack_of
from tests.core.masks_at_random import stacks
from tests.core.scoring.brute import brute_f, brute_of1, brute_pixels

Stack = NDArray[np.uint8]

SIZE = (40, 60)
A, B = (slice(2, 12), slice(3, 13)), (slice(20, 30), slice(40, 50))
SPECKS = [(slice(36, 38), slice(column, column + 2)) for column in (2, 12, 22, 32, 52)]
JUNK = (slice(0, 4), slice(50, 54))


def planes(*groups: tuple[tuple[slice, slice], ...]) -> Stack:
    """One instance for each group of boxes."""
    parts = [stack_of(*SIZE, *group).max(axis=0) for group in groups]
    return np.stack(parts) if parts else np.zeros((0, *SIZE), np.uint8)


def line(*ends: tuple[int, int]) -> Stack:
    """Ranges of one row as instances."""
    return stack_of(1, 40, *((slice(0, 1), slice(*end)) for end in ends))


def compare(predicted: Stack, true: Stack) -> Comparison:
    return Comparison.of(SparseMask.of_stack(predicted), SparseMask.of_stack(true))


@pytest.mark.parametrize(
    ("true", "predicted", "expected"),
    [
        (planes((A, B)), planes((A, B)), 1.0),
        (planes((A, B)), planes((A,), (B,)), 1 / 3),
        (planes((A, B)), planes((A,)), 2 / 3),
        (planes((A,), (B,)), planes((A, B)), 1 / 3),
        (planes((A,), (B,)), planes((A,)), 0.5),
        (planes((A,), (B,)), planes((JUNK,), (B,), (A,)), 2 / 3),
        (planes((A, B)), planes((A, B), *((speck,) for speck in SPECKS)), 1 / 6),
        (planes((A,)), planes((A,), (A,)), 0.5),
        (stack_of(20, 20, (slice(3, 13), slice(3, 13))),
         stack_of(20, 20, (slice(3, 13), slice(5, 15))), 0.8),
        (line((0, 10), (10, 20)), line((3, 15), (0, 4)), 0.5129870129870130),
        (planes(), planes(), 1.0),
        (planes((A,)), planes(), 0.0),
        (planes(), planes((A,)), 0.0),
    ],
)  # fmt: skip
def test_the_worked_table(true: Stack, predicted: Stack, expected: float) -> None:
    assert compare(predicted, true).of1 == pytest.approx(expected, abs=1e-12)
    assert brute_of1(predicted, true) == pytest.approx(expected, abs=1e-12)


def random_pair(rng: np.random.Generator) -> tuple[Stack, Stack]:
    """A truth and a prediction that resembles it, instances overlapping now and then."""
    size = tuple(int(side) for side in rng.integers(1, 24, 2))
    true = (rng.random((int(rng.integers(0, 6)), *size)) < rng.uniform(0, 0.7)).astype(np.uint8)
    count = int(rng.integers(0, 6))
    noise = rng.random((count, *size)) < rng.uniform(0, 0.5)
    if len(true) and count:
        noise ^= true[rng.integers(0, len(true), count)].astype(np.bool_)
    return noise.astype(np.uint8), true


def test_thousands_of_random_cases_by_brute_force() -> None:
    rng = np.random.default_rng(20)
    worst = 0.0
    for _ in range(3000):
        predicted, true = random_pair(rng)
        found = compare(predicted, true)
        worst = max(worst, abs(found.of1 - brute_of1(predicted, true)))
        for name, value in brute_pixels(predicted, true).items():
            worst = max(worst, abs(getattr(found.pixels, name) - value))
    assert worst <= 1e-12


@given(stacks(most=5), st.data())
def test_every_pair_and_what_is_left_over(true: Stack, data: st.DataObject) -> None:
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    predicted = random.integers(0, 2, (data.draw(st.integers(0, 5)), *true.shape[1:]), np.uint8)
    found = compare(predicted, true)
    for i, one in enumerate(predicted):
        for j, other in enumerate(true):
            assert found.f[i, j] == pytest.approx(brute_f(one != 0, other != 0), abs=1e-15)
            pair, dense = found.pair(i, j), brute_pixels(one[np.newaxis], other[np.newaxis])
            assert pair.iou == pytest.approx(dense["iou"])
            assert pair.precision == pytest.approx(dense["precision"])
    assert len(found.assignment) == min(len(predicted), len(true))
    matched = {match.predicted for match in found.matches}
    assert matched | set(found.unmatched_predicted) == set(range(len(predicted)))
    assert not matched & set(found.unmatched_predicted)
    assert {m.true for m in found.matches} | set(found.unmatched_true) == set(range(len(true)))
    if len(true):
        assert found.of1 == pytest.approx(found.matched_f1 * found.excess_factor, abs=1e-12)


@given(st.integers(60, 200), st.integers(0, 2**32 - 1))
def test_more_overlapping_instances_than_bits(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    predicted = (random.random((count, 9, 13)) < 0.1).astype(np.uint8)
    true = random.integers(0, 2, (3, 9, 13), np.uint8)
    found = compare(predicted, true)
    shared = np.einsum("phw,ghw->pg", predicted.astype(int), true.astype(int))
    np.testing.assert_array_equal(found.overlaps.shared_px, shared)
    np.testing.assert_array_equal(found.overlaps.predicted_px, predicted.sum(axis=(1, 2)))
    np.testing.assert_array_equal(found.overlaps.true_px, true.sum(axis=(1, 2)))
    assert found.pixels.f1 == pytest.approx(brute_pixels(predicted, true)["f1"])


def test_an_instance_without_a_pixel_counts() -> None:
    true = planes((A,))
    nothing = np.zeros((1, *SIZE), np.uint8)
    assert compare(nothing, true).of1 == 0.0
    assert compare(np.concatenate((true, nothing)), true).of1 == 0.5
    assert compare(nothing, nothing).of1 == 0.0, "0 where both are empty"


def test_assignment_is_not_greedy() -> None:
    true, predicted = line((0, 10), (10, 20)), line((3, 15), (0, 4))
    found = compare(predicted, true)
    assert found.assignment == ((0, 1), (1, 0))
    greedy = found.f[0, 0] / 2
    assert greedy == pytest.approx(0.3182, abs=1e-4)


def test_masks_of_other_sizes_do_not_compare() -> None:
    with pytest.raises(ValueError, match="same size"):
        compare(np.zeros((1, 4, 5), np.uint8), np.zeros((1, 5, 4), np.uint8))


def test_the_matrix_alone_gives_the_score() -> None:
    assert of1_of(np.array([[0.5, 0.9], [0.8, 0.9], [0.0, 0.1]])) == pytest.approx(1.7 / 3)

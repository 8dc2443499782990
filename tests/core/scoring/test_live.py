"""A live comparison is always what comparing anew gives, whatever was painted where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.live import LiveComparison
from forgery_viewer.core.scoring.overlaps import Overlaps
from forgery_viewer.core.sparse_masks import SparseMask

Stack = NDArray[np.uint8]


def same(one: Overlaps, other: Overlaps) -> None:
    for name in ("cells_px", "inside_px", "shared_by_cell", "true_px", "shared_px"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def anew(predicted: SparseMask, planes: BitPlanes) -> Overlaps:
    return Overlaps.of(predicted, SparseMask.of_planes(planes))


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 6),
    st.integers(1, 20),
    st.lists(st.sampled_from(["paint", "nothing", "unknown", "insert", "remove", "outside"])),
)
def test_painting(seed: int, count: int, true: int, actions: list[str]) -> None:
    random = np.random.default_rng(seed)
    height, width = (int(side) for side in random.integers(2, 40, 2))
    predicted = SparseMask.of_stack((random.random((count, height, width)) < 0.4).astype(np.uint8))
    planes = BitPlanes.from_stack((random.random((true, height, width)) < 0.3).astype(np.uint8))
    live = LiveComparison(predicted, planes)
    same(live.overlaps, anew(predicted, planes))
    for action in actions:
        top, left = int(random.integers(height)), int(random.integers(width))
        box = (top, left, top + 1 + int(random.integers(9)), left + 1 + int(random.integers(9)))
        if action in {"paint", "unknown", "outside"} and planes.count:
            bit = planes.bit(int(random.integers(planes.count)))
            part = planes.bits[box[0] : box[2], box[1] : box[3]]
            part ^= (random.random(part.shape) < 0.5) * bit
        elif action == "insert":
            planes.insert(
                int(random.integers(planes.count + 1)), random.random(planes.bits.shape) < 0.2
            )
        elif action == "remove" and planes.count:
            planes.remove(int(random.integers(planes.count)))
        known = box if action in {"paint", "nothing"} else None
        if action == "outside":
            known = (-5, -5, height + 5, width + 5)
        changed = live.update(planes, known)
        assert changed or action not in {"insert", "remove"} or not planes.count
        same(live.overlaps, anew(predicted, planes))
        if action == "nothing":
            assert not changed


def test_a_change_is_counted_only_where_it_is_said_to_be() -> None:
    planes = BitPlanes(50, 60, 1)
    planes.bits[10:20, 10:20] = 1
    predicted = SparseMask.of_planes(planes)
    live = LiveComparison(predicted, planes)
    planes.bits[0:5, 0:5] = 1
    planes.bits[30:32, 30:40] = 1
    assert live.update(planes, (0, 0, 6, 6))
    assert live.overlaps.true_px.tolist() == [125]
    assert live.update(planes)
    assert live.overlaps.true_px.tolist() == [145]


def test_a_new_instance_does_not_cost_before_it_has_a_pixel() -> None:
    planes = BitPlanes.from_stack(np.eye(8, dtype=np.uint8)[np.newaxis])
    predicted = SparseMask.of_planes(planes)
    live = LiveComparison(predicted, planes)
    assert live.comparison.of1 == 1.0
    planes.insert(0)
    assert live.update(planes)
    assert (live.comparison.of1, live.numbers) == (1.0, (1,))
    planes.bits[7, 0] |= planes.bit(0)
    assert live.update(planes, (7, 0, 8, 1))
    assert live.numbers == (0, 1)
    expected = Comparison.of(predicted, SparseMask.of_planes(planes))
    assert live.comparison.of1 == expected.of1 == 0.5
    assert live.comparison.pixels == expected.pixels


def test_empty_instances_of_the_data_sets_own_mask_cost_as_in_the_metric() -> None:
    planes = BitPlanes.from_stack(np.stack([np.eye(8, dtype=np.uint8), np.zeros((8, 8), np.uint8)]))
    predicted = SparseMask.of_planes(planes).without_empty()
    live = LiveComparison(predicted, planes, counts_empty=True)
    assert list(live.numbers) == [0, 1]
    assert live.comparison.of1 == Comparison.of(predicted, SparseMask.of_planes(planes)).of1 == 0.5
    live.counts_empty = False
    assert list(live.numbers) == [0]
    assert live.comparison.of1 == 1.0


def test_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the truth is"):
        LiveComparison(SparseMask.empty(4, 5), BitPlanes(5, 4))
    live = LiveComparison(SparseMask.empty(4, 5), BitPlanes(4, 5))
    with pytest.raises(ValueError, match="the truth is"):
        live.update(BitPlanes(5, 4))

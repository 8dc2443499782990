"""A mask that rests is the same mask, and takes its room only when it is looked at."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.packed_masks import PackedMask, mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.resting_planes import RestingPlanes
from tests.core.masks_at_random import Stack, stacks


def resting(stack: Stack) -> RestingPlanes:
    return RestingPlanes(PackedMask.of(stack))


@given(stacks(most=20))
def test_it_is_the_same_mask(stack: Stack) -> None:
    planes = resting(stack)
    count, *size = stack.shape
    assert (planes.count, planes.height, planes.width) == (count, *size)
    assert planes.copy().equals_stack(stack)
    rested = [planes.is_packed]
    np.testing.assert_array_equal(planes.bits, BitPlanes.from_stack(stack).bits)
    assert [*rested, planes.is_packed] == [True, False], "a copy leaves it as it is"
    assert mask_digest(planes) == mask_digest(BitPlanes.from_stack(stack))
    assert planes.copy().equals_stack(stack)


@given(stacks(most=9), st.data())
def test_it_can_be_changed_as_any_other(stack: Stack, data: st.DataObject) -> None:
    planes, plain = resting(stack), BitPlanes.from_stack(stack)
    planes.insert(0)
    plain.insert(0)
    planes.bits[0, 0] |= planes.bit(0)
    plain.bits[0, 0] |= plain.bit(0)
    planes.remove(planes.count - 1)
    plain.remove(plain.count - 1)
    np.testing.assert_array_equal(planes.to_stack(), plain.to_stack())
    number = data.draw(st.integers(0, max(0, plain.count - 1)))
    if plain.count:
        planes.move(0, number)
        plain.move(0, number)
    assert planes.equals_stack(plain.to_stack())

"""Masks along their rows and down their columns are the same mask."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.masks_at_random import Stack, stacks


@given(stacks(most=5))
def test_either_way_gives_the_other(stack: Stack) -> None:
    turned = SparseMask.of_stack(stack.swapaxes(1, 2))
    for both in (BothWays(SparseMask.of_stack(stack)), BothWays(columns=turned)):
        assert (both.height, both.width, both.count) == (*stack.shape[1:], len(stack))
        assert both.is_empty == (not stack.any())
        np.testing.assert_array_equal(both.rows.to_stack(), stack)
        np.testing.assert_array_equal(both.columns.to_stack(), stack.swapaxes(1, 2))
        assert both.has_columns


def test_what_is_given_is_not_worked_out() -> None:
    mask = SparseMask.empty(4, 5)
    assert BothWays(mask).rows is mask
    assert not BothWays(mask).has_columns
    assert BothWays(columns=mask).columns is mask
    with pytest.raises(ValueError, match="one of both ways"):
        BothWays()

"""Sparse masks hold exactly what dense ones do, whichever way they are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.masks_at_random import stacks

Stack = NDArray[np.uint8]


def check_order(mask: SparseMask) -> None:
    assert (mask.start < mask.end).all()
    same = mask.instance[1:] == mask.instance[:-1]
    assert (mask.instance[1:] >= mask.instance[:-1]).all()
    assert (mask.start[1:][same] >= mask.end[:-1][same]).all()


@given(stacks(most=70))
def test_a_stack_comes_back(stack: Stack) -> None:
    mask = SparseMask.of_stack(stack)
    check_order(mask)
    np.testing.assert_array_equal(mask.to_stack(), stack)
    np.testing.assert_array_equal(mask.areas_px, stack.sum(axis=(1, 2), dtype=np.int64))
    np.testing.assert_array_equal(SparseMask.of_stack(stack.astype(bool)).to_stack(), stack)


@given(stacks())
def test_planes_come_back(stack: Stack) -> None:
    planes = BitPlanes.from_stack(stack)
    mask = SparseMask.of_planes(planes)
    check_order(mask)
    np.testing.assert_array_equal(mask.to_stack(), stack)
    np.testing.assert_array_equal(mask.to_planes().bits, planes.bits)


@given(stacks())
def test_down_the_columns_and_back(stack: Stack) -> None:
    runs = SparseMask.of_stack(stack).column_runs()
    painted = np.zeros((len(stack), stack[0].size if len(stack) else 0), np.uint8)
    for instance, start, end in zip(runs.instance, runs.start, runs.end, strict=True):
        assert start < end
        painted[instance, start:end] += 1
    turned = painted.reshape(len(stack), stack.shape[2], stack.shape[1]).swapaxes(1, 2)
    np.testing.assert_array_equal(turned, stack)
    together = (runs.end[:-1] == runs.start[1:]) & (runs.instance[1:] == runs.instance[:-1])
    assert not together.any(), "stretches are as long as can be"
    back = SparseMask.of_column_runs(runs, stack.shape[1], stack.shape[2], len(stack))
    check_order(back)
    np.testing.assert_array_equal(back.to_stack(), stack)


@given(stacks(fewest=1, most=6), st.data())
def test_some_of_the_instances(stack: Stack, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(stack) - 1)))
    mask = SparseMask.of_stack(stack)
    np.testing.assert_array_equal(mask.chosen(numbers).to_stack(), stack[numbers])
    filled = stack.any(axis=(1, 2))
    np.testing.assert_array_equal(mask.without_empty().to_stack(), stack[filled])


def owners(cells: Cells) -> list[set[int]]:
    """The instances of each cell."""
    table = cells.by_instance(np.eye(cells.cells, dtype=np.int64))
    return [set(np.flatnonzero(column).tolist()) for column in table.T]


@given(stacks(most=5))
def test_the_union(stack: Stack) -> None:
    union = SparseMask.of_stack(stack).union()
    check_order(union)
    np.testing.assert_array_equal(union.to_stack()[0], stack.any(axis=0))


def check_cells(cells: Cells, stack: Stack) -> None:
    """Every pixel is in a cell of exactly its instances."""
    flat = stack.reshape(len(stack), stack.shape[1] * stack.shape[2])
    members = owners(cells)
    for place, cell in enumerate(cells.at(np.arange(flat.shape[1]))):
        assert members[cell] == set(np.flatnonzero(flat[:, place]).tolist())
    assert members[0] == set()
    assert (cells.size, cells.count, cells.place[0]) == (flat.shape[1], len(stack), 0)


@given(stacks(most=80))
def test_cells_know_the_instances_of_a_pixel(stack: Stack) -> None:
    check_cells(SparseMask.of_stack(stack).cells, stack)
    if len(stack) <= 64:
        bits = BitPlanes.from_stack(stack).bits
        check_cells(Cells.of_bits(bits, len(stack)), stack)


@given(stacks(most=4), st.data())
def test_cells_of_a_part(stack: Stack, data: st.DataObject) -> None:
    height, width = stack.shape[1:]
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    bottom = data.draw(st.integers(top + 1, height))
    right = data.draw(st.integers(left + 1, width))
    cells = SparseMask.of_stack(stack).cells.inside((top, left, bottom, right), width)
    check_cells(cells, stack[:, top:bottom, left:right])


def test_a_mask_without_instances() -> None:
    mask = SparseMask.empty(4, 5)
    assert mask.to_stack().shape == (0, 4, 5)
    assert len(mask.column_runs().start) == 0
    assert mask.cells.cells == 1
    assert SparseMask.empty(4, 5, 2).areas_px.tolist() == [0, 0]


def test_more_instances_than_bits_are_no_planes() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        SparseMask.empty(4, 5, 65).to_planes()

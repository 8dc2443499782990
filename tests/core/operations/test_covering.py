"""Marks become part of an instance, leave it and move within it; others are not taken from."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.operations.covering import cover, move
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.placing import moved, region_at
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_masks import PlainMask
from tests.core.plain_shapes import laid_on


@st.composite
def marks(draw: st.DrawFn, shape: tuple[int, int]) -> Mark:
    """A mark on an image, or none."""
    if draw(st.integers(0, 9)) == 0:
        return NOTHING
    top, left = draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))
    sides = st.tuples(st.integers(1, shape[0] - top), st.integers(1, shape[1] - left))
    return Mark(top, left, draw(arrays(np.bool_, sides)))


def some(stack: Stack) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, len(stack) - 1))


def as_bits(numbers: set[int]) -> int:
    return sum(1 << number for number in numbers)


@given(stacks(fewest=1, most=20), st.booleans(), st.data())
def test_a_mark_is_painted_or_erased(stack: Stack, erase: bool, data: st.DataObject) -> None:
    mask, model = BitPlanes.from_stack(stack), PlainMask(stack)
    number, protected = data.draw(st.integers(0, len(stack) - 1)), data.draw(some(stack))
    mark = data.draw(marks(model.shape))
    edit = cover(mask, number, mark, erase=erase, protected=as_bits(protected))
    if erase:
        model.erase(number, laid_on([mark], model.shape))
    else:
        model.paint(number, laid_on([mark], model.shape), protected)
    assert (edit is None) == np.array_equal(stack, model.stack())
    if edit is not None:
        assert edit.added_px == (0 if erase else edit.flipped_px)
        edit.flip(mask)
    np.testing.assert_array_equal(mask.to_stack(), model.stack())


@given(stacks(fewest=1, most=20), st.data())
def test_what_is_taken_up_goes_and_what_is_put_down_comes(
    stack: Stack, data: st.DataObject
) -> None:
    mask, model = BitPlanes.from_stack(stack), PlainMask(stack)
    number, protected = data.draw(st.integers(0, len(stack) - 1)), data.draw(some(stack))
    taken, put = data.draw(marks(model.shape)), data.draw(marks(model.shape))
    before = model.instances[number].copy()
    edit = move(mask, number, taken, put, protected=as_bits(protected))
    after = before & ~laid_on([taken], model.shape) | laid_on([put], model.shape)
    model.set(number, after, protected)
    if edit is not None:
        assert edit.added_px == (model.instances[number] & ~before).sum()
        edit.flip(mask)
    np.testing.assert_array_equal(mask.to_stack(), model.stack())
    if edit is not None:
        edit.flip(mask)
    assert mask.equals_stack(stack)


def test_a_region_that_is_moved_over_the_border_comes_back_by_undo() -> None:
    mask = BitPlanes(20, 20, 1)
    mask.bits[4:9, 12:18] = 1
    before = mask.bits.copy()
    region = region_at(mask, 0, (5, 13))
    edit = move(mask, 0, region, moved(region, 5, 0, (20, 20)))
    assert edit is not None
    edit.flip(mask)
    assert mask.plane(0).sum() == 5 * 3
    assert mask.plane(0)[4:9, 17:].all()
    edit.flip(mask)
    np.testing.assert_array_equal(mask.bits, before)

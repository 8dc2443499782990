"""Each operation changes an instance as a slow, plain model does, and nothing else."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from forgery_viewer.core.edits import Box
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.extents import extent
from forgery_viewer.core.operations.operating import Boolean, combine, operate
from forgery_viewer.core.planes import BitPlanes
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_masks import (
    PlainMask,
    PlainOperation,
    plain_close,
    plain_fill_holes,
    plain_grow,
    plain_hull,
    plain_hull_of_regions,
    plain_open,
    plain_remove_specks,
    plain_shrink,
    plain_smooth,
    plain_snap,
)
from tests.core.plain_shapes import Plane

RADII = st.integers(0, 14) | st.floats(0, 14)
Pair = tuple[kinds.Operation, PlainOperation]


@st.composite
def operations(draw: st.DrawFn, shape: tuple[int, int]) -> Pair:
    """An operation, and what it does to a plane of `shape` by the slow model."""
    radius_px, least = draw(RADII), draw(st.integers(0, 20))
    sigma_px = draw(st.floats(0.3, 4))
    changed = draw(arrays(np.bool_, shape))
    least_pct = draw(st.integers(1, 100))
    pairs: list[Pair] = [
        (kinds.grow(radius_px), lambda plane: plain_grow(plane, radius_px)),
        (kinds.shrink(radius_px), lambda plane: plain_shrink(plane, radius_px)),
        (kinds.open_up(radius_px), lambda plane: plain_open(plane, radius_px)),
        (kinds.close_up(radius_px), lambda plane: plain_close(plane, radius_px)),
        (kinds.fill_holes(), plain_fill_holes),
        (kinds.fill_holes(least), lambda plane: plain_fill_holes(plane, least)),
        (kinds.remove_specks(least), lambda plane: plain_remove_specks(plane, least)),
        (kinds.smooth(sigma_px), lambda plane: plain_smooth(plane, sigma_px)),
        (kinds.convex_hull(each_region=False), plain_hull),
        (kinds.convex_hull(each_region=True), plain_hull_of_regions),
        (
            kinds.snap_to_difference(changed, radius_px, least_pct),
            lambda plane: plain_snap(plane, changed, radius_px, least_pct),
        ),
        (kinds.invert(), np.logical_not),
        (kinds.clear(), np.zeros_like),
    ]
    return draw(st.sampled_from(pairs))


def some(numbers: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, numbers - 1), unique=True)


def wider(data: st.DataObject, box: Box | None, shape: tuple[int, int]) -> Box | None:
    """Any box that holds a box, as it is known of an instance that was larger once."""
    if box is None:
        return None
    return (
        data.draw(st.integers(0, box[0])),
        data.draw(st.integers(0, box[1])),
        data.draw(st.integers(box[2], shape[0])),
        data.draw(st.integers(box[3], shape[1])),
    )


@given(stacks(fewest=1, most=20), st.data())
def test_operations_are_those_of_the_plain_model(stack: Stack, data: st.DataObject) -> None:
    mask, model = BitPlanes.from_stack(stack), PlainMask(stack)
    operation, plainly = data.draw(operations(model.shape))
    numbers, protected = data.draw(some(len(stack))), data.draw(some(len(stack)))
    boxes = {
        number: wider(data, extent(mask, number), model.shape)
        for number in data.draw(some(len(stack)))
    }
    bits = sum(1 << number for number in protected)
    edits = operate(mask, numbers, operation, protected=bits, boxes=boxes)
    assert mask.equals_stack(stack)
    assert edits is not None
    for edit in edits:
        assert edit.number in numbers
        edit.flip(mask)
    model.operate(numbers, plainly, protected)
    np.testing.assert_array_equal(mask.to_stack(), model.stack())
    for edit in reversed(edits):
        edit.flip(mask)
    assert mask.equals_stack(stack)


@given(stacks(fewest=2, most=9), st.data(), st.sampled_from(Boolean))
def test_booleans_of_two_instances(stack: Stack, data: st.DataObject, how: Boolean) -> None:
    mask, model = BitPlanes.from_stack(stack), PlainMask(stack)
    number, other = data.draw(st.tuples(*[st.integers(0, len(stack) - 1)] * 2))
    protected = data.draw(some(len(stack)))
    bits = sum(1 << number for number in protected)
    boxes = {
        known: wider(data, extent(mask, known), model.shape)
        for known in data.draw(some(len(stack)))
    }
    edit = combine(mask, number, other, how, protected=bits, boxes=boxes)
    one, two = model.instances[number], model.instances[other]
    after = {
        Boolean.AND: one & two,
        Boolean.OR: one | two,
        Boolean.MINUS: one & ~two,
        Boolean.XOR: one ^ two,
    }[how]
    # What the other instance has is asked for, even where it is protected.
    model.set(number, after, [one for one in protected if one != other])
    if edit is not None:
        edit.flip(mask)
    np.testing.assert_array_equal(mask.to_stack(), model.stack())
    assert (edit is None) == mask.equals_stack(stack)


def blot(shape: tuple[int, int], seed: int) -> Plane:
    """Soft blobs of many sizes, some at the border, with holes and specks."""
    random = np.random.default_rng(seed)
    noise = random.normal(size=shape)
    for axis in (0, 1):
        for _ in range(4):
            noise = noise + np.roll(noise, 1, axis) + np.roll(noise, -2, axis)
    return np.asarray(noise > np.quantile(noise, 0.6))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("operation", "plainly"),
    [
        (kinds.grow(23), lambda plane: plain_grow(plane, 23)),
        (kinds.grow(7.3), lambda plane: plain_grow(plane, 7.3)),
        (kinds.shrink(5), lambda plane: plain_shrink(plane, 5)),
        (kinds.open_up(3), lambda plane: plain_open(plane, 3)),
        (kinds.close_up(9.5), lambda plane: plain_close(plane, 9.5)),
        (kinds.fill_holes(12), lambda plane: plain_fill_holes(plane, 12)),
        (kinds.remove_specks(40), lambda plane: plain_remove_specks(plane, 40)),
        (kinds.smooth(2.5), lambda plane: plain_smooth(plane, 2.5)),
    ],
    ids=lambda pair: getattr(pair, "words", ""),
)
def test_larger_planes(seed: int, operation: kinds.Operation, plainly: PlainOperation) -> None:
    """Rows of several words, and boxes that are only a part of the image."""
    plane = np.zeros((150, 220), np.bool_)
    top, left = 3 * seed, 25 * seed
    plane[top : top + 97, left : left + 131] = blot((97, 131), seed)
    mask = BitPlanes.from_stack(plane[np.newaxis].astype(np.uint8))
    edits = operate(mask, [0], operation)
    assert edits
    edits[0].flip(mask)
    np.testing.assert_array_equal(mask.plane(0), plainly(plane))


@pytest.mark.parametrize("count_of_instances", [8, 16, 32, 64])
def test_the_highest_bit_of_every_width(count_of_instances: int) -> None:
    mask, last = BitPlanes(20, 20, count_of_instances), count_of_instances - 1
    mask.bits[10, 10] = mask.bit(last)
    edits = operate(mask, range(count_of_instances), kinds.grow(1), protected=1 << last)
    assert edits is not None
    assert [(edit.number, edit.flipped_px) for edit in edits] == [(last, 4)]


def test_two_that_grow_with_protection_do_not_grow_into_each_other() -> None:
    mask = BitPlanes(9, 20, 2)
    mask.bits[:, 5], mask.bits[:, 12] = 1, 2
    edits = operate(mask, [0, 1], kinds.grow(5), protected=3)
    assert edits is not None
    for edit in edits:
        edit.flip(mask)
    assert not (mask.plane(0) & mask.plane(1)).any()
    assert mask.union()[:, :18].all()


@given(st.floats(0.3, 4), st.integers(0, 3))
def test_smoothing_keeps_the_area(sigma_px: float, seed: int) -> None:
    plane = np.zeros((40, 60), np.bool_)
    plane[:30, 10:50] = blot((30, 40), seed)
    mask = BitPlanes.from_stack(plane[np.newaxis].astype(np.uint8))
    for edit in operate(mask, [0], kinds.smooth(sigma_px)) or []:
        edit.flip(mask)
    assert mask.plane(0).sum() == plane.sum()


@given(st.integers(1, 4), st.integers(0, 20), st.integers(0, 20))
def test_a_smooth_region_is_where_a_gaussian_of_it_is_strongest(
    sigma_px: int, top: int, left: int
) -> None:
    plane = np.zeros((40, 60), np.bool_)
    plane[top : top + 19, left : left + 25] = True
    plane[top + 5 : top + 9, left : left + 18] = False
    mask = BitPlanes.from_stack(plane[np.newaxis].astype(np.uint8))
    for edit in operate(mask, [0], kinds.smooth(sigma_px)) or []:
        edit.flip(mask)
    blurred = ndimage.gaussian_filter(
        plane.astype(float), sigma_px, mode="nearest", radius=3 * sigma_px
    )
    assert blurred[mask.plane(0)].min() >= blurred[~mask.plane(0)].max() - 1e-3


def test_smoothing_takes_the_teeth_off_a_disc() -> None:
    rows, columns = np.mgrid[:81, :81] - 40.0
    angle, radius = np.arctan2(rows, columns), np.hypot(rows, columns)
    jagged = radius <= 25 + 3 * np.sign(np.sin(24 * angle))
    mask = BitPlanes.from_stack(jagged[np.newaxis].astype(np.uint8))
    edits = operate(mask, [0], kinds.smooth(4))
    assert edits
    edits[0].flip(mask)
    smooth = mask.plane(0)
    mean = np.sqrt(jagged.sum() / np.pi)
    assert smooth.sum() == jagged.sum()
    assert np.abs(radius[smooth].max() - mean) < 1.2
    assert np.abs(radius[~smooth].min() - mean) < 1.2


def test_work_that_is_cancelled_has_no_result() -> None:
    mask = BitPlanes.from_stack(np.ones((3, 30, 30), np.uint8))
    for operation in (kinds.grow(9), kinds.convex_hull(each_region=True), kinds.smooth(2)):
        assert operate(mask, [0, 1, 2], operation, cancelled=lambda: True) is None
    asked = count()
    # The first question comes before anything is done, later ones while it is.
    assert operate(mask, [0], kinds.grow(9), cancelled=lambda: next(asked) > 4) is None
    assert next(asked) == 6


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: kinds.grow(-1), "the radius must be 0 to 256 px, not -1"),
        (lambda: kinds.close_up(257), "the radius must be 0 to 256 px, not 257"),
        (lambda: kinds.smooth(0), "the width must be above 0 and at most 64 px, not 0"),
        (lambda: kinds.fill_holes(-1), "a number of pixels must be 0 or more, not -1"),
        (lambda: kinds.remove_specks(-5), "a number of pixels must be 0 or more, not -5"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make: object, words: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=words):
        make()


def test_an_empty_instance_stays_empty_unless_it_is_inverted() -> None:
    mask = BitPlanes(6, 7, 2)
    for operation in (kinds.grow(3), kinds.smooth(1), kinds.convex_hull(each_region=False)):
        assert operate(mask, [0, 1], operation) == []
    edits = operate(mask, [1], kinds.invert())
    assert edits is not None
    assert [(edit.number, edit.flipped_px) for edit in edits] == [(1, 42)]

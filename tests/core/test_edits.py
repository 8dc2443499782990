"""Edits undo exactly, take little room, and a stroke knows what it changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.drawing import brush_marks
from forgery_viewer.core.edits import StrokeRecorder, pack_edit
from forgery_viewer.core.planes import BitPlanes
from tests.core.masks_at_random import Stack, planes, stacks

Plane = NDArray[np.bool_]


@given(planes(), st.integers(0, 9), st.integers(0, 9))
def test_an_edit_is_the_smallest_box_and_its_pixels(flipped: Plane, top: int, left: int) -> None:
    edit = pack_edit(2, flipped, top, left)
    if edit is None:
        assert not flipped.any()
        return
    rows, columns = np.nonzero(flipped)
    first, start, last, stop = edit.box
    assert (first, last) == (rows.min() + top, rows.max() + 1 + top)
    assert (start, stop) == (columns.min() + left, columns.max() + 1 + left)
    inside = flipped[first - top : last - top, start - left : stop - left]
    np.testing.assert_array_equal(edit.flipped(), inside)
    assert edit.flipped_px == flipped.sum()


@given(stacks(fewest=1), st.data())
def test_an_edit_flips_its_instance_alone_and_twice_is_nothing(
    stack: Stack, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    flipped = data.draw(arrays(np.bool_, stack.shape[1:]))
    mask = BitPlanes.from_stack(stack)
    edit = pack_edit(number, flipped)
    if edit is None:
        return
    assert edit.flip(mask) == edit.box
    changed = stack.copy()
    changed[number] ^= flipped
    np.testing.assert_array_equal(mask.to_stack(), changed)
    edit.flip(mask)
    assert mask.equals_stack(stack)


@st.composite
def strokes(draw: st.DrawFn) -> list[tuple[tuple[float, float], int]]:
    """Points (x, y) on and around a small image, each with a diameter in px."""
    points = st.tuples(st.floats(-6, 18), st.floats(-6, 18))
    return draw(st.lists(st.tuples(points, st.integers(1, 7)), min_size=1, max_size=5))


@given(stacks(fewest=1, most=20), strokes(), st.booleans(), st.data())
def test_a_recorded_stroke_undoes_and_is_taken_back(
    stack: Stack, points: list[tuple[tuple[float, float], int]], erase: bool, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(stack) - 1))
    mask = BitPlanes.from_stack(stack)
    recorder = StrokeRecorder(mask, number, erase=erase)
    model, last = stack.copy(), points[0][0]
    for point, diameter_px in points:
        for mark in brush_marks(last, point, diameter_px, stack.shape[1:]):
            before = mask.to_stack()
            box = recorder.apply(mark)
            model[number][mark.box][mark.inside] = not erase
            changed = np.argwhere(mask.to_stack()[number] != before[number])
            # Exactly what changed, as it is what is drawn again at every move of the brush.
            around = (*changed.min(axis=0), *(changed.max(axis=0) + 1)) if len(changed) else None
            assert box == around
        last = point
    np.testing.assert_array_equal(mask.to_stack(), model)
    edit = recorder.finish()
    assert (edit is None) == np.array_equal(model, stack)
    if edit is not None:
        assert edit.flipped_px == np.count_nonzero(model != stack)
        edit.flip(mask)
        assert mask.equals_stack(stack)
        edit.flip(mask)
    recorder.take_back()
    assert mask.equals_stack(stack)


def test_a_stroke_that_marks_nothing_is_no_edit() -> None:
    recorder = StrokeRecorder(BitPlanes(9, 9, 1), 0, erase=False)
    assert recorder.finish() is None
    assert recorder.take_back() is None


@pytest.mark.parametrize("count", [1, 9, 17, 33, 64])
def test_the_highest_bit_of_every_width_is_painted(count: int) -> None:
    mask = BitPlanes.from_stack(np.ones((count, 5, 6), np.uint8))
    recorder = StrokeRecorder(mask, count - 1, erase=True)
    for mark in brush_marks((2.5, 2.5), (2.5, 2.5), 3, (5, 6)):
        recorder.apply(mark)
    edit = recorder.finish()
    assert edit is not None
    assert mask.plane(count - 1).sum() == 30 - edit.flipped_px
    assert all(mask.plane(number).all() for number in range(count - 1))
    edit.flip(mask)
    assert mask.to_stack().all()


def test_a_large_stroke_takes_a_few_kilobytes() -> None:
    mask = BitPlanes(2000, 2000, 1)
    recorder = StrokeRecorder(mask, 0, erase=False)
    for mark in brush_marks((300, 300), (700, 600), 200, (2000, 2000)):
        recorder.apply(mark)
    edit = recorder.finish()
    assert edit is not None
    assert edit.flipped_px > 100_000
    assert edit.size_bytes < 10_000

"""Pictures of steps show what was changed, at any size, and figures count it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.edits import Edit, pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.step_picture import added_and_removed, draw_step, instances_of
from forgery_viewer.core.steps import (
    Describe,
    Flip,
    Insert,
    Move,
    Remove,
    Step,
    make_change,
    with_added_px,
)
from tests.core.masks_at_random import Stack, planes, stacks

STATE = InstanceState(0)


def edit_of(pixels: NDArray[np.bool_], number: int = 0) -> Edit:
    edit = pack_edit(number, pixels)
    assert edit is not None
    return edit


def step_of(*changes: Flip | Insert | Remove | Move | Describe) -> Step:
    return Step("Step", "brush", changes)


@given(planes(longest=60), st.integers(1, 20), st.integers(1, 20))
def test_what_was_changed_is_seen_at_any_size(
    pixels: NDArray[np.bool_], height: int, width: int
) -> None:
    if not pixels.any():
        return
    picture = draw_step(step_of(Flip(edit_of(pixels))), height, width)
    assert picture is not None
    shown = picture.opacity
    assert shown.shape[0] <= height
    assert shown.shape[1] <= width
    assert shown.any()
    rows, columns = np.nonzero(pixels)
    box = pixels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    if box.all():
        assert (shown == 255).all()
    # A pixel of the picture is empty where nothing below it was changed.
    scale_y, scale_x = box.shape[0] / shown.shape[0], box.shape[1] / shown.shape[1]
    for y, x in np.argwhere(shown == 0):
        inside = box[
            int(np.ceil(y * scale_y)) : int((y + 1) * scale_y),
            int(np.ceil(x * scale_x)) : int((x + 1) * scale_x),
        ]
        assert not inside.all() or inside.size == 0


def test_a_dot_stays_a_dot() -> None:
    pixels = np.zeros((9, 9), np.bool_)
    pixels[4, 4] = True
    picture = draw_step(step_of(Flip(edit_of(pixels))), 56, 72)
    assert picture is not None
    assert picture.opacity.shape == (4, 4)


def test_a_step_without_pixels_has_no_picture() -> None:
    for change in (Move(0, 1), Describe(0, STATE, STATE), Insert(0, STATE)):
        assert draw_step(step_of(change), 56, 72) is None


@given(stacks(fewest=1, most=9), st.data())
def test_what_a_step_adds_is_counted_before_it_is_made(stack: Stack, data: st.DataObject) -> None:
    mask = BitPlanes.from_stack(stack)
    number = data.draw(st.integers(0, len(stack) - 1))
    pixels = np.random.default_rng(data.draw(st.integers(0, 99))).random(stack.shape[1:]) < 0.4
    edit = pack_edit(number, pixels)
    if edit is None:
        return
    step = with_added_px(step_of(Flip(edit)), mask)
    make_change(step.changes[0], mask, [STATE] * len(stack))
    before, after = stack[number].astype(int), mask.plane(number).astype(int)
    counts = (int((after > before).sum()), int((after < before).sum()))
    assert added_and_removed(step) == counts
    picture = draw_step(step, 56, 72)
    assert picture is not None
    assert picture.kind == ("both" if all(counts) else "added" if counts[0] else "removed")


def test_what_is_not_counted_is_unknown() -> None:
    edit = edit_of(np.ones((2, 2), np.bool_))
    assert added_and_removed(step_of(Flip(edit))) is None
    assert added_and_removed(step_of(Insert(0, STATE, edit), Remove(1, STATE, edit))) == (4, 4)
    assert added_and_removed(step_of(Move(0, 1))) == (0, 0)


@pytest.mark.parametrize(
    ("change", "number"),
    [(Move(3, 1), 1), (Insert(2, STATE), 2), (Remove(4, STATE), 4), (Describe(5, STATE, STATE), 5)],
)
def test_a_step_names_its_instances(change: Move, number: int) -> None:
    assert instances_of(step_of(change, change)) == (number,)

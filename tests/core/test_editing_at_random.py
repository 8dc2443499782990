"""A sequence of tools and operations leaves the mask of a slow model, is undone and redone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import backwards, make_change
from tests.core.editing_at_random import MOST_INSTANCES, Hand, states_of
from tests.core.plain_masks import PlainMask

SIDES_PX = st.sampled_from([1, 2, 3, 8, 17, 40, 70])


@given(
    st.integers(0, 2**32), SIDES_PX, SIDES_PX, st.integers(1, MOST_INSTANCES), st.integers(1, 12)
)
def test_every_sequence_is_that_of_the_plain_model(
    seed: int, height: int, width: int, count: int, acts: int
) -> None:
    follow(Hand(seed, height, width, count), acts)


@pytest.mark.parametrize(
    ("seed", "height", "width", "count", "acts"),
    [(1, 300, 200, 1, 30), (2, 130, 260, 5, 30), (3, 1, 300, 20, 30), (4, 1000, 1000, 3, 12)],
)
def test_sequences_on_larger_images(
    seed: int, height: int, width: int, count: int, acts: int
) -> None:
    follow(Hand(seed, height, width, count), acts)


def follow(hand: Hand, acts: int) -> None:
    """Compare with the model after each act, then undo all of them, and redo them."""
    model, mask, states = (
        PlainMask(hand.stack),
        BitPlanes.from_stack(hand.stack),
        states_of(hand.stack),
    )
    seen, history = [hand.stack], []
    for _ in range(acts):
        act = hand.next_act(model)
        before = mask.to_stack()
        changes = tuple(act.changes(mask, states) or ())
        assert mask.equals_stack(before), f"{act.words} changed the mask itself"
        for change in changes:
            make_change(change, mask, states)
        act.plainly(model)
        np.testing.assert_array_equal(mask.to_stack(), model.stack(), err_msg=act.words)
        history.append(changes)
        seen.append(model.stack())
    for changes, expected in zip(reversed(history), reversed(seen[:-1]), strict=True):
        for change in backwards(changes):
            make_change(change, mask, states)
        assert mask.equals_stack(expected)
    for changes, expected in zip(history, seen[1:], strict=True):
        for change in changes:
            make_change(change, mask, states)
        assert mask.equals_stack(expected)

"""What changed becomes regions by one rule: closed, without small holes and specks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.operations.changed_regions import (
    ChangeRule,
    changed_plane,
    overlaps,
    propose_regions,
)
from forgery_viewer.core.planes import BitPlanes
from tests.core.masks_at_random import Stack, stacks
from tests.core.plain_masks import plain_close, plain_fill_holes, plain_remove_specks
from tests.core.plain_shapes import Plane, laid_on, plain_regions


@st.composite
def level_pictures(draw: st.DrawFn) -> NDArray[np.uint8]:
    """(H, W), mostly near the threshold or far from it, some with an even border."""
    shape = (draw(st.integers(1, 24)), draw(st.integers(1, 24)))
    levels = draw(arrays(np.uint8, shape, elements=st.sampled_from([0, 0, 0, 15, 16, 17, 255])))
    quiet = draw(st.integers(0, 6))
    levels[:quiet], levels[:, :quiet] = 0, 0
    return levels


RULES = st.builds(
    ChangeRule,
    threshold=st.sampled_from([0, 15, 16, 17]),
    close_px=st.integers(0, 4) | st.floats(0, 4),
    holes_px=st.integers(0, 9),
    least_px=st.integers(0, 9),
)


def plainly(levels: NDArray[np.uint8], rule: ChangeRule) -> Plane:
    plane = plain_close(levels > rule.threshold, rule.close_px)
    plane = plain_remove_specks(plane, rule.least_px)
    return plain_fill_holes(plane, rule.holes_px)


@given(level_pictures(), RULES)
def test_the_rule_is_that_of_the_plain_model(levels: NDArray[np.uint8], rule: ChangeRule) -> None:
    np.testing.assert_array_equal(changed_plane(levels, rule), plainly(levels, rule))


@given(level_pictures(), RULES)
def test_the_regions_are_proposed_largest_first(
    levels: NDArray[np.uint8], rule: ChangeRule
) -> None:
    proposals = propose_regions(levels, rule)
    assert proposals is not None
    regions = plain_regions(plainly(levels, rule))
    assert [one.area_px for one in proposals] == sorted(int(r.sum()) for r in regions)[::-1]
    found = {laid_on([one.mark], levels.shape[:2]).tobytes() for one in proposals}
    assert found == {region.tobytes() for region in regions}
    for one in proposals:
        assert one.area_px == one.mark.inside.sum()
        # The box is the smallest one.
        inside = one.mark.inside
        assert all(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))


@given(stacks(most=20), st.data())
def test_overlaps_are_counted_for_each_instance(stack: Stack, data: st.DataObject) -> None:
    height, width = stack.shape[1:]
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    sides = st.tuples(st.integers(1, height - top), st.integers(1, width - left))
    inside = data.draw(arrays(np.bool_, sides))
    mark = Mark(top, left, inside)
    plane = laid_on([mark], (height, width))
    counts = [int((plane & (instance == 1)).sum()) for instance in stack]
    expected = {number: count for number, count in enumerate(counts) if count}
    assert overlaps(BitPlanes.from_stack(stack), mark) == expected


def test_nothing_overlaps_nothing() -> None:
    assert overlaps(BitPlanes.from_stack(np.ones((2, 3, 3), np.uint8)), NOTHING) == {}
    empty = Mark(0, 0, np.zeros((2, 2), np.bool_))
    assert overlaps(BitPlanes.from_stack(np.ones((2, 3, 3), np.uint8)), empty) == {}


def test_work_that_is_cancelled_has_no_result() -> None:
    levels = np.full((40, 40), 99, np.uint8)
    assert changed_plane(levels, ChangeRule(), lambda: True) is None
    assert propose_regions(levels, ChangeRule(), lambda: True) is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"threshold": 65}, "the threshold must be 0 to 64, not 65"),
        ({"close_px": -1}, "the closing radius must be 0 to 64 px, not -1"),
        ({"least_px": -1}, "a number of pixels must be 0 or more"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ChangeRule(**wrong)

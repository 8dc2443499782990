"""A preview shows just what it is told, and tells which part looks different."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.edits import Box
from forgery_viewer.state.tools.preview import Preview

pytestmark = pytest.mark.usefixtures("qapp")

SHAPE = (9, 11)
MARKS = st.builds(
    lambda top, left, height, width: Mark(top, left, np.ones((height, width), np.bool_)),
    st.integers(0, 5),
    st.integers(0, 7),
    st.integers(1, 4),
    st.integers(1, 4),
)
SHOWN = st.tuples(st.lists(MARKS, max_size=3), st.lists(MARKS, max_size=3))


@given(st.lists(SHOWN, min_size=1, max_size=4))
def test_each_preview_takes_the_place_of_the_one_before(
    sequence: list[tuple[list[Mark], list[Mark]]],
) -> None:
    preview = Preview()
    seen = np.zeros(SHAPE, np.uint8)

    def copy(box: Box) -> None:
        top, left, bottom, right = box
        seen[top:bottom, left:right] = preview.planes.bits[top:bottom, left:right]

    preview.pixels_changed.connect(copy)
    for chosen, offered in sequence:
        preview.show([*chosen, NOTHING], SHAPE, offered)
        expected = np.zeros(SHAPE, np.uint8)
        for value, marks in ((1, chosen), (2, offered)):
            for mark in marks:
                expected[mark.box] |= np.uint8(value)
        np.testing.assert_array_equal(preview.planes.bits, expected)
        # What is drawn anew is all that changed.
        np.testing.assert_array_equal(seen, expected)
        assert preview.is_shown == bool(chosen or offered)
    replaced: list[bool] = []
    preview.planes_replaced.connect(lambda: replaced.append(True))
    preview.clear()
    assert replaced == [True]
    assert preview.planes.bits.size == 0, "it keeps no memory"
    assert not preview.is_shown


def test_the_choice_goes_from_one_to_another() -> None:
    preview = Preview()
    first, second = Mark(0, 0, np.ones((2, 2), np.bool_)), Mark(4, 5, np.eye(3, dtype=np.bool_))
    preview.show([first], SHAPE, [second])
    boxes: list[Box] = []
    preview.pixels_changed.connect(boxes.append)
    preview.exchange(first, second)
    expected = np.zeros(SHAPE, np.uint8)
    expected[first.box], expected[4:7, 5:8] = 2, np.eye(3)
    np.testing.assert_array_equal(preview.planes.bits, expected)
    assert boxes == [(0, 0, 2, 2), (4, 5, 7, 8)]

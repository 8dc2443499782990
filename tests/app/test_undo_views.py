"""Where undoing looks: at what it changes, if that is not in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.app.undo_views import SMALL_PX, where_to_look
from forgery_viewer.widgets.view import View

SIZE = (400, 300)


@pytest.mark.parametrize(
    "box",
    [
        (100, 100, 140, 140),
        (0, 0, 300, 400),
        # Half of it is seen.
        (100, -50, 150, 50),
        # Far larger than the canvas, and the canvas is full of it.
        (-1000, -1000, 2000, 2000),
    ],
)
def test_what_is_in_sight_moves_nothing(box: tuple[int, int, int, int]) -> None:
    assert where_to_look(box, View(1, 200, 150), SIZE) is None


def test_what_lies_elsewhere_comes_to_the_middle_at_the_same_zoom() -> None:
    assert where_to_look((900, 1000, 920, 1040), View(2, 200, 150), SIZE) == View(2, 1020, 910)


def test_what_is_too_small_to_see_is_enlarged() -> None:
    view = where_to_look((1000, 1000, 1010, 1020), View(0.1, 1000, 1000), SIZE)
    assert view == View(SMALL_PX / 20, 1010, 1005)
    dot = where_to_look((1000, 1000, 1001, 1001), View(0.1, 1000, 1000), SIZE)
    assert dot is not None
    assert dot.scale == 8
    assert where_to_look((1000, 1000, 1001, 1001), View(16, 1000, 1000), SIZE) is None


@given(
    st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 5000), st.integers(1, 5000),
    st.floats(0.02, 32), st.floats(-1000, 6000), st.floats(-1000, 6000),
)  # fmt: skip
def test_afterwards_it_is_in_sight(
    top: int, left: int, height: int, width: int, scale: float, x: float, y: float
) -> None:
    box = (top, left, top + height, left + width)
    view = where_to_look(box, View(scale, x, y), SIZE)
    if view is None:
        return
    for start, end, middle, room in (
        (left, left + width, view.x, SIZE[0]), (top, top + height, view.y, SIZE[1]),
    ):  # fmt: skip
        assert (start - middle) * view.scale >= -room / 2
        assert (end - middle) * view.scale <= room / 2

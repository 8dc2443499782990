"""The arithmetic of zoom and pan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.widgets.view import LARGEST_SCALE, SMALLEST_SCALE, View, fit_box

SCALES = st.floats(SMALLEST_SCALE, LARGEST_SCALE)
PLACES = st.floats(-5000, 5000)
VIEWS = st.builds(View, SCALES, PLACES, PLACES)
OFFSETS = st.floats(-2000, 2000)


@given(VIEWS, st.floats(0.01, 100), OFFSETS, OFFSETS)
def test_zoom_keeps_the_point_under_the_pointer(
    view: View, factor: float, dx: float, dy: float
) -> None:
    zoomed = view.zoomed(factor, dx, dy)
    assert SMALLEST_SCALE <= zoomed.scale <= LARGEST_SCALE
    under = (view.x + dx / view.scale, view.y + dy / view.scale)
    still = (zoomed.x + dx / zoomed.scale, zoomed.y + dy / zoomed.scale)
    assert still == pytest.approx(under, abs=1e-6)


@given(VIEWS, OFFSETS, OFFSETS)
def test_pan_moves_the_image_with_the_pointer(view: View, dx: float, dy: float) -> None:
    panned = view.panned(dx, dy)
    assert panned.scale == view.scale
    moved = ((view.x - panned.x) * view.scale, (view.y - panned.y) * view.scale)
    assert moved == pytest.approx((dx, dy), abs=1e-6)


def test_zoom_ends_at_its_limits() -> None:
    view = View(1.0, 10, 20)
    assert view.zoomed(1e9, 0, 0) == View(LARGEST_SCALE, 10, 20)
    assert view.zoomed(1e-9, 0, 0) == View(SMALLEST_SCALE, 10, 20)
    assert View(LARGEST_SCALE, 10, 20).zoomed(1.2, 33, 44) == View(LARGEST_SCALE, 10, 20)


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.tuples(st.integers(50, 3000), st.integers(50, 3000)),
)
def test_a_fitted_image_is_whole_and_touches_the_margin(
    width: int, height: int, canvas: tuple[int, int]
) -> None:
    view = fit_box(0, 0, width, height, canvas, 6)
    assert (view.x, view.y) == (width / 2, height / 2)
    taken = (width * view.scale / (canvas[0] - 12), height * view.scale / (canvas[1] - 12))
    if SMALLEST_SCALE < view.scale < LARGEST_SCALE:
        assert max(taken) == pytest.approx(1)


def test_a_box_is_shown_in_the_middle_and_not_too_large() -> None:
    assert fit_box(30, 40, 20, 10, (424, 224), 12) == View(20, 40, 45)
    assert fit_box(30, 40, 20, 10, (424, 224), 12, most=8) == View(8, 40, 45)
    assert fit_box(30, 40, 0, 0, (424, 224), 12, most=8) == View(8, 30, 40)
    assert fit_box(0, 0, 9, 9, (0, 0), 6).scale > 0

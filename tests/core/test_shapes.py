"""Regions by formula, against their geometry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.shapes import blob, ellipse, polygon, rectangle


def test_a_rectangle_is_cut_at_the_border() -> None:
    assert rectangle((20, 30), 5, 6, 10, 4).sum() == 40
    assert rectangle((20, 30), -5, -6, 10, 10).sum() == 5 * 4
    assert not rectangle((20, 30), 40, 40, 5, 5).any()


def test_an_ellipse_has_its_area_and_turns_counter_clockwise() -> None:
    flat = ellipse((200, 200), (100, 100), (60, 20))
    assert flat.sum() == pytest.approx(np.pi * 60 * 20, rel=0.01)
    assert flat[100, 40]
    assert not flat[40, 100]
    np.testing.assert_array_equal(ellipse((200, 200), (100, 100), (60, 20), 90.0), flat.T)
    raised = ellipse((200, 200), (100, 100), (60, 20), 45.0)
    assert raised[100 - 30, 100 + 30]
    assert not raised[100 + 30, 100 + 30]


def test_a_polygon_holds_its_corners() -> None:
    triangle = polygon((50, 50), [(10, 10), (40, 10), (10, 40)])
    assert triangle[10, 10]
    assert triangle[10, 40]
    assert triangle[40, 10]
    assert not triangle[40, 40]
    assert triangle.sum() == 31 * 32 / 2


@given(seed=st.integers(0, 2**32 - 1), roughness=st.floats(0.0, 0.2))
def test_a_blob_is_one_region_near_its_ellipse(seed: int, roughness: float) -> None:
    region = blob((160, 200), (100, 80), (40, 28), np.random.default_rng(seed), roughness)
    assert len(find_regions(region)) == 1
    assert region[80, 100]
    # Corners are rounded to whole pixels, and the pixels under the outline are inside.
    near = ellipse((160, 200), (100, 80), (40 * 1.6 + 1.5, 28 * 1.6 + 1.5))
    assert not np.any(region & ~near)


def test_a_smooth_blob_is_an_ellipse() -> None:
    region = blob((160, 200), (100, 80), (40, 28), np.random.default_rng(1), 0.0)
    assert np.sum(region ^ ellipse((160, 200), (100, 80), (40, 28))) < 0.05 * region.sum()

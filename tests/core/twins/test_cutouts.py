"""Cutouts: the pixels of one region and of no other."""

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.twins.cutouts import Cutout
from tests.core.masks_at_random import planes


@given(planes())
def test_the_cutouts_of_all_regions_are_the_plane(plane: NDArray[np.bool_]) -> None:
    total = np.zeros(plane.shape, np.intp)
    for region in find_regions(plane):
        cutout = Cutout.of(plane, region)
        top, left, bottom, right = cutout.box
        total[top:bottom, left:right] += cutout.inside
        assert cutout.area_px == region.area_px
        assert cutout.inside.shape == (region.height, region.width)
    np.testing.assert_array_equal(total, plane)


@given(planes())
def test_all_of_a_mask(mask: NDArray[np.bool_]) -> None:
    if not mask.any():
        with pytest.raises(ValueError, match="empty"):
            Cutout.of_mask(mask)
        return
    cutout = Cutout.of_mask(mask)
    y, x = ndimage.center_of_mass(mask)
    assert cutout.centroid == pytest.approx((x, y))
    whole = np.zeros_like(mask)
    top, left, bottom, right = cutout.box
    whole[top:bottom, left:right] = cutout.inside
    np.testing.assert_array_equal(whole, mask)

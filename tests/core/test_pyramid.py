"""A pyramid of an image: whole, halves, quarters, and which of them fits a zoom."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from forgery_viewer.core.pyramid import SMALLEST_SIDE_PX, Pyramid
from tests.core.building import noise


@pytest.mark.parametrize("size", [(1, 1), (300, 200), (512, 512), (513, 40), (1201, 3), (90, 2500)])
def test_halves_until_it_is_small(size: tuple[int, int]) -> None:
    image = noise(*size)
    pyramid = Pyramid(image)
    assert pyramid.image is image
    assert (pyramid.height, pyramid.width) == size
    for larger, smaller in pairwise(pyramid.levels):
        assert smaller.shape[:2] == tuple((side + 1) // 2 for side in larger.shape[:2])
        assert smaller.dtype == np.uint8
        assert smaller.flags.c_contiguous
        assert max(smaller.shape[:2]) > SMALLEST_SIDE_PX
    assert max(pyramid.levels[-1].shape[:2]) <= 2 * SMALLEST_SIDE_PX
    assert pyramid.size_bytes == sum(level.nbytes for level in pyramid.levels)


def test_a_level_is_the_mean_of_the_one_before() -> None:
    image = noise(600, 800)
    half = Pyramid(image).levels[1].astype(float)
    blocks = image.reshape(300, 2, 400, 2, 3).mean(axis=(1, 3))
    assert abs(half - blocks).max() <= 0.51


def test_a_colour_stays_that_colour() -> None:
    image = np.empty((1027, 1301, 3), np.uint8)
    image[:] = (200, 30, 90)
    for level in Pyramid(image).levels:
        assert (level == (200, 30, 90)).all()


@pytest.mark.parametrize(
    ("scale", "level"), [(64, 0), (1, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (0.001, 2)]
)
def test_no_screen_pixel_lacks_a_pixel_of_its_own(scale: float, level: int) -> None:
    assert Pyramid(noise(1500, 1100)).level_for(scale) == level

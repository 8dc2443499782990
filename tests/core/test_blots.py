"""Blots and gels by formula: bands where they are said to be, as dark as they were asked for."""

import numpy as np
import pytest

from forgery_viewer.core.blots import blot, gel


def test_bands_are_where_the_blot_says_and_as_dark_as_asked_for() -> None:
    strengths = np.array([[0.0, 0.3, 1.5], [1.5, 0.3, 0.0]])
    made = blot((160, 300), 3, strengths, np.random.default_rng(1))
    assert made.image.shape == (160, 300)
    assert made.image.dtype == np.uint8
    for row, bands in enumerate(made.bands):
        middles = [
            made.image[round(b.y) - 1 : round(b.y) + 2, round(b.x) - 4 : round(b.x) + 5].mean()
            for b in bands
        ]
        np.testing.assert_array_equal(np.argsort(middles), np.argsort(-strengths[row]))
    assert made.image[76:84].mean() > 200


def test_the_same_seed_makes_the_same_blot() -> None:
    strengths = np.full((1, 8), 0.8)
    one, same, other = (
        blot((60, 400), 8, strengths, np.random.default_rng(seed)).image for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_narrow_strip_has_its_bands_too() -> None:
    made = blot((24, 900), 12, np.ones((1, 12)), np.random.default_rng(4))
    assert made.image[10:14].mean() < made.image[:2].mean() - 40


def test_a_gel_glows_in_the_dark() -> None:
    made = blot((160, 300), 3, np.full((2, 3), 1.5), np.random.default_rng(1))
    glowing = gel(made.image, np.random.default_rng(1))
    band = made.bands[0][0]
    assert glowing[round(band.y), round(band.x)] > 150
    assert np.median(glowing) < 70


def test_strengths_of_another_number_of_lanes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"strengths are \(rows, 3\)"):
        blot((60, 400), 3, np.ones((1, 4)), np.random.default_rng(0))

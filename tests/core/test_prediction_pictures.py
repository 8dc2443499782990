"""Pictures of predictions have the colours that the formulas give, pixel by pixel."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.prediction_pictures import (
    ERROR_COLOURS,
    dimmed,
    error_picture,
    heat_alpha,
    heat_picture,
)


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**16))
def test_heat_lies_over_the_dimmed_image_as_strong_as_it_is_probable(
    height: int, width: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    below = random.integers(0, 256, (height, width), np.uint8)
    probability = random.random((height, width), np.float32)
    picture = heat_picture(below, probability)
    alpha = np.clip(2.6 * (probability - 0.05), 0, 0.88)[..., np.newaxis]
    colour = COLOUR_MAPS["inferno"].table[np.rint(probability * 255).astype(int)]
    wanted = below[..., np.newaxis] * (1 - alpha) + colour * alpha
    # A level of the map is 1/255, which 2.6 makes more of.
    assert np.abs(picture - wanted).max() <= 3.5


def test_what_is_improbable_is_not_coloured() -> None:
    below = np.arange(256, dtype=np.uint8).reshape(16, 16)
    picture = heat_picture(below, np.full((16, 16), 0.04, np.float32))
    np.testing.assert_array_equal(picture, np.repeat(below[..., np.newaxis], 3, axis=2))
    assert heat_alpha(1.0) == 0.88


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**16))
def test_errors_have_their_colours(height: int, width: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    below = random.integers(0, 256, (height, width), np.uint8)
    predicted = random.random((height, width)) < 0.5
    true = random.random((height, width)) < 0.5
    picture = error_picture(below, predicted, true)
    for row in range(height):
        for column in range(width):
            kind = {
                (True, True): "hit",
                (True, False): "false alarm",
                (False, True): "missed",
                (False, False): "",
            }[bool(predicted[row, column]), bool(true[row, column])]
            colour, alpha = ERROR_COLOURS[kind] if kind else ((0, 0, 0), 0.0)
            wanted = below[row, column] * (1 - alpha) + np.array(colour) * alpha
            assert np.abs(picture[row, column] - wanted).max() <= 1.5


def test_an_image_is_dimmed_to_grey() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[0, 0], image[1, 1] = (255, 255, 255), (255, 0, 0)
    np.testing.assert_array_equal(dimmed(image), [[166, 0], [0, 49]])
    np.testing.assert_array_equal(dimmed(np.full((1, 2), 100, np.uint8)), [[65, 65]])

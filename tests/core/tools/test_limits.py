"""A limited brush covers what lies in the range, of the image or of its difference."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.drawing import NOTHING, brush_marks
from forgery_viewer.core.tools.limits import ValueRange, limited, under
from tests.core.plain_shapes import laid_on

SHAPE = (16, 20)
VALUES = st.integers(0, 255)


@given(arrays(np.uint8, SHAPE), VALUES, VALUES, st.integers(1, 30))
def test_only_values_in_the_range_are_covered(
    levels: NDArray[np.uint8], low: int, high: int, diameter_px: int
) -> None:
    marks = list(brush_marks((3, 4), (12, 9), diameter_px, SHAPE))
    brush, found = laid_on(marks, SHAPE), np.zeros(SHAPE, np.bool_)
    for pixel in np.ndindex(SHAPE):
        found[pixel] = brush[pixel] and low <= levels[pixel] <= high
    covered = [limited(mark, levels, ValueRange(low, high)) for mark in marks]
    np.testing.assert_array_equal(laid_on(covered, SHAPE), found)
    in_range = (levels >= low) & (levels <= high)
    snapped = [under(mark, in_range) for mark in marks]
    np.testing.assert_array_equal(laid_on(snapped, SHAPE), found)


@given(arrays(np.uint8, (*SHAPE, 3)), VALUES, VALUES)
def test_of_a_coloured_image_the_grey_value_counts(
    image: NDArray[np.uint8], low: int, high: int
) -> None:
    marks = list(brush_marks((8, 8), (8, 8), 40, SHAPE))
    grey = image @ np.array([0.299, 0.587, 0.114])
    plane = laid_on([limited(mark, image, ValueRange(low, high)) for mark in marks], SHAPE)
    assert plane[(grey >= low + 0.51) & (grey <= high - 0.51)].all()
    assert not plane[(grey < low - 0.51) | (grey > high + 0.51)].any()


def test_nothing_stays_nothing() -> None:
    levels = np.zeros(SHAPE, np.uint8)
    assert limited(NOTHING, levels, ValueRange()).is_empty
    assert under(NOTHING, levels == 0).is_empty

"""An image made as large as another one keeps what it shows where it shows it."""

from __future__ import annotations

import numpy as np
import pytest

from forgery_viewer.core.scaling import scaled_to
from tests.core.building import noise


@pytest.mark.parametrize("size", [(60, 40), (20, 10), (120, 80), (20, 80), (120, 10), (1, 1)])
def test_it_has_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    width, height = size
    found = scaled_to(noise(40, 60), width, height)
    assert found.shape == (height, width, 3)
    assert found.dtype == np.uint8
    assert found.flags.c_contiguous


def test_what_has_the_size_already_stays_as_it_is() -> None:
    assert np.array_equal(scaled_to(noise(40, 60), 60, 40), noise(40, 60))


def test_what_shrinks_is_the_mean_of_what_it_stands_for() -> None:
    image = noise(40, 60)
    expected = image.reshape(20, 2, 30, 2, 3).mean(axis=(1, 3))
    assert np.abs(scaled_to(image, 30, 20) - expected).max() <= 0.5


@pytest.mark.parametrize("size", [(300, 200), (90, 60), (30, 200), (300, 20)])
def test_a_spot_stays_in_its_place(size: tuple[int, int]) -> None:
    width, height = size
    rows, columns = np.indices((40, 60)) + 0.5
    spot = np.exp(-((rows - 25) ** 2 + (columns - 18) ** 2) / 40)
    image = np.repeat((spot * 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)
    found = scaled_to(image, width, height)[..., 0].astype(float)
    y, x = np.indices(found.shape) + 0.5
    centre = (found * y).sum() / found.sum(), (found * x).sum() / found.sum()
    assert centre == pytest.approx((25 * height / 40, 18 * width / 60), rel=0.02)


def test_an_edge_stays_in_its_place_when_it_grows() -> None:
    image = np.zeros((10, 10, 3), np.uint8)
    image[:, 4:] = 200
    found = scaled_to(image, 100, 100)[50, :, 0].astype(int)
    assert found[:36].max() <= 20
    assert found[44:].min() >= 180

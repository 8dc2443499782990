"""Components are those of all pixels, and bits are bits."""

import numpy as np
import pytest

from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.colours import find_components
from forgery_viewer.core.forensics.view import compute
from tests.core.building import noise
from tests.core.forensics.pictures import Pixels, texture

COMPONENT, BIT = find_view("components"), find_view("bit-plane")


def stained(height: int = 90, width: int = 110) -> Pixels:
    """Colours that differ much in one direction, less in another, and hardly in the third."""
    rng = np.random.default_rng(1)
    axes = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    spread = rng.normal(size=(height, width, 3)) * (40, 15, 4)
    return np.asarray(np.clip(np.rint(spread @ axes.T + 128), 0, 255), np.uint8)


@pytest.mark.parametrize("component", [1, 2, 3])
def test_components_are_eigenvectors_of_the_covariance(component: int) -> None:
    image = stained()
    pixels = image.reshape(-1, 3).astype(float)
    values, vectors = np.linalg.eigh(np.cov(pixels.T))
    axis = vectors[:, np.argsort(values)[::-1][component - 1]]
    along = ((pixels - pixels.mean(axis=0)) @ axis).reshape(image.shape[:2])
    low, high = np.percentile(along, (0.5, 99.5))
    expected = np.clip((along - low) / (high - low) * 255, 0, 255)
    found = compute(COMPONENT, image, {"component": component}).astype(float)
    apart = min(np.abs(found - expected).max(), np.abs(found - (255 - expected)).max())
    assert apart <= 0.51


def test_components_have_no_sign_of_chance() -> None:
    axes = find_components(stained(), {}).axes
    largest = axes[np.arange(3), np.abs(axes).argmax(axis=1)]
    assert (largest > 0).all()
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)


def test_limits_of_a_large_image_are_near_those_of_all_pixels() -> None:
    image = stained(1500, 1700)
    context = find_components(image, {})
    along = (image.reshape(-1, 3) - context.mean) @ context.axes[0]
    low, high = np.percentile(along, (0.5, 99.5))
    assert context.limits[0] == pytest.approx([low, high], abs=0.02 * (high - low))


def test_a_grey_image_has_one_component() -> None:
    grey = np.repeat(texture(50, 60)[..., :1], 3, axis=2)
    assert np.ptp(compute(COMPONENT, grey, {"component": 1})) == 255
    for component in (2, 3):
        assert np.unique(compute(COMPONENT, grey, {"component": component})).tolist() == [128]


@pytest.mark.parametrize("bit", range(8))
def test_bit_planes_are_bits(bit: int) -> None:
    image = noise(30, 40)
    colour = compute(BIT, image, {"bit": bit, "channels": "colour"})
    np.testing.assert_array_equal(
        colour, np.unpackbits(image[..., np.newaxis], -1)[..., 7 - bit] * 255
    )
    for place, channel in enumerate(("red", "green", "blue")):
        single = compute(BIT, image, {"bit": bit, "channels": channel})
        np.testing.assert_array_equal(single, np.where(image[..., place] & 1 << bit, 255, 0))

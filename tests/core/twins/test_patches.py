"""Patches: where their pixels lie, to the part of a pixel, and how they are compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.twins.patches import (
    OUTSIDE,
    absolute_difference,
    cut,
    local_correlation,
    padded_box,
    size_of,
    warp_onto,
)
from forgery_viewer.core.twins.transform import Transform

Image = NDArray[np.uint8]


def noise(height: int = 60, width: int = 80, seed: int = 3) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def ramp(height: int = 60, width: int = 80) -> Image:
    """Red is twice the column, green is twice the row, of each pixel's centre."""
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = 2 * np.arange(width)
    image[..., 1] = 2 * np.arange(height)[:, np.newaxis]
    return image


@given(st.integers(-20, 70), st.integers(-20, 90), st.integers(1, 50), st.integers(1, 50))
def test_a_box_at_its_own_size_is_the_pixels_themselves(
    top: int, left: int, height: int, width: int
) -> None:
    image = noise()
    wide = np.full((240, 280, 3), OUTSIDE, np.uint8)
    wide[100:160, 100:180] = image
    expected = wide[100 + top : 100 + top + height, 100 + left : 100 + left + width]
    box = (top, left, top + height, left + width)
    np.testing.assert_array_equal(cut(image, box), expected)
    np.testing.assert_array_equal(cut(image, box, smooth=False), expected)


def test_pixels_are_repeated_when_a_patch_is_larger_and_not_smooth() -> None:
    image = noise()
    patch = cut(image, (10, 20, 15, 28), (20, 32), smooth=False)
    np.testing.assert_array_equal(patch, image[10:15, 20:28].repeat(4, 0).repeat(4, 1))


def test_a_smaller_patch_shows_means() -> None:
    image = noise()
    patch = cut(image, (8, 12, 48, 60), (10, 12))
    means = image[8:48, 12:60].reshape(10, 4, 12, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(patch, means, atol=0.51)


@pytest.mark.parametrize("out", [(20, 24), (40, 48), (30, 36), (77, 93)])
def test_patch_pixels_show_the_middle_of_their_part_of_the_box(out: tuple[int, int]) -> None:
    top, left, bottom, right = box = (10, 20, 30, 44)
    patch = cut(ramp(), box, out).astype(float)
    x = left + (np.arange(out[1]) + 0.5) * (right - left) / out[1] - 0.5
    y = top + (np.arange(out[0]) + 0.5) * (bottom - top) / out[0] - 0.5
    # OpenCV interpolates at 32nd parts of a pixel, and values are rounded.
    np.testing.assert_allclose(patch[..., 0] - 2 * x, 0.0, atol=0.6)
    np.testing.assert_allclose(patch[..., 1] - 2 * y[:, np.newaxis], 0.0, atol=0.6)


@given(
    st.floats(-180, 180),
    st.floats(0.7, 1.4),
    st.booleans(),
    st.floats(-3, 3),
    st.floats(-3, 3),
)
def test_a_patch_shows_the_image_at_the_transform_of_the_point(
    angle_deg: float, scale: float, mirrored: bool, dx: float, dy: float
) -> None:
    transform = Transform.of_similarity(
        angle_deg, scale, mirrored=mirrored, centre=(39.5, 29.5), shift=(dx, dy)
    )
    top, left, bottom, right = box = (24, 34, 36, 46)
    patch = warp_onto(ramp(), transform, box)
    rows, columns = np.mgrid[top:bottom, left:right]
    shown = transform.apply(np.stack([columns.ravel(), rows.ravel()], axis=1)).reshape(12, 12, 2)
    np.testing.assert_allclose(patch[..., :2], 2 * shown, atol=0.8)


def test_a_mirrored_copy_comes_to_lie_on_its_source() -> None:
    image = noise()
    image[30:50, 50:75] = image[5:25, 10:35][:, ::-1]
    # Column 10 becomes 74.
    transform = Transform(((-1.0, 0.0, 84.0), (0.0, 1.0, 25.0)))
    box = (5, 10, 25, 35)
    np.testing.assert_array_equal(warp_onto(image, transform, box), cut(image, box))
    difference = absolute_difference(warp_onto(image, transform, box), cut(image, box))
    assert not difference.any()


def test_a_patch_without_pixels_is_refused() -> None:
    for box, size in (((5, 5, 5, 9), None), ((5, 5, 9, 9), (0, 4)), ((0, 0, 9, 9), (40_000, 4))):
        with pytest.raises(ValueError, match="cannot show"):
            cut(noise(), box, size)


def test_sizes_and_margins() -> None:
    assert padded_box((3, 4, 10, 20), 5) == (-2, -1, 15, 25)
    assert size_of((3, 4, 10, 20), 2.0) == (14, 32)
    assert size_of((3, 4, 10, 20), 0.01) == (1, 1)


def test_differences_are_not_wrapped() -> None:
    dark, light = np.zeros((2, 3, 3), np.uint8), np.full((2, 3, 3), 255, np.uint8)
    assert (absolute_difference(dark, light) == 255).all()
    assert (absolute_difference(light, dark) == 255).all()


def test_a_copy_of_another_tone_correlates_fully_and_its_negative_against() -> None:
    grey = np.random.default_rng(0).integers(60, 190, (40, 50, 1), np.uint8).repeat(3, 2)
    toned = (grey.astype(float) * 0.8 + 30).round().astype(np.uint8)
    alike = local_correlation(grey, toned)
    assert alike.dtype == np.float32
    assert alike.shape == (40, 50)
    assert alike.min() > 0.99
    assert local_correlation(grey, 255 - grey).max() < -0.99
    assert alike.max() <= 1.0


def test_other_texture_correlates_by_chance_alone() -> None:
    alike = local_correlation(noise(seed=1), noise(seed=2))
    assert abs(float(alike.mean())) < 0.02
    assert float(np.abs(alike).max()) < 0.7


def test_flat_areas_are_neither_for_nor_against() -> None:
    flat = np.full((30, 30, 3), 77, np.uint8)
    assert not local_correlation(flat, flat).any()
    assert not local_correlation(flat, noise(30, 30)).any()
    # A step of one in 255 is no texture.
    faint = flat.copy()
    faint[::2] += 1
    assert float(local_correlation(faint, faint).max()) < 0.1


def test_correlation_is_that_of_the_square_around_a_pixel() -> None:
    one, other = noise(seed=1), noise(seed=2)
    one[..., :] = one[..., :1]
    other[..., :] = other[..., :1]
    a, b = (image[20 - 2 : 20 + 3, 30 - 2 : 30 + 3, 0].ravel() for image in (one, other))
    expected = np.corrcoef(a, b)[0, 1]
    assert local_correlation(one, other, 2)[20, 30] == pytest.approx(expected, abs=1e-5)

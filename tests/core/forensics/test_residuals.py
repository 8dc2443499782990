"""Residuals against SciPy, PyWavelets and plain sums."""

import numpy as np
import pytest
import pywt  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.kernels import (
    filtered,
    gaussian,
    gaussian_curvature,
    wavelet_smoothing,
)
from forgery_viewer.core.forensics.parameters import Value
from forgery_viewer.core.forensics.residuals import (
    high_pass_residual,
    laplacian,
    median_residual,
    wavelet_low_pass,
)
from forgery_viewer.core.forensics.view import compute
from tests.core.building import noise
from tests.core.forensics.pictures import texture

RED: dict[str, Value] = {"channels": "red", "gain": 1.0}


@pytest.mark.parametrize("radius_px", [1, 2, 5, 15])
def test_median_is_that_of_the_square(radius_px: int) -> None:
    red = texture(70, 80)[..., 0].copy()
    median = ndimage.median_filter(red, 2 * radius_px + 1, mode="nearest")
    expected = red.astype(int) - median
    np.testing.assert_array_equal(median_residual(red, radius_px), expected)


@pytest.mark.parametrize("kernel", ["3 x 3", "5 x 5"])
def test_high_pass_kernels_are_those_of_rich_models(kernel: str) -> None:
    pixels = noise(40, 50, 1)
    second = np.array([1, -2, 1])
    cross = -np.outer(second, second)
    if kernel == "5 x 5":
        cross = np.array(
            [
                [-1, 2, -2, 2, -1],
                [2, -6, 8, -6, 2],
                [-2, 8, -12, 8, -2],
                [2, -6, 8, -6, 2],
                [-1, 2, -2, 2, -1],
            ]
        )
    expected = ndimage.correlate(pixels.astype(float), -cross / np.abs(cross).max(), mode="mirror")
    np.testing.assert_allclose(high_pass_residual(pixels, kernel, 1), expected, atol=1e-9)


@pytest.mark.parametrize("kernel", ["3 x 3", "5 x 5"])
def test_slopes_are_no_noise(kernel: str) -> None:
    rows, columns = np.mgrid[:40, :50]
    slope = (2 * rows + 3 * columns).astype(np.uint8)
    assert not high_pass_residual(slope, kernel, 1)[2:-2, 2:-2].any()


@pytest.mark.parametrize("sigma_px", [0.5, 1, 2.5, 10])
def test_gaussian_is_that_of_scipy(sigma_px: float) -> None:
    pixels = texture(90, 110)[..., 1].copy()
    smooth = ndimage.gaussian_filter(pixels.astype(float), sigma_px, mode="mirror")
    found = high_pass_residual(pixels, "image minus Gaussian", sigma_px)
    np.testing.assert_allclose(found, pixels - smooth, atol=0.01)


def test_laplacian_of_pixels_is_that_of_scipy() -> None:
    pixels = noise(40, 50, 1)
    expected = ndimage.laplace(pixels.astype(float), mode="mirror")
    np.testing.assert_array_equal(laplacian(pixels, 0), expected)


@pytest.mark.parametrize("sigma_px", [1, 1.5, 3, 10])
def test_laplacian_of_a_gaussian_is_that_of_scipy(sigma_px: float) -> None:
    pixels = texture(90, 110)[..., 1].copy()
    expected = ndimage.gaussian_laplace(pixels.astype(float), sigma_px, mode="mirror")
    # SciPy's kernel has a sum that is not quite 0: a flat image has a Laplacian there.
    expected -= ndimage.gaussian_laplace(np.ones((1, 1)), sigma_px)[0, 0] * pixels.mean()
    found = laplacian(pixels, sigma_px)
    np.testing.assert_allclose(found, expected * sigma_px**2, atol=0.5)


@pytest.mark.parametrize("wavelet", ["haar", "db2", "db4", "coif1"])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_low_pass_is_the_transform_without_its_details(wavelet: str, level: int) -> None:
    pixels = texture(128, 160)[..., 0].copy()
    # PyWavelets takes images as periodic: far enough inside that makes no difference, so let
    # the image be repeated by mirroring it.
    reach = wavelet_smoothing(wavelet, level).size // 2
    grown = np.pad(pixels, 256, mode="reflect").astype(float)
    grown = grown[: grown.shape[0] // 16 * 16, : grown.shape[1] // 16 * 16]
    coefficients = pywt.swt2(grown, wavelet, level)
    dropped = [
        (rest, tuple(np.zeros_like(detail) for detail in details)) for rest, details in coefficients
    ]
    expected = pywt.iswt2(dropped, wavelet)[256 : 256 + 128, 256 : 256 + 160]
    assert reach < 256
    found = wavelet_low_pass(pixels, wavelet, level)
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_haar_is_a_mean_of_means() -> None:
    assert wavelet_smoothing("haar", 1).tolist() == [0.25, 0.5, 0.25]


@pytest.mark.parametrize("key", ["wavelet-residual", "median-residual", "high-pass-residual"])
def test_image_minus_residual_is_the_low_pass(key: str) -> None:
    image = np.clip(texture(60, 70), 60, 190)
    picture = compute(find_view(key), image, {**RED, "show": "sign"})
    low = image[..., 0] - (picture.astype(int) - 128)
    red = image[..., 0].copy()
    expected = {
        "wavelet-residual": wavelet_low_pass(red, "db2", 1),
        "median-residual": ndimage.median_filter(red, 3, mode="nearest"),
        "high-pass-residual": red - high_pass_residual(red, "5 x 5", 1),
    }[key]
    # Where the residual is too large to be shown it says only how it began.
    shown = (picture > 0) & (picture < 255)
    assert shown.mean() > 0.95
    assert np.abs(low - expected)[shown].max() <= 0.5


@pytest.mark.parametrize(
    "key", ["wavelet-residual", "median-residual", "high-pass-residual", "laplacian"]
)
def test_size_is_the_sign_folded_and_gain_multiplies(key: str) -> None:
    image = texture(60, 70)
    view = find_view(key)
    sign = compute(view, image, {**RED, "show": "sign"}).astype(int) - 128
    size = compute(view, image, {**RED, "show": "size"}).astype(int)
    inside = np.abs(sign) < 127
    assert np.abs(np.abs(sign) - size)[inside].max() == 0
    thrice = compute(view, image, {**RED, "show": "size", "gain": 3.0}).astype(int)
    assert np.abs(thrice - np.minimum(3 * size, 255)).max() <= 2


@pytest.mark.parametrize(
    "key", ["wavelet-residual", "median-residual", "high-pass-residual", "laplacian"]
)
def test_channels_are_those_of_the_image(key: str) -> None:
    image, view = texture(60, 70), find_view(key)
    colour = compute(view, image, {"channels": "colour"})
    for place, channel in enumerate(("red", "green", "blue")):
        single = compute(view, image, {"channels": channel})
        np.testing.assert_array_equal(single, colour[..., place])
    brightness = compute(view, image, {"channels": "brightness"})
    luma = np.rint(image @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)
    grey = np.repeat(luma[..., np.newaxis], 3, axis=2)
    from_luma = compute(view, grey, {"channels": "green"})
    # Whole levels of brightness may be rounded the other way at a half.
    assert (brightness == from_luma).mean() > 0.95


def test_smoothed_part_has_less_grain() -> None:
    image = texture(120, 120)
    image[40:80, 40:80] = ndimage.gaussian_filter(image[40:80, 40:80], (1.5, 1.5, 0))
    for key in ("wavelet-residual", "median-residual", "high-pass-residual"):
        picture = compute(find_view(key), image, {}).astype(float)
        assert picture[45:75, 45:75].mean() < 0.4 * picture[:30].mean()


@given(
    st.sampled_from([gaussian(1.5), gaussian(10), gaussian_curvature(0.5), gaussian_curvature(7)]),
    st.sampled_from([gaussian(0.5), wavelet_smoothing("db4", 4), wavelet_smoothing("haar", 3)]),
    st.integers(0, 99),
)
def test_sums_do_not_depend_on_their_order(down: np.ndarray, across: np.ndarray, seed: int) -> None:
    # Exact arithmetic is what makes a part the same as the whole: no sum may need rounding.
    pixels = noise(12, 15, 1, seed=seed)
    half, side = down.size // 2, across.size // 2
    grown = np.pad(pixels, ((half, half), (side, side)), mode="reflect").astype(object)
    ones = 1 << 20
    rows, columns = (np.array([int(w * ones) for w in k], object) for k in (down, across))
    assert all(float(w) == k * ones for w, k in zip(rows, down, strict=True))
    row, column = seed % 12, seed % 15
    part = grown[row : row + down.size, column : column + across.size]
    exact = int(rows @ part @ columns)
    assert filtered(pixels, down, across)[row, column] == exact / (ones * ones)
    assert abs(exact) < 1 << 53

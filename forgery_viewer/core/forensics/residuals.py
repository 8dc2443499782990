"""Noise residuals: what a smoothing filter takes away from an image, raised until it is seen."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.kernels import (
    filtered,
    gaussian,
    gaussian_curvature,
    gaussian_radius,
    wavelet_smoothing,
)
from forgery_viewer.core.forensics.levels import CHANNELS, SIGN, gain, samples, shown
from forgery_viewer.core.forensics.parameters import (
    Parameter,
    Values,
    a_choice,
    number,
    whole,
)
from forgery_viewer.core.forensics.view import ForensicView, Pixels, nothing
from forgery_viewer.core.opencv import cv2

_SMALL, _LARGE, _GAUSSIAN = "3 x 3", "5 x 5", "image minus Gaussian"

_HIGH_PASS = {
    _SMALL: (np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]], np.float64), 4),
    _LARGE: (
        np.array(
            [
                [-1, 2, -2, 2, -1],
                [2, -6, 8, -6, 2],
                [-2, 8, -12, 8, -2],
                [2, -6, 8, -6, 2],
                [-1, 2, -2, 2, -1],
            ],
            np.float64,
        ),
        12,
    ),
}
"""SQUARE 3x3 and 5x5 of the spatial rich model (Fridrich and Kodovsky, IEEE TIFS 7, 2012)."""

_WAVELETS = ("db2", "haar", "db4", "coif1")


def median_residual(pixels: Pixels, radius_px: int) -> NDArray[np.int16]:
    """Each sample minus the median of the square around it."""
    smooth = cv2.medianBlur(pixels, 2 * radius_px + 1)
    return np.asarray(cv2.subtract(pixels, smooth, dtype=cv2.CV_16S), np.int16)


def high_pass_residual(pixels: Pixels, kernel: str, sigma_px: float) -> NDArray[np.float64]:
    """Each sample minus what its neighbours make one expect there."""
    if kernel == _GAUSSIAN:
        return np.asarray(pixels - filtered(pixels, gaussian(sigma_px)), np.float64)
    weights, total = _HIGH_PASS[kernel]
    border = cv2.BORDER_REFLECT_101
    # The middle weight is negative: with the sign turned, brighter than expected is more.
    found = cv2.filter2D(pixels, cv2.CV_64F, -weights, borderType=border)
    return np.asarray(found, np.float64) / total


def laplacian(pixels: Pixels, sigma_px: float) -> NDArray[np.float64]:
    """The Laplacian of an image smoothed by a Gaussian, times sigma squared where that is over 1.

    With sigma 0 it is that of the pixels themselves, from second differences.
    """
    smooth, curved = gaussian(sigma_px), gaussian_curvature(sigma_px)
    return filtered(pixels, curved, smooth) + filtered(pixels, smooth, curved)


def wavelet_low_pass(pixels: Pixels, wavelet: str, level: int) -> NDArray[np.float64]:
    """What is left without the details of the finest `level` levels of a wavelet transform."""
    return filtered(pixels, wavelet_smoothing(wavelet, level))


def _median(image: Pixels, values: Values, _: None) -> Pixels:
    return shown(median_residual(samples(image, values), whole(values, "radius")), values)


def _median_reach(values: Values) -> int:
    return whole(values, "radius")


def _high_pass(image: Pixels, values: Values, _: None) -> Pixels:
    pixels = samples(image, values)
    found = high_pass_residual(pixels, str(values["kernel"]), number(values, "sigma"))
    return shown(found, values)


def _high_pass_reach(values: Values) -> int:
    return gaussian_radius(number(values, "sigma")) if values["kernel"] == _GAUSSIAN else 2


def _laplacian(image: Pixels, values: Values, _: None) -> Pixels:
    return shown(laplacian(samples(image, values), number(values, "sigma")), values)


def _laplacian_reach(values: Values) -> int:
    return max(1, gaussian_radius(number(values, "sigma")))


def _wavelet(image: Pixels, values: Values, _: None) -> Pixels:
    pixels = samples(image, values)
    smooth = wavelet_low_pass(pixels, str(values["wavelet"]), whole(values, "level"))
    return shown(pixels - smooth, values)


def _wavelet_reach(values: Values) -> int:
    return wavelet_smoothing(str(values["wavelet"]), whole(values, "level")).size // 2


MEDIAN = ForensicView(
    key="median-residual",
    title="Noise (median)",
    shows=(
        "What a median filter takes away, mostly noise and fine texture: a part that was smoothed, "
        "scaled or taken from another image has another grain."
    ),
    misleads=(
        "A copy from the same image has the same grain, and every thin line is bright; on PNG "
        "figures it is no proof of copying (measured AUC 0.50 to 0.55)."
    ),
    parameters=(
        Parameter("radius", "Radius", 1.0, 1.0, 15.0, 1.0, "px"),
        gain(10.0),
        CHANNELS,
        SIGN,
    ),
    picture=_median,
    reach_px=_median_reach,
    prepare=nothing,
)

HIGH_PASS = ForensicView(
    key="high-pass-residual",
    title="Noise (high-pass)",
    shows=(
        "How far each pixel is from what its neighbours make one expect, which is mostly noise: "
        "a part that was smoothed, scaled or taken from another image has another grain."
    ),
    misleads=(
        "A copy from the same image has the same grain, and edges and texture are as bright as "
        "noise; on PNG figures it is no proof of copying (measured AUC 0.50 to 0.55)."
    ),
    parameters=(
        a_choice("kernel", "Kernel", _LARGE, _SMALL, _GAUSSIAN),
        Parameter("sigma", "Sigma of the Gaussian", 1.0, 0.5, 10.0, 0.5, "px"),
        gain(10.0),
        CHANNELS,
        SIGN,
    ),
    picture=_high_pass,
    reach_px=_high_pass_reach,
    prepare=nothing,
)

LAPLACIAN = ForensicView(
    key="laplacian",
    title="Laplacian",
    shows=(
        "How sharply brightness bends at each pixel: seams of a pasted part, halos of sharpening "
        "and smoothed patches stand out from the structures around them."
    ),
    misleads=(
        "Every edge and every grain of noise bends brightness, too; on PNG figures it shows where "
        "to look, and is no proof of copying."
    ),
    parameters=(
        Parameter("sigma", "Sigma", 1.0, 0.0, 10.0, 0.5, "px"),
        gain(5.0),
        CHANNELS,
        SIGN,
    ),
    picture=_laplacian,
    reach_px=_laplacian_reach,
    prepare=nothing,
)

WAVELET = ForensicView(
    key="wavelet-residual",
    title="Noise (wavelet)",
    shows=(
        "The fine detail that the first levels of a wavelet transform take up: a part that was "
        "smoothed, scaled or taken from another image has less of it, or another kind."
    ),
    misleads=(
        "A copy from the same image has the same detail, and edges and texture are detail as much "
        "as noise is; on PNG figures it is no proof of copying."
    ),
    parameters=(
        a_choice("wavelet", "Wavelet", *_WAVELETS),
        Parameter("level", "Levels", 1.0, 1.0, 4.0, 1.0),
        gain(10.0),
        CHANNELS,
        SIGN,
    ),
    picture=_wavelet,
    reach_px=_wavelet_reach,
    prepare=nothing,
)

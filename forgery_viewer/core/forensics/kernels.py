"""Filters whose sums are exact, so that a pixel is the same in whichever part it is computed.

Weights are multiples of 2 ** -20 and pixels whole numbers up to 255: no product or sum of two
passes needs more than the 53 bits of a double, and so none depends on the order of adding up.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.view import Pixels
from forgery_viewer.core.opencv import cv2

Kernel = NDArray[np.float64]
"""Weights of an odd number of neighbours in a row, symmetric about the middle one."""

_ONE = float(1 << 20)
_NEGLIGIBLE = 1e-5
_CUT_SIGMAS = 4
"""Where a Gaussian is cut off, as SciPy does it."""


def filtered(pixels: Pixels, down: Kernel, across: Kernel | None = None) -> NDArray[np.float64]:
    """Weighted sums along columns and rows, with `down` for both unless `across` is given.

    Takes (H, W) or (H, W, 3). Pixels outside the image are those inside, mirrored at the last one.
    """
    across = down if across is None else across
    found = cv2.sepFilter2D(pixels, cv2.CV_64F, across, down, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(found, np.float64)


def gaussian_radius(sigma_px: float) -> int:
    """How far a Gaussian reaches to each side, in pixels."""
    return int(_CUT_SIGMAS * sigma_px + 0.5)


@cache
def gaussian(sigma_px: float) -> Kernel:
    """A Gaussian whose sum is 1; with sigma 0 it changes nothing."""
    radius = gaussian_radius(sigma_px)
    if not radius:
        return _exact(np.ones(1), 1)
    x = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 * (x / sigma_px) ** 2)
    return _exact(weights / weights.sum(), 1)


@cache
def gaussian_curvature(sigma_px: float) -> Kernel:
    """The second derivative of a Gaussian, times sigma squared where that is more than 1.

    So the response to an edge does not fade with sigma (Lindeberg, IJCV 30, 1998). With sigma 0
    these are the plain second differences 1, -2, 1.
    """
    radius = gaussian_radius(sigma_px)
    if not radius:
        return _exact(np.array([1.0, -2.0, 1.0]), 0)
    x = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 * (x / sigma_px) ** 2)
    weights /= weights.sum()
    return _exact(weights * (x**2 / sigma_px**4 - sigma_px**-2) * max(1, sigma_px**2), 0)


@cache
def wavelet_smoothing(name: str, level: int) -> Kernel:
    """What an undecimated wavelet transform leaves of an image if its details are dropped.

    Going down a level and up again is one filter, the mean over all shifts of the decimated
    transform (Coifman and Donoho, 1995): the two low-pass filters of the wavelet one after the
    other, with 2 ** (level - 1) - 1 zeros between their weights. All levels together are their
    convolution, applied along both axes. (So all wavelets with as many vanishing moments as db4,
    such as sym4 and bior4.4, give the same.)
    """
    import pywt  # type: ignore[import-untyped]  # noqa: PLC0415 - only for those who look

    wavelet = pywt.Wavelet(name)
    once = np.convolve(wavelet.dec_lo, wavelet.rec_lo) / 2
    weights = np.ones(1)
    for step in (1 << done for done in range(level)):
        spread = np.zeros((once.size - 1) * step + 1)
        spread[::step] = once
        weights = np.convolve(weights, spread)
    return _exact(_without_ends(weights), 1)


def _without_ends(weights: Kernel) -> Kernel:
    """Weights without those at both ends that make no hundredth of a grey level together."""
    beyond = np.cumsum(np.abs(weights))
    cut = min(int((beyond < _NEGLIGIBLE).sum()), weights.size // 2)
    return weights[cut : weights.size - cut]


def _exact(weights: NDArray[np.float64], total: float) -> Kernel:
    """The nearest weights that are exact, with the total right to the last bit."""
    rounded = np.rint(weights * _ONE) / _ONE
    rounded[rounded.size // 2] += total - rounded.sum()
    rounded.flags.writeable = False
    return rounded

"""Views of the colours themselves: principal components, and single bits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.levels import CHANNELS, MIDDLE, samples, to_uint8
from forgery_viewer.core.forensics.parameters import Parameter, Values, whole
from forgery_viewer.core.forensics.view import ForensicView, Pixels, no_reach, nothing

_BAND_PX = 1 << 18
_SAMPLE_PX = 1 << 20
_OUTSIDE_PERCENT = 0.5
"""How much is black at the least, and white at the most, once a component is stretched."""

_FLAT = 1e-6
"""Less spread than this, in grey levels, is none."""


@dataclass(frozen=True, slots=True)
class Components:
    """The principal components of the colours of an image.

    Attributes:
        mean: Mean of red, green and blue, (3,).
        axes: (3, 3): a unit vector for each component, the one with most variance first; each has
            its largest part positive.
        limits: (3, 2): of each component what is shown as black, and as white.
    """

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    limits: NDArray[np.float64]


def find_components(image: Pixels, _: Values) -> Components:
    """The components of all pixels; their limits from at most about a million, evenly spread."""
    mean, covariance = _moments(image.reshape(-1, 3))
    axes = np.linalg.eigh(covariance).eigenvectors.T[::-1]
    largest = np.abs(axes).argmax(axis=1)
    axes = np.ascontiguousarray(axes * np.sign(axes[np.arange(3), largest])[:, np.newaxis])
    step = max(1, round((image.shape[0] * image.shape[1] / _SAMPLE_PX) ** 0.5))
    sample = image[::step, ::step]
    ends = (_OUTSIDE_PERCENT, 100 - _OUTSIDE_PERCENT)
    limits = [np.percentile(_along(sample, mean, axis), ends) for axis in axes]
    return Components(mean, axes, np.array(limits))


def _moments(colours: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean (3,) and covariance (3, 3) of colours (n, 3), from sums that are exact."""
    total, products = np.zeros(3), np.zeros((3, 3))
    for start in range(0, len(colours), _BAND_PX):
        band = colours[start : start + _BAND_PX].astype(np.float64)
        total += band.sum(axis=0)
        products += band.T @ band
    mean = total / len(colours)
    return mean, products / len(colours) - np.outer(mean, mean)


def _along(
    image: Pixels, mean: NDArray[np.float64], axis: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each colour is from the mean along an axis, (H, W)."""
    # A table of products for each channel; a product of matrices may add up in any order.
    tables = (np.arange(256)[:, np.newaxis] - mean) * axis
    found = tables[:, 0][image[..., 0]]
    found += tables[:, 1][image[..., 1]]
    found += tables[:, 2][image[..., 2]]
    return found


def _component(image: Pixels, values: Values, context: Components) -> Pixels:
    which = whole(values, "component") - 1
    low, high = context.limits[which]
    if high - low < _FLAT:
        return np.full(image.shape[:2], MIDDLE, np.uint8)
    found = _along(image, context.mean, context.axes[which])
    found -= low
    found *= 255 / (high - low)
    return to_uint8(found)


def _bit_plane(image: Pixels, values: Values, _: None) -> Pixels:
    bit = samples(image, values) >> np.uint8(whole(values, "bit"))
    bit &= np.uint8(1)
    bit *= np.uint8(255)
    return bit


COMPONENT = ForensicView(
    key="components",
    title="Colour components",
    shows=(
        "The colours along the direction in which they differ most in the whole image, or second "
        "or third most, stretched: a part of slightly other colours is seen in the later ones."
    ),
    misleads=(
        "A copy from the same image has the same colours, and grey images have only one component; "
        "on PNG figures it is no proof of copying (measured AUC 0.50 to 0.55)."
    ),
    parameters=(Parameter("component", "Component", 1.0, 1.0, 3.0, 1.0),),
    picture=_component,
    reach_px=no_reach,
    prepare=find_components,
)

BIT_PLANE = ForensicView(
    key="bit-plane",
    title="Bit planes",
    shows=(
        "One bit of each value: in the lowest ones a part that was painted over, filled with one "
        "colour or scaled loses the noise that is around it."
    ),
    misleads=(
        "Black and white grounds, saturated signal and old JPEG blocks have no noise in the low "
        "bits either, and copied noise looks like any other; on PNG figures it is no proof of "
        "copying."
    ),
    parameters=(Parameter("bit", "Bit (0 is the lowest)", 0.0, 0.0, 7.0, 1.0), CHANNELS),
    picture=_bit_plane,
    reach_px=no_reach,
    prepare=nothing,
)

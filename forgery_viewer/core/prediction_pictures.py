"""Pictures of a prediction: the heat of a probability map, and hits and errors against the truth.

Both lie over the image in grey, dimmed, so that only what is predicted has colour.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.opencv import cv2

Grey = NDArray[np.uint8]
Picture = NDArray[np.uint8]

DIMMED = 0.65
"""How bright the image under them is."""

HEAT_MAP = "inferno"
_LEAST_SEEN, _GAIN, _MOST_ALPHA = 0.05, 2.6, 0.88

ERROR_COLOURS = {
    "hit": ((0xF2, 0xF2, 0xF2), 0.37),
    "false alarm": ((0xFF, 0x9D, 0x2E), 0.75),
    "missed": ((0x3F, 0x8C, 0xFF), 0.78),
}
"""Colour and strength of each; told apart with any colour vision."""


def dimmed(image: Picture) -> Grey:
    """(H, W) uint8: an image (H, W, 3) RGB, or (H, W), in grey and less bright."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    table = np.rint(np.arange(256) * DIMMED).astype(np.uint8)
    return np.asarray(cv2.LUT(grey, table), np.uint8)


def heat_alpha(probability: float) -> float:
    """How much the colour of a probability covers the image, 0 to 1."""
    return min(_MOST_ALPHA, max(0.0, _GAIN * (probability - _LEAST_SEEN)))


def heat_picture(below: Grey, probability: NDArray[np.float32]) -> Picture:
    """(H, W, 3) uint8 RGB: a map (H, W) from 0 to 1 over the dimmed image, to 1 / 255 exact."""
    scaled = cv2.convertScaleAbs(np.ascontiguousarray(probability), alpha=255)
    levels = np.asarray(scaled, np.uint8)
    colours = COLOUR_MAPS[HEAT_MAP].table
    alphas = np.array([heat_alpha(level / 255) for level in range(256)])
    return _blended(below, levels, colours, alphas)


def error_picture(below: Grey, predicted: NDArray[np.bool_], true: NDArray[np.bool_]) -> Picture:
    """(H, W, 3) uint8 RGB: hits, false alarms and missed pixels over the dimmed image.

    `predicted` and `true` are (H, W): where any instance is.
    """
    kinds = cv2.addWeighted(predicted.view(np.uint8), 1, true.view(np.uint8), 2, 0)
    colours, alphas = np.zeros((256, 3), np.uint8), np.zeros(256)
    for kind, name in ((3, "hit"), (1, "false alarm"), (2, "missed")):
        colours[kind], alphas[kind] = ERROR_COLOURS[name]
    return _blended(below, np.asarray(kinds, np.uint8), colours, alphas)


def _blended(
    below: Grey, levels: NDArray[np.uint8], colours: NDArray[Any], alphas: NDArray[np.float64]
) -> Picture:
    """Over each grey pixel the colour of its level, as strong as the level is."""
    over = np.rint(colours * alphas[:, np.newaxis]).astype(np.uint8)
    left = np.rint(255 * (1 - alphas)).astype(np.uint8)
    under = cv2.multiply(below, cv2.LUT(levels, left), scale=1 / 255)
    channels = [cv2.add(under, cv2.LUT(levels, over[:, k].copy())) for k in range(3)]
    return np.asarray(cv2.merge(channels), np.uint8)

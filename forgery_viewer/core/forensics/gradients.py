"""The gradient: how steep brightness is, and which way it rises."""

import math

import numpy as np

from forgery_viewer.core.forensics.levels import ONE_CHANNEL, gain, samples, to_uint8
from forgery_viewer.core.forensics.parameters import Values, a_choice, number
from forgery_viewer.core.forensics.view import ForensicView, Pixels, nothing
from forgery_viewer.core.opencv import cv2

_STEEPNESS, _DIRECTION = "steepness", "steepness and direction"
_STEP = 16
"""What the kernel of Scharr, 3 10 3, makes of a step of one level: their sum."""

# Where on the colour wheel red, green and blue are full: right, and a third of a turn apart.
_WHEEL = [(math.cos(turn), math.sin(turn)) for turn in (0, 2 * math.pi / 3, 4 * math.pi / 3)]


def _gradient(image: Pixels, values: Values, _: None) -> Pixels:
    pixels = samples(image, values)
    right, down = (
        cv2.Scharr(pixels, cv2.CV_64F, dx, 1 - dx, borderType=cv2.BORDER_REFLECT_101)
        for dx in (1, 0)
    )
    # Whole numbers, so that this is the same wherever a pixel lies; cv2.magnitude need not be.
    steep = np.sqrt(right * right + down * down)
    scale = number(values, "gain") / _STEP
    if values["show"] == _STEEPNESS:
        return to_uint8(steep * scale)
    # (1 + cos(direction - turn)) / 2 of the steepness, without any angles.
    colours = [(steep + right * x + down * y) * (scale / 2) for x, y in _WHEEL]
    return to_uint8(np.stack(colours, axis=2))


def _reach(_: Values) -> int:
    return 1


GRADIENT = ForensicView(
    key="gradient",
    title="Gradient",
    shows=(
        "How steep brightness is at each pixel and, in colour, which way it rises (red to the "
        "right, cyan to the left): pasted parts can have a seam, or light from another side."
    ),
    misleads=(
        "Every structure has edges, and a copy that was blended in has none of its own; on PNG "
        "figures it is no proof of copying (measured AUC 0.50 to 0.55)."
    ),
    parameters=(a_choice("show", "Show", _STEEPNESS, _DIRECTION), gain(2.0), ONE_CHANNEL),
    picture=_gradient,
    reach_px=_reach,
    prepare=nothing,
)

"""Channels that a view looks at, and grey levels of what it finds there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.parameters import Parameter, Values, a_choice, number
from forgery_viewer.core.forensics.view import Pixels
from forgery_viewer.core.opencv import cv2

SINGLE_CHANNELS = ("red", "green", "blue")

CHANNELS = a_choice("channels", "Channels", "brightness", "colour", *SINGLE_CHANNELS)
"""Brightness or one channel, which give grey pictures, or all three, which give RGB."""

ONE_CHANNEL = a_choice("channels", "Channel", "brightness", *SINGLE_CHANNELS)

SIGN = a_choice("show", "Show", "size", "sign")
"""How large something is, from black on, or also whether more or less, from mid-grey on."""

MIDDLE = 128
"""The grey level of nothing where the sign is shown."""


def gain(usual: float, most: float = 50.0) -> Parameter:
    """A parameter: how many grey levels of the picture are one of the image."""
    return Parameter("gain", "Gain", usual, 0.5, most, 0.5)


def samples(image: Pixels, values: Values) -> Pixels:
    """The channels chosen, of an RGB image: (H, W), or (H, W, 3) for colour.

    Brightness is that of ITU-R BT.601, as in JPEG, rounded to a whole level.
    """
    chosen = values["channels"]
    if chosen == "colour":
        return image
    if chosen == "brightness":
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.ascontiguousarray(image[..., SINGLE_CHANNELS.index(str(chosen))])


def shown(difference: NDArray[Any], values: Values) -> Pixels:
    """Grey levels of a difference with the gain that is set, with or without its sign."""
    raised = difference * number(values, "gain")
    if values["show"] == "sign":
        return to_uint8(raised + MIDDLE)
    return to_uint8(np.abs(raised))


def raised_difference(one: Pixels, other: Pixels, times: float) -> Pixels:
    """How far each sample of one image is from another's, times a gain, at most 255."""
    table = to_uint8(np.arange(256) * times)
    return np.asarray(cv2.LUT(cv2.absdiff(one, other), table), np.uint8)


def to_uint8(levels: NDArray[np.floating[Any]]) -> Pixels:
    """The nearest grey levels, from 0 to 255; the array given is written over."""
    np.rint(levels, out=levels)
    np.clip(levels, 0, 255, out=levels)
    return levels.astype(np.uint8)

"""The difference of a pair: how much each pixel changed, as a picture, as counts and when small."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.planes import Bits

DifferenceChannel = Literal["largest", "red", "green", "blue"]
"""The channel whose difference counts, or of each pixel the largest of the three."""

DIFFERENCE_CHANNELS: tuple[DifferenceChannel, ...] = get_args(DifferenceChannel)

MOST_THRESHOLD, MOST_GAIN = 64, 32

_BAND_PX = 1 << 18
"""So many pixels at a time stay in the processor's cache."""

Levels = NDArray[np.uint8]
"""(H, W): how much each pixel changed, of 255."""


USUAL_THRESHOLD = 16
"""Pixels changed that differ by more than this, of 255, unless the user says otherwise."""


class DifferenceError(ForgeryViewerError):
    """Two images have no difference; `reason` is a whole sentence, with no file to name."""

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class DifferenceOptions:
    """How a difference is shown.

    Attributes:
        threshold: 0 to 64; what changed by no more counts as unchanged.
        gain: 1 to 32; how many times as bright the rest is shown.
        channel: Of which channel.
    """

    threshold: int = USUAL_THRESHOLD
    gain: int = 4
    channel: DifferenceChannel = "largest"

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence that can be shown, for what cannot be."""
        if not 0 <= self.threshold <= MOST_THRESHOLD:
            msg = f"the threshold must be 0 to {MOST_THRESHOLD}, not {self.threshold}"
            raise ValueError(msg)
        if not 1 <= self.gain <= MOST_GAIN:
            msg = f"the gain must be 1 to {MOST_GAIN}, not {self.gain}"
            raise ValueError(msg)
        _check_channel(self.channel)

    def words(self) -> str:
        """As in a header: "over 12, gain x 4", and the channel if it is one."""
        said = f"over {self.threshold}, gain \N{MULTIPLICATION SIGN} {self.gain}"
        return said if self.channel == "largest" else f"{self.channel}, {said}"

    def short_words(self) -> str:
        """The same in less room: "over 12, x 4"."""
        return self.words().replace("gain ", "")


@dataclass(frozen=True, slots=True)
class ChangedCounts:
    """Pixels that changed, against a mask.

    Attributes:
        changed: All of them.
        inside: Those that the mask covers.
        outside: Those that it does not.
        unchanged_inside: Pixels that the mask covers and that did not change.
    """

    changed: int
    inside: int
    outside: int
    unchanged_inside: int


def difference_levels(
    authentic: NDArray[np.uint8],
    forged: NDArray[np.uint8],
    channel: DifferenceChannel = "largest",
) -> Levels:
    """(H, W) uint8: |forged - authentic| of two RGB images (H, W, 3).

    Raises:
        DifferenceError: The images are not of one size.
        ValueError: There is no such channel.
    """
    _check_channel(channel)
    if authentic.shape != forged.shape:
        reason = f"The forged image is {_size(forged)} px, its authentic partner {_size(authentic)}"
        raise DifferenceError(Path(), reason, "wrong-size")
    levels = np.empty(forged.shape[:2], np.uint8)
    step = max(1, _BAND_PX // forged.shape[1])
    for row in range(0, forged.shape[0], step):
        band = slice(row, row + step)
        apart = cv2.absdiff(authentic[band], forged[band])
        if channel == "largest":
            red, green, blue = cv2.split(apart)
            levels[band] = cv2.max(cv2.max(red, green), blue)
        else:
            levels[band] = cv2.extractChannel(apart, DIFFERENCE_CHANNELS.index(channel) - 1)
    return levels


def difference_table(options: DifferenceOptions) -> NDArray[np.uint8]:
    """(256,) uint8: 0 for a level up to the threshold, else level x gain, at most 255."""
    levels = np.arange(256)
    shown = np.where(levels > options.threshold, np.minimum(levels * options.gain, 255), 0)
    return shown.astype(np.uint8)


def difference_picture(levels: Levels, options: DifferenceOptions) -> NDArray[np.uint8]:
    """(H, W) uint8: the levels as they are shown."""
    return np.asarray(cv2.LUT(levels, difference_table(options)), np.uint8)


def changed(levels: Levels, threshold: int) -> NDArray[np.bool_]:
    """(H, W): where a level is above the threshold."""
    return np.asarray(levels > threshold, np.bool_)


def count_changed(
    levels: Levels, threshold: int, covered: NDArray[np.bool_] | Bits
) -> ChangedCounts:
    """Count the pixels above a threshold where a mask is and where not.

    Args:
        levels: How much each pixel changed.
        threshold: What changed by no more counts as unchanged.
        covered: (H, W), true or not 0 where any instance is: a union, or the bits of a mask.

    Raises:
        DifferenceError: The mask is not of the size of the levels.
    """
    _check_size(levels, covered)
    over = changed(levels, threshold)
    # Numpy takes booleans for whole numbers to compare them with 0, which takes longest of all.
    under_mask = covered if covered.dtype == np.bool_ else covered != 0
    total, marked = int(np.count_nonzero(over)), int(np.count_nonzero(under_mask))
    inside = int(np.count_nonzero(np.logical_and(over, under_mask, out=over)))
    return ChangedCounts(total, inside, total - inside, marked - inside)


def outside_levels(
    levels: Levels, threshold: int, covered: NDArray[np.bool_] | Bits
) -> list[NDArray[np.uint8]]:
    """255 where a pixel changed by more than a threshold and no mask is, with all the halves.

    Raises:
        DifferenceError: The mask is not of the size of the levels.
    """
    _check_size(levels, covered)
    outside = changed(levels, threshold) & (covered == 0)
    return max_levels(outside.astype(np.uint8) * np.uint8(255))


def _check_size(levels: Levels, covered: NDArray[np.bool_] | Bits) -> None:
    if covered.shape != levels.shape:
        reason = f"The images are {_size(levels)} px, the mask {_size(covered)}"
        raise DifferenceError(Path(), reason, "wrong-size")


def max_levels(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """A picture (H, W), its half, quarter ... to a single pixel, each the largest of 2 x 2.

    Sizes are rounded up, as those of `Pyramid` are. A changed pixel is in all of them, so it is
    seen in any level that has at most a pixel for each pixel of the screen. Levels of change can
    be halved once and shown with any options: `difference_picture` of a half is the half of
    `difference_picture`.
    """
    levels = [picture]
    while max(levels[-1].shape) > 1:
        levels.append(_halved(levels[-1]))
    return levels


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W) to (H / 2, W / 2), rounded up; a last odd row or column stands for itself."""
    rows = picture[0::2].copy()
    paired = rows[: picture.shape[0] // 2]
    np.maximum(paired, picture[1::2], out=paired)
    half = rows[:, 0::2].copy()
    paired = half[:, : rows.shape[1] // 2]
    np.maximum(paired, rows[:, 1::2], out=paired)
    return half


def _check_channel(channel: str) -> None:
    if channel not in DIFFERENCE_CHANNELS:
        msg = f"there is no channel {channel!r}, only {', '.join(DIFFERENCE_CHANNELS)}"
        raise ValueError(msg)


def _size(picture: NDArray[np.uint8] | NDArray[np.bool_] | Bits) -> str:
    height, width = picture.shape[:2]
    return f"{width} x {height}"

"""Tones: brightness, contrast and the like, which change how an image is shown and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypedDict, Unpack, get_args

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.opencv import cv2

Channel = Literal["rgb", "red", "green", "blue", "luminance"]
"""What of an image is shown: its colours, or one channel of them."""

CHANNELS: tuple[Channel, ...] = get_args(Channel)

HISTOGRAM_CHANNELS: tuple[Channel, ...] = ("red", "green", "blue", "luminance")
"""What the rows of a histogram count."""

MOST_LOCAL = 40.0
"""The highest clip limit of local contrast; above it nothing is clipped that matters."""

SMALLEST_TILE_PX, LARGEST_TILE_PX = 64, 256
"""Sides of the tiles of local contrast: below, they have too few pixels for a histogram."""

_EXACT_PX = 1 << 24
"""So many pixels OpenCV counts exactly: its histograms are float32."""

_Pixels = NDArray[np.uint8]


class TonesChanges(TypedDict, total=False):
    """What of the tones is to be changed."""

    brightness: int
    contrast: int
    gamma: float
    black: int
    white: int
    inverted: bool
    channel: Channel
    colour_map: str
    local: float


@dataclass(frozen=True, slots=True)
class Tones:
    """How the grey levels of an image are shown.

    Attributes:
        brightness: -100 (black) to 100 (white) per cent.
        contrast: -100 (one grey) to 100 (black and white) per cent.
        gamma: 0.1 to 10; below 1 the dark becomes lighter, as in Fiji.
        black: The level from which on all below is black.
        white: The level from which on all above is white.
        inverted: Black for white.
        channel: What is shown; one channel by itself is grey.
        colour_map: The key of the colours that one channel is shown in, "" for grey. With "rgb",
            which is no single channel, luminance is shown in them.
        local: Clip limit of local contrast (CLAHE), 0 = off. It comes before all else.
    """

    brightness: int = 0
    contrast: int = 0
    gamma: float = 1.0
    black: int = 0
    white: int = 255
    inverted: bool = False
    channel: Channel = "rgb"
    colour_map: str = ""
    local: float = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence that can be shown, for what cannot be."""
        _check_range("brightness", self.brightness, -100, 100)
        _check_range("contrast", self.contrast, -100, 100)
        _check_range("gamma", self.gamma, 0.1, 10)
        _check_range("black", self.black, 0, 255)
        _check_range("white", self.white, 0, 255)
        _check_range("local contrast", self.local, 0, MOST_LOCAL)
        if self.black >= self.white:
            msg = f"black ({self.black}) must be below white ({self.white})"
            raise ValueError(msg)
        if self.channel not in CHANNELS:
            msg = f"there is no channel {self.channel!r}, only {', '.join(CHANNELS)}"
            raise ValueError(msg)
        if self.colour_map and self.colour_map not in COLOUR_MAPS:
            msg = f"there is no colour map {self.colour_map!r}, only {', '.join(COLOUR_MAPS)}"
            raise ValueError(msg)

    @property
    def is_neutral(self) -> bool:
        """Whether the image is shown as it is."""
        return self == Tones()

    @property
    def shown_channel(self) -> Channel:
        """The channel that is shown, which a colour map makes a single one."""
        return "luminance" if self.channel == "rgb" and self.colour_map else self.channel

    def with_(self, **changes: Unpack[TonesChanges]) -> Tones:
        """These tones with some of them changed. Raises ValueError as the constructor does."""
        return replace(self, **changes)

    def words(self) -> str:
        """What is not neutral, as "window 20-180, gamma 0.8"; empty when all is."""
        said = [f"local contrast {self.local:g}"] if self.local else []
        if self.shown_channel != "rgb":
            shown = self.shown_channel
            name = shown if shown == "luminance" else f"{shown} channel"
            colours = COLOUR_MAPS[self.colour_map].title.lower() if self.colour_map else ""
            said.append(f"{name} in {colours}" if colours else name)
        if (self.black, self.white) != (0, 255):
            said.append(f"window {self.black}\N{EN DASH}{self.white}")
        for name, percent in (("brightness", self.brightness), ("contrast", self.contrast)):
            if percent:
                sign = "+" if percent > 0 else "\N{MINUS SIGN}"
                said.append(f"{name} {sign} {abs(percent):g} %")
        if self.gamma != 1:
            said.append(f"gamma {self.gamma:g}")
        if self.inverted:
            said.append("inverted")
        return ", ".join(said)


def _check_range(name: str, value: float, least: float, most: float) -> None:
    # Put so that not-a-number fails as well.
    if not least <= value <= most:
        msg = f"{name} must be {least:g} to {most:g}, not {value:g}"
        raise ValueError(msg)


@lru_cache(maxsize=64)
def table(tones: Tones) -> _Pixels:
    """(256,) uint8, read-only: what becomes of each level, before any colour map.

    With levels as 0 to 1, in this order:
    the window, (v - black) / (white - black) cut to 0..1;
    brightness v + b; contrast (v - 0.5) s + 0.5, where s is 1 + c below 0 and 1 / (1 - c) above
    (b, c: per cent / 100), cut to 0..1; gamma v ** gamma; inversion 1 - v; rounded.
    """
    levels = np.clip((np.arange(256) - tones.black) / (tones.white - tones.black), 0, 1)
    levels = levels + tones.brightness / 100
    contrast = tones.contrast / 100
    # Steep enough for black and white at 100 %, and no division by 0.
    slope = 1 + contrast if contrast <= 0 else 1 / max(1 - contrast, 1e-4)
    levels = (levels - 0.5) * slope + 0.5
    levels = np.clip(levels, 0, 1) ** tones.gamma
    if tones.inverted:
        levels = 1 - levels
    found = np.floor(levels * 255 + 0.5).astype(np.uint8)
    found.flags.writeable = False
    return found


def apply(image: _Pixels, tones: Tones) -> _Pixels:
    """An RGB image (H, W, 3) uint8 in these tones, in an array of its own.

    The luminance is OpenCV's, which is 0.299 R + 0.587 G + 0.114 B in whole numbers: one in 700
    colours is rounded the other way.
    """
    pixels = equalised(image, tones.local) if tones.local else image
    if tones.shown_channel == "rgb":
        return _looked_up(pixels, table(tones))
    levels = _levels(pixels, tones.shown_channel, "RGB")
    return np.asarray(cv2.applyColorMap(levels, _colours(tones)[:, np.newaxis]), np.uint8)


def apply_to_screen(pixels: _Pixels, tones: Tones) -> _Pixels:
    """What a screen shows, (h, w, 4) uint8 of B, G, R and 255, in these tones.

    The same colours as `apply` makes of them, but without local contrast, which no part of an
    image can know: take the pixels from the `equalised` image. Where nothing else is to be done
    it gives the very array that it was given.
    """
    if tones.with_(local=0.0).is_neutral:
        return pixels
    if tones.shown_channel == "rgb":
        found = _looked_up(pixels, table(tones))
        found[..., 3] = 255
        return found
    levels = _levels(pixels, tones.shown_channel, "BGR")
    colours = np.ascontiguousarray(_colours(tones)[:, np.newaxis, ::-1])
    return np.asarray(
        cv2.cvtColor(cv2.applyColorMap(levels, colours), cv2.COLOR_BGR2BGRA), np.uint8
    )


def equalised(image: _Pixels, clip: float) -> _Pixels:
    """An RGB image (H, W, 3) uint8 with its local contrast raised, in an array of its own.

    Contrast-limited adaptive histogram equalisation (CLAHE; Zuiderveld, Graphics Gems IV, 1994)
    of the lightness L of Lab, with about 8 tiles along the longer side. A grey image stays exactly
    grey. The tiles are laid over the whole image: a part of it comes out different by itself, so
    this is no work for a single screenful.

    Args:
        image: RGB.
        clip: How many times the mean a level may count, above 0; OpenCV's clip limit.

    Raises:
        ValueError: `clip` is not above 0.
    """
    if not clip > 0:
        msg = f"a clip limit is above 0, not {clip:g}"
        raise ValueError(msg)
    if np.array_equal(image[..., 0], image[..., 1]) and np.array_equal(
        image[..., 1], image[..., 2]
    ):
        # By way of Lab and back grey would get a tint: its lightness is looked up instead.
        to_lightness, to_grey = _grey_tables()
        lightness = _looked_up(_levels(image, "red", "RGB"), to_lightness)
        grey = _looked_up(_clahe(lightness, clip), to_grey)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2Lab)
    lightness = np.asarray(cv2.extractChannel(lab, 0), np.uint8)
    cv2.insertChannel(_clahe(lightness, clip), lab, 0)
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.uint8)


def histogram(image: _Pixels) -> NDArray[np.int64]:
    """(4, 256): pixels of each level in red, green, blue and luminance of an RGB image."""
    found = np.zeros((4, 256), np.int64)
    step = max(1, _EXACT_PX // image.shape[1])
    for row in range(0, image.shape[0], step):
        part = image[row : row + step]
        for number in range(3):
            found[number] += _counts(part, number)
        found[3] += _counts(_levels(part, "luminance", "RGB"), 0)
    return found


def auto_window(counts: NDArray[np.int64], saturated_pct: float = 0.35) -> tuple[int, int]:
    """The window (black, white) that leaves half of so many per cent of the pixels at each end.

    Found as by "Enhance Contrast" of Fiji (ImageJ, ContrastEnhancer). Where the window would be
    empty, as in an image of one colour, it is the full one.

    Args:
        counts: (256,) pixels of each level, one row of `histogram`.
        saturated_pct: Of the pixels, those which may become all black or all white.

    Raises:
        ValueError: `counts` is not one row of 256.
    """
    if counts.shape != (256,):
        msg = f"a window is found from 256 counts, not from {counts.shape}"
        raise ValueError(msg)
    allowed = int(int(counts.sum()) * saturated_pct / 200)
    black = int(np.searchsorted(np.cumsum(counts), allowed, side="right"))
    white = 255 - int(np.searchsorted(np.cumsum(counts[::-1]), allowed, side="right"))
    return (black, white) if black < white else (0, 255)


def _levels(pixels: _Pixels, channel: Channel, order: Literal["RGB", "BGR"]) -> _Pixels:
    """(h, w): one channel of an image (R, G, B) or of a screen (B, G, R and 255)."""
    if channel == "luminance":
        code = cv2.COLOR_RGB2GRAY if order == "RGB" else cv2.COLOR_BGRA2GRAY
        return np.asarray(cv2.cvtColor(pixels, code), np.uint8)
    return np.asarray(cv2.extractChannel(pixels, order.index(channel[0].upper())), np.uint8)


def _colours(tones: Tones) -> _Pixels:
    """(256, 3) RGB: what each level of a single channel is shown as."""
    return COLOUR_MAPS[tones.colour_map or "grey"].table[table(tones)]


def _looked_up(pixels: _Pixels, of_level: _Pixels) -> _Pixels:
    return np.asarray(cv2.LUT(pixels, of_level), np.uint8)


def _clahe(lightness: _Pixels, clip: float) -> _Pixels:
    height, width = lightness.shape
    tile_px = min(max(max(height, width) / 8, SMALLEST_TILE_PX), LARGEST_TILE_PX)
    tiles = (max(1, round(width / tile_px)), max(1, round(height / tile_px)))
    return np.asarray(cv2.createCLAHE(clip, tiles).apply(lightness), np.uint8)


@lru_cache(maxsize=1)
def _grey_tables() -> tuple[_Pixels, _Pixels]:
    """(256,) twice: the lightness of each grey, and the grey of each lightness."""
    levels = np.arange(256, dtype=np.uint8)[:, np.newaxis]
    greys = cv2.cvtColor(levels, cv2.COLOR_GRAY2RGB)
    lightness = cv2.cvtColor(greys, cv2.COLOR_RGB2Lab)[:, 0, 0]
    colourless = np.full((256, 1, 3), 128, np.uint8)
    colourless[..., 0] = levels
    back = cv2.cvtColor(colourless, cv2.COLOR_Lab2RGB)[:, 0, 1]
    return np.array(lightness, np.uint8), np.array(back, np.uint8)


def _counts(pixels: _Pixels, channel: int) -> NDArray[np.int64]:
    """(256,): pixels of each level in one channel of up to 2 ** 24 pixels."""
    found = cv2.calcHist([pixels], [channel], None, [256], [0, 256])
    # A column in OpenCV 4, a row of its own in OpenCV 5.
    return np.asarray(found.ravel().astype(np.int64), np.int64)

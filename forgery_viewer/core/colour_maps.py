"""Colour maps: which colour each of 256 grey levels is shown in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Table = NDArray[np.uint8]
"""(256, 3) RGB: the colour of each grey level. Read-only, it is shared."""


@dataclass(frozen=True)
class ColourMap:
    """A colour for each grey level.

    Attributes:
        key: As it is kept in preferences.
        title: As a person reads it.
        make: Makes the table, which `table` asks for once.
    """

    key: str
    title: str
    make: Callable[[], Table] = field(repr=False, compare=False)

    @cached_property
    def table(self) -> Table:
        """(256, 3) uint8 RGB, read-only; made when it is first wanted."""
        made = self.make()
        made.flags.writeable = False
        return made


def _of_opencv(number: int) -> Callable[[], Table]:
    """A table that OpenCV (Apache-2.0) has built in.

    Inferno and viridis are those of matplotlib (CC0), turbo is Google's (Apache-2.0).
    """

    def make() -> Table:
        levels = np.arange(256, dtype=np.uint8)[:, np.newaxis]
        return np.array(cv2.applyColorMap(levels, number)[:, 0, ::-1], np.uint8, order="C")

    return make


def _ramp(red: int, green: int, blue: int) -> Callable[[], Table]:
    """From black to one colour, whose channels are 0 or 1 of full."""

    def make() -> Table:
        levels = np.arange(256, dtype=np.uint8)[:, np.newaxis]
        return levels * np.array([red, green, blue], np.uint8)

    return make


# How far from the middle to an end, and the colour there: lightness (L*) grows evenly and is the
# same on both sides, so that what is as far from the middle is as bright. Found by trying.
_FIRE = (
    (0.000, (0, 0, 0)),
    (0.266, (120, 20, 0)),
    (0.560, (225, 75, 0)),
    (0.793, (255, 165, 30)),
    (1.000, (255, 240, 180)),
)
_ICE = (
    (0.000, (0, 0, 0)),
    (0.212, (0, 45, 110)),
    (0.491, (0, 110, 205)),
    (0.758, (80, 185, 245)),
    (1.000, (210, 245, 255)),
)


def _ice_and_fire() -> Table:
    """Black in the middle, blue below it and red above it, both bright at their ends."""
    from_middle = np.linspace(-1, 1, 256)
    sides = []
    for stops, distance in ((_ICE, -from_middle[:128]), (_FIRE, from_middle[128:])):
        places, colours = [place for place, _ in stops], np.array([colour for _, colour in stops])
        sides.append([np.interp(distance, places, channel) for channel in colours.T])
    return np.rint(np.concatenate(sides, axis=1).T).astype(np.uint8, order="C")


COLOUR_MAPS: Mapping[str, ColourMap] = MappingProxyType(
    {
        colour_map.key: colour_map
        for colour_map in (
            ColourMap("grey", "Grey", _ramp(1, 1, 1)),
            ColourMap("inferno", "Inferno", _of_opencv(cv2.COLORMAP_INFERNO)),
            ColourMap("viridis", "Viridis", _of_opencv(cv2.COLORMAP_VIRIDIS)),
            ColourMap("turbo", "Turbo", _of_opencv(cv2.COLORMAP_TURBO)),
            ColourMap("ice-fire", "Ice and fire", _ice_and_fire),
            ColourMap("red", "Red", _ramp(1, 0, 0)),
            ColourMap("green", "Green", _ramp(0, 1, 0)),
            ColourMap("blue", "Blue", _ramp(0, 0, 1)),
        )
    }
)
"""By key, in the order of a menu."""

"""What the strip of twins shows of one region, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PICTURE_PX = 145
"""Height of every picture in the strip, and its least width."""

WIDEST_PX = 240
LOOKING = "Looking for the copy…"

SCALES_PCT = tuple(
    round(mantissa * 10**power)
    for power in (1, 2, 3)
    for mantissa in (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8)
    if mantissa * 10**power <= 3200
)
"""The steps of the scale: ten from one power of ten to the next."""

PictureKey = Literal["aligned", "found", "difference", "correlation"]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture of a card.

    Attributes:
        key: Which of the four it is.
        word: What the plate in its corner says; "" for no plate.
        pixels: (h, w, 3) RGB or (h, w) grey, uint8.
        outline: Lines of the region as (N, 2) points (x, y) in picture px; drawn as they are, so a
            closed one ends where it begins.
    """

    key: PictureKey
    word: str
    pixels: NDArray[np.uint8]
    outline: Sequence[NDArray[np.floating]] = ()

    @property
    def width(self) -> int:
        """Columns of the picture."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows of the picture."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class TwinView:
    """One card of the strip.

    Attributes:
        title: "Source", "Copy 1", "Region 1".
        is_source: None where nobody knows which of the regions is the source.
        number: Of the instance, as the badge shows it, counted from 1.
        colour: The instance's colour slot, counted from 0.
        note: At the right of the title, such as "r = 0.987" or "unchanged".
        words: Below the pictures: the transform, the place, or "no match found".
        pictures: What was found; may be empty.
        loading: Whether the copy is still being looked for.
    """

    title: str
    is_source: bool | None
    number: int
    colour: int
    note: str = ""
    words: str = ""
    pictures: tuple[Picture, ...] = ()
    loading: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How the pictures of all cards are shown, so that they can be compared.

    Attributes:
        scale: Screen px per picture px.
        x: How far right of its middle each picture is looked at, in picture px.
        y: How far below it.
        box_px: Width of the place of one picture; its height is always `PICTURE_PX`.
        aligned: Whether a copy is turned onto the source, or as it was found.
        shown: Which of difference and correlation are beside it.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    box_px: int = PICTURE_PX
    aligned: bool = True
    shown: frozenset[str] = field(default_factory=lambda: frozenset({"difference", "correlation"}))


def shown_pictures(view: TwinView, look: Look) -> list[Picture]:
    """The pictures of a card that a look asks for: the patch first, then what is beside it."""
    by_key = {picture.key: picture for picture in view.pictures}
    wanted: tuple[PictureKey, PictureKey] = ("aligned", "found")
    # Where a patch is there in one way only, that is better than none.
    patches = [by_key[key] for key in wanted[:: 1 if look.aligned else -1] if key in by_key]
    beside: tuple[PictureKey, PictureKey] = ("difference", "correlation")
    return patches[:1] + [by_key[key] for key in beside if key in by_key and key in look.shown]


def largest_size(views: Sequence[TwinView]) -> tuple[int, int]:
    """Width and height that hold any picture of some cards; (1, 1) where there is none."""
    sizes = [(p.width, p.height) for view in views for p in view.pictures] or [(1, 1)]
    return max(width for width, _height in sizes), max(height for _width, height in sizes)


def box_width(views: Sequence[TwinView]) -> int:
    """How wide the place of a picture is: by its shape, not by the scale."""
    width, height = largest_size(views)
    return min(WIDEST_PX, max(PICTURE_PX, round(PICTURE_PX * width / height)))


def fitting_scale(views: Sequence[TwinView]) -> int:
    """The largest scale in % at which every picture of some cards is seen whole."""
    width, height = largest_size(views)
    fits = int(100 * min(PICTURE_PX / height, box_width(views) / width))
    return min(SCALES_PCT[-1], max(SCALES_PCT[0], fits))


def next_scale(scale_pct: int, steps: int) -> int:
    """Some steps larger, or smaller where negative."""
    larger = [step for step in SCALES_PCT if step > scale_pct]
    smaller = [step for step in reversed(SCALES_PCT) if step < scale_pct]
    ladder = larger if steps > 0 else smaller
    if not steps or not ladder:
        return scale_pct
    return ladder[min(abs(steps), len(ladder)) - 1]

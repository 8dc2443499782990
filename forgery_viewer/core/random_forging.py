"""Forgeries drawn at random: sources with texture, copies that find a free place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forging import (
    Duplication,
    Forgery,
    Image,
    Paste,
    bounds,
    copy_region,
    forge,
)
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.shapes import Plane, blob

# Draws of one place before the region is made smaller, and how often it is.
_DRAWS = 60
_SHRINKINGS = 12
_SHRINKING = 0.8


@dataclass(frozen=True, slots=True)
class Variation:
    """What may happen to a copy, each with the same chance.

    Attributes:
        chance: How likely each of the changes is, 0 to 1; at 0 copies are only moved.
        angle_deg: The largest turn to either side.
        scale: The largest factor by which a copy grows or shrinks, at least 1.
        mirrored: Whether copies may be mirrored.
        gain: The largest factor by which a copy gets lighter or darker, at least 1.
        offset: The largest step of 255 that is added or taken away.
        feather_px: Width of the soft edge of all copies, as `forge` takes it.
    """

    chance: float = 0.4
    angle_deg: float = 180.0
    scale: float = 1.25
    mirrored: bool = True
    gain: float = 1.1
    offset: float = 8.0
    feather_px: float = 2.0

    def draw(self, rng: np.random.Generator, centre_x: float, centre_y: float) -> Paste:
        """A copy at a place, changed by luck."""
        turned, scaled, mirrored, toned = (rng.random(4) < self.chance).tolist()
        return Paste(
            centre_x,
            centre_y,
            angle_deg=float(rng.uniform(-self.angle_deg, self.angle_deg)) if turned else 0.0,
            scale=_factor(rng, self.scale) if scaled else 1.0,
            mirrored=mirrored and self.mirrored,
            gain=_factor(rng, self.gain) if toned else 1.0,
            offset=float(rng.uniform(-self.offset, self.offset)) if toned else 0.0,
        )


def random_forgery(
    image: Image,
    rng: np.random.Generator,
    *,
    instances: int = 1,
    copies: int = 1,
    radius_px: tuple[float, float] | None = None,
    variation: Variation | None = None,
    overlap: bool = False,
) -> Forgery:
    """Forge an image at random: the same image, arguments and state of `rng` give the same forgery.

    Sources are uneven ellipses where the image has texture. Copies lie wholly inside the image, and
    neither on sources nor on other copies nor against them, so that every instance has 1 + `copies`
    regions. What finds no room is made smaller.

    Args:
        image: (H, W, 3) RGB uint8; it is not changed.
        rng: Where all the luck comes from.
        instances: How many duplications.
        copies: How many copies of every source.
        radius_px: The smallest and the largest mean radius of a source; by default 4 to 12 % of the
            geometric mean of height and width, as the coverage of real forgeries asks for.
        variation: What may happen to copies; by default `Variation()`.
        overlap: Whether copies may lie on other regions after all.

    Raises:
        ValueError: Nonsense in the arguments, or an image with no room for so many regions.
    """
    if instances < 1 or copies < 1:
        raise ValueError(f"a forgery needs instances and copies, not {instances} and {copies}")
    mean_side = float(np.sqrt(image.shape[0] * image.shape[1]))
    low, high = radius_px if radius_px is not None else (0.04 * mean_side, 0.12 * mean_side)
    variation = variation if variation is not None else Variation()
    draft = _Draft(image, rng, variation, overlap)
    duplications = []
    for _ in range(instances):
        radius = float(np.exp(rng.uniform(np.log(low), np.log(high))))
        duplications.append(draft.duplication(radius, copies))
    return forge(image, duplications, variation.feather_px)


class _Draft:
    """Where regions lie already, while a forgery is being drawn."""

    def __init__(
        self, image: Image, rng: np.random.Generator, variation: Variation, overlap: bool
    ) -> None:
        self._shape = (image.shape[0], image.shape[1])
        self._rng = rng
        self._variation = variation
        self._overlap = overlap
        self._texture = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
        self._taken = np.zeros(self._shape, np.bool_)

    def duplication(self, radius_px: float, copies: int) -> Duplication:
        """One more source of about that radius with its copies; takes their place."""
        for _ in range(_SHRINKINGS):
            before = self._taken.copy()
            source = self._source(radius_px)
            if source is not None:
                pastes = [paste for _ in range(copies) if (paste := self._paste(source))]
                if len(pastes) == copies:
                    return Duplication(source, tuple(pastes))
            self._taken = before
            radius_px *= _SHRINKING
        raise ValueError(f"an image of {self._shape} has no room for so many regions")

    def _source(self, radius_px: float) -> Plane | None:
        centres = _textured_points(self._texture, radius_px, self._rng)
        stretch = float(np.exp(self._rng.uniform(-0.35, 0.35)))
        radii = (radius_px * stretch, radius_px / stretch)
        for x, y in centres:
            source = blob(self._shape, (x, y), radii, self._rng)
            # A cut source is smaller than it was drawn; it must not touch the border.
            if source.any() and _is_inside(source) and self._take(source):
                return source
        return None

    def _paste(self, source: Plane) -> Paste | None:
        height, width = self._shape
        area = int(source.sum())
        for _ in range(_DRAWS):
            x, y = self._rng.integers(0, width), self._rng.integers(0, height)
            paste = self._variation.draw(self._rng, int(x), int(y))
            try:
                copy = copy_region(source, paste)
            except ValueError:  # Too small to cover a pixel.
                continue
            whole = copy.sum() >= 0.9 * area * paste.scale**2 and _is_inside(copy)
            if whole and self._take(copy):
                return paste
        return None

    def _take(self, region: Plane) -> bool:
        """Mark a region as taken, with a gap around it; False if something lies there."""
        left, top, right, bottom = bounds(region)
        gap = (slice(max(top - 2, 0), bottom + 2), slice(max(left - 2, 0), right + 2))
        grown = cv2.dilate(region[gap].astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
        if not self._overlap and np.any(self._taken[gap] & grown):
            return False
        self._taken[gap] |= grown
        return True


def _factor(rng: np.random.Generator, largest: float) -> float:
    return float(np.exp(rng.uniform(-np.log(largest), np.log(largest))))


def _is_inside(region: Plane) -> bool:
    border = (region[0], region[-1], region[:, 0], region[:, -1])
    return not any(bool(side.any()) for side in border)


def _textured_points(
    grey: NDArray[np.uint8], radius_px: float, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Points far enough from the border, drawn by the contrast around each of them."""
    margin = max(1, round(radius_px))
    height, width = grey.shape
    if min(height, width) <= 2 * margin:
        return []
    side = 2 * margin + 1
    values = grey.astype(np.float32)
    mean = cv2.blur(values, (side, side))
    spread = np.maximum(cv2.blur(values * values, (side, side)) - mean * mean, 0.0)
    inner = spread[margin : height - margin, margin : width - margin].astype(np.float64)
    # A little chance for flat places: an image may be flat all over.
    weights = np.cumsum(np.sqrt(inner.ravel()) + 1e-3)
    drawn = np.searchsorted(weights, rng.uniform(0.0, weights[-1], _DRAWS), side="right")
    rows, columns = np.unravel_index(np.minimum(drawn, weights.size - 1), inner.shape)
    return list(zip((columns + margin).tolist(), (rows + margin).tolist(), strict=True))

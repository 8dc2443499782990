"""Copies whose pixels are exactly those of their source, however small: moved, mirrored, turned.

Keypoints need room around them; squares of a few pixels that are equal to the last bit do not, and
no two of them are by chance where the image has any noise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.prediction import Image
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.predictors.copy_move.models import Model

SIDE_PX = 5

#: Fewer equal squares that moved alike are looked at by nobody.
_FEWEST = 6
#: Squares need so many different values, and are compared where they are that rare.
_FEWEST_VALUES = 6
_MOST_EQUAL = 6
_LEAST_SHIFT_PX = 10
_MOST_MODELS = 24

Hashes = NDArray[np.uint64]
# Odd numbers without a pattern, so that no two squares have the same sum unless they are equal.
_ACROSS = np.uint64(0x9E3779B97F4A7C15)
_DOWN = np.uint64(0xC2B2AE3D27D4EB4F)


def find_exact(
    image: Image, printed: NDArray[np.uint8], is_late: Callable[[], bool] | None = None
) -> list[Model]:
    """The transforms by which squares of an image lie exactly on others, the most squares first.

    Tried are the eight ways to lay a square on itself, by any whole shift. Of shifts that differ by
    nothing but the side that is taken for the source, one is given.

    Args:
        image: (H, W, 3).
        printed: (H, W) 0/1, where no square is looked at.
        is_late: Asked between the ways whether to be content with what was found.
    """
    if min(image.shape[:2]) <= SIDE_PX:
        return []
    own = _Squares.of(image, printed, step=1)
    found: list[tuple[int, Model]] = []
    for mirrored in (False, True):
        for quarters in range(4):
            if is_late is not None and is_late():
                break
            found += _models(own, (image, printed), quarters, mirrored=mirrored)
    found.sort(key=lambda pair: -pair[0])
    return [model for _, model in found[:_MOST_MODELS]]


class _Squares:
    """The squares of an image that have something to tell, by their hashes in rising order.

    Attributes:
        hashes: (n,) rising.
        x: (n,) column of the centre of each.
        y: (n,) row of the centre of each.
    """

    def __init__(self, hashes: Hashes, x: NDArray[np.int32], y: NDArray[np.int32]) -> None:
        order = np.argsort(hashes, kind="stable")
        self.hashes, self.x, self.y = hashes[order], x[order], y[order]

    @classmethod
    def of(cls, image: Image, printed: NDArray[np.uint8], step: int) -> _Squares:
        """Those of every `step`-th row and column."""
        middle = SIDE_PX // 2
        telling = _telling(image) & (printed[middle:-middle, middle:-middle] == 0)
        hashes = _hashes(image)[::step, ::step]
        rows, columns = np.nonzero(telling[::step, ::step])
        x = (columns * step + middle).astype(np.int32)
        return cls(hashes[rows, columns], x, (rows * step + middle).astype(np.int32))


def _hashes(image: Image) -> Hashes:
    """(H - 4, W - 4): a number for the square below and to the right of each pixel."""
    red, green, blue = (image[..., channel].astype(np.uint64) for channel in range(3))
    values = red | (green << np.uint64(8)) | (blue << np.uint64(16))
    return _summed(_summed(values, _ACROSS).T, _DOWN).T


def _summed(values: Hashes, factor: np.uint64) -> Hashes:
    """Sums of `SIDE_PX` neighbours in a row, each times another power of a number."""
    width = values.shape[1] - SIDE_PX + 1
    total = values[:, :width].copy()
    for place in range(1, SIDE_PX):
        # Horner's rule; overflow is what makes it a hash.
        total *= factor
        total += values[:, place : place + width]
    return total


def _telling(image: Image) -> NDArray[np.bool_]:
    """Which squares have enough different values, told by how many pixels differ from the next."""
    green = image.max(axis=2)
    across = np.zeros(green.shape, np.uint8)
    across[:, :-1] = (green[:, 1:] != green[:, :-1]) & np.any(image[:, 1:] != image[:, :-1], axis=2)
    counts = across.astype(np.int32).cumsum(axis=0).cumsum(axis=1)
    counts = np.pad(counts, ((1, 0), (1, 0)))
    side = SIDE_PX
    inside = counts[side:, side:] - counts[:-side, side:] - counts[side:, :-side]
    inside += counts[:-side, :-side]
    return np.asarray(inside >= 2 * _FEWEST_VALUES, np.bool_)


def _models(
    own: _Squares, picture: tuple[Image, NDArray[np.uint8]], quarters: int, *, mirrored: bool
) -> list[tuple[int, Model]]:
    """The shifts that bring squares onto squares that are mirrored and turned in one way."""
    image = picture[0]
    turned, printed = (
        np.ascontiguousarray(np.rot90(one[:, ::-1] if mirrored else one, quarters))
        for one in picture
    )
    others = _Squares.of(turned, printed, step=1 if not (quarters or mirrored) else 2)
    first = np.searchsorted(own.hashes, others.hashes, "left")
    count = np.searchsorted(own.hashes, others.hashes, "right") - first
    # What is everywhere, as a raster, tells nothing.
    usable = np.flatnonzero((count > 0) & (count <= _MOST_EQUAL))
    which = np.repeat(usable, count[usable])
    inner = np.arange(len(which)) - np.repeat(
        np.cumsum(count[usable]) - count[usable], count[usable]
    )
    copy = first[which] + inner
    turn = _turn(image.shape[:2], quarters, mirrored=mirrored)
    # From the turned picture back to the image: the source is where the square was.
    source = np.rint(turn.inverse().apply(np.stack([others.x[which], others.y[which]], 1)))
    target = np.stack([own.x[copy], own.y[copy]], axis=1).astype(np.float64)
    return _voted(source, target, quarters, mirrored=mirrored)


def _turn(size: tuple[int, ...], quarters: int, *, mirrored: bool) -> Transform:
    """From points of the image to those of the turned picture."""
    height, width = size
    flip = Transform(((-1.0, 0.0, width - 1.0), (0.0, 1.0, 0.0)))
    whole = flip if mirrored else Transform(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    for _ in range(quarters):
        # np.rot90 turns counter-clockwise: (x, y) goes to (y, width - 1 - x).
        whole = whole.then(Transform(((0.0, 1.0, 0.0), (-1.0, 0.0, width - 1.0))))
        height, width = width, height
    return whole


def _voted(
    source: NDArray[np.float64], target: NDArray[np.float64], quarters: int, *, mirrored: bool
) -> list[tuple[int, Model]]:
    linear = Transform.of_similarity(90.0 * quarters, mirrored=mirrored)
    shift = np.rint(target - linear.apply(source)).astype(np.int64)
    far = np.abs(target - source).max(axis=1) >= _LEAST_SHIFT_PX
    if not quarters and not mirrored:
        # Either end is the other's source: one direction says it all.
        far &= (shift[:, 1] > 0) | ((shift[:, 1] == 0) & (shift[:, 0] > 0))
    source, target, shift = source[far], target[far], shift[far]
    if not len(shift):
        return []
    keys = (shift[:, 1] << 32) + shift[:, 0]
    values, counts = np.unique(keys, return_counts=True)
    best = np.argsort(-counts, kind="stable")[:_MOST_MODELS]
    found = []
    for key in best[counts[best] >= _FEWEST]:
        inside = keys == values[key]
        dx, dy = shift[inside][0].tolist()
        (a, b, _), (d, e, _) = linear.matrix
        transform = Transform(((a, b, float(dx)), (d, e, float(dy))))
        places = [side[inside] @ np.array([1, 1j]) for side in (source, target)]
        found.append((int(counts[key]), Model(transform, places[0], places[1], exact=True)))
    return found

"""Keypoints of an image that look like other keypoints of the same image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.prediction import check_cancelled
from forgery_viewer.predictors.copy_move.keypoints import Descriptors, Keypoints, mirrored

#: How many matches there may be of each kind; those with the smallest ratio are kept.
MOST_MATCHES = 5_000

_RATIO = 0.75
_NEIGHBOURS = 5
_EXCLUDED_PX = 12.0
_ROWS = 1024

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of keypoints that look alike.

    Attributes:
        first: (m,) numbers of keypoints.
        second: (m,) numbers of the others.
        ratio: (m,) how much nearer they are than what does not match, 0 to 1; small is good.
    """

    first: Numbers
    second: Numbers
    ratio: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.first)


def match(
    keypoints: Keypoints,
    *,
    mirror: bool,
    excluded_px: float = _EXCLUDED_PX,
    progress: Callable[[float], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Matches:
    """The matches of keypoints with one another, in both directions.

    Of the distances to all other keypoints, in rising order, every one counts as a match up to the
    first that is not well below the next: so that of several copies each is found (g2NN, Amerini et
    al. 2011). Keypoints nearer than `excluded_px` are the same place.

    Args:
        keypoints: All of one image.
        mirror: Match with the mirror image in place of the image.
        excluded_px: Distance in pixels of the image.
        progress: Called with the share that is done.
        cancelled: Asked now and then.

    Raises:
        PredictionCancelledError: `cancelled` said so.
    """
    count = len(keypoints)
    if count < 2 + _NEIGHBOURS:
        nothing = np.zeros(0, np.intp)
        return Matches(nothing, nothing, np.zeros(0, np.float32))
    others = mirrored(keypoints.descriptors) if mirror else keypoints.descriptors
    parts = []
    for start in range(0, count, _ROWS):
        check_cancelled(cancelled)
        parts.append(_matches_of(keypoints, others, slice(start, start + _ROWS), excluded_px))
        if progress is not None:
            progress(min(1.0, (start + _ROWS) / count))
    first, second, ratio = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _both_ways(first, second, ratio, count)


def _matches_of(
    keypoints: Keypoints, others: Descriptors, rows: slice, excluded_px: float
) -> tuple[Numbers, Numbers, NDArray[np.float32]]:
    """The matches of some keypoints with all."""
    places = keypoints.places
    likeness = keypoints.descriptors[rows] @ others.T
    here, there = places[rows, np.newaxis], places[np.newaxis, :]
    near = (np.abs(here.real - there.real) < excluded_px) & (
        np.abs(here.imag - there.imag) < excluded_px
    )
    likeness[near] = -1.0
    best = np.argpartition(likeness, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
    found = np.take_along_axis(likeness, best, axis=1)
    order = np.argsort(-found, axis=1)
    best, found = np.take_along_axis(best, order, 1), np.take_along_axis(found, order, 1)
    away = np.sqrt(np.maximum(2.0 - 2.0 * found, 0.0))
    ratio = away[:, :-1] / np.maximum(away[:, 1:], 1e-6)
    matching = np.logical_and.accumulate(ratio < _RATIO, axis=1)
    which, nth = np.nonzero(matching)
    # What sets a match apart is the distance to the first that does not match.
    last = matching.sum(axis=1)
    apart = away[which, nth] / np.maximum(away[which, last[which]], 1e-6)
    return which + rows.start, best[which, nth], apart.astype(np.float32)


def _both_ways(first: Numbers, second: Numbers, ratio: NDArray[np.float32], count: int) -> Matches:
    """Each pair once in either direction, the best `MOST_MATCHES` pairs of them."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.argsort(ratio, kind="stable")
    pairs = (low * count + high)[order]
    _, where = np.unique(pairs, return_index=True)
    kept = order[np.sort(where)][:MOST_MATCHES]
    return Matches(
        np.concatenate([first[kept], second[kept]]),
        np.concatenate([second[kept], first[kept]]),
        np.concatenate([ratio[kept], ratio[kept]]),
    )

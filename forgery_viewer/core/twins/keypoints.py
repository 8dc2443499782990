"""Where a copy may come from: guesses from keypoints that source and copy have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.twins.windows import Level, Window

#: Caps, so that text and graphs cannot make it slow.
MOST_KEYPOINTS = 500
MOST_MATCHES = 400

_RATIO = 0.9
_FEWEST_INLIERS = 3
_NEAR_PX = 3.0

_Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class _Keypoints:
    """Keypoints of a window.

    Attributes:
        places: (n,) complex, x + iy.
        frames: (n,) complex: length is the size, argument the direction.
        descriptors: (n, 128) float32, RootSIFT (Arandjelovic and Zisserman 2012), length 1.
    """

    places: _Complex
    frames: _Complex
    descriptors: NDArray[np.float32]


def by_keypoints(level: Level, most: int, cancelled: Callable[[], bool]) -> list[Transform]:
    """Up to `most` similarities, for plain and for mirrored copies each, from window to window."""
    found: list[Transform] = []
    copy = _keypoints(level.copy)
    if copy is None:
        return []
    width = level.source.inside.shape[1]
    flip = Transform(((-1.0, 0.0, width - 1.0), (0.0, 1.0, 0.0)))
    for mirrored in (False, True):
        if cancelled():
            return []
        source = _keypoints(_flipped(level.source) if mirrored else level.source)
        if source is not None:
            similarities = _similarities(source, copy, most)
            found += [flip.then(one) if mirrored else one for one in similarities]
    return found


def _flipped(window: Window) -> Window:
    grey, inside = window.grey[:, ::-1], window.inside[:, ::-1]
    return Window(np.ascontiguousarray(grey), np.ascontiguousarray(inside), window.to_image)


def _keypoints(window: Window) -> _Keypoints | None:
    """The keypoints of a region; None where it has too few."""
    values = window.grey[window.inside > 0]
    low, high = np.percentile(values, [0.5, 99.5])
    if high - low < 1.0:
        return None
    stretched = np.clip((window.grey - low) * (255.0 / (high - low)), 0, 255).astype(np.uint8)
    sift = cv2.SIFT.create(nfeatures=MOST_KEYPOINTS, contrastThreshold=0.01)
    points, descriptors = sift.detectAndCompute(stretched, window.inside)
    if len(points) < _FEWEST_INLIERS:
        return None
    places = np.array([complex(*p.pt) for p in points])
    frames = np.array([p.size * np.exp(1j * np.deg2rad(p.angle)) for p in points])
    descriptors = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6))
    return _Keypoints(places, frames, np.asarray(descriptors, np.float32))


def _similarities(source: _Keypoints, copy: _Keypoints, most: int) -> list[Transform]:
    """The similarities that most matches agree on, one after the other.

    Every match is a guess of its own, as two frames fix a similarity: no luck is needed.
    """
    first, second = _matches(source, copy)
    found: list[Transform] = []
    while len(found) < most and first.size >= _FEWEST_INLIERS:
        a, b = source.places[first], copy.places[second]
        factor = copy.frames[second] / source.frames[first]
        sizes = np.abs(factor)
        ok = (sizes > 1 / 3) & (sizes < 3)
        moved = factor[:, None] * (a[None, :] - a[:, None]) + b[:, None]
        # Frames are only roughly right: far from the match that gave it, a guess may be off more.
        near = _NEAR_PX + 0.12 * np.abs(a[None, :] - a[:, None])
        agree = (np.abs(moved - b[None, :]) < near) & ok[:, None]
        inliers = agree[int(agree.sum(axis=1).argmax())]
        similarity = _fitted(a[inliers], b[inliers])
        if similarity is None:
            break
        found.append(similarity)
        first, second = first[~inliers], second[~inliers]
    return found


def _fitted(a: _Complex, b: _Complex) -> Transform | None:
    """The least-squares similarity b = factor a + shift, without those it leaves far away."""
    for _ in range(3):
        if np.unique(np.round(a)).size < _FEWEST_INLIERS:
            return None
        centred = a - a.mean()
        factor = np.vdot(centred, b - b.mean()) / max(np.vdot(centred, centred).real, 1e-9)
        shift = b.mean() - factor * a.mean()
        away = np.abs(factor * a + shift - b)
        keep = away <= max(_NEAR_PX, 1.5 * float(np.median(away)))
        a, b = a[keep], b[keep]
    if not 0.3 < abs(factor) < 3.0:
        return None
    return Transform(
        ((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag))
    )


def _matches(source: _Keypoints, copy: _Keypoints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers of keypoints of the source and of the copy that are alike."""
    likeness = source.descriptors @ copy.descriptors.T
    away = np.sqrt(np.maximum(2.0 - 2.0 * likeness, 0.0))
    order = np.argsort(away, axis=1)[:, :2]
    lines = np.arange(len(away))
    best = away[lines, order[:, 0]]
    second = away[lines, order[:, -1]]
    mutual = away.argmin(axis=0)[order[:, 0]] == lines
    good = np.flatnonzero((best < _RATIO * second) | (mutual & (best < 0.5)))
    good = good[np.argsort(best[good])][:MOST_MATCHES]
    return good, order[good, 0]

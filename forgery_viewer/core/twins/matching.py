"""How one region was copied to another: the transform between them, found in the image."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.twins.alignment import Fit, fit, refine
from forgery_viewer.core.twins.candidates import straight, turned
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.keypoints import by_keypoints
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.twins.windows import Level, Scene

#: Less correlation is nothing to show. Small regions find as much by chance: see `is_convincing`.
LEAST_CORRELATION = 0.5

# Sides of the regions at the levels (about, and at most), in pixels of the windows.
_COARSE = (40.0, 96.0)
_MIDDLE = (112.0, 256.0)
_FINE = (400.0, 800.0)
_WHOLE = (1000.0, 2000.0)

_TURNED = 12
_BY_KEYPOINTS = 2
_REFINED = 4


@dataclass(frozen=True, slots=True)
class Match:
    """How a copy came out of its source.

    Attributes:
        transform: From points of the source to those of the copy.
        correlation: Zero-mean normalised correlation, -1 to 1, of the copy laid on the source,
            inside of both without their rims, on the colour axis with the most contrast.
        detail: The same of small squares, in the mean weighted by their contrast: smooth shades
            correlate by chance, detail does not. Faint squares count as unlike, so that even an
            exact copy may be far from 1.
    """

    transform: Transform
    correlation: float
    detail: float


def find_transform(
    image: NDArray[np.uint8],
    source: Cutout,
    copy: Cutout,
    cancelled: Callable[[], bool] | None = None,
) -> Match | None:
    """How the pixels of one region can have become those of another.

    Guesses from outlines and values (`candidates`) and from keypoints (`keypoints`) are refined
    from coarse to fine, and the one with the best likeness of values and outlines is taken.

    Args:
        image: (H, W, 3) RGB uint8.
        source: The region to start from.
        copy: The other region.
        cancelled: Asked now and then; once it says so, the answer is None.

    Returns:
        None where nothing convinces, or where cancelled.
    """
    stop = cancelled if cancelled is not None else _never
    scene = Scene(image, source, copy)
    guesses: list[Transform] = []
    coarse, middle = scene.level(*_COARSE), scene.level(*_MIDDLE)
    for guess in turned(coarse, _TURNED, stop):
        found = refine(coarse, guess, 8, stop)
        guesses += [] if found is None else [coarse.to_image(found.transform)]
    guesses += [middle.to_image(guess) for guess in straight(middle, stop)]
    fine = scene.level(*_FINE)
    guesses += [fine.to_image(guess) for guess in by_keypoints(fine, _BY_KEYPOINTS, stop)]
    best = _best_of(fine, _refined(middle, guesses, stop), stop)
    if best is None or stop():
        return None
    return _as_match(scene, fine, best)


def correlate(
    image: NDArray[np.uint8], source: Cutout, copy: Cutout, transform: Transform
) -> Match | None:
    """The figures of a known transform; None where it lays next to nothing on the source."""
    whole = Scene(image, source, copy).level(*_WHOLE)
    found = fit(whole, whole.to_windows(transform))
    return None if found is None else _match(transform, found)


def is_convincing(found: Fit) -> bool:
    """Whether a fit is better than the best of many that have nothing to do with each other."""
    # That outlines agree is a sign as well, if a weak one.
    chance = 1.5 if found.overlap > 0.9 else 3.0
    least = LEAST_CORRELATION + min(0.3, chance / math.sqrt(max(found.common_px, 1)))
    return found.correlation >= least


def _refined(level: Level, guesses: Iterable[Transform], stop: Callable[[], bool]) -> list[Fit]:
    """The best few of some guesses (in image points), refined; in window points."""
    fits: list[Fit] = []
    for guess in guesses:
        if stop():
            return []
        found = refine(level, level.to_windows(guess), 10, stop)
        if found is not None and not any(_is_same(found, other) for other in fits):
            fits.append(found)
    best = sorted(fits, key=lambda f: -f.merit)[:_REFINED]
    return [replace(one, transform=level.to_image(one.transform)) for one in best]


def _is_same(one: Fit, other: Fit) -> bool:
    """Whether two fits differ by less than a hundredth anywhere in the windows."""
    away = np.abs(one.transform.array() - other.transform.array())
    return bool(away[:, :2].max() < 0.005 and away[:, 2].max() < 0.5)


def _best_of(level: Level, fits: list[Fit], stop: Callable[[], bool]) -> Fit | None:
    """The best of some fits (in image points) after refinement at a finer level."""
    refined = [
        found
        for one in fits
        if (found := refine(level, level.to_windows(one.transform), 12, stop)) is not None
    ]
    return max(refined, key=lambda f: f.merit, default=None)


def _as_match(scene: Scene, level: Level, best: Fit) -> Match | None:
    """The match of a fit, made simpler where that is as good."""
    transform = level.to_image(best.transform)
    whole = scene.level(*_WHOLE)
    found = fit(whole, whole.to_windows(transform))
    if found is None:
        return None
    least = found.merit - 0.02 - 1.0 / math.sqrt(found.common_px)
    for simpler in _simpler(transform, scene.source):
        other = fit(whole, whole.to_windows(simpler))
        if other is not None and other.merit >= least:
            transform, found = simpler, other
            break
    return _match(transform, found) if is_convincing(found) else None


def _match(transform: Transform, found: Fit) -> Match:
    return Match(transform, found.correlation, found.detail)


def _simpler(transform: Transform, source: Cutout) -> list[Transform]:
    """What a transform nearly is, the simplest first.

    That is a move by whole pixels, mirrored and turned by quarters or not, which gives exactly the
    values of the source, and the same with a change of scale. Small regions tell angles badly:
    where most copies are, next to not turned, it may move their rim by 1.5 px.
    """
    x, y = centre = source.centroid
    quarters = round(transform.angle_deg / 90.0)
    radius = math.sqrt(source.area_px / math.pi)
    least, most = math.radians(2.0), math.radians(8.0)
    tolerance = min(max(1.5 / radius, least), most) if quarters == 0 else least
    if abs(transform.angle_deg - 90.0 * quarters) > math.degrees(tolerance):
        return []
    scales = [1.0] if abs(transform.scale - 1.0) < tolerance else []
    found = [
        Transform.of_similarity(
            90.0 * quarters,
            scale,
            mirrored=transform.is_mirrored,
            centre=centre,
            shift=transform.shift_at(x, y),
        )
        for scale in (*scales, transform.scale)
    ]
    if scales:
        (a, b, c), (d, e, f) = found[0].matrix
        found[0] = Transform(((a, b, float(round(c))), (d, e, float(round(f)))))
    return found


def _never() -> bool:
    return False

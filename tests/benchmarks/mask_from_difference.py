"""Regions proposed from the difference of a pair of 14 MP, once its levels are known.

A copy of 700 x 900 px with soft borders in an image that was re-encoded a little, and the same with
specks everywhere, all to be dropped. The baseline is the same rule with SciPy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.operations.changed_regions import ChangeRule, propose_regions
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import photograph

BARS = {"p50_ms": 100.0}

WIDTH_PX, HEIGHT_PX = 4096, 3360
ROUNDS = 15
SPECKS = 20_000


def measure() -> dict[str, float]:
    """Propose from both in turns, and once with SciPy."""
    authentic = photograph(WIDTH_PX)[:HEIGHT_PX].copy()
    forged = authentic.copy()
    forged[2000:2700, 2400:3300] = authentic[200:900, 300:1200]
    forged ^= np.random.default_rng(1).integers(0, 4, forged.shape, np.uint8)
    levels = difference_levels(authentic, forged)
    noisy = levels.copy()
    noisy.flat[np.random.default_rng(2).integers(0, noisy.size, SPECKS)] = 90
    rule = ChangeRule()
    clean, specked, plain = Stopwatch(), Stopwatch(), Stopwatch()
    for _ in range(ROUNDS):
        with clean.lap():
            proposals = propose_regions(levels, rule)
        with specked.lap():
            propose_regions(noisy, rule)
    with plain.lap():
        areas = _plain(levels, rule)
    if proposals is None or [one.area_px for one in proposals] != areas:
        raise RuntimeError("the two ways do not propose the same regions")
    return {
        **clean.percentiles(),
        "specks_p50_ms": specked.median_ms,
        "scipy_ms": plain.median_ms,
        "times_faster": round(plain.median_ms / clean.median_ms, 1),
        "regions": len(proposals),
        "image_mp": round(WIDTH_PX * HEIGHT_PX / 1e6, 2),
    }


def _plain(levels: NDArray[np.uint8], rule: ChangeRule) -> list[int]:
    """The areas of the regions, largest first."""
    reach = int(rule.close_px)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = rows**2 + columns**2 <= rule.close_px**2
    # A border that nothing reaches from, so that closing is as if the image went on.
    plane = np.pad(levels > rule.threshold, reach)
    closed = ndimage.binary_closing(plane, disc)[reach:-reach, reach:-reach]
    labels = ndimage.label(closed, np.ones((3, 3)))[0]
    large = np.bincount(labels.ravel()) >= rule.least_px
    large[0] = False
    kept = large[labels]
    holes, count = ndimage.label(~kept)
    small = np.bincount(holes.ravel(), minlength=count + 1) <= rule.holes_px
    small[0] = False
    for side in (holes[0], holes[-1], holes[:, 0], holes[:, -1]):
        small[side] = False
    areas = np.bincount(ndimage.label(kept | small[holes], np.ones((3, 3)))[0].ravel())[1:]
    return sorted(areas.tolist(), reverse=True)

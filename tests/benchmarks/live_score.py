"""Score a truth of 4 MP anew after each dab of a brush of 100 px radius, and after a long stroke.

Each is from the mask's pixels to oF1, its assignment and the pixel scores. The baseline compares
both masks from nothing, as when another prediction is chosen; advice is what to drop and merge.
"""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.scoring.advice import advise
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.live import LiveComparison
from forgery_viewer.core.sparse_masks import SparseMask
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import instances

BARS = {"dab_p95_ms": 15.0, "stroke_p95_ms": 15.0, "anew_p95_ms": 50.0}

SIDE_PX, RADIUS_PX = 2048, 100
DABS, STROKES, ROUNDS = 200, 40, 20


def measure() -> dict[str, float]:
    """Paint, and compare each time; at the end it must be what comparing anew gives."""
    stack = instances(SIDE_PX)
    planes = BitPlanes.from_stack(stack)
    predicted = SparseMask.of_stack(np.roll(stack, (7, 11), (1, 2)))
    live = LiveComparison(predicted, planes)
    random = np.random.default_rng(1)
    dab, stroke, anew, advice = Stopwatch(), Stopwatch(), Stopwatch(), Stopwatch()
    for watch, number, long in ((dab, DABS, False), (stroke, STROKES, True)):
        for _ in range(number):
            box = _paint(planes, random, long=long)
            with watch.lap():
                live.update(planes, box)
                _figures(live.comparison)
    for _ in range(ROUNDS):
        with anew.lap():
            fresh = LiveComparison(SparseMask.of_planes(predicted.to_planes()), planes)
            _figures(fresh.comparison)
        with advice.lap():
            advise(fresh.overlaps)
    if _figures(live.comparison) != _figures(fresh.comparison):
        raise RuntimeError("the live score is not that of comparing anew")
    return {
        **dab.percentiles("dab_"),
        **stroke.percentiles("stroke_"),
        **anew.percentiles("anew_"),
        "advice_p50_ms": advice.median_ms,
        "image_mp": round(SIDE_PX * SIDE_PX / 1e6, 2),
        "true_instances": planes.count,
    }


def _figures(found: Comparison) -> tuple[float, float, int]:
    return found.of1, found.pixels.f1, len(found.matches)


def _paint(planes: BitPlanes, random: np.random.Generator, *, long: bool) -> Box:
    """Flip a disc, or a wide stroke across the image, of one instance; gives its box."""
    bit = planes.bit(int(random.integers(planes.count)))
    row, column = (int(place) for place in random.integers(0, SIDE_PX, 2))
    half = SIDE_PX if long else RADIUS_PX
    top, left = max(0, row - RADIUS_PX), max(0, column - half)
    bottom, right = min(SIDE_PX, row + RADIUS_PX), min(SIDE_PX, column + half)
    rows, columns = np.ogrid[top:bottom, left:right]
    bend = 0 if long else (columns - column) ** 2
    planes.bits[top:bottom, left:right] ^= ((rows - row) ** 2 + bend < RADIUS_PX**2) * bit
    return top, left, bottom, right

"""The difference of a pair of 14 MP in memory: from two RGB images to the picture that is shown.

The picture comes with all its halves, in which no changed pixel is lost. The baseline is plain
NumPy in the same run, without the halves: |a - b|, its largest channel, threshold and gain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.difference import DifferenceOptions, difference_levels
from forgery_viewer.state.picture_work import difference_pyramid
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import photograph

BARS = {"p50_ms": 60.0}

WIDTH_PX, HEIGHT_PX = 4096, 3360
ROUNDS, BASELINE_ROUNDS = 20, 5


def measure() -> dict[str, float]:
    """Compute the difference and the baseline in turns."""
    authentic = photograph(WIDTH_PX)[:HEIGHT_PX].copy()
    forged = authentic.copy()
    forged[2000:2700, 2400:3300] = authentic[200:900, 300:1200]
    options = DifferenceOptions()
    ours, levels, plain = Stopwatch(), Stopwatch(), Stopwatch()
    for lap in range(ROUNDS):
        with ours.lap():
            with levels.lap():
                apart = difference_levels(authentic, forged)
            shown = difference_pyramid(apart, options)
        if lap < BASELINE_ROUNDS:
            with plain.lap():
                expected = _plain(authentic, forged, options)
            if not np.array_equal(shown.image, expected):
                raise RuntimeError("the two ways do not show the same difference")
    return {
        **ours.percentiles(),
        "levels_p50_ms": levels.median_ms,
        "numpy_p50_ms": plain.median_ms,
        "times_faster": round(plain.median_ms / ours.median_ms, 2),
        "image_mp": round(WIDTH_PX * HEIGHT_PX / 1e6, 2),
    }


def _plain(
    authentic: NDArray[np.uint8], forged: NDArray[np.uint8], options: DifferenceOptions
) -> NDArray[np.uint8]:
    apart = np.abs(forged.astype(np.int16) - authentic.astype(np.int16)).max(axis=2)
    bright = np.minimum(apart * options.gain, 255)
    return np.where(apart > options.threshold, bright, 0).astype(np.uint8)

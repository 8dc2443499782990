"""The same things done in images of 512 and 8192 px, in turns: how flat they are in image size.

Both are looked at with the same window at the same zoom, where the same 512 px of the same mask lie
in the middle: as much of the image is seen, and as many outlines. The rest of the large image is no
emptier than the small one, as its five instances are as large in proportion to it; so whatever goes
through all of the image or of an instance takes 256 times as long there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.widgets.view import View
from tests.benchmarks.pictures import LARGE_PX, SMALL_PX, instances
from tests.benchmarks.stage import Stage

if TYPE_CHECKING:
    from tests.benchmarks.figures import Stopwatch

ZOOM = 2.0
"""At this one a canvas shows less than 512 px of an image."""


def two_stages() -> dict[int, Stage]:
    """Stages over the small and the large image, by its side in px."""
    stages = {}
    for side_px in (SMALL_PX, LARGE_PX):
        stage = stages[side_px] = Stage(side_px, stack=_alike_in_the_middle(side_px))
        if stage.canvas.width() >= SMALL_PX * ZOOM or stage.canvas.height() >= SMALL_PX * ZOOM:
            raise RuntimeError("the canvas shows more than the small image")
        stage.triptych.set_view(View(ZOOM, side_px / 2, side_px / 2))
        stage.settle()
    return stages


def size_figures(watches: dict[int, Stopwatch]) -> dict[str, float]:
    """Medians in both images, and `size_ratio`: that of the large one over the other."""
    small_ms, large_ms = watches[SMALL_PX].median_ms, watches[LARGE_PX].median_ms
    return {
        f"side_{SMALL_PX}_p50_ms": small_ms,
        f"side_{LARGE_PX}_p50_ms": large_ms,
        "size_ratio": round(large_ms / small_ms, 2),
    }


def _alike_in_the_middle(side_px: int) -> NDArray[np.uint8]:
    """(5, side, side) 0/1: instances that fill the image, but its middle as they do a small one."""
    stack = instances(side_px)
    first = (side_px - SMALL_PX) // 2
    middle = slice(first, first + SMALL_PX)
    stack[:, middle, middle] = instances(SMALL_PX)
    return stack

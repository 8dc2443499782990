"""Fill of 4096 x 4096 px with five instances: from the point to the edit, which is made.

The headline fills the background around the instances, most of the image. The wand does the same
on a photograph. A hole of 300 px is filled in images of 512 and 8192 px: the ratio of the two times
is how flat in size a local fill is. The baseline labels all areas of the plane with SciPy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations.covering import cover
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.filling import fill_connected
from forgery_viewer.core.tools.wand import wand_connected
from tests.benchmarks.figures import SIZE_BAR, Stopwatch
from tests.benchmarks.pictures import INSTANCES, LARGE_PX, SIDE_PX, SMALL_PX, instances, photograph

BARS = {"p50_ms": 30.0, "size_ratio": SIZE_BAR}

ROUNDS, BASELINE_ROUNDS = 20, 3
HOLE_PX = 300
TOLERANCE = 100


def measure() -> dict[str, float]:
    """Fill, select and label in turns."""
    planes = BitPlanes.from_stack(instances())
    image = photograph()
    seed = (SIDE_PX - 1, SIDE_PX - 1)
    whole, wand, plain = Stopwatch(), Stopwatch(), Stopwatch()
    for lap in range(ROUNDS):
        _time(whole, planes, lambda: fill_connected(planes, seed, 1))
        _time(wand, planes, lambda: wand_connected(image, seed, TOLERANCE))
        if lap < BASELINE_ROUNDS:
            with plain.lap():
                labels = ndimage.label(~planes.plane(0))[0]
                expected = labels == labels[seed]
            found = fill_connected(planes, seed, 1)
            if not np.array_equal(found.inside, expected[found.box]):
                raise RuntimeError("the two ways do not fill the same area")
    small, large = _hole(SMALL_PX), _hole(LARGE_PX)
    return {
        **whole.percentiles(),
        "wand_p50_ms": wand.median_ms,
        "hole_512_p50_ms": small.median_ms,
        "hole_8192_p50_ms": large.median_ms,
        "size_ratio": round(large.median_ms / small.median_ms, 2),
        "scipy_p50_ms": plain.median_ms,
        "times_faster": round(plain.median_ms / whole.median_ms, 1),
        "image_px": SIDE_PX,
        "instances": INSTANCES,
    }


def _hole(side_px: int) -> Stopwatch:
    """A hole in the middle of an image is filled."""
    planes = BitPlanes(side_px, side_px, 1)
    # As after painting: every page of the array is there.
    planes.bits[...] = 0
    middle = side_px // 2
    ring = slice(middle - HOLE_PX // 2 - 20, middle + HOLE_PX // 2 + 20)
    hole = slice(middle - HOLE_PX // 2, middle + HOLE_PX // 2)
    planes.bits[ring, ring] = 1
    planes.bits[hole, hole] = 0
    watch = Stopwatch()
    for _ in range(5 * ROUNDS):
        _time(watch, planes, lambda: fill_connected(planes, (middle, middle), 1))
    return watch


def _time(watch: Stopwatch, planes: BitPlanes, covered: Callable[[], Mark]) -> None:
    """Fill the first instance, and take it back outside the measurement."""
    with watch.lap():
        edit = cover(planes, 0, covered())
        if edit is None:
            raise RuntimeError("nothing was filled")
        edit.flip(planes)
    edit.flip(planes)

"""A probability map of 14 MP to a mask: threshold, holes, least area, and regions as instances.

From the map to the pixels that are shown. The same slider is moved over 4 MP; and a ragged map has
grain in every pixel, as no network has that is sized up. The baseline does the steps of the first
with the pixels, by OpenCV and NumPy in the same run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.thresholding import Grouping, Threshold, ThresholdedMap
from tests.benchmarks.figures import Stopwatch

BARS = {"p50_ms": 30.0, "slider_4mp_p95_ms": 16.0, "least_area_4mp_p95_ms": 16.0}

SIZE_14MP, SIZE_4MP = (3400, 4080), (2048, 2048)
ROUNDS, STEPS = 9, 40
LEAST_AREA_PX, HOLES_PX = 100, 200


def measure() -> dict[str, float]:
    """Make masks of several maps, each threshold another one."""
    large, small, ragged = _map(*SIZE_14MP), _map(*SIZE_4MP), _map(*SIZE_14MP, grain=0.02)
    ours, baseline, rough = Stopwatch(), Stopwatch(), Stopwatch()
    # SciPy is loaded the first time, once in a run of the program.
    _planes(ThresholdedMap(small), 0.5, LEAST_AREA_PX)
    for lap in range(ROUNDS):
        value = 0.6 + lap / 100
        with ours.lap():
            planes = _planes(ThresholdedMap(large), value, LEAST_AREA_PX)
        with rough.lap():
            _planes(ThresholdedMap(ragged), value, LEAST_AREA_PX)
        with baseline.lap():
            expected = _plain(large, value)
        if not np.array_equal(planes.bits != 0, expected):
            raise RuntimeError("the two ways do not give the same mask")
    slider, area = Stopwatch(), Stopwatch()
    kept = ThresholdedMap(small)
    for step in range(STEPS):
        with slider.lap():
            _planes(kept, 0.4 + step / 100, LEAST_AREA_PX)
        with area.lap():
            _planes(kept, 0.4 + step / 100, LEAST_AREA_PX + step)
    return {
        **ours.percentiles(),
        "opencv_p50_ms": baseline.median_ms,
        "times_faster": round(baseline.median_ms / ours.median_ms, 1),
        **slider.percentiles("slider_4mp_"),
        **area.percentiles("least_area_4mp_"),
        "ragged_p50_ms": rough.median_ms,
        "regions": planes.count,
        "image_mp": round(SIZE_14MP[0] * SIZE_14MP[1] / 1e6, 2),
    }


def _planes(map_: ThresholdedMap, value: float, least_area_px: int) -> BitPlanes:
    """The pixels that are shown: each region, or all in one where those are too many."""
    threshold = Threshold(value, least_area_px, HOLES_PX, Grouping.EACH)
    mask = map_.mask(threshold)
    return mask.to_planes() if mask.count <= 64 else map_.mask(
        Threshold(value, least_area_px, HOLES_PX)
    ).to_planes()  # fmt: skip


def _map(height: int, width: int, grain: float = 0.0) -> NDArray[np.float32]:
    """A map as a network gives it, sized up: smooth hills, some per cent of them high."""
    random = np.random.default_rng(1)
    small = (width // 8, height // 8)
    hills = cv2.resize(random.random((height // 64, width // 64), np.float32), small)
    hills = hills + 0.1 * random.random(hills.shape, np.float32)
    steep = ((hills - hills.min()) / np.ptp(hills)) ** 3
    values = np.asarray(cv2.resize(steep, (width, height)), np.float32)
    if grain:
        values += grain * random.standard_normal(values.shape, np.float32)
    return np.asarray(np.clip(values, 0, 1))


def _plain(values: NDArray[np.float32], value: float) -> NDArray[np.bool_]:
    """The same with the pixels: label the background, fill small holes, label what is marked."""
    marked = (values >= np.float32(value)).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - marked, connectivity=4)
    height, width = marked.shape
    left, top, wide, high, area = stats.T
    inside = (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    hole = inside & (area <= HOLES_PX)
    hole[0] = False
    marked |= hole[labels]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= LEAST_AREA_PX
    large[0] = False
    return np.asarray(large[labels])

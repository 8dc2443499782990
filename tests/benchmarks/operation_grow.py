"""Growing an instance of 14 MP by 10 px: from the mask to the edit.

The instance is fifteen large ellipses, the box around it most of the image. The baseline is
OpenCV's exact distance transform of the image. A region of 200 px is grown in images of 512 and
8192 px, as the window has it done for a preview: on the document's own planes, with what the live
figures know of where the instance lies. The ratio of the two times is how flat a preview is in
image size. Before a mask is measured for the first time, the instance must be searched for: a
figure of its own.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from forgery_viewer.core.edits import Box
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.operating import operate
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.operating import try_out
from forgery_viewer.state.tasks import Tasks
from tests.benchmarks.figures import SIZE_BAR, Stopwatch
from tests.benchmarks.pictures import LARGE_PX, SMALL_PX, instances
from tests.benchmarks.stage import KEY, make_application

BARS = {"p50_ms": 100.0, "size_ratio": SIZE_BAR}

HEIGHT_PX, NUMBER = 3360, 0
RADIUS_PX, LARGE_RADIUS_PX = 10, 64
ROUNDS, BASELINE_ROUNDS = 15, 4
REGION_PX = 200


def measure() -> dict[str, float]:
    """Grow, smooth and measure distances in turns."""
    make_application()
    planes = BitPlanes.from_stack(instances()[:, :HEIGHT_PX].max(axis=0, keepdims=True))
    grown, far, closed, smooth, plain = (Stopwatch() for _ in range(5))
    acts = (
        (grown, kinds.grow(RADIUS_PX)),
        (far, kinds.grow(LARGE_RADIUS_PX)),
        (closed, kinds.close_up(RADIUS_PX)),
        (smooth, kinds.smooth(3)),
    )
    for lap in range(ROUNDS):
        for watch, operation in acts:
            with watch.lap():
                operate(planes, [NUMBER], operation)
        if lap < BASELINE_ROUNDS:
            plane = planes.plane(NUMBER)
            with plain.lap():
                away = cv2.distanceTransform(
                    (~plane).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
                )
                expected = away <= RADIUS_PX
            _check(planes, expected & ~plane)
    small, large, searched = _local(SMALL_PX), _local(LARGE_PX), _local(LARGE_PX, search=True)
    return {
        **grown.percentiles(),
        "radius_64_p50_ms": far.median_ms,
        "close_p50_ms": closed.median_ms,
        "smooth_p50_ms": smooth.median_ms,
        "region_512_p50_ms": small.median_ms,
        "region_8192_p50_ms": large.median_ms,
        "region_8192_searched_p50_ms": searched.median_ms,
        "size_ratio": round(large.median_ms / small.median_ms, 2),
        "opencv_p50_ms": plain.median_ms,
        "times_faster": round(plain.median_ms / grown.median_ms, 2),
        "image_mp": round(planes.bits.size / 1e6, 2),
    }


def _check(planes: BitPlanes, expected: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    edits = operate(planes, [NUMBER], kinds.grow(RADIUS_PX)) or []
    top, left, bottom, right = edits[0].box
    if not np.array_equal(edits[0].flipped(), expected[top:bottom, left:right]):
        raise RuntimeError("the two ways do not grow alike")


def _local(side_px: int, *, search: bool = False) -> Stopwatch:
    """A small region in the middle of an image is grown."""
    planes = BitPlanes(side_px, side_px, 1)
    # As after painting: every page of the array is there.
    planes.bits[...] = 0
    first, last = side_px // 2 - REGION_PX // 2, side_px // 2 + REGION_PX // 2
    planes.bits[first:last, first:last] = 1
    document = MaskDocument(KEY, planes)
    boxes = {} if search else _known(document)
    watch = Stopwatch()
    for _ in range(5 * ROUNDS):
        with watch.lap():
            try_out(document.planes.shared(), [0], kinds.grow(RADIUS_PX), boxes=boxes)
    return watch


def _known(document: MaskDocument) -> dict[int, Box | None]:
    """Where the live figures say that the instances lie."""
    lane = Tasks("figures", 1)
    figures = LiveFigures(lane)
    figures.set_document(document)
    while lane.pending:
        QCoreApplication.processEvents()
    known = figures.boxes_of(document)
    figures.close()
    lane.close()
    if known is None:
        raise RuntimeError("nobody knows where the instances lie")
    return dict(enumerate(known))

"""Undo of one stroke of 400 px on 4096 x 4096 px until it is painted, at zoom 1 and fitted.

The brush has a radius of 100 px; the best peers need 48 to 77 ms. The headline is zoom 1. A stroke
of 200 px, which fits, is undone in images of 512 and 8192 px that look the same at zoom 2: the
ratio of the two times is how flat undo is in image size.
"""

from __future__ import annotations

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.drawing import Point
from forgery_viewer.widgets.view import View
from tests.benchmarks.figures import SIZE_BAR, Stopwatch
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import BRUSH_PX, Stage, make_application
from tests.benchmarks.two_sizes import size_figures, two_stages

BARS = {"p50_ms": 3.0, "size_ratio": SIZE_BAR}

LENGTH_PX, SIZE_LENGTH_PX = 400, 200
REPEATS, STEP_PX = 25, 10


def measure() -> dict[str, float]:
    """Undo and redo the same stroke several times."""
    application = make_application()
    stage = Stage()
    found = {
        **_undo_and_redo(stage, View(1.0, 1950, 1850), ""),
        **_undo_and_redo(stage, None, "zoom_fit_"),
    }
    stage.close()
    found |= _in_two_sizes()
    application.processEvents()
    return {**found, "image_px": SIDE_PX, "stroke_px": LENGTH_PX, "brush_diameter_px": BRUSH_PX}


def _undo_and_redo(stage: Stage, view: View | None, prefix: str) -> dict[str, float]:
    if view is None:
        stage.triptych.fit()
    else:
        stage.triptych.set_view(view)
    _stroke(stage, (1750.0, 1700.0), LENGTH_PX)
    undo, redo = Stopwatch(), Stopwatch()
    for _ in range(REPEATS):
        _undo_once(stage, undo, redo)
    return {**undo.percentiles(prefix), **redo.percentiles(f"{prefix}redo_")}


def _in_two_sizes() -> dict[str, float]:
    """The same stroke undone in both images in turns, so that they feel the same disturbances."""
    stages = two_stages()
    undo = {side_px: Stopwatch() for side_px in stages}
    for side_px, stage in stages.items():
        x, y = side_px / 2 - 0.3 * SIZE_LENGTH_PX, side_px / 2 - 0.4 * SIZE_LENGTH_PX
        _stroke(stage, (x, y), SIZE_LENGTH_PX)
        _undo_once(stage, Stopwatch(), Stopwatch())
    for _ in range(2 * REPEATS):
        for side_px, stage in stages.items():
            _undo_once(stage, undo[side_px], Stopwatch())
    for stage in stages.values():
        stage.close()
    return size_figures(undo)


def _stroke(stage: Stage, start: Point, length_px: int) -> None:
    document, brush = stage.document, RoundBrush(stage.brush_px)
    document.begin_stroke(start, brush, erase=False)
    for step in range(1, length_px // STEP_PX + 1):
        # 3 : 4 : 5, so that steps of 10 px go down and to the right.
        document.extend_stroke((start[0] + 6 * step, start[1] + 8 * step), brush)
    document.end_stroke()
    stage.settle()


def _undo_once(stage: Stage, undo: Stopwatch, redo: Stopwatch) -> None:
    stack = stage.document.undo_stack
    for watch, act in ((undo, stack.undo), (redo, stack.redo)):
        with watch.lap():
            act()
            stage.repaint_due()
        stage.settle()

"""Undo of one stroke of 400 px on 4096 x 4096 px until it is painted, at zoom 1 and fitted.

The brush has a radius of 100 px; the best peers need 48 to 77 ms. The headline is zoom 1.
"""

from __future__ import annotations

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.widgets.view import View
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import BRUSH_PX, Stage, make_application

BARS = {"p50_ms": 3.0}

LENGTH_PX = 400
REPEATS = 25


def measure() -> dict[str, float]:
    """Undo and redo the same stroke several times."""
    application = make_application()
    stage = Stage()
    found = {
        **_undo_and_redo(stage, View(1.0, 1950, 1850), ""),
        **_undo_and_redo(stage, None, "zoom_fit_"),
    }
    stage.close()
    application.processEvents()
    return {**found, "image_px": SIDE_PX, "stroke_px": LENGTH_PX, "brush_diameter_px": BRUSH_PX}


def _undo_and_redo(stage: Stage, view: View | None, prefix: str) -> dict[str, float]:
    if view is None:
        stage.triptych.fit()
    else:
        stage.triptych.set_view(view)
    document = stage.document
    document.begin_stroke((1750.0, 1700.0), RoundBrush(stage.brush_px), erase=False)
    for step in range(1, 41):
        # 3 : 4 : 5, so that 40 steps of 10 px go 400 px down and to the right.
        document.extend_stroke((1750.0 + 6 * step, 1700.0 + 8 * step), RoundBrush(stage.brush_px))
    document.end_stroke()
    stage.settle()
    undo, redo = Stopwatch(), Stopwatch()
    for _ in range(REPEATS):
        for watch, act in ((undo, document.undo_stack.undo), (redo, document.undo_stack.redo)):
            with watch.lap():
                act()
                stage.repaint_due()
            stage.settle()
    return {**undo.percentiles(prefix), **redo.percentiles(f"{prefix}redo_")}

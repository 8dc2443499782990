"""One mouse move of a brush of radius 100 px on 4096 x 4096 px until it is painted, at zoom 1.

Three linked canvases in a window of 1400 x 900, five instances, fill and contour. The best peer
needs 22 ms, without keeping the exact pixels. Other keys: other zooms, and fill only; and the same
stroke, with fill and contour, in images of 512 and 8192 px that look the same at zoom 2: the ratio
of the two times is how flat painting is in image size.
"""

from __future__ import annotations

import math

from tests.benchmarks.figures import SIZE_BAR, Stopwatch
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import BRUSH_PX, Stage, make_application
from tests.benchmarks.two_sizes import size_figures, two_stages

BARS = {"p50_ms": 2.0, "p95_ms": 4.0, "size_ratio": SIZE_BAR}

ZOOMS: dict[str, float | None] = {"fit": None, "1": 1.0, "4": 4.0, "16": 16.0}
MOVES = 60
TURNS, SIZE_ROUNDS = 3, 3
STEP_PX = 6
"""Screen px from one move to the next: a hand that draws with care, at 100 moves a second."""


def measure() -> dict[str, float]:
    """Strokes at each zoom with fill and contour, then with the fill alone."""
    application = make_application()
    stage = Stage()
    found: dict[str, float] = {}
    for mode, mark in (("both", ""), ("fill", "fill_")):
        stage.triptych.set_mode(mode)
        for name, scale in ZOOMS.items():
            prefix = mark if name == "1" else f"{mark}zoom_{name}_"
            found |= _strokes(stage, scale).percentiles(prefix)
    stage.close()
    found |= _in_two_sizes()
    application.processEvents()
    return {**found, "image_px": SIDE_PX, "brush_diameter_px": BRUSH_PX}


def _strokes(stage: Stage, scale: float | None) -> Stopwatch:
    stage.look_at(scale)
    stage.settle()
    _stroke(stage, Stopwatch(), 0)
    watch = Stopwatch()
    for turn in range(1, TURNS + 1):
        _stroke(stage, watch, turn)
    return watch


def _in_two_sizes() -> dict[str, float]:
    """Strokes in both images in turns, so that they feel the same disturbances."""
    stages = two_stages()
    watches = {side_px: Stopwatch() for side_px in stages}
    for stage in stages.values():
        _stroke(stage, Stopwatch(), 0)
    for _ in range(SIZE_ROUNDS):
        for turn in range(1, TURNS + 1):
            for side_px, stage in stages.items():
                _stroke(stage, watches[side_px], turn)
    for stage in stages.values():
        stage.close()
    return size_figures(watches)


def _stroke(stage: Stage, watch: Stopwatch, turn: int) -> None:
    """A wave across the middle of the canvas; then it is undone and all is quiet."""
    width, height = stage.canvas.width(), stage.canvas.height()
    left = (width - MOVES * STEP_PX) // 2
    middle = round(height * (0.3 + 0.1 * turn))
    stage.press(left, middle)
    stage.settle()
    for i in range(1, MOVES + 1):
        x, y = left + i * STEP_PX, middle + round(40 * math.sin(i / 8))
        with watch.lap():
            stage.move(x, y)
            stage.repaint_due()
    stage.release(x, y)
    stage.settle()
    stage.document.undo_stack.undo()
    stage.settle()

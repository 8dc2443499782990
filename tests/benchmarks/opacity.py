"""One step of the fill's opacity over 4096 x 4096 px with 5 instances until it is painted.

Three linked canvases in a window of 1400 x 900, with outlines, as a hand draws the slider: a
hundredth a step. The slowest of the zooms: fit, 1 and 4.
"""

from __future__ import annotations

from forgery_viewer.widgets.view import View
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import Stage, make_application

BARS = {"p50_ms": 10.0}

ZOOMS: dict[str, float | None] = {"fit": None, "1": 1.0, "4": 4.0}
FIRST_PCT, LAST_PCT = 15, 95


def measure() -> dict[str, float]:
    """Draw the slider at each zoom."""
    application = make_application()
    stage = Stage()
    found: dict[str, float] = {}
    for name, scale in ZOOMS.items():
        found |= _draw(stage, scale).percentiles(f"zoom_{name}_")
    stage.close()
    application.processEvents()
    slowest = {
        figure: max(value for key, value in found.items() if key.endswith(figure))
        for figure in ("p50_ms", "p95_ms")
    }
    return {**slowest, **found, "image_px": SIDE_PX}


def _draw(stage: Stage, scale: float | None) -> Stopwatch:
    if scale is None:
        stage.triptych.fit()
    else:
        stage.triptych.set_view(View(scale, SIDE_PX * 0.45, SIDE_PX * 0.45))
    # Every step is to another opacity: what changes nothing is never painted.
    stage.triptych.set_opacity(FIRST_PCT / 100)
    stage.settle()
    watch = Stopwatch()
    for percent in range(FIRST_PCT + 1, LAST_PCT + 1):
        with watch.lap():
            stage.triptych.set_opacity(percent / 100)
            stage.repaint_due()
    # What is seen for the first time is traced and read into caches.
    watch.ms = watch.ms[5:]
    return watch

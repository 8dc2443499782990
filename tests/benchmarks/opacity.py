"""One step of the fill's opacity over 4096 x 4096 px with 5 instances until it is painted.

Three linked canvases in a window of 1400 x 900, with outlines, as a hand draws the slider: a
hundredth a step. The slowest of the zooms: fit, 1 and 4.
"""

from __future__ import annotations

from tests.benchmarks.figures import Stopwatch, slowest
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
    return {**slowest(found), **found, "image_px": SIDE_PX}


def _draw(stage: Stage, scale: float | None) -> Stopwatch:
    stage.look_at(scale)
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

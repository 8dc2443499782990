"""Outlines off and on over 4096 x 4096 px with 5 instances, from the switch until it is painted.

Three linked canvases in a window of 1400 x 900, each step from "fill" to "both" or back. The slower
way at the slowest of the zooms: fit, 1 and 4.
"""

from __future__ import annotations

from tests.benchmarks.figures import Stopwatch, slowest
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import Stage, make_application

BARS = {"p50_ms": 10.0}

ZOOMS: dict[str, float | None] = {"fit": None, "1": 1.0, "4": 4.0}
ROUNDS = 40


def measure() -> dict[str, float]:
    """Switch to and fro at each zoom."""
    application = make_application()
    stage = Stage()
    found: dict[str, float] = {}
    for name, scale in ZOOMS.items():
        for way, watch in _switch(stage, scale).items():
            found |= watch.percentiles(f"zoom_{name}_{way}_")
    stage.close()
    application.processEvents()
    return {**slowest(found), **found, "image_px": SIDE_PX}


def _switch(stage: Stage, scale: float | None) -> dict[str, Stopwatch]:
    """How long each way takes, off first."""
    stage.look_at(scale)
    stage.triptych.set_mode("both")
    stage.settle()
    watches = {"off": Stopwatch(), "on": Stopwatch()}
    modes = {"off": "fill", "on": "both"}
    # Every step is to the other mode: what changes nothing is never painted.
    for _ in range(ROUNDS):
        for way, watch in watches.items():
            with watch.lap():
                stage.triptych.set_mode(modes[way])
                stage.repaint_due()
    for watch in watches.values():
        # What is switched for the first time fills caches.
        watch.ms = watch.ms[2:]
    return watches

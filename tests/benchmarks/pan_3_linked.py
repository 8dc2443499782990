"""One step of panning three linked canvases of 4096 x 4096 px with a mask until it is painted.

The slowest of the zooms: fit, half, 1, 4 and 16. A screen shows a picture every 16 ms; every second
one has to be there.
"""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from tests.benchmarks.figures import Stopwatch, slowest
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import Stage, make_application

BARS = {"p95_ms": 33.0}

ZOOMS = {"fit": None, "half": 0.5, "1": 1.0, "4": 4.0, "16": 16.0}
STEPS = 80


def measure() -> dict[str, float]:
    """Pans at each zoom."""
    application = make_application()
    stage = Stage()
    found: dict[str, float] = {}
    for name, scale in ZOOMS.items():
        found |= _pan(stage, scale).percentiles(f"zoom_{name}_")
    stage.close()
    application.processEvents()
    return {**slowest(found), **found, "image_px": SIDE_PX}


def _pan(stage: Stage, scale: float | None) -> Stopwatch:
    stage.look_at(scale)
    stage.settle()
    button = Qt.MouseButton.MiddleButton
    x, y = stage.canvas.width() // 2, stage.canvas.height() // 2
    stage.press(x, y, button)
    watch = Stopwatch()
    for i in range(STEPS):
        # A mouse moves by whole pixels.
        x += round(7 * math.cos(i / 9))
        y += round(5 * math.sin(i / 9)) + 4
        with watch.lap():
            stage.move(x, y, button)
            stage.repaint_due()
    stage.release(x, y, button)
    stage.settle()
    # What is seen for the first time is traced and read into caches.
    watch.ms = watch.ms[5:]
    return watch

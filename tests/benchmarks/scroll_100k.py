"""Scrolling through 100,000 pictures of the thumbnail grid, frame by frame, and its new widths.

A sixtieth of a second is 16 ms. `relayout` is a new width of the browser or of the pictures,
in which every cell lies elsewhere.
"""

from __future__ import annotations

from forgery_viewer.widgets.view_switch import GRID
from tests.benchmarks.browsing import ROWS, BrowsingStage
from tests.benchmarks.figures import Stopwatch
from tests.realistic_index import realistic

BARS = {"p50_ms": 16.0, "jump_p50_ms": 33.0, "relayout_p50_ms": 33.0}


def measure() -> dict[str, float]:
    """Turn the wheel, drag the scroll bar, and change the sizes."""
    stage = BrowsingStage(realistic(ROWS))
    stage.browser.set_view(GRID)
    stage.paint()
    wheel, jump, relayout = Stopwatch(), Stopwatch(), Stopwatch()
    bar = stage.browser.grid.verticalScrollBar()
    for _frame in range(120):
        with wheel.lap():
            bar.setValue(bar.value() + 40)
            stage.application.processEvents()
    for frame in range(60):
        with jump.lap():
            bar.setValue(bar.maximum() * frame // 60)
            stage.application.processEvents()
    for width_px in range(100, 240, 10):
        with relayout.lap():
            stage.browser.grid.set_picture_px(width_px)
            stage.browser.resize(200 + width_px, 900)
            stage.application.processEvents()
    stage.close()
    return {
        **wheel.percentiles(),
        **jump.percentiles("jump_"),
        **relayout.percentiles("relayout_"),
        "rows": ROWS,
    }

"""What is done to a canvas of 4096 x 4096 px by hand: the curtain's line, tones, blink, difference.

Each is one step until it is painted, on three linked canvases in 1400 x 900 with outlines.
The baseline is painting the same canvas anew without a second image.
"""

from __future__ import annotations

from collections.abc import Callable

from forgery_viewer.core.difference import DifferenceOptions, difference_levels
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.picture_work import difference_pyramid
from forgery_viewer.widgets.picture_canvas import CURTAIN
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX
from tests.benchmarks.stage import Stage, make_application

BARS = {"curtain_p95_ms": 16.0, "tones_p95_ms": 16.0, "blink_p95_ms": 16.0}

STEPS = 40


def measure() -> dict[str, float]:
    """Drag the curtain, move a slider of the tones, blink, and compute a difference."""
    application = make_application()
    stage = Stage()
    canvas = stage.canvas
    second = stage.case.authentic.pyramid
    first = stage.case.subject.pyramid
    assert first is not None
    assert second is not None

    def steps(act: Callable[[int], None]) -> Stopwatch:
        stage.settle()
        watch = Stopwatch()
        for number in range(STEPS):
            with watch.lap():
                act(number)
                stage.repaint_due()
        return watch

    anew = steps(lambda _number: canvas.redraw())
    canvas.compare_with(second, CURTAIN, ("Authentic", "Forged"))
    curtain = steps(lambda number: canvas.set_curtain(0.2 + 0.6 * number / STEPS))
    blink = steps(lambda number: canvas.show_second(number % 2 == 1))
    canvas.compare_with(None)
    tones = steps(lambda number: canvas.image_layer.set_tones(Tones(brightness=number + 1)))
    difference = Stopwatch()
    for gain in range(1, 8):
        with difference.lap():
            levels = difference_levels(second.image, first.image)
            difference_pyramid(levels, DifferenceOptions(gain=gain))
    stage.close()
    application.processEvents()
    return {
        **curtain.percentiles("curtain_"),
        **tones.percentiles("tones_"),
        **blink.percentiles("blink_"),
        "anew_p50_ms": anew.median_ms,
        "curtain_to_anew_ratio": round(curtain.median_ms / anew.median_ms, 3),
        "difference_ms": difference.median_ms,
        "image_px": SIDE_PX,
    }

"""From the end of a stroke until the new figures are painted, and how long the window stood still.

In the real window of 1400 x 900, over a pair of 4096 x 4096 px with 5 instances and over one of 14
megapixels with 20. Counted are area, regions and overlap, and what changed outside the mask.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from forgery_viewer.core.masks import write_mask
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import instances, photograph, write_png
from tests.benchmarks.window import BenchWindow, Heartbeat, PaintTimes

BARS = {"p95_ms": 50.0, "longest_work_ms": 16.0, "mp14_p95_ms": 50.0, "mp14_longest_work_ms": 16.0}

SIDES_PX = {"": (4096, 5), "mp14_": (3742, 20)}
STROKES = 30
MOVES = 12
WARM_UP = 3


def measure() -> dict[str, float]:
    """Strokes of the brush at fitted zoom, each until its figures are on the screen."""
    found: dict[str, float] = {}
    for prefix, (side_px, count) in SIDES_PX.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "set"
            _write_pair(root, side_px, count)
            bench = BenchWindow(root, Path(folder))
            try:
                found |= _paint(bench, prefix)
            finally:
                bench.close()
    return found


def _write_pair(root: Path, side_px: int, count: int) -> None:
    write_png(root / "train_images/authentic/1.png", photograph(side_px, 1))
    write_png(root / "train_images/forged/1.png", photograph(side_px, 2))
    stack = instances(side_px)
    stack = np.concatenate([np.roll(stack, 40 * turn, axis=2) for turn in range(-(-count // 5))])
    (root / "train_masks").mkdir(parents=True)
    write_mask(root / "train_masks/1.npy", stack[:count])


def _paint(bench: BenchWindow, prefix: str) -> dict[str, float]:
    bench.settle()
    watch, heart, beats, works = Stopwatch(), Heartbeat(), [], []
    for turn in range(WARM_UP + STROKES):
        heart.start()
        taken_ms = _stroke(bench, turn)
        # A while longer: what the stroke set off may still come.
        QTest.qWait(30)
        heart.stop()
        bench.settle()
        if turn >= WARM_UP:
            watch.ms.append(taken_ms)
            beats.append(heart.longest_ms)
            works.append(heart.longest_work_ms)
    return {
        **watch.percentiles(prefix),
        f"{prefix}longest_beat_ms": round(max(beats), 2),
        f"{prefix}longest_work_ms": round(max(works), 2),
    }


def _stroke(bench: BenchWindow, turn: int) -> float:
    """Milliseconds from the release until the panel is painted with the figures of the stroke."""
    window = bench.window
    session = window.datasets.session
    assert session is not None
    figures, changes, panel = session.figures, window.comparing.changes, window.page.figures
    told = [0.0, 0.0]
    labels = [panel.value_label(name) for name in ("Area", "Changed outside mask")]
    paints = [PaintTimes(), PaintTimes()]
    for label, painted in zip(labels, paints, strict=True):
        label.installEventFilter(painted)

    def note(place: int) -> None:
        told[place] = time.perf_counter()

    links = [
        figures.measured.connect(lambda _figures: note(0)),
        changes.counted.connect(lambda _counts: note(1)),
    ]
    canvas = window.page.triptych.overlay.canvas
    viewport = canvas.viewport()

    def place(move: int) -> QPoint:
        # Above what is there already, each stroke beside the one before.
        return canvas.from_image(QPointF(120 + 105 * turn + 4 * move, 60 + 8 * move)).toPoint()

    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place(0))
    for move in range(1, MOVES + 1):
        QTest.mouseMove(viewport, place(move))
        QTest.qWait(1)
    begin = time.perf_counter()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place(MOVES))
    bench.wait(
        lambda: all(begin < at < painted.last for at, painted in zip(told, paints, strict=True))
    )
    figures.measured.disconnect(links[0])
    changes.counted.disconnect(links[1])
    for label, painted in zip(labels, paints, strict=True):
        label.removeEventFilter(painted)
    return (max(painted.last for painted in paints) - begin) * 1000

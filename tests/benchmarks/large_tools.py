"""Wand and fill in the real window at 4096 x 4096 px: how long they keep its thread, and take.

The wand is dragged over a photograph through tolerances that take from a corner to all of it, with
its preview on two canvases; the fill goes around five instances. What counts as work is the time of
the window's own thread between two turns of its event loop; painting the canvases anew is a part of
it. The wand's bar is the time of one picture on a screen, 16 ms; the fill makes a step of 14
megapixels and shows it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from forgery_viewer.state.tools.kinds import FILL, WAND
from forgery_viewer.state.tools.wand import WandTool
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX, write_dataset
from tests.benchmarks.window import BenchWindow, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

BARS = {"wand_work_p95_ms": 16.0, "wand_preview_p50_ms": 100.0, "fill_p50_ms": 100.0}

MOVES, FILLS = 24, 7


def measure() -> dict[str, float]:
    """Drag the wand, then fill and undo."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        write_dataset(root, pairs=1)
        bench = BenchWindow(root, home)
        bench.settle()
        found = {**_drag_wand(bench), **_fill(bench)}
        bench.close()
    return {**found, "image_px": SIDE_PX}


def _drag_wand(bench: BenchWindow) -> dict[str, float]:
    tools, viewport = bench.window.painting.tools, _viewport(bench)
    tools.take(WAND)
    tool = tools.tool
    if not isinstance(tool, WandTool):
        raise TypeError("the wand is not in hand")
    at = viewport.rect().center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    bench.wait(lambda: not tool.is_busy)
    shown, work = Stopwatch(), Stopwatch()
    for move in range(1, MOVES + 1):
        to = at + QPoint(8 * move, 0)
        _time(
            bench,
            shown,
            work,
            lambda to=to: QTest.mouseMove(viewport, to),  # type: ignore[misc]
            lambda: not tool.is_busy,
        )
    tools.drop()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)
    bench.settle()
    return {**shown.percentiles("wand_preview_"), **work.percentiles("wand_work_")}


def _fill(bench: BenchWindow) -> dict[str, float]:
    tools, viewport = bench.window.painting.tools, _viewport(bench)
    document = tools.desk.document
    if document is None:
        raise TypeError("there is no mask")
    tools.take(FILL)
    rows, columns = np.nonzero(document.planes.bits[::64, ::64] == 0)
    canvas = bench.window.page.triptych.overlay.canvas
    at = canvas.from_image(QPointF(64 * columns[0] + 0.5, 64 * rows[0] + 0.5)).toPoint()
    shown, work = Stopwatch(), Stopwatch()
    stack = document.undo_stack
    for _turn in range(FILLS):
        _time(
            bench,
            shown,
            work,
            lambda: QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at),
            lambda: stack.index() == 1,
        )
        stack.undo()
        bench.settle()
    return {**shown.percentiles("fill_"), **work.percentiles("fill_work_")}


def _time(
    bench: BenchWindow,
    shown: Stopwatch,
    work: Stopwatch,
    act: Callable[[], object],
    done: Callable[[], bool],
) -> None:
    """Act, and wait until that is done and painted."""
    beat = Heartbeat()
    beat.start()
    with shown.lap():
        act()
        bench.wait(done)
        # What is painted already costs little a second time.
        _viewport(bench).repaint()
    # One beat more, so that this is counted, too.
    QTest.qWait(3)
    beat.stop()
    work.ms.append(beat.longest_work_ms)
    beat.deleteLater()


def _viewport(bench: BenchWindow) -> QWidget:
    return bench.window.page.triptych.overlay.canvas.viewport()

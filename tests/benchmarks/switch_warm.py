"""The next image of 4096 x 4096 px with a 5-instance mask, already read: from the key to its paint.

Next and previous by their keys in the real window, three linked canvases. The best peer needs 106
to 147 ms.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from forgery_viewer.core.records import RecordKey
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX, write_dataset
from tests.benchmarks.window import BenchWindow

BARS = {"p50_ms": 60.0}

REPEATS = 12


def measure() -> dict[str, float]:
    """Go to and fro between two cases."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        write_dataset(root, pairs=0, unpaired=2)
        bench = BenchWindow(root, home)
        canvas = bench.window.page.triptych.overlay.canvas
        watch = Stopwatch()
        for step in range(REPEATS):
            case, key = ("2", Qt.Key.Key_D) if step % 2 == 0 else ("1", Qt.Key.Key_A)
            bench.settle()
            watch.ms.append(
                bench.time_until_painted(
                    RecordKey("train", "forged", case),
                    lambda key=key: QTest.keyClick(canvas, key),  # type: ignore[misc]
                )
            )
        bench.close()
    return {**watch.percentiles(), "image_px": SIDE_PX}

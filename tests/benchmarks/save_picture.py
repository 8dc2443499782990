"""A picture of 4096 x 4096 px with mask, bar and legend at full resolution: saved, copied, offered.

A timer that beats every millisecond measures the longest silence of the event loop meanwhile, and
what of it was work of the window's thread.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from forgery_viewer.core.records import RecordKey
from forgery_viewer.widgets.picture_choice import PictureChoice
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX, write_dataset
from tests.benchmarks.window import BenchWindow, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

BARS = {"longest_work_ms": 16.0}

ROUNDS, OVERLAY = 5, 2
CHOICE = PictureChoice(full=True, scale=True, legend=True)


def measure() -> dict[str, float]:
    """Save, copy and preview the picture of a case on show, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        write_dataset(root, pairs=2)
        bench = BenchWindow(root, home)
        key = RecordKey("train", "forged", "2")
        bench.time_until_painted(key, lambda: bench.window.selection.select(key))
        bench.settle()
        pictures, told = bench.window.pictures, [""]
        for signal in (pictures.told, pictures.failed):
            signal.connect(told.append)
        heartbeat, saves, copies, previews = Heartbeat(), Stopwatch(), Stopwatch(), Stopwatch()
        works, blocks = [], []

        def watch(stopwatch: Stopwatch, begin: Callable[[], object]) -> None:
            # What a dialog does to be seen is none of it.
            for _round in range(5):
                bench.application.processEvents()
            told.clear()
            heartbeat.start()
            with stopwatch.lap():
                begin()
                bench.wait(lambda: bool(told) and not told[-1].endswith("…"))
            blocks.append(heartbeat.stop())
            works.append(heartbeat.longest_work_ms)

        for lap in range(ROUNDS):
            watch(saves, partial(pictures.save, OVERLAY, CHOICE, home / f"{lap}.png"))
            with previews.lap():
                pictures.open_dialog(OVERLAY)
            dialog = pictures.dialog
            if dialog is not None:
                watch(copies, partial(dialog.copy_asked.emit, CHOICE))
        QGuiApplication.clipboard().clear()
        bench.close()
    return {
        **saves.percentiles("save_"),
        "copy_p50_ms": copies.median_ms,
        "dialog_p50_ms": previews.median_ms,
        "longest_work_ms": round(max(works), 3),
        "longest_block_ms": round(max(blocks), 3),
        "median_block_ms": round(sorted(blocks)[len(blocks) // 2], 3),
        "image_px": SIDE_PX,
    }

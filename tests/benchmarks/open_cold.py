"""A PNG of 4096 x 4096 px with a 5-instance mask, not read before: from the wish to its paint.

The baseline is the bare decoding of the same file in the same run. A timer that beats every
millisecond measures the longest silence of the event loop meanwhile, and what of it was work.
The files lie in the system's cache.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from forgery_viewer.core.images import read_image
from forgery_viewer.core.records import RecordKey
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX, write_dataset
from tests.benchmarks.window import BenchWindow, Heartbeat

BARS = {"sharp_p50_ms": 600.0, "longest_work_ms": 16.0}

CASES = 5
SPACING = 4
"""Far enough apart in the list that no neighbour was read ahead."""


def measure() -> dict[str, float]:
    """Open cases that nothing has read yet, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        write_dataset(root, pairs=0, unpaired=CASES * SPACING)
        decode, sharp, blocks, works = Stopwatch(), Stopwatch(), [], []
        for _ in range(5):
            with decode.lap():
                read_image(root / "train_images/forged/1.png")
        bench = BenchWindow(root, home)
        heartbeat = Heartbeat()
        for number in range(1, CASES):
            key = RecordKey("train", "forged", str(1 + number * SPACING))
            bench.settle()
            heartbeat.start()
            sharp.ms.append(
                bench.time_until_painted(
                    key,
                    lambda key=key: bench.window.selection.select(key),  # type: ignore[misc]
                )
            )
            blocks.append(heartbeat.stop())
            works.append(heartbeat.longest_work_ms)
        bench.close()
    return {
        **sharp.percentiles("sharp_"),
        "decode_ms": decode.median_ms,
        "sharp_to_decode_ratio": round(sharp.median_ms / decode.median_ms, 3),
        "longest_work_ms": round(max(works), 3),
        "longest_block_ms": round(max(blocks), 3),
        "median_block_ms": round(sorted(blocks)[len(blocks) // 2], 3),
        "image_px": SIDE_PX,
    }

"""A PNG of 4096 x 4096 px with a 5-instance mask, not read before: from the wish to its paint.

The window is asked for one such image after the other. Measured are the first picture of it that
is painted, a preview, and then the image itself, in shares of the bare decoding of the same file in
the same run. A timer that beats every millisecond measures the longest silence of the event loop
meanwhile, what of it was work, and, as what the machine adds of its own, the longest silence while
nothing is asked of the window. Of images near the head of the list a thumbnail is kept, of the
others nothing is known yet. The files lie in the system's cache.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from forgery_viewer.core.images import read_image
from forgery_viewer.core.records import RecordKey
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import SIDE_PX, write_dataset
from tests.benchmarks.window import BenchWindow, Heartbeat

BARS = {
    "preview_worst_ms": 100.0,
    "sharp_to_decode_ratio": 1.25,
    "longest_block_ms": 16.0,
}

CASES = 10
SPACING = 4
"""Far enough apart in the list that no neighbour was read ahead."""
REST_MS = 200


def measure() -> dict[str, float]:
    """Open cases that nothing has read yet, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        write_dataset(root, pairs=0, unpaired=CASES * SPACING)
        decode = Stopwatch()
        bench = BenchWindow(root, home)
        heartbeat = Heartbeat()
        preview, sharp = Stopwatch(), Stopwatch()
        idle: list[float] = []
        blocks: list[float] = []
        works: list[float] = []
        for number in range(1, CASES):
            key = RecordKey("train", "forged", str(1 + number * SPACING))
            bench.settle()
            with decode.lap():
                read_image(root / "train_images/forged/1.png")
            heartbeat.start()
            bench.rest(REST_MS)
            idle.append(heartbeat.stop())
            heartbeat.start()
            times = bench.times_until_painted(key, partial(bench.window.selection.select, key))
            blocks.append(heartbeat.stop())
            works.append(heartbeat.longest_work_ms)
            preview.ms.append(times[0])
            sharp.ms.append(times[1])
        bench.close()
    return {
        **preview.percentiles("preview_"),
        "preview_worst_ms": round(max(preview.ms), 3),
        **sharp.percentiles("sharp_"),
        "decode_ms": decode.median_ms,
        "sharp_to_decode_ratio": round(sharp.median_ms / decode.median_ms, 3),
        "longest_block_ms": round(max(blocks), 3),
        "idle_block_ms": round(max(idle), 3),
        "median_block_ms": round(sorted(blocks)[len(blocks) // 2], 3),
        "longest_work_ms": round(max(works), 3),
        "image_px": SIDE_PX,
    }

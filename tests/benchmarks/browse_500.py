"""Going through 500 cases of mixed sizes in the real window: the memory of the process, and pace.

Pairs of 64 to 2,400 px a side and a few of 4,000 x 3,000, with masks of 1 to 3 instances. Each is
waited for until it is painted, then comes the next. `mib` is what is resident, in MiB; `growth` is
from after 100 cases to after 500, both at rest.
"""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent

from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.opencv import cv2
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.pictures import photograph, write_png
from tests.benchmarks.window import BenchWindow

if TYPE_CHECKING:
    from numpy.typing import NDArray

BARS = {"peak_mib": 1500.0, "growth_mib": 300.0}

CASES, SETTLED = 500, 100
"""Cases, and after how many of them the caches are taken to be full."""

FILES, LARGE = 50, 1
"""So many cases differ, and so many of them are large; the others have the same files again."""

SHORTEST_PX, LONGEST_PX, LARGE_PX = 64, 2400, (3000, 4000)
SAMPLE_S = 0.005


class Memory:
    """What of the process is resident, and the most of it, seen every few milliseconds."""

    def __init__(self) -> None:
        self.peak_mib = self.now_mib()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @staticmethod
    def now_mib() -> float:
        """Resident now."""
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)

    def close(self) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(SAMPLE_S):
            self.peak_mib = max(self.peak_mib, self.now_mib())


def measure() -> dict[str, float]:
    """Open the data set and go to its end, case by case."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "set", Path(folder)
        _write(root)
        memory = Memory()
        bench = BenchWindow(root, home)
        # A row a case: the authentic image is shown beside its partner.
        bench.window.model.set_filter(parse_filter("label:forged"))
        model, selection = bench.window.model, bench.window.selection
        if model.rowCount() != CASES:
            raise RuntimeError(f"{model.rowCount()} cases are listed, not {CASES}")
        first = model.key_at(0)
        if selection.current != first:
            bench.time_until_painted(first, lambda: selection.select(first))
        opened_mib, settled_mib = memory.now_mib(), 0.0
        watch = Stopwatch()
        for position in range(1, CASES):
            watch.ms.append(bench.time_until_painted(model.key_at(position), selection.next))
            # Qt deletes what was left for later when the main loop comes around; here is none.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if position + 1 == SETTLED:
                bench.settle()
                settled_mib = memory.now_mib()
        bench.settle()
        end_mib = memory.now_mib()
        memory.close()
        bench.close()
    return {
        "peak_mib": memory.peak_mib,
        "end_mib": end_mib,
        "growth_mib": round(end_mib - settled_mib, 1),
        "opened_mib": opened_mib,
        "after_100_mib": settled_mib,
        **watch.percentiles(),
        "max_ms": round(max(watch.ms), 3),
        "cases": CASES,
    }


def _write(root: Path) -> None:
    """Write the cases; the files of one that is there already are its files, under its name."""
    random = np.random.default_rng(1)
    picture = photograph()
    folders = [root / name for name in ("train_images/authentic", "train_images/forged")]
    for folder in (*folders, root / "train_masks"):
        folder.mkdir(parents=True)
    for case in range(1, FILES + 1):
        large = case % (FILES // LARGE) == 0
        height, width = LARGE_PX if large else random.integers(SHORTEST_PX, LONGEST_PX + 1, 2)
        authentic = picture[:height, :width].copy()
        forged, mask = _forge(random, authentic)
        for folder, image in zip(folders, (authentic, forged), strict=True):
            write_png(folder / f"{case}.png", image)
        write_mask(root / f"train_masks/{case}.npy", mask)
    # The files again, each time in another order.
    again = np.concatenate([random.permutation(FILES) for _ in range(CASES // FILES - 1)])
    for case, source in enumerate(again + 1, FILES + 1):
        for folder in folders:
            os.link(folder / f"{source}.png", folder / f"{case}.png")
        os.link(root / f"train_masks/{source}.npy", root / f"train_masks/{case}.npy")


def _forge(
    random: np.random.Generator, authentic: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Some ellipses moved within an image, and its mask: of each the source and the copy."""
    height, width = authentic.shape[:2]
    mask = np.zeros((int(random.integers(1, 4)), height, width), np.uint8)
    forged = authentic.copy()
    for plane in mask:
        axes = (max(2, width // 12), max(2, height // 16))
        shape = np.zeros((height, width), np.uint8)
        cv2.ellipse(shape, (width // 4, height // 4), axes, 20, 0, 360, 1, -1)
        shift = tuple(int(random.integers(side // 2)) for side in (height, width))
        moved = np.roll(shape, shift, (0, 1)) == 1
        forged[moved] = np.roll(authentic, shift, (0, 1))[moved]
        plane[:] = shape | moved
    return forged, mask

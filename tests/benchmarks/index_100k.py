"""The index of 100,000 small images: listed, read, read again, summed up, written as tables.

`peak_mb` is the most memory that the process had at any time.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.index_files import write_index_files
from forgery_viewer.core.scan_cache import DetailsCache
from forgery_viewer.core.scanning import read_all
from forgery_viewer.core.statistics import summarise
from forgery_viewer.core.workspace import Workspace
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import write_small
from tests.core.settled import settle

ROWS = 100_000

BARS = {"peak_mb": 1000.0, "percent_of_first": 10.0, "summarise_ms": 150.0}


def measure() -> dict[str, float]:
    """Each step once, but for those that are done often."""
    listing, first, again, summing, writing = (Stopwatch() for _ in range(5))
    with TemporaryDirectory() as folder:
        root = Path(folder) / "set"
        write_small(root, ROWS)
        settle(root)
        workspace = Workspace.open(root, Path(folder) / "workspace")
        with listing.lap():
            index = list_dataset(root)
        for watch in (first, again):
            with watch.lap():
                index = read_all(list_dataset(root), cache=DetailsCache(workspace))
        for _ in range(5):
            with summing.lap():
                statistics = summarise(index)
        with writing.lap():
            write_index_files(index, Path(folder) / "out")
    if statistics.counts.masks != ROWS // 2:
        raise RuntimeError("masks are missing")
    return {
        "list_ms": listing.median_ms,
        "first_ms": first.median_ms,
        "rescan_ms": again.median_ms,
        "percent_of_first": round(100 * again.median_ms / first.median_ms, 2),
        "summarise_ms": summing.median_ms,
        "write_tables_ms": writing.median_ms,
        "peak_mb": round(_peak_mb(), 1),
        "rows": ROWS,
    }


def _peak_mb() -> float:
    # In kB, but in bytes on macOS.
    unit = 1e-6 if sys.platform == "darwin" else 1e-3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

"""Sizes, areas, coverages, instances and regions of 300 cases against the notebook's own loop.

One pass over the headers of all images and over all masks, where the notebook decodes each forged
image and loads its mask. Both read the same files, which the system has in memory.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from forgery_viewer.core.dataset import scan
from tests.benchmarks import notebook
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import write_realistic

CASES, ROUNDS = 300, 3

#: 4 percent of the time is 25 times faster.
BARS = {"percent_of_notebook": 4.0}


def measure() -> dict[str, float]:
    """Take turns, so that whatever else the machine does meets both."""
    ours, theirs = Stopwatch(), Stopwatch()
    with TemporaryDirectory() as folder:
        root = Path(folder) / "set"
        write_realistic(root, CASES)
        for _ in range(ROUNDS):
            with theirs.lap():
                notebook.mask_stats(root)
            for _ in range(ROUNDS):
                with ours.lap():
                    scan(root)
    return {
        "percent_of_notebook": round(100 * ours.median_ms / theirs.median_ms, 2),
        "times_faster": round(theirs.median_ms / ours.median_ms, 1),
        "p50_ms": ours.median_ms,
        "notebook_p50_ms": theirs.median_ms,
        "cases": CASES,
    }

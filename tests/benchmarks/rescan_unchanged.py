"""Scanning a data set of 300 cases of which nothing changed, against the first scan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from forgery_viewer.core.dataset import scan
from forgery_viewer.core.scan_cache import DetailsCache
from forgery_viewer.core.workspace import Workspace
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import write_realistic
from tests.core.settled import settle

CASES, ROUNDS = 300, 5

BARS = {"percent_of_first": 10.0}


def measure() -> dict[str, float]:
    """Scan for the first time and again, in turns."""
    first, again = Stopwatch(), Stopwatch()
    with TemporaryDirectory() as folder:
        root = Path(folder) / "set"
        write_realistic(root, CASES)
        settle(root)
        for lap in range(ROUNDS):
            workspace = Workspace.open(root, Path(folder) / f"workspace {lap}")
            with first.lap():
                scan(root, cache=DetailsCache(workspace))
            with again.lap():
                index = scan(root, cache=DetailsCache(workspace))
            if not index.was_read.all():
                raise RuntimeError("the second scan knows less than the first")
    return {
        "percent_of_first": round(100 * again.median_ms / first.median_ms, 2),
        "p50_ms": again.median_ms,
        "first_p50_ms": first.median_ms,
        "cases": CASES,
    }

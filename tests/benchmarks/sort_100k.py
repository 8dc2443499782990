"""Sorting 100,000 rows by each column in the browser, until it is painted."""

from __future__ import annotations

from PySide6.QtCore import Qt

from forgery_viewer.state.columns import Column
from tests.benchmarks.browsing import ROWS, BrowsingStage
from tests.benchmarks.figures import Stopwatch
from tests.realistic_index import realistic

BARS = {"p50_ms": 100.0}


def measure() -> dict[str, float]:
    """Sort every column both ways."""
    stage = BrowsingStage(realistic(ROWS))
    watch = Stopwatch()
    for column in Column:
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            with watch.lap():
                stage.browser.sort_by(column, order)
                stage.paint()
    stage.close()
    return {**watch.percentiles(), "rows": ROWS}

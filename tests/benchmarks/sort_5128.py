"""Sorting the list of 5,128 rows by each of its columns, the table included; also 100,000 rows.

A sorting proxy of Qt needs about 1000 ms for 5,128 rows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.stage import make_application
from tests.realistic_index import realistic

BARS = {"p50_ms": 20.0, "rows_100k_p50_ms": 100.0}

ROWS, MANY_ROWS = 5_128, 100_000


def measure() -> dict[str, float]:
    """Sort every column both ways."""
    make_application()
    return {
        **_sorted(ROWS).percentiles(),
        **_sorted(MANY_ROWS).percentiles("rows_100k_"),
        "rows": ROWS,
    }


def _sorted(rows: int) -> Stopwatch:
    model = DatasetModel()
    model.set_index(realistic(rows))
    table = QTableView()
    table.setModel(model)
    watch = Stopwatch()
    for column in Column:
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            with watch.lap():
                model.sort(column, order)
    table.setModel(None)
    return watch

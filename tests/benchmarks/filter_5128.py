"""Filtering the list of 5,128 rows by words, labels and figures, the table included; also 100,000.

A filter proxy of Qt asks Python once a row.
"""

from __future__ import annotations

from PySide6.QtWidgets import QTableView

from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.dataset_model import DatasetModel
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.stage import make_application
from tests.realistic_index import realistic

BARS = {"p50_ms": 20.0, "rows_100k_p50_ms": 100.0}

ROWS, MANY_ROWS = 5_128, 100_000
FILTERS = (
    "label:forged",
    "1",
    "12",
    "123",
    "",
    "label:forged n>=2 coverage<0.5",
    "coverage:2..5 size>1000",
    "split:supplemental",
    "",
)


def measure() -> dict[str, float]:
    """Filter as somebody types and clicks."""
    make_application()
    return {
        **_filtered(ROWS).percentiles(),
        **_filtered(MANY_ROWS).percentiles("rows_100k_"),
        "rows": ROWS,
    }


def _filtered(rows: int) -> Stopwatch:
    model = DatasetModel()
    model.set_index(realistic(rows))
    table = QTableView()
    table.setModel(model)
    watch = Stopwatch()
    for text in FILTERS:
        wanted = parse_filter(text)
        with watch.lap():
            model.set_filter(wanted)
    table.setModel(None)
    return watch

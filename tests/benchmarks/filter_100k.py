"""Filtering 100,000 rows by words, labels and figures in the browser, until it is painted.

`first_ms` is the first search for a word, which has most to prepare.
"""

from __future__ import annotations

from forgery_viewer.core.filter_language import parse_filter
from tests.benchmarks.browsing import ROWS, BrowsingStage
from tests.benchmarks.figures import Stopwatch
from tests.realistic_index import realistic

BARS = {"first_ms": 100.0, "p50_ms": 100.0}

FILTERS = (
    "1",
    "12",
    "123",
    "",
    "label:forged",
    "label:forged n>=2 coverage<0.5 size>2000 edited:yes finding:overlap",
    "2<coverage<=5 size>1000",
    "split:supplemental -12 mode:rgb",
    "id:12,123,1234 pair:yes mask:no problem:no",
    "",
)


def measure() -> dict[str, float]:
    """Filter as somebody types and clicks."""
    stage = BrowsingStage(realistic(ROWS))
    watch, first = Stopwatch(), Stopwatch()
    for lap, text in enumerate(FILTERS):
        with (watch if lap else first).lap():
            stage.browser.filter_bar.set_filter(parse_filter(text))
            stage.paint()
    stage.close()
    return {"first_ms": first.median_ms, **watch.percentiles(), "rows": ROWS}

"""Tables of charts as comma-separated values."""

from __future__ import annotations

import csv
import io
import math

from forgery_viewer.state.charts.choice import Table


def csv_bytes(table: Table) -> bytes:
    """A table as the contents of a file: UTF-8, numbers in full, a line for each mark.

    A figure that there is not is left blank.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for line in table:
        # Line by line: the writer lets no other thread work before it has done what it was given.
        writer.writerow(["" if _is_nothing(value) else value for value in line])
    return text.getvalue().encode()


def _is_nothing(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)

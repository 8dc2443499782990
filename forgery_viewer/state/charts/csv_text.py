"""Tables of charts as comma-separated values."""

from __future__ import annotations

import csv
import io

from forgery_viewer.state.charts.choice import Table


def csv_bytes(table: Table) -> bytes:
    """A table as the contents of a file: UTF-8, numbers in full, a line for each mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for line in table:
        # Line by line: the writer lets no other thread work before it has done what it was given.
        writer.writerow(line)
    return text.getvalue().encode()

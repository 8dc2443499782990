"""A report on disk: every figure as PNG and SVG, and the page that holds them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forgery_viewer.core import atomic
from forgery_viewer.core.bad_files import BadFile
from forgery_viewer.core.errors import ExportError, system_reason
from forgery_viewer.core.output_folder import output_folder
from forgery_viewer.core.report.figures import draw_figures
from forgery_viewer.core.report.page import report_page
from forgery_viewer.core.statistics import Statistics

REPORT = "report.html"


def write_report(
    root: Path,
    out: Path,
    statistics: Statistics,
    *,
    by_split: Mapping[str, Statistics],
    bad_files: Sequence[BadFile] = (),
    bgr: bool = False,
) -> tuple[Path, ...]:
    """Write `out/NAME.png` and `.svg` of each figure, and then `out/report.html`.

    Each file appears whole or not at all. Arguments as of `report_page`; returns the files written,
    the report first.

    Raises:
        ExportError: `out` lies in the data set, or cannot be written.
    """
    with output_folder(root, out) as folder:
        figures = draw_figures(statistics, bgr=bgr)
        page = report_page(
            root, statistics, figures, by_split=by_split, bad_files=bad_files, bgr=bgr
        )
        written = {folder / f"{figure.name}.png": figure.png for figure in figures}
        written |= {folder / f"{figure.name}.svg": figure.svg for figure in figures}
        written[folder / REPORT] = page.encode()
        for path, data in written.items():
            try:
                atomic.write_bytes(path, data)
            except OSError as error:
                raise ExportError(path, f"cannot be written: {system_reason(error)}") from error
    return tuple(sorted(written, key=lambda path: (path.name != REPORT, path.name)))

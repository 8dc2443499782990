"""The HTML page of a report: one file, which loads nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from forgery_viewer import __version__
from forgery_viewer.core.bad_files import BadFile
from forgery_viewer.core.number_text import percent, size, typeset, whole
from forgery_viewer.core.report.figures import ReportFigure
from forgery_viewer.core.report.tables import report_tables
from forgery_viewer.core.report.takeaways import take_aways
from forgery_viewer.core.resources import resource
from forgery_viewer.core.statistics import Statistics

_ID = re.compile(r'(\bid="|\bhref="#|url\(#)')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Tile:
    figure: str
    words: str


def report_page(
    root: Path,
    statistics: Statistics,
    figures: Sequence[ReportFigure],
    *,
    by_split: Mapping[str, Statistics],
    bad_files: Sequence[BadFile] = (),
    bgr: bool = False,
    today: date | None = None,
) -> str:
    """The report as HTML, with its style and pictures in it.

    Args:
        root: The data set.
        statistics: Statistics of everything.
        figures: The figures to show.
        by_split: Statistics of each split.
        bad_files: Files with something wrong.
        bgr: Channels in the order of OpenCV.
        today: The day to put on it; by default today's.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    folder = resource("report")
    template = environment.from_string((folder / "report.html.j2").read_text(encoding="utf-8"))
    day = today or date.today()  # noqa: DTZ011 - the day on the reader's own calendar
    return template.render(
        name=root.name or str(root),
        subtitle=f"Statistics of {', '.join(by_split)} in {root}",
        style=(folder / "report.css").read_text(encoding="utf-8"),
        tiles=_tiles(statistics),
        # A number and its unit stay on one line.
        sentences=[
            sentence.replace(" %", "\N{NO-BREAK SPACE}%")
            for sentence in take_aways(statistics, bad_files)
        ],
        figures=[
            {"title": figure.title, "help": figure.help, "svg": _inline(figure)}
            for figure in figures
        ],
        tables=report_tables(statistics, by_split, bgr=bgr),
        bad_files=[replace(file, reason=typeset(file.reason)) for file in bad_files],
        footer=f"Made with Forgery Viewer {__version__} on {day.isoformat()}.",
    )


def _tiles(statistics: Statistics) -> list[_Tile]:
    counts, sizes = statistics.counts, statistics.all_sizes
    tiles = [_Tile(whole(counts.images), "images"), _Tile(whole(counts.pairs), "pairs")]
    if counts.masks:
        tiles += [
            _Tile(whole(counts.masks), "masks"),
            _Tile(whole(counts.instances), "instances"),
            _Tile(whole(counts.regions), "regions"),
            _Tile(percent(statistics.coverage_pct.p50), "median coverage"),
            _Tile(percent(statistics.coverage_pct.mean), "mean coverage"),
            _Tile(f"{whole(statistics.area_px.p50)} px", "median mask"),
        ]
    if len(sizes.rows):
        median = size(sizes.width_px.p50, sizes.height_px.p50)
        tiles.append(_Tile(median, "median size, px"))
    return tiles


def _inline(figure: ReportFigure) -> Markup:
    """A picture as an element of the page, with names of its own for its parts."""
    svg = figure.plain_svg.decode()
    svg = _METADATA.sub("", svg[svg.index("<svg") :])
    svg = _ID.sub(rf"\g<1>{figure.name}-", svg)
    label = Markup.escape(figure.title)
    # The bytes come from Matplotlib, which escapes what it writes.
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))  # noqa: S704

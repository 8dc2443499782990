"""The figures of a report by name, and how each is written."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from forgery_viewer.core.report import image_figures, mask_figures
from forgery_viewer.core.report.style import house_style
from forgery_viewer.core.statistics import Statistics

PNG_DPI = 160


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure of a report.

    Attributes:
        name: Name of its files, without ending.
        title: What it shows.
        help: How to read it.
        png: The picture as PNG.
        svg: The picture as SVG.
        plain_svg: The same without its title, for a page that has it.
    """

    name: str
    title: str
    help: str
    png: bytes
    svg: bytes
    plain_svg: bytes


@dataclass(frozen=True, slots=True)
class _Drawing:
    name: str
    title: str
    help: str
    draw: Callable[[Statistics], Figure]


_OF_MASKS = (
    _Drawing(
        "coverage_histogram",
        "Coverage",
        "Union of a mask's instances over its image, on a logarithmic scale. Pn: n % of the masks "
        "cover that much or less.",
        mask_figures.coverage_histogram,
    ),
    _Drawing(
        "coverage_curve",
        "Cumulative coverage",
        "Share of the masks at or under a coverage.",
        mask_figures.coverage_curve,
    ),
    _Drawing(
        "coverage_buckets",
        "Coverage buckets",
        "Masks in each range of coverage, upper end included, and their share of all masks.",
        mask_figures.bucket_bars,
    ),
    _Drawing(
        "instances",
        "Instances",
        "Masks by their number of instances: a source region with all its copies is one.",
        mask_figures.instance_bars,
    ),
    _Drawing(
        "mask_boxes",
        "Coverage and area",
        "Box: P25 to P75 with the median; whiskers: P5 and P95; points: P1, P99 and the largest. "
        "Number of masks above.",
        mask_figures.mask_boxes,
    ),
)
_OF_SIZES = _Drawing(
    "image_sizes",
    "Image sizes",
    "Images of each height and width on a logarithmic scale; forged filled, authentic outlined.",
    image_figures.size_histograms,
)
_CHANNELS_HELP = "Mean over all pixels of all images, with one standard deviation up and down."


def draw_figures(statistics: Statistics, *, bgr: bool = False) -> tuple[ReportFigure, ...]:
    """All figures there are numbers for; those of channels in the order of OpenCV for `bgr`."""
    drawings = list[_Drawing]()
    if statistics.counts.masks:
        drawings += _OF_MASKS
    if len(statistics.all_sizes.rows):
        drawings.append(_OF_SIZES)
    if statistics.channels:
        drawings.append(
            _Drawing("channels", "Channels", _CHANNELS_HELP,
                     lambda found: image_figures.channel_bars(found, bgr=bgr))
        )  # fmt: skip
    with house_style():
        return tuple(_drawn(drawing, statistics) for drawing in drawings)


def _drawn(drawing: _Drawing, statistics: Statistics) -> ReportFigure:
    figure = drawing.draw(statistics)
    plain = _as_svg(figure)
    figure.suptitle(drawing.title, x=0.012, ha="left", fontsize=11, fontweight="bold")
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=PNG_DPI)
    return ReportFigure(
        drawing.name, drawing.title, drawing.help, png.getvalue(), _as_svg(figure), plain
    )


def _as_svg(figure: Figure) -> bytes:
    svg = io.BytesIO()
    # Without the date: the same numbers give the same file.
    figure.savefig(svg, format="svg", metadata={"Date": None})
    return svg.getvalue()

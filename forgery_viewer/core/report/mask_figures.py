"""Figures of masks: coverage, buckets, instances and areas."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from forgery_viewer.core.number_text import percent, share, whole
from forgery_viewer.core.percentile_labels import percentile_labels, spread
from forgery_viewer.core.report.style import (
    ACCENT,
    BAR,
    GRID,
    LINE,
    PAPER,
    QUIET,
    SMALL_PT,
    TEXT,
    count_axis,
    log_axis,
    one_two_five,
    panels,
)
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import Summary, coverage_edges, cumulative, histogram

#: Width of the label of a percentile, as a share of the axes.
_LABEL_WIDTH = 0.052
#: Where lines end and their labels begin, in heights of the axes.
_LINE_TOP, _LABEL_BOTTOM = 1.0, 1.035
#: How far the words lie above or below their point of the curve, so that near ones keep clear.
_RISES_PT = {"p50": 4, "p90": -6, "p95": 4}
_WIDE_IN = 12.6
_MOST_GROUPS = 7


def coverage_histogram(statistics: Statistics) -> Figure:
    """How many masks have which coverage, with percentiles marked."""
    figure, (axes,) = panels(width_in=_WIDE_IN)
    bins = histogram(statistics.masks.coverage_pct, coverage_edges(statistics.masks.coverage_pct))
    widths = np.diff(bins.edges)
    axes.bar(bins.edges[:-1], bins.counts, widths, align="edge", color=BAR, edgecolor=PAPER,
             linewidth=0.7)  # fmt: skip
    axes.set_xlim(bins.edges[0], bins.edges[-1])
    log_axis(axes, "x", one_two_five(bins.edges), " %")
    count_axis(axes, "masks")
    _mark_percentiles(axes, statistics.coverage_pct)
    axes.set_xlabel("coverage, % of the image")
    return figure


def _mark_percentiles(axes: Axes, summary: Summary) -> None:
    labels = percentile_labels(summary)
    low, high = np.log(axes.get_xlim())
    places = [float((np.log(label.value) - low) / (high - low)) for label in labels]
    middles = spread(places, [_LABEL_WIDTH] * len(labels), (-0.02, 1.02)) or places
    for label, place, middle in zip(labels, places, middles, strict=True):
        colour = ACCENT if label.is_median else LINE
        width = 1.4 if label.is_median else 0.9
        dashes: Any = "-" if label.is_median else (0, (3, 3))
        axes.axvline(label.value, color=colour, linewidth=width, linestyle=dashes)
        # From the line to its label, which may have made room for another.
        axes.plot([place, middle], [_LINE_TOP, _LABEL_BOTTOM], color=colour, linewidth=width,
                  transform=axes.transAxes, clip_on=False)  # fmt: skip
        axes.annotate(
            label.text,
            (middle, _LABEL_BOTTOM + 0.01),
            xycoords="axes fraction",
            ha="center",
            color=ACCENT if label.is_median else QUIET,
            fontsize=SMALL_PT,
            fontweight="bold" if label.is_median else "normal",
        )


def coverage_curve(statistics: Statistics) -> Figure:
    """Which share of the masks is at or under a coverage."""
    figure, (axes,) = panels()
    values, shares = cumulative(statistics.masks.coverage_pct)
    axes.step(values, shares, where="post", color=TEXT, linewidth=1.6)
    edges = coverage_edges(values)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, 103)
    log_axis(axes, "x", one_two_five(edges), " %")
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:.0f} %")
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for name, words in (("p50", "half"), ("p90", "90 %"), ("p95", "95 %")):
        value, height = statistics.coverage_pct.figures()[name], float(name[1:])
        axes.plot(value, height, "o", color=ACCENT, markersize=5, clip_on=False)
        left = np.log(value / edges[0]) > np.log(edges[-1] / edges[0]) / 3
        axes.annotate(
            f"{words} at or under {percent(value)}",
            (value, height),
            xytext=(-8, _RISES_PT[name]) if left else (8, _RISES_PT[name] - 8),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            color=TEXT,
        )
    axes.set_xlabel("coverage, % of the image")
    axes.set_ylabel("masks")
    return figure


def bucket_bars(statistics: Statistics) -> Figure:
    """How many masks are in each bucket of coverage, with their share."""
    names = [found.bucket.name.replace("<=", "≤ ").replace(">", "> ").replace("-", "\N{EN DASH}")
             for found in statistics.buckets]  # fmt: skip
    counts = [found.count for found in statistics.buckets]
    return _counted_bars(names, counts, "coverage, % of the image")


def instance_bars(statistics: Statistics) -> Figure:
    """How many masks have one, two, three ... instances."""
    groups = statistics.by_instances
    names = [str(group.instances) for group in groups]
    return _counted_bars(names, [group.count for group in groups], "instances in the mask")


def _counted_bars(names: list[str], counts: list[int], label: str) -> Figure:
    figure, (axes,) = panels()
    total = sum(counts)
    bars = axes.bar(names, counts, 0.72, color=BAR)
    for bar, count in zip(bars, counts, strict=True):
        above = (bar.get_x() + bar.get_width() / 2, count)
        offset: Any = {"textcoords": "offset points", "ha": "center", "va": "bottom"}
        axes.annotate(share(count, total), above, (0, 3), color=QUIET, **offset)
        axes.annotate(whole(count), above, (0, 14), fontweight="bold", **offset)
    axes.set_ylim(0, 1.18 * max(counts, default=1))
    axes.tick_params(axis="x", length=0)
    count_axis(axes, "masks")
    axes.set_xlabel(label)
    return figure


def mask_boxes(statistics: Statistics) -> Figure:
    """How coverage and area spread, over all masks and by the number of instances."""
    figure, (left, right) = panels(2)
    groups = statistics.by_instances[:_MOST_GROUPS]
    names = ["all", *(str(group.instances) for group in groups)]
    coverages = [statistics.coverage_pct, *(group.coverage_pct for group in groups)]
    areas = [statistics.area_px, *(group.area_px for group in groups)]
    for axes, title, summaries, unit in (
        (left, "Coverage, % of the image", coverages, " %"),
        (right, "Area, px", areas, ""),
    ):
        _draw_boxes(axes, names, summaries)
        spread = np.array([figure for one in summaries for figure in (one.p1, one.max)])
        axes.set_ylim(
            spread.min() / 1.5, spread.max() * (spread.max() / spread.min()) ** 0.12 * 1.2
        )
        # No line across the numbers of masks on top.
        ticks = [tick for tick in one_two_five(spread) if tick <= spread.max()]
        log_axis(axes, "y", ticks, unit)
        axes.set_title(title)
        axes.set_xlabel("instances")
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
    return figure


def _draw_boxes(axes: Axes, names: list[str], summaries: list[Summary]) -> None:
    """Boxes from P25 to P75, whiskers from P5 to P95, points at P1, P99 and the largest."""
    boxes = [
        {"label": name, "whislo": one.p5, "q1": one.p25, "med": one.p50, "q3": one.p75,
         "whishi": one.p95, "fliers": [one.p1, one.p99, one.max]}
        for name, one in zip(names, summaries, strict=True)
    ]  # fmt: skip
    axes.bxp(
        boxes,
        widths=0.5,
        patch_artist=True,
        boxprops={"facecolor": BAR, "edgecolor": BAR},
        medianprops={"color": PAPER, "linewidth": 2},
        whiskerprops={"color": BAR},
        capprops={"color": BAR},
        flierprops={"marker": "o", "markersize": 3, "markerfacecolor": PAPER,
                    "markeredgecolor": LINE},
    )  # fmt: skip
    axes.tick_params(axis="x", length=0)
    for place, one in enumerate(summaries, 1):
        axes.annotate(
            whole(one.count), (place, 1), xycoords=("data", "axes fraction"), xytext=(0, -2),
            textcoords="offset points", ha="center", va="top", color=QUIET, fontsize=SMALL_PT - 1,
        )  # fmt: skip

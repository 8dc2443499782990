"""Figures of images: sizes by label, and red, green and blue."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from forgery_viewer.core.number_text import whole
from forgery_viewer.core.records import AUTHENTIC, FORGED, LABELS
from forgery_viewer.core.report.style import (
    BAR,
    GRID,
    LINE,
    PAPER,
    QUIET,
    TEXT,
    count_axis,
    log_axis,
    panels,
    powers_of_two,
)
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import histogram, size_edges

_BAR_WIDTH = 0.32


def size_histograms(statistics: Statistics) -> Figure:
    """How many images have which height and width, by label."""
    figure, (left, right) = panels(2)
    for axes, title, side in ((left, "Height, px", "height"), (right, "Width, px", "width")):
        sides = {label: getattr(sizes, side) for label, sizes in statistics.sizes.items()}
        _draw_sizes(axes, sides)
        axes.set_title(title)
    left.set_ylabel("images")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), handlelength=1.2)
    return figure


def _draw_sizes(axes: Axes, sides: dict[str, NDArray[np.int32]]) -> None:
    """Forged ones filled, authentic ones outlined, those without a label dashed."""
    every = np.concatenate(list(sides.values()))
    edges = size_edges(every)
    for label in (FORGED, *(label for label in LABELS if label != FORGED)):
        counts = histogram(sides[label], edges).counts
        if not counts.sum():
            continue
        words = f"{label.capitalize()}, {whole(len(sides[label]))}"
        if label == FORGED:
            axes.stairs(counts, edges, fill=True, color=BAR, label=words)
        else:
            dash = "-" if label == AUTHENTIC else (0, (2, 2))
            axes.stairs(counts, edges, color=TEXT, linewidth=1.4, linestyle=dash, label=words)
    axes.set_xlim(edges[0], edges[-1])
    log_axis(axes, "x", powers_of_two(every))
    count_axis(axes)


def channel_bars(statistics: Statistics, *, bgr: bool = False) -> Figure:
    """Mean and standard deviation of red, green and blue, by label."""
    figure, (axes,) = panels()
    names = ["Blue", "Green", "Red"] if bgr else ["Red", "Green", "Blue"]
    labels = [label for label in (FORGED, AUTHENTIC) if label in statistics.channels]
    labels = labels or list(statistics.channels)
    for place, label in enumerate(labels):
        found = statistics.channels[label]
        means = found.mean_bgr if bgr else found.mean_rgb
        deviations = found.std_bgr if bgr else found.std_rgb
        middles = np.arange(3) + (place - (len(labels) - 1) / 2) * (_BAR_WIDTH + 0.04)
        filled = label == FORGED
        axes.bar(
            middles,
            means,
            _BAR_WIDTH,
            color=BAR if filled else PAPER,
            edgecolor=BAR if filled else TEXT,
            linewidth=1.2,
            label=f"{label.capitalize()}, {whole(found.images)}",
        )
        axes.errorbar(middles, means, deviations, fmt="none", ecolor=LINE, capsize=4, linewidth=1)
        for middle, mean, deviation in zip(middles, means, deviations, strict=True):
            above = (middle, mean + deviation)
            at: Any = {"textcoords": "offset points", "ha": "center", "va": "bottom"}
            axes.annotate(f"± {deviation:.1f}", above, (0, 3), color=QUIET, **at)
            axes.annotate(f"{mean:.1f}", above, (0, 14), fontweight="bold", **at)
    axes.set_xticks(range(3), names)
    axes.tick_params(axis="x", length=0)
    axes.set_ylim(0, 290)
    axes.set_yticks([0, 64, 128, 192, 255])
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylabel("0 dark, 255 full")
    figure.legend(loc="outside upper right", ncols=len(labels), handlelength=1.2)
    return figure

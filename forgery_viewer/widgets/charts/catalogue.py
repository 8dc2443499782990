"""The charts of the statistics page: what they are called, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forgery_viewer.core.statistics import Counts
from forgery_viewer.widgets.charts.bar_plots import CategoryPlot, CoveragePlot
from forgery_viewer.widgets.charts.channel_plot import ChannelPlot
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.curve_plot import CurvePlot
from forgery_viewer.widgets.charts.group_plots import BoxPlot, CellPlot
from forgery_viewer.widgets.charts.size_plot import SizePlot
from forgery_viewer.widgets.wording import counted


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One chart of the page.

    Attributes:
        key: Which figures it shows.
        title: What it is called.
        unit: What its numbers count.
        about: One line that is always there: what it shows, and what a click does.
        reading: How it is read, in a few sentences.
        make: Makes the chart.
        counts_masks: Whether the number of masks is part of the unit.
    """

    key: str
    title: str
    unit: str
    about: str
    reading: str
    make: Callable[[], ChoosingPlot]
    counts_masks: bool = False

    def unit_of(self, counts: Counts | None) -> str:
        """The unit, with how many there are of what is counted."""
        if counts is None or not self.counts_masks:
            return self.unit
        return f"{self.unit}, {counted(counts.masks, 'mask')}"


KINDS = (
    ChartKind(
        "coverage_histogram",
        "Coverage",
        "% of the image",
        "Union of all instances. Logarithmic scale. Click a bar, drag across several.",
        "Each bar counts the masks whose coverage lies in its range. Coverage is the union of all "
        "instances, divided by the pixels of the image. The scale is logarithmic: equal distances "
        "are equal ratios. At P5, 5 % of the masks cover as much or less; P50 is the median.",
        CoveragePlot,
        counts_masks=True,
    ),
    ChartKind(
        "coverage_curve",
        "Cumulative coverage",
        "% of masks",
        "Read: share of masks at or under a coverage.",
        "The height of the curve at a coverage is the share of masks that cover as much or less. "
        "Where it is steep there are many masks. A click chooses everything at or under a "
        "coverage.",
        CurvePlot,
    ),
    ChartKind(
        "coverage_buckets",
        "Coverage buckets",
        "masks, % of all",
        "Click a bucket to list its cases.",
        "The same coverages in six ranges, each with its upper end: 2 % belongs to 1 \N{EN DASH} "
        "2 %. The share is that of all masks that are counted.",
        CategoryPlot,
    ),
    ChartKind(
        "image_sizes",
        "Image sizes",
        "longer side, px",
        "Images a class, logarithmic scale.",
        "Each bar counts the images whose longer side lies in its range, forged ones filled and "
        "authentic ones outlined. A click chooses the images of every class in that range.",
        SizePlot,
    ),
    ChartKind(
        "channels",
        "Channels",
        "mean ± standard deviation",
        "Over all pixels of all images.",
        "The dot is the mean of a colour channel over all pixels of a class, from 0 to 255. The "
        "line goes one standard deviation up and down. Large images count for more: they have more "
        "pixels. BGR is the order in which OpenCV reads channels.",
        ChannelPlot,
    ),
    ChartKind(
        "instances",
        "Instances",
        "masks, % of all",
        "Instances (N) of each mask.",
        "An instance is a source region together with all its copies: one channel of the mask. "
        "The bars count the masks with 1, 2, 3 … instances.",
        CategoryPlot,
    ),
    ChartKind(
        "coverage_by_instances",
        "Coverage by instances",
        "masks",
        "Lines: instances (N). Columns: coverage in %. Click a number to list its cases.",
        "How many masks have so many instances and a coverage in that range. The stronger a cell, "
        "the more masks. The last line and the last column are sums; a click on them chooses the "
        "whole column or line, and the sum of sums takes a choice back.",
        CellPlot,
    ),
    ChartKind(
        "coverage_boxes",
        "Coverage, spread",
        "% of the image",
        "Box: middle half and median. Line: P5 to P95. Dots: P1, P99, largest.",
        "The box holds the middle half of a group's masks, from P25 to P75, divided at the median. "
        "The line goes from P5 to P95, the dots are P1, P99 and the largest. A click on a box "
        "chooses its group, a click on “All” takes a choice back.",
        BoxPlot,
    ),
    ChartKind(
        "area_boxes",
        "Mask area, spread",
        "px",
        "Box: middle half and median. Line: P5 to P95. Dots: P1, P99, largest.",
        "The same for the number of masked pixels, the union of all instances. A click on a box "
        "chooses its group, a click on “All” takes a choice back.",
        BoxPlot,
    ),
)
"""All charts, in the order in which they are read."""

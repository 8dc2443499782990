"""All charts of the statistics, drawn up together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forgery_viewer.core.channels import ChannelTable
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import LABELS, SPLITS
from forgery_viewer.core.statistics import Rows, Statistics, summarise
from forgery_viewer.state.charts.bars import BucketBars, CoverageBars, InstanceBars, SizeBars
from forgery_viewer.state.charts.channels import ChannelDots, Order
from forgery_viewer.state.charts.choice import Chart
from forgery_viewer.state.charts.curve import CoverageCurve
from forgery_viewer.state.charts.frame import Frame
from forgery_viewer.state.charts.groups import Boxes, CoverageCells


@dataclass(frozen=True, slots=True)
class Charts:
    """The statistics of some rows of an index, and the charts made of them.

    Attributes:
        index: The index that was counted.
        frame: What the charts keep from filter to filter.
        statistics: The figures.
        by_key: The charts.
        scope: Labels and splits of the masks, or of the images where there is no mask.
        order: Order of the colour channels.
    """

    index: Index
    frame: Frame
    statistics: Statistics
    by_key: dict[str, Chart]
    scope: str
    order: Order


def draw_up(index: Index, rows: Rows | None, channels: ChannelTable | None, order: Order) -> Charts:
    """Count some rows of an index, or all, and make every chart. Pure NumPy; for any thread."""
    frame = Frame.of(index)
    statistics = summarise(index, rows, channels)
    charts: tuple[Chart, ...] = (
        CoverageBars.of(statistics, frame),
        CoverageCurve.of(statistics, frame),
        BucketBars.of(statistics),
        SizeBars.of(statistics, frame),
        ChannelDots.of(statistics.channels, frame, order),
        InstanceBars.of(statistics, frame),
        CoverageCells.of(statistics, frame),
        Boxes.of(statistics, frame, index, "coverage"),
        Boxes.of(statistics, frame, index, "area"),
    )
    return Charts(
        index,
        frame,
        statistics,
        {chart.key: chart for chart in charts},
        scope(index, statistics),
        order,
    )


def recoloured(charts: Charts, channels: ChannelTable | None, order: Order) -> Charts:
    """The same count with what is known of the colours by now."""
    index, statistics = charts.index, charts.statistics
    label = index.column("label")[statistics.rows]
    table = ChannelTable.unread(len(index)) if channels is None else channels
    known = {name: table.figures(statistics.rows[label == name]) for name in LABELS}
    figures = {name: found for name, found in known.items() if found is not None}
    dots = ChannelDots.of(figures, charts.frame, order)
    return replace(
        charts,
        statistics=replace(statistics, channels=figures),
        by_key={**charts.by_key, dots.key: dots},
        order=order,
    )


def scope(index: Index, statistics: Statistics) -> str:
    """Labels and splits of what the figures are about, as `forged, train`."""
    rows = statistics.masks.rows if len(statistics.masks.rows) else statistics.rows
    words = []
    for name in ("label", "split"):
        found = index.column(name)[rows]
        known = LABELS if name == "label" else SPLITS
        words.append(" and ".join(word for word in known if (found == word).any()))
    return ", ".join(filter(None, words))

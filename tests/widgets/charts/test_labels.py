"""What is written in the charts: at the height of its mark, beside its line, and nothing twice."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.percentile_labels import MARKED
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.state.charts.channels import ChannelDots
from forgery_viewer.widgets.charts.bar_plots import CoveragePlot
from forgery_viewer.widgets.charts.channel_plot import ChannelPlot
from forgery_viewer.widgets.charts.plot import tick_metrics
from tests.small_index import forged, known, listed
from tests.widgets.charts.conftest import MakePlot
from tests.widgets.pointing import seen


def close_percentiles() -> Charts:
    """Charts of masks of which P95 and P99 are next to each other."""
    keys = [forged(str(number)) for number in range(40)]
    size = {"height": 1000, "width": 1000, "instances": 1, "mode": "RGB", "regions": 2}
    areas = [2000 * 1.1**number for number in range(36)] + [163_000, 163_500, 163_600, 164_000]
    details = {key: {**size, "area_px": int(area)} for key, area in zip(keys, areas, strict=True)}
    return draw_up(known(listed(keys), details), None, None, "rgb")


@pytest.mark.parametrize("width", [420, 620, 1300])
def test_every_percentile_has_a_label(make_plot: MakePlot, width: int) -> None:
    plot = make_plot("coverage_histogram")
    assert isinstance(plot, CoveragePlot)
    plot.resize(width, 300)
    plot.show_chart(close_percentiles().by_key["coverage_histogram"])
    marks = plot.percentiles()
    assert " ".join(mark.label.names for mark in marks).split() == [n.upper() for n in MARKED]
    measure = tick_metrics(11, 600).horizontalAdvance
    widths = [max(map(measure, mark.text.split("\n"))) for mark in marks]
    for (one, one_px), (other, other_px) in pairwise(zip(marks, widths, strict=True)):
        assert one.middle + one_px / 2 <= other.middle - other_px / 2
    assert marks[0].middle - widths[0] / 2 >= 0
    assert marks[-1].middle + widths[-1] / 2 <= width


def test_where_there_is_room_labels_have_their_figures(make_plot: MakePlot) -> None:
    plot = make_plot("coverage_histogram")
    assert isinstance(plot, CoveragePlot)
    plot.show_chart(close_percentiles().by_key["coverage_histogram"])
    assert all(mark.text.endswith(" %") for mark in plot.percentiles())
    plot.resize(330, 300)
    assert not any("%" in mark.text for mark in plot.percentiles())


@pytest.mark.parametrize("width", [330, 620, 1300])
def test_means_are_written_at_their_dots(make_plot: MakePlot, charts: Charts, width: int) -> None:
    plot, chart = make_plot("channels"), charts.by_key["channels"]
    assert isinstance(plot, ChannelPlot)
    assert isinstance(chart, ChannelDots)
    plot.resize(width, 300)
    plot.settle()
    assert len(chart.figures) == 3
    rects = []
    for place in range(len(chart)):
        rect, _align = plot.mean_label(place)
        _label, _channel, mean, deviation = chart.dot(place)
        dot, cap = plot.levels.at(mean), plot.levels.at(mean + deviation)
        distance = max(0.0, rect.top() - dot, dot - rect.bottom())
        assert distance <= max(8, dot - cap + 3)
        if dot - cap >= 24:
            assert distance <= 8, "not at the end of its line"
        rects.append(rect)
    assert not any(one.intersects(other) for one, other in combinations(rects, 2))


def test_the_legend_names_only_what_is_drawn(make_plot: MakePlot, index: Index) -> None:
    plot = make_plot("image_sizes")
    rows = np.flatnonzero(index.column("label") == "authentic")
    plot.show_chart(draw_up(index, rows, None, "rgb").by_key["image_sizes"])
    picture = seen(plot)
    # One entry: nothing is written where a second one would begin.
    legend = picture[0:18, 140:]
    assert (legend == legend[0, 0]).all()

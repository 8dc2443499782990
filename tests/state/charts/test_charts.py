"""The figures of the charts are those of NumPy, and each choice finds exactly what it counts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forgery_viewer.core.channels import ChannelTable
from forgery_viewer.core.dataset import Index
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.charts.bars import BucketBars, CoverageBars, InstanceBars, SizeBars
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.state.charts.channels import ChannelDots
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.charts.csv_text import csv_bytes
from forgery_viewer.state.charts.curve import CoverageCurve
from forgery_viewer.state.charts.groups import Boxes, CoverageCells
from tests.realistic_index import realistic
from tests.small_index import authentic, forged, known, listed

RANGES = ("coverage_histogram", "coverage_buckets", "image_sizes", "instances")


def charts_of(index: Index, rows: list[int] | None = None) -> Charts:
    return draw_up(index, None if rows is None else np.array(rows, np.intp), None, "rgb")


def found(index: Index, choice: Choice) -> int:
    return int(parse_filter(choice.terms).accepts(index).sum())


@pytest.fixture(scope="module")
def index() -> Index:
    return realistic(700, empty=3)


@pytest.fixture(scope="module")
def charts(index: Index) -> Charts:
    return charts_of(index)


@settings(max_examples=15)
@given(st.integers(3, 120), st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_each_mark_finds_exactly_what_it_counts(count: int, seed: int, empty: int) -> None:
    index = realistic(count, seed, empty=empty)
    for chart in charts_of(index).by_key.values():
        for place in range(len(chart)):
            choice = chart.choice(place, place)
            if choice is not None:
                assert found(index, choice) == choice.count, choice
                assert choice.share_pct == pytest.approx(100 * choice.count / max(1, chart.total))


@given(st.sampled_from(RANGES), st.data())
def test_bars_side_by_side_find_what_they_count_together(key: str, data: st.DataObject) -> None:
    index = realistic(300, empty=1)
    chart = charts_of(index).by_key[key]
    first = data.draw(st.integers(0, len(chart) - 1))
    last = data.draw(st.integers(first, len(chart) - 1))
    choice = chart.choice(first, last)
    assert choice is not None
    assert found(index, choice) == choice.count
    assert np.flatnonzero(chart.chosen(choice)).tolist() == list(range(first, last + 1))


def test_the_histogram_of_coverage_is_that_of_numpy(index: Index, charts: Charts) -> None:
    chart = charts.by_key["coverage_histogram"]
    assert isinstance(chart, CoverageBars)
    coverage = index.column("coverage_pct")
    coverage = coverage[coverage > 0]
    counts, _edges = np.histogram(coverage, chart.edges)
    assert chart.counts.tolist() == counts.tolist()
    assert chart.total == len(coverage)
    assert chart.summary.p75 == np.percentile(coverage, 75)
    assert chart.table()[1:] == [
        (low, high, count)
        for low, high, count in zip(
            chart.edges[:-1].tolist(), chart.edges[1:].tolist(), counts.tolist(), strict=True
        )
    ]


def test_buckets(index: Index, charts: Charts) -> None:
    chart = charts.by_key["coverage_buckets"]
    assert isinstance(chart, BucketBars)
    coverage = index.column("coverage_pct")
    ends = [0, 0.1, 0.5, 1, 2, 5, 100]
    counts = [int(((coverage > a) & (coverage <= b)).sum()) for a, b in pairwise(ends)]
    assert chart.counts.tolist() == counts
    assert [line[3] for line in chart.table()[1:]] == counts
    dash = "\N{EN DASH}"
    assert chart.labels == ["≤ 0.1", *(f"{a} {dash} {b}" for a, b in
        (("0.1", "0.5"), ("0.5", "1"), ("1", "2"), ("2", "5"))), "> 5"]  # fmt: skip
    choice = chart.choice(4, 4)
    assert (choice.name, choice.terms) == (f"2 {dash} 5 %", "2<coverage<=5")
    assert chart.told(4).startswith(f"2 {dash} 5 %:  {counts[4]} cases, ")


def test_the_curve_tells_how_many_are_at_or_under(index: Index, charts: Charts) -> None:
    chart = charts.by_key["coverage_curve"]
    assert isinstance(chart, CoverageCurve)
    coverage = index.column("coverage_pct")
    coverage = coverage[coverage > 0]
    for place in range(0, len(chart), 7):
        value = chart.places_pct[place]
        assert chart.choice(0, place).count == (coverage <= value).sum()
    assert chart.choice(0, len(chart) - 1).count == len(coverage)
    x, y = chart.points()
    assert (np.diff(x) >= 0).all()
    assert (np.diff(y) >= 0).all()
    assert (y[0], y[-1]) == (0, 100)
    values, under, shares = zip(*chart.table()[1:], strict=True)
    assert list(values) == np.unique(coverage).tolist()
    assert list(under) == [int((coverage <= value).sum()) for value in values]
    assert list(shares) == pytest.approx([100 * count / len(coverage) for count in under])


def test_sizes_by_label(index: Index, charts: Charts) -> None:
    chart = charts.by_key["image_sizes"]
    assert isinstance(chart, SizeBars)
    sides = np.maximum(index.column("height"), index.column("width"))
    assert list(chart.by_label) == ["forged", "authentic", "unlabelled"]
    for label, counts in chart.by_label.items():
        expected, _edges = np.histogram(sides[index.column("label") == label], chart.edges)
        assert counts.tolist() == expected.tolist()
    assert chart.total == len(index)
    assert chart.choice(0, 0).noun == "image"


def test_instances_and_cells(index: Index, charts: Charts) -> None:
    bars, cells = charts.by_key["instances"], charts.by_key["coverage_by_instances"]
    assert isinstance(bars, InstanceBars)
    assert isinstance(cells, CoverageCells)
    has_pixel = index.column("area_px") > 0
    number, coverage = index.column("instances")[has_pixel], index.column("coverage_pct")[has_pixel]
    assert bars.counts.tolist() == [int((number == n).sum()) for n in range(1, 6)]
    assert cells.counts[:-1, -1].tolist() == bars.counts.tolist()
    assert cells.counts[1, 4] == ((number == 2) & (coverage > 2) & (coverage <= 5)).sum()
    assert cells.total == len(number)
    assert cells.choice(0, len(cells) - 1) is None, "everything is no choice"


def test_boxes(index: Index, charts: Charts) -> None:
    area = index.column("area_px")
    number = index.column("instances")
    chart = charts.by_key["area_boxes"]
    assert isinstance(chart, Boxes)
    assert [group.name for group in chart.groups][:3] == ["All", "1 instance", "2 instances"]
    assert chart.choice(0, 0) is None
    figures = chart.groups[2].summary
    values = area[(number == 2) & (area > 0)]
    assert (figures.count, figures.p25) == (len(values), np.percentile(values, 25))
    line = dict(zip(chart.table()[0], chart.table()[3], strict=True))
    assert line["p99_px"] == np.percentile(values, 99)


def test_labels_with_masks_have_boxes_where_there_are_several() -> None:
    details = {"height": 10, "width": 10, "instances": 1, "area_px": 5}
    keys = [forged("1"), authentic("1"), authentic("2")]
    index = known(listed(keys), {keys[0]: details, keys[2]: details})
    chart = charts_of(index).by_key["coverage_boxes"]
    assert isinstance(chart, Boxes)
    assert [group.name for group in chart.groups] == ["All", "Forged", "Authentic", "1 instance"]
    choice = chart.choice(2, 2)
    assert choice is not None
    assert found(index, choice) == choice.count == 1
    other = charts_of(index).by_key["area_boxes"]
    assert other.chosen(choice).tolist() == [False, False, True, False]


def test_bars_stay_where_they_are_while_other_rows_are_counted(
    index: Index, charts: Charts
) -> None:
    few = charts_of(index, [600, 650])
    for key in RANGES:
        assert len(few.by_key[key]) == len(charts.by_key[key])
    assert few.by_key["coverage_histogram"].total == 2


def test_a_range_of_coverage_shows_in_every_chart_of_coverage(charts: Charts) -> None:
    buckets, bars = charts.by_key["coverage_buckets"], charts.by_key["coverage_histogram"]
    choice = buckets.choice(4, 4)
    assert isinstance(bars, CoverageBars)
    for span, chosen in zip(bars.spans, bars.chosen(choice), strict=True):
        assert chosen == (2 < np.sqrt(span.low * span.high) <= 5)
    part = bars.choice(10, 12)
    assert not buckets.chosen(part).any(), "a bucket is not chosen for a part of it"
    cells = charts.by_key["coverage_by_instances"]
    assert isinstance(cells, CoverageCells)
    marked = cells.chosen(choice).reshape(cells.counts.shape)
    assert marked[:, 4].all()
    assert marked.sum() == len(marked)


def test_a_number_of_instances_shows_in_bars_cells_and_boxes(charts: Charts) -> None:
    choice = charts.by_key["coverage_boxes"].choice(2, 2)
    assert choice is not None
    assert charts.by_key["instances"].chosen(choice).tolist() == [False, True, False, False, False]
    assert charts.by_key["area_boxes"].chosen(choice).tolist().index(True) == 2
    assert not charts.by_key["coverage_histogram"].chosen(choice).any()


def test_a_cell_shows_in_its_own_chart_alone(charts: Charts) -> None:
    cells = charts.by_key["coverage_by_instances"]
    choice = cells.choice(11, 11)
    assert choice is not None
    assert choice.terms == "n:2 2<coverage<=5"
    assert np.flatnonzero(cells.chosen(choice)).tolist() == [11]
    assert not charts.by_key["coverage_buckets"].chosen(choice).any()


def test_choices_are_counted_anew(index: Index, charts: Charts) -> None:
    few = charts_of(index, list(range(0, 700, 3)))
    for key, chart in charts.by_key.items():
        for place in range(0, len(chart), 5):
            choice = chart.choice(place, place)
            if choice is not None:
                again = few.by_key[key].recounted(choice)
                expected = few.by_key[key].choice(place, place)
                assert expected is not None
                assert (again.count, again.same(choice)) == (expected.count, True)


def test_channels_in_both_orders(index: Index) -> None:
    table = ChannelTable.unread(len(index))
    table.pixels[:] = 2
    table.sums[:] = (20, 40, 60)
    table.squares[:] = (250, 800, 1800)
    rgb, bgr = (draw_up(index, None, table, order).by_key["channels"] for order in ("rgb", "bgr"))
    assert isinstance(rgb, ChannelDots)
    assert isinstance(bgr, ChannelDots)
    assert rgb.dot(0) == ("forged", "red", 10.0, 5.0)
    assert bgr.dot(0) == ("forged", "blue", 30.0, 0.0)
    assert [line[0] for line in bgr.table()[1:]] == ["blue"] * 3 + ["green"] * 3 + ["red"] * 3
    assert rgb.told(1) == "Red, authentic:  10.0 ± 5.0"
    assert rgb.choice(0, 0) is None


def test_bars_of_coverage_are_named_with_three_figures() -> None:
    keys = [forged(str(number)) for number in range(3)]
    size = {"height": 100, "width": 1000, "instances": 1, "mode": "RGB", "regions": 2}
    areas = (199, 830, 16500)
    details = {key: {**size, "area_px": area} for key, area in zip(keys, areas, strict=True)}
    chart = charts_of(known(listed(keys), details)).by_key["coverage_histogram"]
    assert isinstance(chart, CoverageBars)
    ends = [end for span in chart.spans for end in chart.name(span)[:-2].split(" \N{EN DASH} ")]
    assert all(len(end.replace(".", "").lstrip("0")) == 3 for end in ends), ends
    # What is asked of the filter is the same number.
    assert found(known(listed(keys), details), chart.choice(0, 0)) == 1


def test_a_single_mask_has_no_spread() -> None:
    details = {"height": 100, "width": 1000, "instances": 1, "area_px": 15979}
    charts = charts_of(known(listed([forged("1")]), {forged("1"): details}))
    assert charts.by_key["coverage_boxes"].told(0) == "All:  15.979 %, 1 case"
    assert charts.by_key["area_boxes"].told(1) == "1 instance:  15,979 px, 1 case"


def test_boxes_tell_coverages_to_three_decimals(charts: Charts) -> None:
    chart = charts.by_key["coverage_boxes"]
    assert isinstance(chart, Boxes)
    summary = chart.groups[0].summary
    assert chart.told(0) == (
        f"All:  median {summary.p50:.3f} %, half from {summary.p25:.3f} % to {summary.p75:.3f} %"
    )


def test_labels_without_an_image_are_not_named(index: Index) -> None:
    rows = np.flatnonzero(index.column("label") == "forged").tolist()
    chart = charts_of(index, rows).by_key["image_sizes"]
    assert isinstance(chart, SizeBars)
    assert chart.labels == ["forged"]
    assert "authentic" not in chart.told(0)


def test_figures_that_there_are_not_are_left_blank(index: Index) -> None:
    for chart in charts_of(index, []).by_key.values():
        assert b"nan" not in csv_bytes(chart.table())
    boxes = charts_of(index, []).by_key["coverage_boxes"]
    assert csv_bytes(boxes.table()).splitlines()[1] == b"All,0" + 11 * b","


def test_of_nothing_there_is_nothing_to_draw() -> None:
    for charts in (charts_of(listed([])), charts_of(realistic(20), [])):
        for chart in charts.by_key.values():
            assert chart.total == 0
            assert all(len(line) == len(chart.table()[0]) for line in chart.table())

"""The figures hold the numbers they are drawn from, and are the same whenever they are drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.number_text import percent, whole
from forgery_viewer.core.report.figures import ReportFigure, draw_figures
from forgery_viewer.core.report.image_figures import channel_bars, size_histograms
from forgery_viewer.core.report.mask_figures import (
    bucket_bars,
    coverage_curve,
    coverage_histogram,
    instance_bars,
    mask_boxes,
)
from forgery_viewer.core.report.style import house_style
from forgery_viewer.core.statistics import Statistics, summarise
from tests.core.report.test_takeaways import of_masks
from tests.small_index import listed

NAMES = ["coverage_histogram", "coverage_curve", "coverage_buckets", "instances", "mask_boxes",
         "image_sizes", "channels"]  # fmt: skip


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    with house_style():
        yield


def texts(figure: Figure) -> list[str]:
    """All texts of a figure, after it was laid out."""
    figure.draw_without_rendering()
    return [found.get_text() for found in figure.findobj(Text)]


def texts_of_svg(svg: bytes) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - it was made by the program itself
    return ["".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_figure_is_drawn_and_titled(mini_figures: tuple[ReportFigure, ...]) -> None:
    assert [figure.name for figure in mini_figures] == NAMES
    for figure in mini_figures:
        assert figure.title in texts_of_svg(figure.svg)
        assert figure.title not in texts_of_svg(figure.plain_svg)
        assert figure.help.endswith(".")
        with Image.open(io.BytesIO(figure.png)) as picture:
            assert picture.format == "PNG"
            assert picture.width > 900
            assert len(np.unique(np.asarray(picture.convert("L")))) > 20


def test_percentiles_are_marked(large_statistics: Statistics) -> None:
    found = texts(coverage_histogram(large_statistics))
    figures = large_statistics.coverage_pct.figures()
    for name in ("p1", "p5", "p25", "p50", "p75", "p95", "p99"):
        assert f"{name.upper()}\n{percent(figures[name])}" in found
    curve = texts(coverage_curve(large_statistics))
    assert f"half at or under {percent(large_statistics.coverage_pct.p50)}" in curve


def test_close_percentiles_are_all_marked(mini_statistics: Statistics) -> None:
    figure = coverage_histogram(mini_statistics)
    found = texts(figure)
    figures = mini_statistics.coverage_pct.figures()
    named = [text for text in figure.findobj(Text) if text.get_text().startswith("P")]
    assert len(named) == 7
    for name in ("p1", "p5", "p25", "p50", "p75", "p95", "p99"):
        assert f"{name.upper()}\n{percent(figures[name])}" in found
    boxes = sorted((text.get_window_extent() for text in named), key=lambda box: box.x0)
    assert all(one.x1 <= other.x0 for one, other in pairwise(boxes))
    (axes,) = figure.axes
    lines = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"]  # type: ignore[index]
    assert figures["p99"] in lines


def test_words_beside_the_curve_keep_clear_of_each_other(mini_statistics: Statistics) -> None:
    figure = coverage_curve(mini_statistics)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.findobj(Text)
             if "at or under" in text.get_text()]  # fmt: skip
    assert len(boxes) == 3
    boxes.sort(key=lambda box: box.y0)
    height = boxes[0].height
    assert all(other.y0 - one.y1 >= height / 2 for one, other in pairwise(boxes))


def test_the_bars_of_the_histogram_are_its_counts(large_statistics: Statistics) -> None:
    (axes,) = coverage_histogram(large_statistics).axes
    heights = [patch.get_height() for patch in axes.patches]  # type: ignore[attr-defined]
    assert sum(heights) == large_statistics.counts.masks


def test_the_curve_climbs_to_the_whole(large_statistics: Statistics) -> None:
    (axes,) = coverage_curve(large_statistics).axes
    coverage, shares = axes.lines[0].get_data()
    assert np.all(np.diff(coverage) > 0)
    assert np.asarray(shares)[-1] == pytest.approx(100)


def test_buckets_and_instances_have_count_and_share(large_statistics: Statistics) -> None:
    found = texts(bucket_bars(large_statistics))
    for bucket in large_statistics.buckets:
        assert {whole(bucket.count), f"{bucket.share_pct:.1f} %"} <= set(found)
    found = texts(instance_bars(large_statistics))
    assert {whole(group.count) for group in large_statistics.by_instances} <= set(found)


def test_forged_images_are_filled_and_authentic_ones_outlined(
    large_statistics: Statistics,
) -> None:
    for axes in size_histograms(large_statistics).axes:
        filled = {patch.get_label(): patch.get_fill() for patch in axes.patches}
        sizes = large_statistics.sizes
        assert filled[f"Forged, {whole(len(sizes['forged'].rows))}"]
        assert not filled[f"Authentic, {whole(len(sizes['authentic'].rows))}"]


def test_channels_can_be_turned_round(mini_statistics: Statistics) -> None:
    colours = ["Red", "Green", "Blue"]
    for bgr in (False, True):
        found = texts(channel_bars(mini_statistics, bgr=bgr))
        shown = dict.fromkeys(text for text in found if text in colours)
        assert list(shown) == colours[:: -1 if bgr else 1]
        forged = mini_statistics.channels["forged"]
        assert f"{forged.mean_rgb[0]:.1f}" in found
        assert f"± {forged.std_rgb[2]:.1f}" in found


@pytest.mark.parametrize(
    "masks",
    [[(1, 1, 1)], [(1, 10_000, 1)], [(1, 5, 2), (1, 5, 2)], [(64, 9_999, 64), (1, 1, 1)],
     [(n, 10 * n, 2) for n in range(1, 12)]],
)  # fmt: skip
@pytest.mark.parametrize(
    "draw", [coverage_histogram, coverage_curve, bucket_bars, mask_boxes, size_histograms]
)
def test_odd_data_can_be_drawn(
    masks: list[tuple[int, int, int]], draw: Callable[[Statistics], Figure]
) -> None:
    assert texts(draw(of_masks(masks)))


def test_what_there_are_no_numbers_for_is_not_drawn(mini_index: Index) -> None:
    assert draw_figures(summarise(listed([]))) == ()
    alone = summarise(mini_index, np.flatnonzero(mini_index.column("label") == "authentic"))
    once = draw_figures(alone)
    assert [figure.name for figure in once] == ["image_sizes"]
    # The same numbers give the same files.
    assert draw_figures(alone) == once

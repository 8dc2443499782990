"""What is seen of the charts: colours of the theme, heights that are right, words that fit."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.dataset import Index
from forgery_viewer.state.charts.bars import Bars
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.widgets.charts.bar_plots import BarPlot
from forgery_viewer.widgets.charts.catalogue import KINDS, ChartKind
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.charts.pictures import SIZE_PX, draw_png, draw_svg, png_bytes
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from tests.widgets.charts.conftest import MakePlot
from tests.widgets.pointing import colour, seen

KEYS = [kind.key for kind in KINDS]


def at_mark(plot: ChoosingPlot, place: int) -> tuple[int, ...]:
    """The colour at the foot of a bar."""
    rect = plot.mark_rect(place)
    return tuple(seen(plot)[round(rect.bottom()) - 2, round(rect.center().x()) - 2].tolist())


def test_chosen_bars_have_the_accent_in_both_themes(
    make_plot: MakePlot, charts: Charts, dress: Callable[[Theme], None]
) -> None:
    plot = make_plot("coverage_buckets")
    plot.show_choice(charts.by_key["coverage_buckets"].choice(3, 4))
    for theme in (DARK, LIGHT, DARK):
        dress(theme)
        colours = [at_mark(plot, place) for place in range(1, 6)]
        bar, accent = colour(theme.bar), colour(theme.accent)
        assert colours == [bar, bar, accent, accent, bar]


@pytest.mark.parametrize("key", ["coverage_histogram", "coverage_buckets", "instances"])
def test_heights_are_in_proportion_to_counts(key: str, make_plot: MakePlot, charts: Charts) -> None:
    plot, chart = make_plot(key), charts.by_key[key]
    assert isinstance(plot, BarPlot)
    assert isinstance(chart, Bars)
    heights = np.array([plot.mark_rect(place).height() for place in range(len(chart))])
    full = plot.area.height() * chart.counts / plot.ticks[-1].value
    assert np.abs(heights - full).max() <= 1.01


def test_the_histogram_lies_between_the_edges_of_its_scale(
    make_plot: MakePlot, charts: Charts
) -> None:
    plot = make_plot("coverage_histogram")
    first, last = plot.mark_rect(0), plot.mark_rect(len(charts.by_key["coverage_histogram"]) - 1)
    assert first.left() == pytest.approx(plot.area.left(), abs=1)
    assert last.right() == pytest.approx(plot.area.right(), abs=2)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [(230, 190), (420, 260), (1300, 420)])
def test_every_size_is_drawn(key: str, size: tuple[int, int], make_plot: MakePlot) -> None:
    plot = make_plot(key)
    plot.resize(*size)
    assert len(np.unique(seen(plot).reshape(-1, 3), axis=0)) > 4


@pytest.mark.parametrize("key", KEYS)
def test_where_there_is_nothing_to_draw_that_is_said(
    key: str, make_plot: MakePlot, index: Index
) -> None:
    plot = make_plot(key)
    full = seen(plot)
    nothing = draw_up(index, np.zeros(0, np.intp), None, "rgb")
    plot.show_chart(nothing.by_key[key])
    words = seen(plot)
    assert 0 < (words != words[0, 0]).any(axis=2).sum() < (full != full[0, 0]).any(axis=2).sum()


@pytest.mark.parametrize("kind", KINDS, ids=KEYS)
def test_pictures_are_white_sharp_and_titled(
    kind: ChartKind, charts: Charts, show: Callable[[QWidget], None],
    dress: Callable[[Theme], None],
) -> None:  # fmt: skip
    image = draw_png(kind, charts, None)
    assert (image.width(), image.height()) == (2 * SIZE_PX[0], 2 * SIZE_PX[1])
    assert image.pixelColor(2, 2).name() == "#ffffff"
    again = QImage.fromData(QByteArray(png_bytes(image)))
    assert again == image
    svg = draw_svg(kind, charts, None)
    text = " ".join(ET.fromstring(svg).itertext())  # noqa: S314 - written just now
    assert kind.title in text
    assert QSvgRenderer(QByteArray(svg)).isValid()

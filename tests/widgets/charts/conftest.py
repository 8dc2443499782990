"""Charts of one data set, on the screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.channels import ChannelTable
from forgery_viewer.core.dataset import Index
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.widgets.charts.catalogue import KINDS
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from forgery_viewer.widgets.theme import Theme
from tests.realistic_index import realistic

MakePlot = Callable[[str], ChoosingPlot]
SIZE_PX = (620, 320)


@pytest.fixture(scope="session")
def index() -> Index:
    return realistic(900, empty=2)


@pytest.fixture(scope="session")
def charts(index: Index) -> Charts:
    """All charts of the index, colours included."""
    table = ChannelTable.unread(len(index))
    means = np.random.default_rng(5).integers(60, 200, (len(index), 3)).astype(np.uint64)
    table.pixels[:] = 100
    table.sums[:] = means * 100
    table.squares[:] = (means**2 + 900) * 100
    return draw_up(index, None, table, "rgb")


@pytest.fixture
def make_plot(
    charts: Charts, show: Callable[[QWidget], None], dress: Callable[[Theme], None]
) -> MakePlot:
    """Shows the chart of a key."""

    def make(key: str) -> ChoosingPlot:
        kind = next(kind for kind in KINDS if kind.key == key)
        # In a window, as it is in the program: pyqtgraph's views are not made to be one.
        window = QWidget()
        plot = kind.make()
        plot.setParent(window)
        plot.resize(*SIZE_PX)
        window.resize(1400, 480)
        show(window)
        plot.show_chart(charts.by_key[key])
        return plot

    return make

"""Statistics to report on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.channels import ChannelSums, ChannelTable, channel_sums
from forgery_viewer.core.dataset import Index, scan
from forgery_viewer.core.report.figures import ReportFigure, draw_figures
from forgery_viewer.core.scanning import read_all_channels
from forgery_viewer.core.statistics import Statistics, summarise
from tests.core.building import noise
from tests.realistic_index import realistic


@pytest.fixture(scope="session")
def mini_index(shared_data: Path) -> Index:
    return scan(shared_data / "recodai_mini")


@pytest.fixture(scope="session")
def mini_statistics(mini_index: Index) -> Statistics:
    return summarise(mini_index, None, read_all_channels(mini_index))


@pytest.fixture(scope="session")
def mini_figures(mini_statistics: Statistics) -> tuple[ReportFigure, ...]:
    return draw_figures(mini_statistics)


@pytest.fixture(scope="session")
def large_statistics() -> Statistics:
    """As many images as the competition's set has."""
    index = realistic(5128)
    sums = [channel_sums(noise(5, 7, seed=row % 50)) for row in range(len(index))]
    table = ChannelTable.unread(len(index)).with_sums(ChannelSums.of(np.arange(len(index)), sums))  # type: ignore[arg-type]
    return summarise(index, None, table)

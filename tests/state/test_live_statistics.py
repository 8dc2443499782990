"""The statistics in the window: counted in the background, always of the newest state."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.channels import ChannelTable
from forgery_viewer.core.dataset import Index
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.regions import Figures, InstanceFigures
from forgery_viewer.state.charts.channels import ChannelDots
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.live_statistics import LiveStatistics
from forgery_viewer.state.tasks import Tasks
from tests.realistic_index import realistic
from tests.small_index import listed


@pytest.fixture
def index() -> Index:
    return realistic(200)


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    lane = Tasks("statistics", 1)
    yield lane
    lane.close()


@pytest.fixture
def model(index: Index) -> DatasetModel:
    model = DatasetModel()
    model.set_index(index)
    return model


@pytest.fixture
def statistics(model: DatasetModel, lane: Tasks, qtbot: QtBot) -> LiveStatistics:
    """Counted once, over all images."""
    statistics = LiveStatistics(model, lane)
    with qtbot.waitSignal(statistics.changed):
        statistics.set_active(True)
    # The filter takes what is chosen, as the browser does.
    statistics.terms_wanted.connect(lambda terms: model.set_filter(parse_filter(terms)))
    return statistics


def images(statistics: LiveStatistics) -> int:
    assert statistics.charts is not None
    return statistics.charts.statistics.counts.images


def bucket(statistics: LiveStatistics, place: int) -> Choice:
    assert statistics.charts is not None
    choice = statistics.charts.by_key["coverage_buckets"].choice(place, place)
    assert choice is not None
    return choice


def has_choice(statistics: LiveStatistics) -> bool:
    return statistics.choice is not None


def test_nothing_is_counted_while_nobody_looks(
    model: DatasetModel, lane: Tasks, index: Index, qtbot: QtBot
) -> None:
    statistics = LiveStatistics(model, lane)
    model.set_filter(parse_filter("n:1"))
    assert statistics.charts is None
    assert lane.pending == 0
    with qtbot.waitSignal(statistics.changed):
        statistics.set_active(True)
    statistics.set_active(False)
    model.set_index(realistic(50))
    assert lane.pending == 0
    with qtbot.waitSignal(statistics.changed):
        statistics.set_active(True)
    assert images(statistics) == 50


def test_all_images_whatever_the_filter_shows(
    statistics: LiveStatistics, model: DatasetModel, lane: Tasks, index: Index
) -> None:
    model.set_filter(parse_filter("label:forged"))
    assert lane.pending == 0
    assert images(statistics) == len(index)


def test_the_figures_follow_the_filter(
    statistics: LiveStatistics, model: DatasetModel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(statistics.changed):
        statistics.set_shows("filter")
    for terms in ("label:forged n:2", "coverage>5", "no such case", ""):
        with qtbot.waitSignal(statistics.changed):
            model.set_filter(parse_filter(terms))
        assert images(statistics) == model.rowCount()


def test_of_many_changes_the_last_one_counts(
    statistics: LiveStatistics, model: DatasetModel, lane: Tasks, qtbot: QtBot
) -> None:
    statistics.set_shows("filter")
    for number in range(30):
        model.set_filter(parse_filter(f"size>{number * 10}"))
        assert lane.pending <= 1
    with qtbot.waitSignal(lane.idle):
        pass
    qtbot.waitUntil(lambda: not statistics.is_counting)
    assert images(statistics) == model.rowCount()
    assert model.record_filter == parse_filter("size>290")


def test_a_choice_goes_to_the_filter_and_comes_back(
    statistics: LiveStatistics, model: DatasetModel
) -> None:
    chosen = bucket(statistics, 4)
    statistics.choose(chosen)
    assert statistics.choice == chosen
    assert str(model.record_filter) == "2<coverage<=5"
    assert model.rowCount() == chosen.count
    statistics.choose(bucket(statistics, 5))
    assert str(model.record_filter) == "coverage>5"
    statistics.choose(bucket(statistics, 5))
    assert not has_choice(statistics), "the same once more takes it back"
    assert str(model.record_filter) == ""


def test_what_is_taken_out_of_the_filter_is_no_longer_chosen(
    statistics: LiveStatistics, model: DatasetModel, qtbot: QtBot
) -> None:
    statistics.choose(bucket(statistics, 4))
    model.set_filter(parse_filter("2<coverage<=5 label:forged"))
    assert has_choice(statistics)
    with (
        qtbot.waitSignal(statistics.choice_changed),
        qtbot.assertNotEmitted(statistics.terms_wanted),
    ):
        model.set_filter(parse_filter("label:forged"))
    assert not has_choice(statistics)


def test_a_choice_is_counted_anew_with_the_figures(
    statistics: LiveStatistics, model: DatasetModel, qtbot: QtBot
) -> None:
    statistics.choose(bucket(statistics, 4))
    before = statistics.choice
    assert before is not None
    with qtbot.waitSignal(statistics.changed):
        model.set_index(realistic(400))
    assert statistics.choice is not None
    assert statistics.choice.count == bucket(statistics, 4).count != before.count


def test_channels_come_later_and_turn_round_at_once(
    statistics: LiveStatistics, index: Index, lane: Tasks, qtbot: QtBot
) -> None:
    table = ChannelTable.unread(len(index))
    table.pixels[:] = 1
    table.sums[:] = (1, 2, 3)
    table.squares[:] = (1, 4, 9)
    with qtbot.waitSignal(statistics.changed):
        statistics.set_channels(table)

    def first() -> tuple[str, float]:
        assert statistics.charts is not None
        dots = statistics.charts.by_key["channels"]
        assert isinstance(dots, ChannelDots)
        _label, channel, mean, _deviation = dots.dot(0)
        return channel, mean

    assert first() == ("red", 1.0)
    statistics.set_order("bgr")
    assert first() == ("blue", 3.0)
    assert lane.pending == 0
    with qtbot.waitSignal(statistics.changed):
        statistics.set_shows("filter")
    assert first() == ("blue", 3.0)


def test_colours_of_another_data_set_do_not_count(statistics: LiveStatistics, qtbot: QtBot) -> None:
    with qtbot.waitSignal(statistics.changed):
        statistics.set_channels(ChannelTable.unread(7))
    assert statistics.charts is not None
    assert statistics.charts.statistics.channels == {}


def test_an_empty_data_set(statistics: LiveStatistics, model: DatasetModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(statistics.changed):
        model.set_index(listed([]))
    assert images(statistics) == 0


def test_the_figures_are_those_of_numpy(statistics: LiveStatistics, index: Index) -> None:
    assert statistics.charts is not None
    figures = statistics.charts.statistics
    coverage = index.column("coverage_pct")
    coverage = coverage[coverage > 0]
    assert figures.coverage_pct.p50 == np.percentile(coverage, 50)
    assert figures.coverage_pct.mean == pytest.approx(coverage.mean())
    assert statistics.charts.scope == "forged, train and supplemental"


def test_edits_that_are_not_saved_are_counted_as_the_filter_asks_them(
    statistics: LiveStatistics, model: DatasetModel, lane: Tasks, index: Index, qtbot: QtBot
) -> None:
    before = [bucket(statistics, place).count for place in range(6)]
    coverage = index.column("coverage_pct")
    row = int(np.flatnonzero((coverage > 2) & (coverage <= 5))[0])
    pixels = int(index.column("height")[row]) * int(index.column("width")[row])
    area_px = pixels // 2
    figures = Figures((InstanceFigures(area_px, ()),), area_px, 0, pixels)
    with qtbot.waitSignal(statistics.changed):
        model.set_edited_figures({index.record(row).key: figures})
    for place, change in ((4, -1), (5, 1)):
        chosen = bucket(statistics, place)
        assert chosen.count == before[place] + change
        statistics.choose(chosen)
        assert model.rowCount() == chosen.count
    with qtbot.waitSignal(statistics.changed):
        model.set_edited_figures({})
    followed = statistics.choice
    assert followed is not None
    assert followed.count == model.rowCount() == before[5], "what is chosen follows"
    assert [bucket(statistics, place).count for place in range(6)] == before
    statistics.set_active(False)
    model.set_edited_figures({index.record(row).key: figures})
    model.set_edited_figures({})
    model.set_edited_figures({index.record(row).key: figures})
    assert lane.pending == 0, "nobody looks"
    with qtbot.waitSignal(statistics.changed):
        statistics.set_active(True)
    assert bucket(statistics, 5).count == before[5] + 1


def test_figures_are_counted_once_where_nothing_is_edited(
    statistics: LiveStatistics, model: DatasetModel, lane: Tasks
) -> None:
    model.set_edited_figures({})
    assert lane.pending == 0

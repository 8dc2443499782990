"""The page of the statistics: nothing is cut, charts come one by one, controls say their part."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget, QWidgetAction
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import Index
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.widgets.charts.catalogue import KINDS
from forgery_viewer.widgets.charts.grid import LEAST_ROW_PX
from forgery_viewer.widgets.charts.tile import FORMATS
from forgery_viewer.widgets.statistics_page import StatisticsPage
from forgery_viewer.widgets.theme import Theme
from forgery_viewer.widgets.wording import TIMES
from tests.realistic_index import realistic
from tests.small_index import forged, listed
from tests.widgets.pointing import record

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIZES = [(720, 560), (1040, 680), (1144, 860), (2140, 1400)]


@pytest.fixture(scope="module")
def index() -> Index:
    return realistic(400)


@pytest.fixture(scope="module")
def charts(index: Index) -> Charts:
    return draw_up(index, None, None, "rgb")


@pytest.fixture
def page(
    show: Callable[[QWidget], None],
    dress: Callable[[Theme], None],
    charts: Charts,
    qtbot: QtBot,
) -> StatisticsPage:
    """The page with every chart drawn."""
    page = StatisticsPage()
    page.resize(1144, 860)
    page.show_charts(charts)
    with qtbot.waitSignal(page.settled):
        show(page)
    return page


def choice(charts: Charts, key: str = "coverage_buckets", place: int = 4) -> Choice:
    found = charts.by_key[key].choice(place, place)
    assert found is not None
    return found


def test_charts_are_made_one_in_each_turn(
    show: Callable[[QWidget], None], dress: Callable[[Theme], None], charts: Charts, qtbot: QtBot
) -> None:
    page = StatisticsPage()
    page.show_charts(charts)
    assert page.tiles == {}, "nothing is made before it is seen"
    with qtbot.waitSignal(page.settled):
        show(page)
    assert list(page.tiles) == [kind.key for kind in KINDS]
    assert page.is_settled


@pytest.mark.parametrize("size", SIZES)
def test_charts_fill_the_page_and_do_not_overlap(
    size: tuple[int, int], page: StatisticsPage
) -> None:
    page.resize(*size)
    tiles = [tile.geometry() for tile in page.tiles.values()]
    room = page.grid.viewport().width()
    for one, other in combinations(tiles, 2):
        assert not one.intersects(other)
    for tile in tiles:
        assert tile.height() >= LEAST_ROW_PX
        assert tile.left() >= 0
        assert tile.right() < room
    for top in {tile.top() for tile in tiles}:
        line = [tile for tile in tiles if tile.top() == top]
        assert sum(tile.width() for tile in line) + len(line) - 1 == room
    whole = QRect(0, 0, room, max(tile.bottom() for tile in tiles) + 1)
    assert whole.height() >= page.grid.viewport().height()
    scrolls = page.grid.verticalScrollBar().maximum() > 0
    assert scrolls == (whole.height() > page.grid.viewport().height())


@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_cut(size: tuple[int, int], page: StatisticsPage, charts: Charts) -> None:
    page.resize(*size)
    page.show_choice(choice(charts, "coverage_by_instances", 10), of_all=True)
    for label in page.findChildren(QLabel):
        if type(label) is QLabel and label.isVisible() and not label.wordWrap():
            needed = label.fontMetrics().horizontalAdvance(label.text())
            assert label.width() >= needed, label.text()
    for figure in page.key_figures.figures.values():
        if figure.isVisible():
            row = figure.parentWidget()
            assert row is not None
            assert figure.geometry().right() <= row.width()


def test_key_figures_give_way_from_the_last_one_on(page: StatisticsPage, charts: Charts) -> None:
    figures = list(page.key_figures.figures.values())
    page.resize(2140, 860)
    assert all(figure.isVisible() for figure in figures)
    page.show_choice(choice(charts), of_all=True)
    page.resize(700, 600)
    shown = [figure.isVisible() for figure in figures]
    assert shown == sorted(shown, reverse=True)
    assert 2 <= sum(shown) < len(figures)
    assert page.key_figures.toolTip() == page.key_figures.text


def test_key_figures_are_those_of_numpy(page: StatisticsPage, index: Index) -> None:
    coverage, area = index.column("coverage_pct"), index.column("area_px")
    masks = area > 0
    width, height = (np.median(index.column(side)) for side in ("width", "height"))
    size = f"{width:.0f} {TIMES} {height:.0f} median size"
    for figure in (
        f"{len(index)} images",
        f"{masks.sum()} masks",
        f"{index.column('instances')[masks].sum()} instances",
        f"{np.median(coverage[masks]):.3f} % median coverage",
        f"{coverage[masks].mean():.3f} % mean coverage",
        f"{np.median(area[masks]):,.0f} px median mask",
        size,
    ):
        assert figure in page.key_figures.text


def test_what_is_not_known_is_a_dash(page: StatisticsPage, qtbot: QtBot) -> None:
    unread = listed([forged("1"), forged("2")])
    with qtbot.waitSignal(page.settled):
        page.show_charts(draw_up(unread, None, None, "rgb"))
    assert page.key_figures.text.startswith("2 images, 0 pairs, 0 masks")
    assert "\N{EN DASH} median coverage" in page.key_figures.text
    assert page.bar.scope == "forged, train, 2 not read yet"
    page.show_charts(None)
    assert page.bar.scope == ""


def test_the_chip_names_the_choice_and_takes_it_back(page: StatisticsPage, charts: Charts) -> None:
    chosen = record(page.chosen)
    some = choice(charts)
    page.show_choice(some, of_all=True)
    assert page.chip.text == f"{some.name}  {some.count} cases, {some.share_pct:.1f} %"
    assert page.chip.remove_button.accessibleName() == f"Take back {some.name}"
    QTest.mouseClick(page.chip.remove_button, LEFT, NONE)
    assert chosen == [None]
    page.show_choice(some, of_all=False)
    assert page.chip.text == f"{some.name}  {some.count} cases"
    page.show_choice(None, of_all=True)
    assert page.chip.text == ""


def test_a_chart_tells_what_is_pointed_at_in_place_of_what_it_is(
    page: StatisticsPage, charts: Charts
) -> None:
    tile = page.tiles["coverage_buckets"]
    assert tile.told == "Click a bucket to list its cases."
    rect = tile.plot.mark_rect(4)
    QTest.mouseMove(tile.plot.viewport(), rect.center().toPoint())
    assert tile.told == charts.by_key["coverage_buckets"].told(4)
    QTest.mouseMove(tile.plot.viewport(), QPoint(2, 2))
    assert tile.told == "Click a bucket to list its cases."


def test_reading_is_told_where_the_colours_are(page: StatisticsPage) -> None:
    stopped, resumed = record(page.reading_stopped), record(page.reading_resumed)
    tile = page.tiles["channels"]
    button = page._stop  # noqa: SLF001 - found by its place otherwise
    page.show_reading(1200, 5128, running=True)
    assert tile.told == "Reading channels 1,200 of 5,128"
    assert tile.isAncestorOf(button)
    QTest.mouseClick(button, LEFT, NONE)
    page.show_reading(1200, 5128, running=False)
    assert tile.told == "Channels of 1,200 of 5,128"
    QTest.mouseClick(button, LEFT, NONE)
    assert (len(stopped), len(resumed)) == (1, 1)
    page.show_reading(5128, 5128, running=False)
    assert tile.told == tile.kind.about
    assert not button.isVisible()


def test_reading_tells_rate_and_time_left(
    show: Callable[[QWidget], None], dress: Callable[[Theme], None], qtbot: QtBot
) -> None:
    now = [100.0]
    page = StatisticsPage(clock=lambda: now[0])
    with qtbot.waitSignal(page.settled):
        show(page)
    tile = page.tiles["channels"]
    page.show_reading(0, 2280, running=True)
    # What the workspace had comes at once.
    page.show_reading(436, 2280, running=True)
    assert tile.told == "Reading channels 436 of 2,280"
    now[0] = 102.0
    page.show_reading(1056, 2280, running=True)
    assert tile.told == "Reading channels 1,056 of 2,280 · 310/s · 4 s left"
    page.show_reading(1056, 2280, running=False)
    assert tile.told == "Channels of 1,056 of 2,280"
    # After a stop, the time begins anew.
    now[0] = 200.0
    page.show_reading(1056, 2280, running=True)
    assert tile.told == "Reading channels 1,056 of 2,280"


def test_every_chart_says_how_it_is_read(page: StatisticsPage) -> None:
    for tile in page.tiles.values():
        menu = tile.help_button.menu()
        menu.aboutToShow.emit()
        menu.aboutToShow.emit()
        (action,) = menu.actions()
        assert isinstance(action, QWidgetAction)
        words = action.defaultWidget()
        assert isinstance(words, QLabel)
        assert tile.kind.reading in words.text()
        assert tile.help_button.accessibleName() == "How to read this"
        assert tile.plot.accessibleName().startswith(tile.kind.title)


def test_menus_ask_for_files(page: StatisticsPage) -> None:
    one, every = record(page.save_wanted), record(page.bar.save_all_wanted)
    for action in page.tiles["area_boxes"].menu_button.menu().actions():
        action.trigger()
    assert one == [("area_boxes", key) for key in FORMATS]
    QTest.mouseClick(page.bar.export_button, LEFT, NONE)
    assert page.bar.export_menu.isVisible()
    page.bar.export_menu.close()
    for action in page.bar.export_menu.actions():
        action.trigger()
    assert every == [("png",), ("svg",), ("csv",), ("png", "svg", "csv")]


def whole_in_sight(page: StatisticsPage, key: str) -> bool:
    """Whether all of a tile is inside the page, or its top where it is too high."""
    tile, viewport = page.tiles[key], page.grid.viewport()
    place = QRect(tile.mapTo(viewport, QPoint()), tile.size())
    place.setHeight(min(place.height(), viewport.height()))
    return viewport.rect().contains(place)


@pytest.mark.parametrize("height", [300, 560])
def test_the_tab_key_brings_whole_tiles_into_sight(page: StatisticsPage, height: int) -> None:
    page.resize(720, height)
    QApplication.processEvents()
    page.tiles["coverage_histogram"].help_button.setFocus(Qt.FocusReason.TabFocusReason)
    met = set()
    for _ in range(3 * len(page.tiles)):
        at = QApplication.focusWidget()
        assert at is not None
        key = next(key for key, tile in page.tiles.items() if tile.isAncestorOf(at))
        assert whole_in_sight(page, key), key
        met.add(key)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert met == set(page.tiles)


def test_a_mark_that_the_keyboard_goes_to_comes_into_sight(page: StatisticsPage) -> None:
    page.resize(720, 300)
    QApplication.processEvents()
    tile, bar = page.tiles["area_boxes"], page.grid.verticalScrollBar()
    tile.plot.setFocus()
    bar.setValue(0)
    QTest.keyClick(tile.plot, Qt.Key.Key_End)
    viewport = page.grid.viewport()
    place = tile.plot.cursor_place
    assert place is not None
    rect = tile.plot.mark_rect(place).toAlignedRect()
    seen_at = QRect(tile.plot.mapTo(viewport, rect.topLeft()), rect.size())
    assert viewport.rect().contains(seen_at)


def test_a_click_does_not_scroll(page: StatisticsPage) -> None:
    page.resize(720, 560)
    QApplication.processEvents()
    page.grid.verticalScrollBar().setValue(100)
    plot = page.tiles["coverage_histogram"].plot
    QTest.mouseClick(plot.viewport(), LEFT, NONE, QPoint(60, plot.height() - 40))
    assert page.grid.verticalScrollBar().value() == 100

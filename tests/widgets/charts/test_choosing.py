"""Clicks, drags and keys choose in every chart what is seen under them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.charts.catalogue import Charts, draw_up
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.charts.curve import CoverageCurve
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from tests.widgets.charts.conftest import MakePlot
from tests.widgets.pointing import record, seen

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

IN_ROWS = ("coverage_histogram", "coverage_buckets", "image_sizes", "instances")
CHOOSABLE = (*IN_ROWS, "coverage_curve", "coverage_by_instances", "coverage_boxes", "area_boxes")


def middle(plot: ChoosingPlot, place: int) -> QPoint:
    """Where a mark can be hit; at least a little above its foot."""
    rect = plot.mark_rect(place)
    return QPointF(rect.center().x(), min(rect.center().y(), rect.bottom() - 2)).toPoint()


def click(plot: ChoosingPlot, point: QPoint) -> None:
    QTest.mouseMove(plot.viewport(), point)
    QTest.mouseClick(plot.viewport(), LEFT, NONE, point)


def press_keys(plot: ChoosingPlot, *keys: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(plot, key, modifiers)


@pytest.mark.parametrize("key", CHOOSABLE)
def test_a_click_on_a_mark_chooses_its_cases(
    key: str, make_plot: MakePlot, charts: Charts, index: Index
) -> None:
    plot = make_plot(key)
    chart = charts.by_key[key]
    chosen: list[Choice | None] = record(plot.chosen)
    places = range(0, len(chart), max(1, len(chart) // 9))
    for place in places:
        click(plot, middle(plot, place))
    if isinstance(chart, CoverageCurve):
        # Its points lie closer to each other than pixels do.
        ends = [choice.span.high for choice in chosen if choice and choice.span]
        assert ends == pytest.approx([chart.places_pct[place] for place in places], rel=0.02)
    else:
        assert chosen == [chart.choice(place, place) for place in places]
    for choice in chosen:
        if choice is not None:
            assert parse_filter(choice.terms).accepts(index).sum() == choice.count


@pytest.mark.parametrize("key", IN_ROWS)
def test_a_drag_chooses_several_bars(key: str, make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot(key)
    chart = charts.by_key[key]
    chosen = record(plot.chosen)
    first, last = len(chart) // 3, len(chart) - 2
    for start, end in ((first, last), (last, first)):
        QTest.mousePress(plot.viewport(), LEFT, NONE, middle(plot, start))
        # The pointer may leave the bars on its way: how far along it is counts.
        for place in np.linspace(start, end, 4).round().astype(int):
            QTest.mouseMove(plot.viewport(), QPoint(middle(plot, int(place)).x(), 60))
        assert plot.marked == chart.choice(first, last), "seen while it is dragged"
        QTest.mouseRelease(plot.viewport(), LEFT, NONE, QPoint(middle(plot, end).x(), 60))
    assert chosen == [chart.choice(first, last)] * 2


@pytest.mark.parametrize("key", CHOOSABLE)
def test_a_click_beside_the_marks_takes_the_choice_back(key: str, make_plot: MakePlot) -> None:
    plot = make_plot(key)
    chosen = record(plot.chosen)
    click(plot, QPoint(3, 2))
    assert chosen == [None]


def test_a_press_on_a_box_that_is_let_go_elsewhere_chooses_nothing(make_plot: MakePlot) -> None:
    plot = make_plot("coverage_boxes")
    chosen = record(plot.chosen)
    QTest.mousePress(plot.viewport(), LEFT, NONE, middle(plot, 1))
    QTest.mouseMove(plot.viewport(), QPoint(3, 2))
    QTest.mouseRelease(plot.viewport(), LEFT, NONE, QPoint(3, 2))
    assert chosen == []


def test_the_sums_choose_lines_columns_and_everything(make_plot: MakePlot) -> None:
    plot = make_plot("coverage_by_instances")
    chosen: list[Choice | None] = record(plot.chosen)
    columns = 7
    for place in (columns + 6, 5 * columns + 4, 5 * columns + 6):
        click(plot, middle(plot, place))
    terms = [choice.terms if choice is not None else None for choice in chosen]
    assert terms == ["n:2 area>0", "2<coverage<=5", None]


def test_names_beside_boxes_belong_to_them(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("area_boxes")
    chosen = record(plot.chosen)
    click(plot, QPoint(30, middle(plot, 2).y()))
    assert chosen == [charts.by_key["area_boxes"].choice(2, 2)]


def test_the_smallest_bar_can_be_hit(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("coverage_buckets")
    chosen = record(plot.chosen)
    rect = plot.mark_rect(0)
    assert rect.height() < 12
    click(plot, QPoint(round(rect.center().x()), round(rect.bottom()) - 15))
    assert chosen == [charts.by_key["coverage_buckets"].choice(0, 0)]


def test_colours_can_be_read_but_not_chosen(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("channels")
    told = record(plot.told)
    QTest.mouseMove(plot.viewport(), middle(plot, 4))
    assert told[-1] == charts.by_key["channels"].told(4)
    plot.setFocus()
    press_keys(plot, Key.Key_Right, Key.Key_Right)
    assert told[-1] == charts.by_key["channels"].told(1)


@pytest.mark.parametrize("key", CHOOSABLE)
def test_what_is_pointed_at_is_told(key: str, make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot(key)
    told = record(plot.told)
    place = len(charts.by_key[key]) // 2
    QTest.mouseMove(plot.viewport(), middle(plot, place))
    assert told == [charts.by_key[key].told(place)]
    assert plot.accessibleDescription() == told[0]
    QTest.mouseMove(plot.viewport(), QPoint(2, 2))
    assert told[-1] == ""


def test_arrows_go_from_bar_to_bar_and_enter_chooses(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("coverage_buckets")
    chart = charts.by_key["coverage_buckets"]
    chosen, told = record(plot.chosen), record(plot.told)
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    press_keys(plot, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert told[-1] == chart.told(2)
    press_keys(plot, Key.Key_Return, Key.Key_Left, Key.Key_Space)
    press_keys(plot, Key.Key_End, Key.Key_Right, Key.Key_Enter, Key.Key_Home, Key.Key_Left)
    press_keys(plot, Key.Key_Enter)
    assert chosen == [chart.choice(place, place) for place in (2, 1, 5, 0)]
    press_keys(plot, Key.Key_Escape)
    assert chosen[-1] is None


def test_shift_takes_several_and_escape_drops_them_first(
    make_plot: MakePlot, charts: Charts
) -> None:
    plot = make_plot("instances")
    chart = charts.by_key["instances"]
    chosen = record(plot.chosen)
    plot.setFocus()
    press_keys(plot, Key.Key_Right, Key.Key_Right)
    press_keys(plot, Key.Key_Right, Key.Key_Right, modifiers=SHIFT)
    assert plot.marked == chart.choice(1, 3)
    press_keys(plot, Key.Key_Escape)
    assert plot.marked is None
    assert chosen == []
    press_keys(plot, Key.Key_Left, Key.Key_Left, modifiers=SHIFT)
    press_keys(plot, Key.Key_Return)
    assert chosen == [chart.choice(1, 3)]


def test_the_keyboard_begins_at_what_is_chosen(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("coverage_histogram")
    chart = charts.by_key["coverage_histogram"]
    plot.show_choice(chart.choice(7, 9))
    plot.setFocus()
    press_keys(plot, Key.Key_Right)
    assert plot.cursor_place == 7


def test_arrows_in_the_table_go_in_all_directions(make_plot: MakePlot) -> None:
    plot = make_plot("coverage_by_instances")
    plot.setFocus()
    press_keys(plot, Key.Key_Right)
    places = []
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Up, Key.Key_Up, Key.Key_Left, Key.Key_Left):
        press_keys(plot, key)
        places.append(plot.cursor_place)
    assert places == [7, 8, 1, 1, 0, 0]


def test_arrows_go_down_the_boxes(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("coverage_boxes")
    chosen = record(plot.chosen)
    plot.setFocus()
    press_keys(plot, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Return)
    assert chosen == [charts.by_key["coverage_boxes"].choice(1, 1)]


def test_other_keys_are_left_to_the_window(make_plot: MakePlot) -> None:
    plot = make_plot("instances")
    chosen = record(plot.chosen)
    plot.setFocus()
    press_keys(plot, Key.Key_D, Key.Key_PageDown, Key.Key_Delete)
    assert chosen == []
    assert plot.cursor_place is None


@pytest.mark.parametrize("key", [*CHOOSABLE, "channels"])
def test_what_is_pointed_at_may_be_gone(key: str, make_plot: MakePlot, index: Index) -> None:
    plot = make_plot(key)
    QTest.mouseMove(plot.viewport(), middle(plot, 1))
    plot.setFocus()
    press_keys(plot, Key.Key_End)
    seen(plot)
    nothing = draw_up(index, np.zeros(0, np.intp), None, "rgb")
    plot.show_chart(nothing.by_key[key])
    seen(plot)
    assert plot.cursor_place is None
    press_keys(plot, Key.Key_Right, Key.Key_Return, Key.Key_Escape)


def test_fewer_marks_than_before(make_plot: MakePlot, charts: Charts) -> None:
    plot = make_plot("instances")
    plot.setFocus()
    press_keys(plot, Key.Key_End)
    plot.show_chart(None)
    assert plot.cursor_place is None
    press_keys(plot, Key.Key_Right, Key.Key_Return)
    plot.show_chart(charts.by_key["instances"])
    assert plot.cursor_place is None

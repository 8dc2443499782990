"""Linked canvases look at the same place, or beside it by what was set by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.pane_links import CURSOR, ZOOM
from forgery_viewer.widgets.view import View
from tests.widgets.linked import START, Stage, drag
from tests.widgets.pointing import Mouse, record


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> Stage:
    made = Stage()
    show(made)
    return made


# Views --------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_linked_canvases_go_together_and_others_do_not(stage: Stage, place: int) -> None:
    moved = stage.canvases[place]
    Mouse(moved).turn(70, 60, 4)
    drag(moved, 13, -8)
    assert not moved.is_fitted
    assert [canvas.view for canvas in stage.canvases] == [moved.view] * 3
    stage.link(False, moved)
    before = [canvas.view for canvas in stage.canvases]
    drag(moved, -20, 5)
    before[place] = moved.view
    assert [canvas.view for canvas in stage.canvases] == before


@pytest.mark.parametrize("moved", [0, 1, 2])
@pytest.mark.parametrize("active", [0, 1, 2])
def test_what_was_moved_by_hand_stays_beside_the_others(
    stage: Stage, moved: int, active: int
) -> None:
    stage.look()
    at_work = stage.canvases[active]
    stage.link(False, at_work)
    drag(stage.canvases[moved], 20, -12)
    views = [canvas.view for canvas in stage.canvases]
    stage.link(True, at_work)
    assert [canvas.view for canvas in stage.canvases] == views
    # 20 screen px to the right are 5 px of the image: it looks 5 px further left.
    apart = [(-5.0, 3.0) if place == moved else (0.0, 0.0) for place in range(3)]
    first = apart[0]
    for place in range(3):
        away = (apart[place][0] - first[0], apart[place][1] - first[1])
        assert stage.offset(place) == away
    # All move together from now on, and stay apart at every zoom.
    drag(stage.canvases[2 - moved], 40, 40)
    Mouse(at_work).turn(30, 100, -3)
    drag(at_work, 7, -3)
    x, y = stage.places()[active]
    base = (x - apart[active][0], y - apart[active][1])
    assert len({canvas.view.scale for canvas in stage.canvases}) == 1
    for seen_at, (dx, dy) in zip(stage.places(), apart, strict=True):
        assert seen_at == pytest.approx((base[0] + dx, base[1] + dy))


@given(st.floats(-30, 30), st.floats(-30, 30), st.sampled_from([2.5, 4.0, 9.0]))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_offset_is_of_whole_pixels(stage: Stage, x: float, y: float, scale: float) -> None:
    first, _second, third = stage.canvases
    stage.look(View(scale, 50, 40))
    stage.link(False, first)
    third.set_view(View(scale, 50 + x, 40 + y))
    stage.link(True, first)
    assert stage.offset(2) == (round(x), round(y))
    assert stage.places() == [(50, 40), (50, 40), (50 + round(x), 40 + round(y))]


def test_a_canvas_that_looked_at_something_else_comes_back(stage: Stage) -> None:
    first, second, third = stage.canvases
    stage.look()
    stage.link(False, first)
    third.set_view(View(9.0, 10, 10))
    drag(second, 8, 8)
    stage.link(True, first)
    assert [canvas.view.scale for canvas in stage.canvases] == [4.0] * 3
    assert stage.places() == [(50, 40), (48, 38), (50, 40)]


def test_an_offset_is_kept_over_unlinking_and_linking(stage: Stage) -> None:
    stage.look()
    stage.links.nudge(stage.canvases[1], 3, -2)
    for place in (0, 1, 2):
        stage.link(False, stage.canvases[place])
        stage.link(True, stage.canvases[place])
        assert stage.offset(1) == (-3, 2)
        assert stage.places() == [(50, 40), (47, 42), (50, 40)]


# Nudges and the way back --------------------------------------------------------------------


def test_a_nudge_moves_the_image_of_one_canvas(stage: Stage) -> None:
    stage.look()
    changed = record(stage.links.changed)
    under = stage.canvases[1].from_image(QPointF(20, 30))
    stage.links.nudge(stage.canvases[1], 2, -1)
    assert stage.canvases[1].from_image(QPointF(20, 30)) == under + QPointF(2, -1) * 4.0
    stage.links.nudge(stage.canvases[1], 8, 0)
    assert stage.places() == [(50, 40), (40, 41), (50, 40)]
    assert [stage.offset(place) for place in range(3)] == [(0, 0), (-10, 1), (0, 0)]
    assert len(changed) == 2
    stage.canvases[2].set_view(View(6.0, 70, 30))
    assert stage.places() == [(70, 30), (60, 31), (70, 30)]


def test_a_nudge_of_the_first_canvas_sets_the_others_off(stage: Stage) -> None:
    stage.look()
    stage.links.nudge(stage.canvases[0], 4, 0)
    assert [stage.offset(place) for place in range(3)] == [(0, 0), (4, 0), (4, 0)]
    assert stage.places() == [(46, 40), (50, 40), (50, 40)]


@pytest.mark.parametrize("active", [0, 1, 2])
def test_without_an_offset_all_look_at_the_same_place_again(stage: Stage, active: int) -> None:
    stage.look()
    stage.links.nudge(stage.canvases[1], 5, 5)
    stage.links.nudge(stage.canvases[2], -3, 0)
    changed = record(stage.links.changed)
    view = stage.canvases[active].view
    stage.links.reset_offsets(stage.canvases[active])
    assert [canvas.view for canvas in stage.canvases] == [view] * 3
    assert [stage.offset(place) for place in range(3)] == [(0, 0)] * 3
    assert len(changed) == 1


# Fitted -------------------------------------------------------------------------------------


def test_fitted_canvases_are_each_fitted_at_their_offset(stage: Stage) -> None:
    for canvas in stage.canvases:
        assert canvas.view == canvas.fitted_view()
    stage.look()
    stage.links.nudge(stage.canvases[1], 5, -4)
    stage.links.fit(stage.canvases)
    assert all(canvas.is_fitted for canvas in stage.canvases)
    assert stage.places() == [(60, 45), (55, 49), (60, 45)]
    scales = [canvas.view.scale for canvas in stage.canvases]
    assert scales == [canvas.fitted_view().scale for canvas in stage.canvases]
    assert len(set(scales)) == 3, "each in its own room"


def test_linking_what_is_fitted_changes_nothing(stage: Stage) -> None:
    views = [canvas.view for canvas in stage.canvases]
    stage.link(False, stage.canvases[1])
    stage.link(True, stage.canvases[1])
    assert [canvas.view for canvas in stage.canvases] == views
    assert all(canvas.is_fitted for canvas in stage.canvases)
    assert [stage.offset(place) for place in range(3)] == [(0, 0)] * 3


def test_linking_to_a_fitted_canvas_fits_all(stage: Stage) -> None:
    stage.link(False, stage.canvases[0])
    stage.canvases[2].set_view(START)
    stage.link(True, stage.canvases[0])
    assert [canvas.view for canvas in stage.canvases] == [
        canvas.fitted_view() for canvas in stage.canvases
    ]


# The pointer --------------------------------------------------------------------------------


def ghost(canvas: Canvas) -> tuple[float, float] | None:
    """The image point that is marked on a canvas."""
    if not canvas.cursor_layer.isVisible():
        return None
    point = canvas.to_image(canvas.cursor_layer.pos())
    return point.x(), point.y()


def test_the_pointer_is_marked_beside_by_the_offset(stage: Stage) -> None:
    stage.look()
    first, second, third = stage.canvases
    stage.links.nudge(second, 6, -3)
    Mouse(first).move(100, 90)
    at = first.to_image(QPointF(100, 90))
    assert ghost(third) == pytest.approx((at.x(), at.y()))
    assert ghost(second) == pytest.approx((at.x() - 6, at.y() + 3))
    # On the screen it is the same spot of each canvas.
    middle = QPointF(second.width() / 2 - first.width() / 2, 0)
    assert second.cursor_layer.pos() == first.from_image(at) + middle
    Mouse(second).move(100, 90)
    at = second.to_image(QPointF(100, 90))
    assert ghost(first) == pytest.approx((at.x() + 6, at.y() - 3))
    assert ghost(third) == pytest.approx((at.x() + 6, at.y() - 3))


def test_the_pointer_is_marked_while_that_is_linked(stage: Stage) -> None:
    stage.look()
    first, second, third = stage.canvases
    changed = record(stage.links.changed)
    stage.link(False, first)
    Mouse(first).move(100, 90)
    assert ghost(second) is not None
    stage.links.set_linked(CURSOR, False, first)
    assert ghost(second) is None
    Mouse(first).move(110, 90)
    assert ghost(second) is ghost(third) is None
    stage.links.set_linked(CURSOR, True, first)
    Mouse(first).move(120, 90)
    assert ghost(second) is not None
    stage.links.hide_pointer()
    assert ghost(second) is None
    assert len(changed) == 4
    stage.links.set_linked(CURSOR, True, first)
    assert len(changed) == 4, "nothing is different"
    assert stage.links.is_linked(CURSOR)
    assert not stage.links.is_linked(ZOOM)


def test_the_offset_is_told_as_that_of_the_picture(stage: Stage) -> None:
    told = [stage.links.has_offsets]
    stage.links.nudge(stage.canvases[1], 3, -2)
    told.append(stage.links.has_offsets)
    assert told == [False, True]
    offset = stage.links.offset(stage.canvases[1])
    assert (offset.x(), offset.y()) == (3, -2)


def test_a_fitted_canvas_keeps_its_offset_at_another_size(stage: Stage) -> None:
    canvas = stage.canvases[1]
    stage.links.fit(stage.canvases)
    before = canvas.view
    stage.links.nudge(canvas, 1, 0)
    canvas.resize(canvas.width() + 40, canvas.height() + 40)
    assert canvas.is_fitted
    assert canvas.view.x == before.x - 1


def test_what_was_moved_while_fitted_at_other_zooms_stays_beside(stage: Stage) -> None:
    first, second = stage.canvases[:2]
    second.resize(second.width() * 2, second.height() * 2)
    stage.links.fit(stage.canvases)
    assert first.view.scale != second.view.scale
    stage.link(False, second)
    second.set_view(View(second.view.scale, second.view.x - 6, second.view.y + 4))
    stage.link(True, second)
    offset = stage.links.offset(second)
    assert (offset.x(), offset.y()) == (6, -4)
    assert first.view.scale == second.view.scale
    assert (first.view.x, first.view.y) == (second.view.x + 6, second.view.y - 4)


# Cases --------------------------------------------------------------------------------------


def test_each_case_has_the_offset_that_was_set_for_it(stage: Stage) -> None:
    first, second, third = stage.canvases
    stage.links.turn_to("1")
    stage.look()
    stage.links.nudge(second, 4, -1)
    stage.links.turn_to("2")
    assert stage.places() == [(50, 40)] * 3
    assert not stage.links.has_offsets
    stage.links.nudge(third, 0, 2)
    stage.links.turn_to("1")
    assert stage.places() == [(50, 40), (46, 41), (50, 40)]
    assert (stage.offset(1), stage.offset(2)) == ((-4, 1), (0, 0))
    # It is moved further, and that is kept as well.
    stage.links.nudge(second, 1, 0)
    stage.links.turn_to("2")
    assert stage.places() == [(50, 40), (50, 40), (50, 38)]
    stage.links.turn_to("1")
    assert stage.offset(1) == (-5, 1)
    stage.links.turn_to(None)
    stage.links.turn_to("1")
    assert not stage.links.has_offsets, "it may be the case of another data set"
    assert [canvas.view for canvas in (first, second, third)] == [START] * 3


def test_what_is_fitted_stays_fitted_in_another_case(stage: Stage) -> None:
    second = stage.canvases[1]
    stage.links.turn_to("1")
    before = stage.places()
    stage.links.nudge(second, 3, 3)
    stage.links.turn_to("2")
    assert stage.places() == before
    assert all(canvas.is_fitted for canvas in stage.canvases)


def test_another_case_is_no_move_by_hand(stage: Stage) -> None:
    first, second, _third = stage.canvases
    stage.links.turn_to("1")
    stage.links.nudge(second, 6, 0)
    stage.link(False, first)
    stage.links.turn_to("2")
    # Fitted at another zoom: how far it was moved is told from where it looked before.
    drag(second, 10, 0)
    stage.link(True, first)
    assert stage.offset(1) == (-round(10 / second.view.scale), 0)

"""Zoom and place of linked canvases, each shared without the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.pane_links import PAN, ZOOM
from forgery_viewer.widgets.view import View
from tests.widgets.linked import Stage, drag
from tests.widgets.pointing import Mouse


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> Stage:
    made = Stage()
    show(made)
    return made


def test_with_zoom_alone_each_is_moved_on_its_own(stage: Stage) -> None:
    stage.look()
    stage.links.set_linked(PAN, False, stage.canvases[0])
    drag(stage.canvases[1], 40, -12)
    assert stage.places() == [(50, 40), (40, 43), (50, 40)]
    assert not stage.links.shares_views


@pytest.mark.parametrize("place", [0, 1, 2])
def test_zooming_at_the_pointer_keeps_what_was_laid_on_each_other(stage: Stage, place: int) -> None:
    stage.look()
    stage.links.set_linked(PAN, False, stage.canvases[0])
    drag(stage.canvases[1], 20, -12)
    zoomed = stage.canvases[place]
    for notches in (3, 2, -4):
        Mouse(zoomed).turn(70, 60, notches)
        assert {canvas.view.scale for canvas in stage.canvases} == {zoomed.view.scale}
        x, y = stage.places()[0]
        assert stage.places()[1] == pytest.approx((x - 5, y + 3))
        assert stage.places()[2] == pytest.approx((x, y))
    stage.links.set_linked(PAN, True, stage.canvases[0])
    assert stage.offset(1) == (-5, 3)
    assert stage.offset(2) == (0, 0)


def test_with_places_alone_each_has_its_own_zoom(stage: Stage) -> None:
    first, second, third = stage.canvases
    stage.look()
    stage.links.nudge(second, 2, 0)
    stage.links.set_linked(ZOOM, False, first)
    Mouse(third).turn(150, 86, 4)
    assert [canvas.view.scale for canvas in stage.canvases[:2]] == [4.0, 4.0]
    assert third.view.scale == pytest.approx(4.0 * 1.2**4)
    drag(first, 30, 20)
    x, y = stage.places()[0]
    assert stage.places()[1:] == [(x - 2, y), (x, y)]
    assert second.view.scale != third.view.scale
    stage.links.set_linked(ZOOM, True, third)
    assert {canvas.view.scale for canvas in stage.canvases} == {third.view.scale}
    assert stage.places() == [(x, y), (x - 2, y), (x, y)]


def test_linking_zoom_alone_moves_nothing(stage: Stage) -> None:
    first, second, third = stage.canvases
    stage.link(False, first)
    second.set_view(View(9.0, 20, 30))
    third.set_view(View(2.0, 70, 60))
    stage.links.set_linked(ZOOM, True, second)
    assert stage.places() == [(60, 45), (20, 30), (70, 60)]
    assert {canvas.view.scale for canvas in stage.canvases} == {9.0}


def test_fitting_one_takes_the_others_as_far_as_they_are_linked(stage: Stage) -> None:
    first, second, third = stage.canvases
    stage.look()
    stage.links.set_linked(PAN, False, first)
    drag(second, 20, -12)
    stage.links.fit_from(third, stage.canvases)
    assert third.view == third.fitted_view()
    assert {canvas.view.scale for canvas in stage.canvases} == {third.view.scale}
    assert stage.places() == [(60, 45), (55, 48), (60, 45)]
    stage.links.set_linked(ZOOM, False, first)
    first.set_view(View(7.0, 10, 10))
    stage.links.fit_from(second, stage.canvases)
    assert second.view == second.fitted_view()
    assert stage.places() == [(10, 10), (60, 45), (60, 45)]

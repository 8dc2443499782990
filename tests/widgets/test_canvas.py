"""One canvas under a real mouse: strokes, pan, zoom, and pixels that are where they should be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.theme import DARK, FIT_MARGIN_PX, LIGHT, Theme
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import (
    LEFT,
    MIDDLE,
    RIGHT,
    Mouse,
    colour,
    difference,
    on_screen,
    record,
    seen,
)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SPACE, PEEK = Qt.Key.Key_Space, Qt.Key.Key_H
WIDTH, HEIGHT = 400, 300


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    """A canvas of 400 x 300 px over an image of 150 x 100 px, which takes strokes."""
    window = QWidget()
    made = Canvas(window)
    window.resize(500, 500)
    made.resize(WIDTH, HEIGHT)
    made.accepts_strokes = True
    show(window)
    made.set_pyramid(Pyramid(noise(100, 150)))
    made.set_view(made.fitted_view(), fitted=True)
    made.setFocus()
    return made


@pytest.fixture
def mouse(canvas: Canvas) -> Mouse:
    return Mouse(canvas)


def point(canvas: Canvas, x: float, y: float) -> QPointF:
    return canvas.to_image(QPointF(x, y))


def xy(canvas: Canvas, x: float, y: float) -> tuple[float, float]:
    at = point(canvas, x, y)
    return at.x(), at.y()


# Strokes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "keys", "erases"),
    [
        (LEFT, Qt.KeyboardModifier.NoModifier, False),
        (RIGHT, Qt.KeyboardModifier.NoModifier, True),
        (LEFT, CTRL, True),
    ],
)
def test_left_paints_and_right_or_ctrl_erases(
    canvas: Canvas, mouse: Mouse, button: Qt.MouseButton, keys: Qt.KeyboardModifier, erases: bool
) -> None:
    begun, moved, ended = map(
        record, (canvas.stroke_begun, canvas.stroke_moved, canvas.stroke_ended)
    )
    clicked, view = record(canvas.clicked), canvas.view
    mouse.press(120.5, 80.25, button, keys)
    mouse.move(130, 90, keys)
    mouse.move(140, 70)
    mouse.release(140, 70, button)
    mouse.move(10, 10)
    assert [(at.point, at.erases) for at in begun] == [(xy(canvas, 120.5, 80.25), erases)]
    assert [at.point for at in moved] == [xy(canvas, 130, 90), xy(canvas, 140, 70)]
    assert {at.erases for at in (*moved, *ended)} == {erases}, "as it began, it goes on"
    assert [at.ctrl for at in moved] == [keys == CTRL, False]
    assert len(ended) == 1
    assert clicked == []
    assert canvas.view == view


def test_a_second_fast_press_paints_too(canvas: Canvas, mouse: Mouse) -> None:
    begun = record(canvas.stroke_begun)
    ended = record(canvas.stroke_ended)
    for again in (False, True):
        mouse.press(100, 100, again=again)
        mouse.release(100, 100)
    assert len(begun) == len(ended) == 2


def test_another_button_neither_begins_nor_ends_a_stroke(canvas: Canvas, mouse: Mouse) -> None:
    begun, ended = record(canvas.stroke_begun), record(canvas.stroke_ended)
    mouse.press(100, 100)
    mouse.press(100, 100, RIGHT)
    mouse.release(100, 100, RIGHT)
    assert (len(begun), len(ended)) == (1, 0)
    mouse.press(100, 100, MIDDLE)
    mouse.release(100, 100)
    assert (len(begun), len(ended)) == (1, 1)
    mouse.release(100, 100, MIDDLE)
    assert len(ended) == 1


def test_a_stroke_whose_release_was_lost_ends_with_the_next_move(
    canvas: Canvas, mouse: Mouse
) -> None:
    moved, ended = record(canvas.stroke_moved), record(canvas.stroke_ended)
    mouse.press(100, 100)
    mouse.lose()
    mouse.move(200, 200)
    assert (len(moved), len(ended)) == (0, 1)


def test_without_an_image_nothing_begins(canvas: Canvas, mouse: Mouse) -> None:
    canvas.set_pyramid(None)
    begun, view = record(canvas.stroke_begun), canvas.view
    mouse.drag((100, 100), (150, 150))
    mouse.drag((100, 100), (150, 150), MIDDLE)
    assert begun == []
    assert canvas.view == view


# Pan and zoom -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["middle", "space", "pick"])
def test_pan_takes_the_image_along(canvas: Canvas, mouse: Mouse, how: str) -> None:
    canvas.accepts_strokes = how != "pick"
    begun, clicked = record(canvas.stroke_begun), record(canvas.clicked)
    under = point(canvas, 100, 100)
    if how == "space":
        QTest.keyPress(canvas, SPACE)
    mouse.drag((100, 100), (161, 72), MIDDLE if how == "middle" else LEFT)
    if how == "space":
        QTest.keyRelease(canvas, SPACE)
    assert point(canvas, 161, 72).toTuple() == pytest.approx(under.toTuple(), abs=1e-9)
    assert not canvas.is_fitted
    assert begun == clicked == []
    mouse.drag((100, 100), (161, 72))
    assert len(begun) == (how != "pick")


def test_a_press_that_hardly_moves_is_a_click(canvas: Canvas, mouse: Mouse) -> None:
    canvas.accepts_strokes = False
    clicked, view = record(canvas.clicked), canvas.view
    mouse.drag((100, 100), (101, 101))
    assert clicked == [point(canvas, 101, 101)]
    mouse.drag((100, 100), (101, 101), MIDDLE)
    mouse.drag((100, 100), (110, 101))
    assert len(clicked) == 1
    assert canvas.view.scale == view.scale


@pytest.mark.parametrize("notches", [1, -1, 0.125, 7, -30])
def test_the_wheel_zooms_at_the_pointer(canvas: Canvas, mouse: Mouse, notches: float) -> None:
    for x, y in ((0, 0), (123, 45), (399.5, 299.5)):
        before, under = canvas.view, point(canvas, x, y)
        mouse.turn(x, y, notches)
        assert point(canvas, x, y).toTuple() == pytest.approx(under.toTuple(), abs=1e-6)
        assert (canvas.view.scale > before.scale) == (notches > 0)


def test_shift_and_wheel_size_the_brush(canvas: Canvas, mouse: Mouse) -> None:
    sizes, view = record(canvas.brush_resized), canvas.view
    mouse.turn(100, 100, 1, SHIFT)
    mouse.turn(100, 100, -1, SHIFT)
    mouse.turn(100, 100, 2, SHIFT, sideways=True)
    assert sizes == [1, -1, 2]
    for _ in range(8):
        mouse.turn(100, 100, 0.25, SHIFT)
    mouse.turn(100, 100, 0, SHIFT)
    assert sizes == [1, -1, 2, 1, 1]
    assert canvas.view == view


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(View, st.floats(0.01, 64), st.floats(-99, 999), st.floats(-99, 999)),
    st.floats(-500, 900),
    st.floats(-500, 900),
)
def test_to_image_and_back(canvas: Canvas, view: View, x: float, y: float) -> None:
    canvas.view = view
    back = canvas.from_image(canvas.to_image(QPointF(x, y)))
    assert back.toTuple() == pytest.approx((x, y), abs=1e-6)
    assert canvas.to_image(QPointF(WIDTH / 2, HEIGHT / 2)).toTuple() == (view.x, view.y)


def test_a_fitted_image_stays_fitted_and_another_view_its_middle(canvas: Canvas) -> None:
    corner = canvas.from_image(QPointF(0, 0))
    assert corner.x() == pytest.approx(FIT_MARGIN_PX)
    canvas.resize(300, 500)
    assert canvas.is_fitted
    assert canvas.view == View((300 - 2 * FIT_MARGIN_PX) / 150, 75, 50)
    canvas.set_view(View(3, 20, 30))
    changed = record(canvas.view_changed)
    canvas.resize(444, 333)
    assert canvas.view == View(3, 20, 30)
    assert changed == []


def test_a_view_is_told_once(canvas: Canvas) -> None:
    changed = record(canvas.view_changed)
    canvas.set_view(View(2, 5, 6))
    canvas.set_view(View(2, 5, 6))
    assert changed == [View(2, 5, 6)]


# Marks of the pointer and keys --------------------------------------------------------------


def test_the_ring_has_the_size_of_the_brush_at_every_zoom(canvas: Canvas, mouse: Mouse) -> None:
    def ring_px() -> float:
        return canvas.cursor_layer.boundingRect().width() - 6

    canvas.set_brush(20)
    canvas.set_view(View(2, 75, 50))
    mouse.move(200, 150)
    assert canvas.cursor_layer.shows_ring
    assert canvas.cursor_layer.pos() == QPointF(200, 150)
    assert ring_px() == pytest.approx(40)
    canvas.set_view(View(3, 75, 50))
    assert ring_px() == pytest.approx(60)
    canvas.set_brush(10)
    assert ring_px() == pytest.approx(30)
    canvas.accepts_strokes = False
    mouse.move(200, 150)
    assert not canvas.cursor_layer.isVisible()


def test_the_ghost_marks_the_same_image_point(canvas: Canvas) -> None:
    canvas.show_ghost(QPointF(30, 40))
    assert canvas.cursor_layer.isVisible()
    assert not canvas.cursor_layer.shows_ring
    assert canvas.to_image(canvas.cursor_layer.pos()).toTuple() == pytest.approx((30, 40))
    canvas.show_ghost(None)
    assert not canvas.cursor_layer.isVisible()


def test_the_pointer_tells_where_it_is_and_when_it_leaves(canvas: Canvas, mouse: Mouse) -> None:
    hovered, left = record(canvas.hovered), record(canvas.left_canvas)
    mouse.move(33, 44)
    assert hovered == [point(canvas, 33, 44)]
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert len(left) == 1
    assert not canvas.cursor_layer.isVisible()


def test_h_peeks_while_it_is_held(canvas: Canvas) -> None:
    peeked = record(canvas.peeked)
    QTest.keyPress(canvas, PEEK)
    QTest.keyRelease(canvas, PEEK)
    assert peeked == [True, False]


def test_keys_held_when_the_focus_goes_are_let_go(canvas: Canvas, mouse: Mouse) -> None:
    peeked, begun = record(canvas.peeked), record(canvas.stroke_begun)
    QTest.keyPress(canvas, PEEK)
    QTest.keyPress(canvas, SPACE)
    canvas.clearFocus()
    assert peeked == [True, False]
    mouse.drag((100, 100), (120, 120))
    assert len(begun) == 1


# Pixels -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1, 2, 8])
def test_a_pixel_covers_exactly_its_square(canvas: Canvas, scale: int) -> None:
    canvas.set_view(View(scale, 75, 50))
    squares = np.kron(noise(100, 150), np.ones((scale, scale, 1), np.uint8))
    top, left = HEIGHT // 2 - 50 * scale, WIDTH // 2 - 75 * scale
    shown = seen(canvas)
    expected = np.empty_like(shown)
    expected[:] = colour(DARK.canvas)
    inner = squares[max(0, -top) : HEIGHT - top, max(0, -left) : WIDTH - left]
    expected[
        max(0, top) : max(0, top) + inner.shape[0], max(0, left) : max(0, left) + inner.shape[1]
    ] = inner
    np.testing.assert_array_equal(shown, expected)


def test_the_grid_shows_from_800_percent_on(canvas: Canvas) -> None:
    canvas.set_pyramid(Pyramid(np.full((100, 150, 3), 200, np.uint8)))
    canvas.set_view(View(8, 75, 50))
    assert (seen(canvas) == 200).all()
    canvas.set_view(View(16, 75, 50))
    line = np.asarray(seen(canvas)[..., 0] < 190)
    # A line of one screen pixel along each border, every 16 of them.
    columns, rows = np.flatnonzero(line.all(axis=0)), np.flatnonzero(line.all(axis=1))
    assert set(np.diff(columns)) == set(np.diff(rows)) == {16}
    assert line.sum() == columns.size * HEIGHT + rows.size * (WIDTH - columns.size)


@pytest.mark.parametrize("scale", [0.37, 1, 2.6, 11])
def test_what_is_drawn_again_in_part_is_as_if_drawn_whole(
    canvas: Canvas, mouse: Mouse, scale: float
) -> None:
    canvas.set_pyramid(Pyramid(noise(1100, 900)))
    canvas.set_view(View(scale, 310.3, 420.6))
    on_screen(canvas)
    for x in range(30, 380, 35):
        mouse.move(x, 150 + x % 60)
        on_screen(canvas)
    canvas.cursor_layer.hide()
    # Where the image is made smaller, rounding may turn out differently.
    assert difference(on_screen(canvas), seen(canvas)) <= (1 if scale < 1 else 0)


def test_the_ground_follows_the_theme(
    canvas: Canvas, dress: Callable[[Theme], None], qtbot: QtBot
) -> None:
    dress(LIGHT)
    assert tuple(seen(canvas)[1, 1]) == colour(LIGHT.canvas)
    dress(DARK)
    assert tuple(seen(canvas)[1, 1]) == colour(DARK.canvas)

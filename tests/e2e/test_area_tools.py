"""Polygon, lasso, rectangle and ellipse: what they go around, to the pixel, as one step."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from forgery_viewer.widgets.wording import TIMES
from tests.core.plain_shapes import plain_ellipse, plain_outline, plain_rectangle
from tests.e2e.editing import (
    changes_nothing,
    click,
    double_click,
    is_one_step,
    plane,
    stack,
    steps,
)
from tests.e2e.samples import HEIGHT, ONE, SIZE, TEST, TWO, WIDTH, authentic
from tests.e2e.user import CTRL, LEFT, NONE, RIGHT, SHIFT, Point, User

Key = Qt.Key
CORNERS = [(50.3, 20.6), (110.7, 30.2), (90.2, 75.9), (60.4, 50.1)]


@pytest.fixture
def at_one(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    return user


def handles(user: User) -> list[Point]:
    """The corners that are drawn so far."""
    return [(float(x), float(y)) for x, y in user.overlay.gesture_layer.sketch.handles]


def is_drawn(user: User) -> bool:
    """Whether lines of a gesture are seen."""
    return not user.overlay.gesture_layer.sketch.is_empty


# Polygon ------------------------------------------------------------------------------------


def test_a_polygon_is_closed_by_enter(at_one: User) -> None:
    before = stack(at_one)
    at_one.type("p")
    corners = [click(at_one, at) for at in CORNERS]
    np.testing.assert_allclose(handles(at_one), corners)
    np.testing.assert_array_equal(stack(at_one), before)
    at_one.key(Key.Key_Return)
    expected = before[0].astype(bool) | plain_outline(corners, SIZE)
    np.testing.assert_array_equal(plane(at_one), expected)
    is_one_step(at_one, before, "Polygon, 4 points")
    assert handles(at_one) == []


@pytest.mark.parametrize("how", ["double click", "first corner"])
def test_a_polygon_is_closed_by_the_mouse(at_one: User, how: str) -> None:
    before = stack(at_one)
    at_one.type("p")
    corners = [click(at_one, at) for at in CORNERS]
    if how == "double click":
        corners.append(double_click(at_one, (40, 40)))
    else:
        click(at_one, CORNERS[0])
    np.testing.assert_array_equal(
        plane(at_one), before[0].astype(bool) | plain_outline(corners, SIZE)
    )
    assert steps(at_one) == [f"Polygon, {len(corners)} points"]


def test_backspace_drops_points_and_escape_all_of_them(at_one: User) -> None:
    at_one.type("p")
    corners = [click(at_one, at) for at in CORNERS]
    at_one.key(Key.Key_Backspace)
    np.testing.assert_allclose(handles(at_one), corners[:-1])
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Escape))
    assert handles(at_one) == []
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Return))
    for at in CORNERS[:2]:
        click(at_one, at)
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Return))
    assert "3 points" in at_one.window.status_bar.hint_text
    for _ in range(3):
        at_one.key(Key.Key_Backspace)
    assert handles(at_one) == []


@pytest.mark.parametrize(("button", "modifiers"), [(RIGHT, NONE), (LEFT, CTRL)])
def test_a_polygon_takes_away(
    at_one: User, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
) -> None:
    before = stack(at_one)
    at_one.type("p")
    corners = [click(at_one, (5, 5), button, modifiers)]
    corners += [click(at_one, at) for at in ((30, 8), (25, 25))]
    at_one.key(Key.Key_Enter)
    expected = before[0].astype(bool) & ~plain_outline(corners, SIZE)
    np.testing.assert_array_equal(plane(at_one), expected)
    is_one_step(at_one, before, "Polygon erased, 3 points")


def test_x_takes_away_and_shift_adds_all_the_same(at_one: User) -> None:
    before = plane(at_one)
    at_one.type("px")
    corners = [click(at_one, at) for at in ((5, 5), (30, 8), (25, 25))]
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), before & ~plain_outline(corners, SIZE))
    assert at_one.window.page.options_bar.tool_options.ways.choice == "subtract"
    before = plane(at_one)
    corners = [click(at_one, (60, 50), LEFT, SHIFT)]
    corners += [click(at_one, at) for at in ((80, 50), (80, 70))]
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), before | plain_outline(corners, SIZE))
    at_one.type("x")
    assert at_one.window.page.options_bar.tool_options.ways.choice == "add"


def test_the_corner_that_is_pressed_goes_along(at_one: User) -> None:
    before = plane(at_one)
    at_one.type("p")
    corners = [click(at_one, (50, 50)), click(at_one, (80, 50))]
    at_one.press((80, 70))
    corners.append(at_one.hover((70, 90)))
    at_one.release((70, 90))
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), before | plain_outline(corners, SIZE))


# Lasso --------------------------------------------------------------------------------------

LOOP = [(50.0, 50.0), (70.0, 45.0), (90.0, 60.0), (80.0, 90.0), (60.0, 85.0), (48.0, 70.0)]


@pytest.mark.parametrize("button", [LEFT, RIGHT])
def test_a_lasso_goes_around(at_one: User, button: Qt.MouseButton) -> None:
    at_one.drag([(40, 55), (100, 75)])
    before = stack(at_one)
    at_one.type("l")
    drawn = at_one.drag(LOOP, button)
    inside = plain_outline(drawn, SIZE)
    mask = before[0].astype(bool)
    erases = button == RIGHT
    np.testing.assert_array_equal(plane(at_one), mask & ~inside if erases else mask | inside)
    is_one_step(at_one, before, "Lasso erased" if erases else "Lasso")


def test_a_lasso_is_dropped_or_closed_while_it_is_drawn(at_one: User) -> None:
    before = plane(at_one)
    at_one.type("l")

    def draw() -> list[Point]:
        return [at_one.press(LOOP[0]), *(at_one.hover(at) for at in LOOP[1:])]

    draw()
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Escape))
    at_one.hover((100, 100))
    changes_nothing(at_one, lambda: at_one.release((100, 100)))
    drawn = draw()
    at_one.key(Key.Key_Backspace)
    at_one.key(Key.Key_Return)
    at_one.hover((100, 100))
    at_one.release((100, 100))
    np.testing.assert_array_equal(plane(at_one), before | plain_outline(drawn[:-1], SIZE))
    assert steps(at_one) == ["Lasso"]


def test_a_click_with_the_lasso_is_nothing(at_one: User) -> None:
    at_one.type("l")
    changes_nothing(at_one, lambda: click(at_one, (60, 60)))


# Rectangle and ellipse ----------------------------------------------------------------------


def whole(start: Point, end: Point) -> tuple[Point, Point]:
    """The corners of the whole pixels from one point to another."""
    (x0, x1), (y0, y1) = (
        sorted((int(a // 1), int(b // 1))) for a, b in zip(start, end, strict=True)
    )
    return (x0, y0), (x1 + 1, y1 + 1)


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_a_box_from_corner_to_corner(at_one: User, shape: str) -> None:
    at_one.type("u" if shape == "rectangle" else "uu")
    plain = plain_rectangle if shape == "rectangle" else plain_ellipse
    for start, end in pairwise([(60.5, 40.5), (90.5, 70.5), (50.5, 90.5)]):
        before = stack(at_one)
        corners = whole(*at_one.drag([start, end]))
        np.testing.assert_array_equal(plane(at_one), before[0].astype(bool) | plain(*corners, SIZE))
        width, height = corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]
        is_one_step(at_one, before, f"{shape.capitalize()}, {width} {TIMES} {height} px")


def test_a_square_from_the_middle(at_one: User) -> None:
    before = plane(at_one)
    at_one.type("u")
    start = at_one.press((80.5, 60.5))
    at_one.hold(Key.Key_Shift)
    at_one.hold(Key.Key_Control)
    canvas = at_one.overlay
    end_pixel = at_one.point(canvas, (92.5, 65.5))
    QTest.mouseMove(at_one.handle(canvas), end_pixel)
    end = at_one.image_point(canvas, end_pixel)
    QTest.mouseRelease(at_one.handle(canvas), LEFT, SHIFT | CTRL, end_pixel)
    at_one.let_go(Key.Key_Control)
    at_one.let_go(Key.Key_Shift)
    middle = int(start[0] // 1), int(start[1] // 1)
    reach = max(abs(int(end[0] // 1) - middle[0]), abs(int(end[1] // 1) - middle[1]))
    expected = before.copy()
    expected[
        middle[1] - reach : middle[1] + reach + 1, middle[0] - reach : middle[0] + reach + 1
    ] = True
    np.testing.assert_array_equal(plane(at_one), expected)
    side = 2 * reach + 1
    assert steps(at_one) == [f"Rectangle, {side} {TIMES} {side} px"]


def test_ctrl_that_was_held_takes_away_from_the_corner(at_one: User) -> None:
    before = plane(at_one)
    at_one.type("u")
    start, end = at_one.drag([(5.5, 5.5), (25.5, 20.5)], LEFT, CTRL)
    expected = before & ~plain_rectangle(*whole(start, end), SIZE)
    np.testing.assert_array_equal(plane(at_one), expected)
    assert "erased" in steps(at_one)[0]


def test_boxes_end_at_the_borders_of_the_image(at_one: User) -> None:
    before = plane(at_one)
    at_one.window.view_options.set_layout("row")
    at_one.type("u")
    start, end = at_one.drag([(WIDTH - 10.5, HEIGHT - 8.5), (WIDTH + 1.5, HEIGHT + 4.5)])
    expected = before.copy()
    expected[int(start[1]) :, int(start[0]) :] = True
    np.testing.assert_array_equal(plane(at_one), expected)
    assert end[1] > HEIGHT
    changes_nothing(at_one, lambda: at_one.drag([(50, HEIGHT + 2.5), (60, HEIGHT + 5.5)]))


def test_escape_drops_a_box(at_one: User) -> None:
    at_one.type("u")
    at_one.press((50, 50))
    at_one.hover((80, 80))
    assert is_drawn(at_one)
    at_one.key(Key.Key_Escape)
    assert not is_drawn(at_one)
    changes_nothing(at_one, lambda: at_one.release((80, 80)))


# What all of them heed ----------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["p", "l", "u"])
@pytest.mark.parametrize("what", ["locked", "hidden"])
def test_what_is_locked_or_hidden_is_left_alone_and_that_is_said(
    at_one: User, tool: str, what: str
) -> None:
    row = at_one.window.page.instances.rows[0]
    at_one.click(row.lock if what == "locked" else row.eye)
    at_one.focus_canvas()
    at_one.type(tool)
    changes_nothing(at_one, lambda: at_one.drag(LOOP))
    assert f"Instance 1 is {what}" in at_one.window.page.banner.text
    assert not is_drawn(at_one)


def test_the_first_area_makes_the_first_instance(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TEST)
    user.focus_canvas()
    user.type("u")
    changes_nothing(user, lambda: user.drag([(20.5, 20.5), (40.5, 30.5)], RIGHT))
    assert "no instance to erase" in user.window.page.banner.text
    start, end = user.drag([(20.5, 20.5), (40.5, 30.5)])
    np.testing.assert_array_equal(plane(user), plain_rectangle(*whole(start, end), SIZE))
    user.key(Key.Key_Z, CTRL)
    assert user.window.page.instances.rows == []
    user.key(Key.Key_Y, CTRL)
    assert len(user.window.page.instances.rows) == 1


def test_other_instances_are_protected(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    first, second = stack(user).astype(bool)
    user.type("ku")
    button = user.window.page.options_bar.tool_options.protect
    assert button.isChecked()
    box = whole(*user.drag([(100.5, 40.5), (150.5, 100.5)]))
    np.testing.assert_array_equal(plane(user), first | (plain_rectangle(*box, SIZE) & ~second))
    user.key(Key.Key_Z, CTRL)
    user.click(button)
    assert not button.isChecked()
    user.focus_canvas()
    box = whole(*user.drag([(100.5, 40.5), (150.5, 100.5)]))
    np.testing.assert_array_equal(plane(user), first | plain_rectangle(*box, SIZE))
    np.testing.assert_array_equal(plane(user, 1), second)


def test_another_tool_or_case_drops_what_is_not_closed(at_one: User) -> None:
    at_one.type("p")
    for at in CORNERS:
        click(at_one, at)
    changes_nothing(at_one, lambda: at_one.type("b"))
    assert handles(at_one) == []
    at_one.type("p")
    for at in CORNERS:
        click(at_one, at)
    at_one.choose(TWO)
    assert steps(at_one) == []
    assert handles(at_one) == []
    at_one.choose(ONE)
    assert steps(at_one) == []


def test_an_authentic_image_shows_the_view_to_every_tool(at_one: User) -> None:
    """Where there is no mask to see, the left button moves the view."""
    at_one.choose(authentic(ONE))
    canvas = at_one.window.page.triptych.authentic.canvas
    at_one.type("l")
    changes_nothing(at_one, lambda: at_one.drag(LOOP[:3], canvas=canvas))

"""Brushes of all kinds: square, as large on the screen, pressed by a pen, and limited ones."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.drawing import line_pixels
from forgery_viewer.state.tools.brush import DIFFERENCE, GREY, SNAP
from tests.e2e.editing import Plane, changes_nothing, is_one_step, plane, stack, steps
from tests.e2e.forged_samples import FORGED, SHAPE, images, write_forged_samples
from tests.e2e.pen import RUBBER, Pen
from tests.e2e.samples import ALONE, ONE, SIZE, one_instance
from tests.e2e.strokes import ExpectedMask
from tests.e2e.test_painting import set_brush
from tests.e2e.user import CTRL, RIGHT, SHIFT, Point, User

Key = Qt.Key
PATH = [(150.0, 110.0), (200.0, 140.0), (240.0, 160.0)]


@pytest.fixture
def at_one(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(ONE)
    return user


@pytest.fixture
def at_forged(user: User, tmp_path: Path) -> User:
    """At a forgery of which all is known."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    return user


def squares(points: list[Point], size_px: int, shape: tuple[int, int]) -> Plane:
    """What a square stamp covers that is set down at each pixel of the lines."""
    covered = np.zeros(shape, bool)
    corners = [tuple(math.floor(v - (size_px - 1) / 2) for v in at[::-1]) for at in points]
    for (row0, column0), (row1, column1) in pairwise(corners):
        for row, column in zip(*line_pixels((row0, column0), (row1, column1)), strict=True):
            covered[
                max(0, row) : max(0, row + size_px), max(0, column) : max(0, column + size_px)
            ] = True
    return covered


def discs(points: list[Point], diameters: list[float], shape: tuple[int, int]) -> Plane:
    """What a brush covers of which each line has a diameter of its own."""
    covered = np.zeros(shape, bool)
    for (start, end), diameter in zip(pairwise([points[0], *points]), diameters, strict=True):
        mask = ExpectedMask(np.zeros((1, *shape), np.uint8))
        mask.paint(0, [start, end], diameter)
        covered |= mask.channels[0]
    return covered


# Shapes and sizes ---------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", [1, 2, 9, 40])
def test_a_square_brush(at_one: User, size_px: int) -> None:
    before = stack(at_one)
    set_brush(at_one, size_px)
    at_one.click(at_one.window.page.options_bar.tool_options.brush_shape.button("square"))
    at_one.focus_canvas()
    drawn = at_one.drag([(50.2, 40.3), (80.4, 60.1), (75.0, 80.6)])
    expected = before[0].astype(bool) | squares(drawn, size_px, SIZE)
    np.testing.assert_array_equal(plane(at_one), expected)
    is_one_step(at_one, before, f"Brush, square, {size_px} px")
    at_one.window.view_options.set_layout("row")
    drawn = at_one.drag([(20.5, 20.5), (-3.5, -2.5)], RIGHT)
    expected &= ~squares(drawn, size_px, SIZE)
    np.testing.assert_array_equal(plane(at_one), expected)
    assert steps(at_one)[-1] == f"Eraser, square, {size_px} px"


def test_the_largest_brush(at_one: User) -> None:
    set_brush(at_one, 512)
    at_one.drag([(80, 60), (81, 60)])
    assert plane(at_one).all()
    field = at_one.window.page.options_bar.size_field
    for _ in range(3):
        at_one.type("]")
    assert field.value() == 512


def test_a_brush_that_stays_as_large_on_the_screen(at_one: User) -> None:
    set_brush(at_one, 40)
    options = at_one.window.page.options_bar
    at_one.click(options.tool_options.follows_zoom)
    at_one.focus_canvas()
    scale = at_one.overlay.view.scale
    on_screen = 40 * scale
    for notches in (4, -1, -6, 3):
        at_one.turn_wheel(notches, (80, 60))
        scale = at_one.overlay.view.scale
        assert options.size_field.value() == round(on_screen / scale)
    at_one.turn_wheel(1, (80, 60), SHIFT)
    larger = options.size_field.value()
    assert larger > round(on_screen / scale)
    mask = ExpectedMask(one_instance())
    mask.paint(0, at_one.drag([(70, 60), (80, 65)]), larger)
    mask.check(stack(at_one))
    at_one.click(options.tool_options.follows_zoom)
    at_one.focus_canvas()
    at_one.turn_wheel(-2, (80, 60))
    assert options.size_field.value() == larger


def test_x_swaps_brush_and_eraser(at_one: User) -> None:
    at_one.focus_canvas()
    strip = at_one.window.page.tool_strip
    at_one.type("x")
    assert strip.button("eraser").isChecked()
    before = stack(at_one)
    at_one.drag([(20, 15), (30, 20)])
    assert stack(at_one).sum() < before.sum()
    at_one.type("x")
    assert strip.button("brush").isChecked()


# Pen ----------------------------------------------------------------------------------------


def test_a_pen_that_is_pressed_harder_paints_wider(at_one: User) -> None:
    before = stack(at_one)
    set_brush(at_one, 30)
    options = at_one.window.page.options_bar.tool_options
    assert not options.pressure.isVisible(), "there has been no pen"
    pressures = [0.2, 0.5, 1.0]
    drawn = Pen(at_one).draw([(50, 50), (70, 60), (80, 80)], pressures)
    covered = discs(drawn, [30 * pressure for pressure in pressures], SIZE)
    np.testing.assert_array_equal(plane(at_one), before[0].astype(bool) | covered)
    is_one_step(at_one, before, "Brush, 30 px")
    at_one.click(options.pressure)
    assert not options.pressure.isChecked()
    before = stack(at_one)
    mask = ExpectedMask(before)
    mask.paint(0, Pen(at_one).draw([(110, 30), (130, 40)], [0.1, 0.3]), 30)
    mask.check(stack(at_one))


def test_the_rubber_end_erases(at_one: User) -> None:
    mask = ExpectedMask(one_instance())
    set_brush(at_one, 10)
    mask.erase(0, Pen(at_one, RUBBER).draw([(15, 15), (35, 20)], [1.0, 1.0]), 10)
    mask.check(stack(at_one))
    assert steps(at_one) == ["Eraser, 10 px"]


# Limits -------------------------------------------------------------------------------------


def stroke(user: User, size_px: int) -> Plane:
    """Paint over the copy; returns what the brush went over."""
    mask = ExpectedMask(np.zeros((1, *SHAPE), np.uint8))
    mask.paint(0, user.drag(PATH), size_px)
    return np.asarray(mask.channels[0])


def type_into(user: User, field: object, number: int) -> None:
    """Type a number into a field of the bar."""
    user.click(field)  # type: ignore[arg-type]
    user.key(Key.Key_A, CTRL)
    user.type(str(number))
    user.key(Key.Key_Return)


def empty(user: User) -> None:
    """Take the whole mask away, to be painted anew."""
    user.focus_canvas()
    user.type("u")
    user.window.view_options.set_layout("row")
    user.drag([(-1, -1), (SHAPE[1] + 1, SHAPE[0] + 1)], RIGHT)
    user.type("b")
    assert not stack(user).any()


def grey_of(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(image.astype(float) @ (0.299, 0.587, 0.114))


def test_a_brush_limited_by_grey_value(at_forged: User) -> None:
    set_brush(at_forged, 40)
    options = at_forged.window.page.options_bar.tool_options
    assert not options.greys[0].isVisible()
    at_forged.click(options.limits[GREY])
    type_into(at_forged, options.greys[0], 90)
    type_into(at_forged, options.greys[1], 150)
    before = stack(at_forged)
    covered = stroke(at_forged, 40)
    grey = grey_of(images(at_forged)[1])
    # OpenCV rounds the grey value; what lies between two of them may do either.
    sure = np.abs(grey - np.round(grey)) < 0.45
    allowed = (np.round(grey) >= 90) & (np.round(grey) <= 150)
    expected = before[0].astype(bool) | (covered & allowed)
    np.testing.assert_array_equal(plane(at_forged)[sure], expected[sure])
    assert sure.mean() > 0.8
    is_one_step(at_forged, before, "Brush, 40 px, grey 90 to 150")
    at_forged.click(options.limits[GREY])
    assert not options.greys[0].isVisible()
    before = stack(at_forged)
    covered = stroke(at_forged, 40)
    np.testing.assert_array_equal(plane(at_forged), before[0].astype(bool) | covered)


def test_a_brush_limited_by_the_difference(at_forged: User) -> None:
    set_brush(at_forged, 40)
    options = at_forged.window.page.options_bar.tool_options
    at_forged.click(options.limits[DIFFERENCE])
    type_into(at_forged, options.levels[0], 20)
    type_into(at_forged, options.levels[1], 60)
    empty(at_forged)
    before = stack(at_forged)
    authentic, forged = images(at_forged)
    covered = stroke(at_forged, 40)
    level = np.abs(authentic.astype(int) - forged.astype(int)).max(axis=2)
    expected = before[0].astype(bool) | (covered & (level >= 20) & (level <= 60))
    np.testing.assert_array_equal(plane(at_forged), expected)
    is_one_step(at_forged, before, "Brush, 40 px, difference 20 to 60")


def test_a_brush_that_snaps_to_what_changed(at_forged: User) -> None:
    set_brush(at_forged, 60)
    options = at_forged.window.page.options_bar.tool_options
    at_forged.click(options.limits[SNAP])
    empty(at_forged)
    before = stack(at_forged)
    authentic, forged = images(at_forged)
    changed = np.abs(authentic.astype(int) - forged.astype(int)).max(axis=2) > 16
    covered = stroke(at_forged, 60)
    painted = plane(at_forged)
    assert not (painted & ~covered).any()
    assert painted[covered & changed].all()
    # What it fills besides are pixels in the midst of the copy that are alike by chance.
    assert np.count_nonzero(painted & ~changed) < 0.2 * np.count_nonzero(painted)
    is_one_step(at_forged, before, "Brush, 60 px, on what changed")
    before = stack(at_forged)
    at_forged.drag([(60, 60), (90, 70)])
    # Nothing changed there.
    np.testing.assert_array_equal(stack(at_forged), before)


def test_without_a_partner_limits_by_the_difference_say_why_they_are_off(
    at_one: User, tmp_path: Path
) -> None:
    options = at_one.window.page.options_bar.tool_options
    at_one.click(options.limits[DIFFERENCE])
    at_one.choose(ALONE)
    for limit in (DIFFERENCE, SNAP):
        assert not options.limits[limit].isEnabled()
        assert "no authentic image" in options.limits[limit].toolTip()
    banner = at_one.window.page.banner
    changes_nothing(at_one, lambda: at_one.drag([(60, 60), (80, 60)]))
    assert "no authentic image" in banner.text
    at_one.click(at_one.button(banner, "Paint without limit"))
    assert not options.limits[DIFFERENCE].isChecked()
    mask = ExpectedMask(one_instance())
    size_px = at_one.window.page.options_bar.size_field.value()
    mask.paint(0, at_one.drag([(60, 60), (80, 60)]), size_px)
    mask.check(stack(at_one))
    assert banner.isHidden()

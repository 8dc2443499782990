"""Regions are moved, copied, pasted, turned and scaled; a drawn line splits an instance."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.e2e.editing import Plane, changes_nothing, click, is_one_step, plane, stack, steps
from tests.e2e.samples import ONE, SIZE, SMALL, TWO
from tests.e2e.user import CTRL, LEFT, SHIFT, Point, User

Key = Qt.Key

SOURCE, COPY = (slice(10, 30), slice(12, 40)), (slice(80, 100), slice(100, 128))
"""The two regions of the sample's instance."""


@pytest.fixture
def at_one(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    return user


def boxes(*parts: tuple[slice, slice]) -> Plane:
    found = np.zeros(SIZE, bool)
    for part in parts:
        found[part] = True
    return found


def shifted(box: tuple[slice, slice], right: int, down: int) -> tuple[slice, slice]:
    rows, columns = box
    return (
        slice(max(0, rows.start + down), max(0, rows.stop + down)),
        slice(max(0, columns.start + right), max(0, columns.stop + right)),
    )


def previewed(user: User) -> Plane:
    preview = user.window.painting.tools.desk.preview
    bits = preview.planes.bits
    return (bits & 1) != 0 if bits.size else np.zeros(SIZE, bool)


# Move ---------------------------------------------------------------------------------------


def test_a_region_is_dragged(at_one: User) -> None:
    before = stack(at_one)
    at_one.type("t")
    start = at_one.press((20.5, 20.5))
    np.testing.assert_array_equal(previewed(at_one), boxes(SOURCE))
    end = at_one.hover((70.5, 45.5))
    right, down = round(end[0] - start[0]), round(end[1] - start[1])
    there = shifted(SOURCE, right, down)
    np.testing.assert_array_equal(previewed(at_one), boxes(there))
    np.testing.assert_array_equal(stack(at_one), before)
    at_one.release((70.5, 45.5))
    np.testing.assert_array_equal(plane(at_one), boxes(there, COPY))
    is_one_step(at_one, before, f"Move region, {right} px right, {down} px down")


def test_escape_leaves_it_where_it_is(at_one: User) -> None:
    at_one.type("t")
    at_one.press((20.5, 20.5))
    at_one.hover((70.5, 45.5))
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Escape))
    assert not previewed(at_one).any()
    changes_nothing(at_one, lambda: at_one.release((70.5, 45.5)))


def test_arrows_move_what_was_clicked_and_are_one_step(at_one: User) -> None:
    before = stack(at_one)
    at_one.type("t")
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Right))
    assert "Click the region" in at_one.window.status_bar.hint_text
    changes_nothing(at_one, lambda: click(at_one, (20.5, 20.5)))
    for _ in range(3):
        at_one.key(Key.Key_Right)
    at_one.key(Key.Key_Up, SHIFT)
    np.testing.assert_array_equal(plane(at_one), boxes(shifted(SOURCE, 3, -10), COPY))
    at_one.key(Key.Key_Up)
    # A row of it lies beyond the border; it comes back with the region.
    np.testing.assert_array_equal(plane(at_one), boxes(shifted(SOURCE, 3, -11), COPY))
    assert steps(at_one) == ["Move region, 3 px right, 11 px up"]
    at_one.key(Key.Key_Down)
    np.testing.assert_array_equal(plane(at_one), boxes(shifted(SOURCE, 3, -10), COPY))
    is_one_step(at_one, before, "Move region, 3 px right, 10 px up")


def test_arrows_there_and_back_leave_nothing(at_one: User) -> None:
    before = stack(at_one)
    at_one.type("t")
    click(at_one, (20.5, 20.5))
    at_one.key(Key.Key_Right)
    at_one.key(Key.Key_Left)
    np.testing.assert_array_equal(stack(at_one), before)
    assert steps(at_one) == []
    assert at_one.save_state == "No changes"


def test_another_step_begins_a_new_one(at_one: User) -> None:
    at_one.type("t")
    click(at_one, (20.5, 20.5))
    at_one.key(Key.Key_Right)
    at_one.type("b")
    at_one.drag([(60, 60), (62, 60)])
    at_one.type("t")
    click(at_one, (20.5, 20.5))
    at_one.key(Key.Key_Right)
    at_one.key(Key.Key_Right)
    told = steps(at_one)
    assert told[0] == "Move region, 1 px right"
    assert told[1].startswith("Brush")
    assert told[2:] == ["Move region, 2 px right"]
    assert plane(at_one)[shifted(SOURCE, 3, 0)].all()


def test_a_whole_instance_is_moved(at_one: User) -> None:
    before = stack(at_one)
    at_one.type("t")
    at_one.click(at_one.window.page.options_bar.tool_options.move_what.button("instance"))
    at_one.focus_canvas()
    at_one.key(Key.Key_Down, SHIFT)
    at_one.key(Key.Key_Left)
    expected = boxes(shifted(SOURCE, -1, 10), shifted(COPY, -1, 10))
    np.testing.assert_array_equal(plane(at_one), expected)
    is_one_step(at_one, before, "Move instance, 1 px left, 10 px down")


def test_a_press_on_another_instance_takes_that_one(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    first, second = stack(user).astype(bool)
    user.type("t")
    click(user, (110, 80))
    assert user.document.current == 1
    user.key(Key.Key_Right)
    np.testing.assert_array_equal(plane(user), first)
    np.testing.assert_array_equal(plane(user, 1), np.roll(second, 1, axis=1))
    changes_nothing(user, lambda: user.drag([(5, 5), (30, 30)]))


def test_what_is_locked_is_not_moved(at_one: User) -> None:
    at_one.click(at_one.window.page.instances.rows[0].lock)
    at_one.focus_canvas()
    at_one.type("t")
    changes_nothing(at_one, lambda: at_one.drag([(20, 20), (60, 60)]))
    assert "Instance 1 is locked" in at_one.window.page.banner.text


# Copy and paste -----------------------------------------------------------------------------


def pasted(user: User) -> tuple[Plane, Point]:
    """Copy the source and let it float around a point; what is seen of it, and that point."""
    user.hover((20.5, 20.5))
    user.key(Key.Key_C, CTRL)
    assert "560 px" in user.window.status_bar.hint_text
    at = user.hover((80.5, 50.5))
    user.key(Key.Key_V, CTRL)
    return previewed(user), at


def handle(user: User, place: int) -> Point:
    """Where a handle is: 0 turns, 1 to 4 are corners, 5 to 8 are sides from the upper one on."""
    x, y = user.overlay.gesture_layer.sketch.handles[place]
    return float(x), float(y)


def test_a_region_is_copied_and_stamped(at_one: User) -> None:
    before = stack(at_one)
    changes_nothing(at_one, lambda: at_one.key(Key.Key_V, CTRL))
    assert "Nothing was copied" in at_one.window.status_bar.hint_text
    floating, at = pasted(at_one)
    rows, columns = np.nonzero(floating)
    assert (rows.size, int(np.ptp(rows)), int(np.ptp(columns))) == (560, 19, 27)
    assert abs(rows.mean() + 0.5 - at[1]) <= 0.5
    assert abs(columns.mean() + 0.5 - at[0]) <= 0.5
    np.testing.assert_array_equal(stack(at_one), before)
    start = at_one.press(at)
    end = at_one.hover((at[0] + 12, at[1] - 7))
    at_one.release((at[0] + 12, at[1] - 7))
    at_one.key(Key.Key_Left, SHIFT)
    at_one.key(Key.Key_Down)
    right, down = round(end[0] - start[0]) - 10, round(end[1] - start[1]) + 1
    moved = np.roll(floating, (down, right), (0, 1))
    np.testing.assert_array_equal(previewed(at_one), moved)
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), before[0].astype(bool) | moved)
    is_one_step(at_one, before, "Paste")
    assert not previewed(at_one).any()
    assert at_one.window.page.tool_strip.button("brush").isChecked(), "the tool before is back"


def test_escape_drops_what_floats(at_one: User) -> None:
    at_one.type("l")
    pasted(at_one)
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Escape))
    assert not previewed(at_one).any()
    assert at_one.window.page.tool_strip.button("lasso").isChecked()


def test_it_is_turned_by_its_handle(at_one: User) -> None:
    floating, at = pasted(at_one)
    stem = handle(at_one, 0)
    assert stem[1] < at[1]
    at_one.drag([stem, (at[0] + 60, at[1])])
    tool = at_one.window.painting.tools.tool
    angle = tool.floating.angle_deg  # type: ignore[attr-defined]
    assert angle == pytest.approx(-90, abs=2)
    field = at_one.window.page.options_bar.tool_options.angle
    assert field.value() == pytest.approx(angle, abs=0.06)
    at_one.click(field)
    at_one.key(Key.Key_A, CTRL)
    at_one.type("90")
    at_one.key(Key.Key_Return)
    turned = previewed(at_one)
    rows, columns = np.nonzero(turned)
    assert (int(np.ptp(rows)), int(np.ptp(columns))) == (27, 19), "it stands on its side"
    assert turned.sum() == floating.sum()
    at_one.focus_canvas()
    at_one.key(Key.Key_Return)
    assert steps(at_one) == ["Paste, turned 90.0°"]


def test_it_is_scaled_by_its_corners_and_sides(at_one: User) -> None:
    floating, _at = pasted(at_one)
    rows, columns = np.nonzero(floating)
    middle = (columns.mean() + 0.5, rows.mean() + 0.5)
    corner = handle(at_one, 3)
    start, end = at_one.drag([corner, (2 * corner[0] - middle[0], 2 * corner[1] - middle[1])])
    factor = math.dist(end, middle) / math.dist(start, middle)
    seen = previewed(at_one)
    assert seen.sum() == pytest.approx(560 * factor**2, rel=0.08)
    scale = at_one.window.page.options_bar.tool_options.scale
    assert scale.value() == pytest.approx(100 * factor, abs=3)
    # By its right side it becomes narrower alone.
    side = handle(at_one, 6)
    at_one.drag([side, ((side[0] + middle[0]) / 2, side[1])])
    narrower = previewed(at_one)
    rows, columns = np.nonzero(seen)
    new_rows, new_columns = np.nonzero(narrower)
    assert np.ptp(new_rows) == np.ptp(rows)
    assert np.ptp(new_columns) == pytest.approx(np.ptp(columns) / 2, abs=3)
    at_one.key(Key.Key_Return)
    assert "% wide" in steps(at_one)[0]


def test_it_is_mirrored(at_one: User) -> None:
    at_one.type("u")
    at_one.drag([(30.5, 12.5), (45.5, 16.5)], LEFT, CTRL)
    shape = plane(at_one)[10:30, 12:40]
    at_one.hover((20.5, 25.5))
    at_one.key(Key.Key_C, CTRL)
    at_one.hover((80.5, 50.5))
    at_one.key(Key.Key_V, CTRL)
    at_one.key(Key.Key_M, SHIFT)
    rows, columns = np.nonzero(previewed(at_one))
    seen = previewed(at_one)[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    np.testing.assert_array_equal(seen, shape[:, ::-1])
    assert not np.array_equal(shape, shape[:, ::-1])
    at_one.key(Key.Key_Return)
    assert steps(at_one)[-1] == "Paste, mirrored"
    assert len(at_one.document.instances) == 1, "Shift+M makes no instance"


def test_a_region_goes_to_another_image(at_one: User) -> None:
    pasted(at_one)
    at_one.choose(SMALL)
    assert not previewed(at_one).any(), "what floated stays with its image"
    at_one.focus_canvas()
    before = stack(at_one)
    x, y = at_one.hover((80.5, 57.5))
    at_one.key(Key.Key_V, CTRL)
    at_one.key(Key.Key_Return)
    expected = before[0].astype(bool)
    # It hangs over two borders of the smaller image.
    expected[round(y - 10) : round(y + 10), round(x - 14) : round(x + 14)] = True
    assert expected.sum() < before.sum() + 560
    np.testing.assert_array_equal(plane(at_one), expected)
    is_one_step(at_one, before, "Paste")


def test_without_a_region_below_the_whole_instance_is_copied(at_one: User) -> None:
    at_one.hover((60.5, 60.5))
    at_one.key(Key.Key_C, CTRL)
    assert "1,120 px" in at_one.window.status_bar.hint_text


def test_what_floats_beyond_the_border_is_left_out(at_one: User) -> None:
    before = plane(at_one)
    floating, _at = pasted(at_one)
    for _ in range(9):
        at_one.key(Key.Key_Up, SHIFT)
    expected = before | np.vstack([floating[90:], np.zeros((90, SIZE[1]), bool)])
    changes_nothing(at_one, lambda: None)
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), expected)


def test_ctrl_c_in_a_field_copies_its_text(at_one: User) -> None:
    at_one.click(at_one.window.page.options_bar.size_field)
    at_one.key(Key.Key_A, CTRL)
    at_one.key(Key.Key_C, CTRL)
    assert "Copied" not in at_one.window.status_bar.hint_text
    at_one.key(Key.Key_V, CTRL)
    assert at_one.window.painting.tools.key == "brush"


# Cut ----------------------------------------------------------------------------------------


def test_a_line_splits_an_instance(at_one: User) -> None:
    before = stack(at_one)
    at_one.key(Key.Key_S, SHIFT)
    at_one.drag([(26.5, 5.5), (26.5, 20.5), (26.5, 35.5)])
    first, second = stack(at_one).astype(bool)
    np.testing.assert_array_equal(first | second, before[0].astype(bool))
    assert not (first & second).any()
    # Drawn downwards, what lies to the right of it is on the left of the screen.
    rows, columns = np.nonzero(second)
    assert (rows.min(), rows.max(), columns.min()) == (10, 29, 12)
    assert 24 <= columns.max() <= 27
    assert first[COPY].all(), "what the line does not part stays"
    is_one_step(at_one, before, "Split instance 1 by a cut")
    at_one.key(Key.Key_Z, CTRL)
    assert len(at_one.document.instances) == 1


def test_a_straight_cut_and_one_that_parts_nothing(at_one: User) -> None:
    at_one.key(Key.Key_S, SHIFT)
    changes_nothing(at_one, lambda: at_one.drag([(60, 50), (80, 60)]))
    assert "parts no region" in at_one.window.status_bar.hint_text
    at_one.press((5.5, 20.5))
    at_one.hover((20.5, 5.5))
    end = at_one.hover((50.5, 20.5))
    at_one.hold(Key.Key_Shift)
    line = at_one.overlay.gesture_layer.sketch.lines[0]
    assert len(line) == 2
    np.testing.assert_allclose(line[1], end)
    at_one.let_go(Key.Key_Shift)
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Escape))
    at_one.release((50.5, 20.5))
    assert steps(at_one) == []


@pytest.mark.parametrize("what", ["locked", "hidden"])
def test_what_floats_waits_until_it_may_be_stamped(at_one: User, what: str) -> None:
    before = plane(at_one)
    floating, _at = pasted(at_one)
    set_state = getattr(at_one.document, f"set_{what}")
    set_state(0, True)
    changes_nothing(at_one, lambda: at_one.key(Key.Key_Return))
    assert f"Instance 1 is {what}" in at_one.window.page.banner.text
    np.testing.assert_array_equal(previewed(at_one), floating)
    set_state(0, False)
    at_one.key(Key.Key_Return)
    np.testing.assert_array_equal(plane(at_one), before | floating)


def test_a_locked_instance_is_not_cut(at_one: User) -> None:
    at_one.document.set_locked(0, True)
    at_one.key(Key.Key_S, SHIFT)
    changes_nothing(at_one, lambda: at_one.drag([(26.5, 5.5), (26.5, 35.5)]))
    assert "Instance 1 is locked" in at_one.window.page.banner.text

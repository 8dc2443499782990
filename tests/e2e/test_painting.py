"""Painting to the pixel: brushes of every size, at every edge, on any number of instances."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.core.building import write_case
from tests.e2e.samples import HEIGHT, ONE, TEST, TWO, WIDTH, one_instance, write_samples
from tests.e2e.strokes import ExpectedMask
from tests.e2e.user import CTRL, RIGHT, User

Key = Qt.Key


def set_brush(user: User, size_px: int) -> None:
    """Type the size of the brush into its field."""
    user.click(user.window.page.options_bar.size_field)
    user.key(Key.Key_A, CTRL)
    user.type(str(size_px))
    user.key(Key.Key_Return)
    user.focus_canvas()


@pytest.fixture
def at_one(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(ONE)
    return user


def test_a_brush_of_one_pixel_paints_one_pixel(at_one: User) -> None:
    set_brush(at_one, 1)
    before = at_one.document.planes.to_stack()
    at_one.turn_wheel(9, (70, 60))
    x, y = at_one.press((70.5, 60.5))
    at_one.release((70.5, 60.5))
    changed = at_one.document.planes.to_stack() != before
    assert np.argwhere(changed).tolist() == [[0, math.floor(y), math.floor(x)]]
    points = at_one.drag([(66.5, 50.5), (76.5, 55.5)])
    [(_x0, y0), (_x1, y1)] = points
    rows, columns = np.nonzero(at_one.document.planes.to_stack()[0] != before[0])
    line = (rows >= math.floor(y0)) & (rows <= math.floor(y1)) & (rows < 60)
    # One pixel in each column: no gap, no stair of two.
    assert sorted(columns[line]) == list(
        range(math.floor(points[0][0]), math.floor(points[1][0]) + 1)
    )


@pytest.mark.parametrize("size_px", [2, 7, 40, 300])
def test_strokes_reach_over_every_edge(at_one: User, size_px: int) -> None:
    mask = ExpectedMask(one_instance())
    set_brush(at_one, size_px)
    # The image as wide as its canvas would leave no room beside it.
    at_one.window.view_options.set_layout("row")
    for points in (
        [(-2.0, 50.0), (10.0, 60.0)],
        [(WIDTH - 3.0, 20.0), (WIDTH + 2.0, 30.0)],
        [(60.0, HEIGHT + 3.0), (80.0, HEIGHT + 1.0)],
        [(20.0, -3.0), (25.0, -2.0), (25.0, 4.0)],
    ):
        mask.paint(0, at_one.drag(points), size_px)
        mask.check(at_one.document.planes.to_stack())
    mask.erase(0, at_one.drag([(-2.0, -2.0), (40.0, 20.0)], RIGHT), size_px)
    mask.check(at_one.document.planes.to_stack())


def test_a_stroke_goes_on_beside_the_canvas(at_one: User) -> None:
    """With the button held the pointer may leave the canvas, and come back elsewhere."""
    mask = ExpectedMask(one_instance())
    size_px = at_one.window.page.options_bar.size_field.value()
    start = at_one.press((80, 60))
    canvas = at_one.overlay
    outside = QPointF(canvas.width() + 200.0, canvas.height() / 2)
    view = canvas.view
    beyond = (
        view.x + (outside.x() - canvas.width() / 2) / view.scale,
        view.y + (outside.y() - canvas.height() / 2) / view.scale,
    )
    # While a button is held the system sends moves to the widget that was pressed.
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        outside,
        canvas.viewport().mapToGlobal(outside),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas.viewport(), move)
    end = at_one.hover((100, 100))
    at_one.release((100, 100))
    mask.paint(0, [start, beyond, end], size_px)
    mask.check(at_one.document.planes.to_stack())


def test_the_image_stays_under_the_brush_when_a_message_goes(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TEST)
    user.drag([(40, 40), (60, 60)], RIGHT)
    banner = user.window.page.banner
    assert "no instance to erase" in banner.text
    view = user.overlay.view
    user.press((20, 100))
    user.hover((40, 105))
    assert banner.isVisible()
    assert user.overlay.view == view
    user.release((40, 105))
    assert not banner.isVisible()


def test_what_is_locked_is_said_as_long_as_it_is_and_can_be_unlocked_there(
    user: User, samples: Path
) -> None:
    user.open(samples)
    user.choose(TWO)
    page = user.window.page
    banner = page.banner

    def paint_on_locked() -> None:
        if not user.document.instances[0].locked:
            user.click(page.instances.rows[0].lock)
        user.drag([(20, 100), (30, 100)])
        assert "Instance 1 is locked" in banner.text

    paint_on_locked()
    user.click(user.button(banner, "Unlock"))
    assert not user.document.instances[0].locked
    assert not banner.isVisible()
    paint_on_locked()
    user.click(page.instances.rows[0].lock)
    assert not banner.isVisible(), "it was unlocked in the list"
    paint_on_locked()
    user.type("2")
    assert not banner.isVisible(), "another instance is chosen"
    user.type("1")
    paint_on_locked()
    user.document.set_hidden(1, True)
    assert banner.isVisible(), "what is done to another instance changes nothing"


def test_what_is_hidden_can_be_shown_where_it_is_said(at_one: User) -> None:
    banner = at_one.window.page.banner
    at_one.click(at_one.window.page.instances.rows[0].eye)
    at_one.drag([(20, 100), (30, 100)])
    assert "Instance 1 is hidden" in banner.text
    at_one.click(at_one.button(banner, "Show"))
    assert not at_one.document.instances[0].hidden
    assert not banner.isVisible()


def test_more_than_eight_instances(at_one: User, tmp_path: Path) -> None:
    user = at_one
    mask = ExpectedMask(one_instance())
    set_brush(user, 9)
    for number in range(1, 12):
        user.type("m")
        mask.add()
        y = 5.0 + 9 * number
        mask.paint(number, user.drag([(30.0, y), (130.0, y - 4)]), 9)
    mask.check(user.document.planes.to_stack())
    user.type("4")
    user.key(Key.Key_Delete)
    mask.remove(3)
    user.wait_until_measured()
    rows = user.window.page.instances.rows
    assert len(rows) == 11
    areas = [f"{channel.sum():,} px" for channel in mask.channels]
    assert [row.figures_text.split(" · ")[0] for row in rows] == areas
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    user.wait_for(user.session.exported, lambda: user.session.export(tmp_path / "out", every=False))
    mask.check(np.load(tmp_path / "out/train_masks/101.npy"))


def test_sixty_four_instances_and_no_more(user: User, tmp_path: Path) -> None:
    stack = np.zeros((62, HEIGHT, WIDTH), np.uint8)
    for number in range(62):
        stack[number, number, : number + 1] = 1
    write_case(tmp_path / "many", ONE.case_id, size=(HEIGHT, WIDTH), mask=stack)
    user.open(tmp_path / "many")
    user.type("mm")
    assert len(user.document.instances) == 64
    user.type("m")
    assert len(user.document.instances) == 64
    assert "at most 64" in user.window.page.banner.text
    mask = ExpectedMask(stack)
    mask.add()
    mask.add()
    size_px = user.window.page.options_bar.size_field.value()
    mask.paint(63, user.drag([(20, 90), (60, 100)]), size_px)
    mask.check(user.document.planes.to_stack()[[*range(62), 63]])
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    out = tmp_path / "out"
    user.wait_for(user.session.exported, lambda: user.session.export(out, every=False))
    mask.check(np.load(out / "train_masks/101.npy"))


def test_a_click_of_the_pick_tool_selects_what_is_there(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    user.type("i")
    before = user.document.planes.to_stack()
    for at, number in (((110, 70), 1), ((35, 25), 0), ((65, 55), 1), ((65, 55), 0), ((5, 5), 0)):
        user.press(at)
        user.release(at)
        assert user.document.current == number
    user.drag([(80, 60), (90, 70)])
    assert np.array_equal(user.document.planes.to_stack(), before), "a drag moves the view"


def test_the_first_stroke_makes_the_first_instance(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TEST)
    user.drag([(40, 40), (60, 60)])
    assert len(user.window.page.instances.rows) == 1
    user.key(Key.Key_Z, CTRL)
    assert user.window.page.instances.rows == []
    user.press((40, 40))
    user.hover((60, 60))
    user.key(Key.Key_Escape)
    user.release((60, 60))
    assert user.window.page.instances.rows == []
    user.drag([(40, 40), (60, 60)], RIGHT)
    assert "no instance to erase" in user.window.page.banner.text


def test_an_odd_path_and_an_image_of_another_size(user: User, tmp_path: Path) -> None:
    root = write_samples(tmp_path / "Größe & Co (1) %20 日本")
    user.open(root)
    user.choose(ONE)
    mask = ExpectedMask(one_instance())
    size_px = user.window.page.options_bar.size_field.value()
    mask.paint(0, user.drag([(40, 60), (80, 50)]), size_px)
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    out = tmp_path / "Ausfuhr ä"
    user.wait_for(user.session.exported, lambda: user.session.export(out, every=True))
    mask.check(np.load(out / "train_masks/101.npy"))


def test_a_mask_that_is_not_there_has_no_figures_until_something_is_painted(
    user: User, samples: Path
) -> None:
    user.open(samples)
    user.choose(TEST)
    page = user.window.page
    user.wait_until_measured()
    nothing = "\N{EN DASH}"
    assert page.figures.value("Area") == page.figures.value("Coverage") == nothing
    assert page.figures.reason == "There is no mask yet."
    assert page.case_bar.text.endswith(" · there is no mask yet")
    user.drag([(40, 40), (60, 60)])
    user.wait_until_measured()
    assert page.figures.value("Area").endswith(" px")
    assert page.figures.reason == ""
    assert "1 instance" in page.case_bar.text
    user.key(Key.Key_Z, CTRL)
    user.wait_until_measured()
    assert page.figures.value("Area") == nothing
    assert "instance" not in page.case_bar.text

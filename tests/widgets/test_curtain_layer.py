"""A curtain: the first image left of a line, the second right of it, and the line can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.pane_content import CURTAIN
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.curtain_layer import GRAB_PX
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import LEFT, MIDDLE, RIGHT, Mouse, on_screen, record, seen

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 400, 300
FIRST, SECOND = Pyramid(noise(500, 700, seed=1)), Pyramid(noise(500, 700, seed=2))
HANDLE_PX = 13
"""The line and its handle hide so much on either side."""


class Stage(QWidget):
    """A window with a canvas that shows two images behind a curtain."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(WIDTH + 20, HEIGHT + 20)
        self.canvas = Canvas(self)
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.curtain_moved.connect(self.canvas.set_curtain)
        self.canvas.accepts_strokes = True
        self.canvas.set_pyramid(FIRST)
        self.look(1.0)
        self.draw()

    def look(self, scale: float) -> None:
        # Pixels of the image begin at whole pixels of the screen.
        self.canvas.set_view(View(scale, 350.0, 250.0))

    def draw(self, left: str = "", right: str = "") -> None:
        self.canvas.compare_with(SECOND, CURTAIN, (left, right))

    def alone(self, pyramid: Pyramid) -> Picture:
        """How one of the images looks without a curtain."""
        self.canvas.compare_with(None)
        self.canvas.set_pyramid(pyramid)
        picture = seen(self.canvas)
        self.canvas.set_pyramid(FIRST)
        self.draw()
        return picture


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> Stage:
    made = Stage()
    show(made)
    return made


def check_halves(picture: Picture, line_px: int, first: Picture, second: Picture) -> None:
    """Fail unless each half of a picture is that of its image, away from the handle."""
    left, right = max(0, line_px - HANDLE_PX), line_px + HANDLE_PX
    np.testing.assert_array_equal(picture[:, :left], first[:, :left])
    np.testing.assert_array_equal(picture[:, right:], second[:, right:])
    # Above and below the handle up to the line itself.
    rows = np.r_[0 : HEIGHT // 2 - 20, HEIGHT // 2 + 20 : HEIGHT]
    near = slice(max(0, line_px - 6), max(0, line_px - 2))
    np.testing.assert_array_equal(picture[rows, near], first[rows, near])
    near = slice(line_px + 2, line_px + 6)
    np.testing.assert_array_equal(picture[rows, near], second[rows, near])


@pytest.mark.parametrize("scale", [0.31, 0.7, 1.0, 3.0, 5.5])
def test_each_side_shows_its_image(stage: Stage, scale: float) -> None:
    stage.look(scale)
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    assert (first != second).mean() > 0.2
    for place in (0.5, 0.1, 0.77):
        stage.canvas.set_curtain(place)
        check_halves(seen(stage.canvas), round(place * WIDTH), first, second)


def test_a_curtain_that_is_fully_drawn_shows_one_image(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    for place, alone in ((-0.3, second), (0.0, second), (1.0, first), (7.0, first)):
        stage.canvas.set_curtain(place)
        middle = slice(HANDLE_PX, WIDTH - HANDLE_PX)
        np.testing.assert_array_equal(seen(stage.canvas)[:, middle], alone[:, middle])


def test_the_line_is_white_in_a_dark_casing(stage: Stage) -> None:
    row = seen(stage.canvas)[20, WIDTH // 2 - 2 : WIDTH // 2 + 2].astype(int).mean(axis=1)
    assert row.max() > 200
    assert min(row[0], row[-1]) < 60


def test_the_line_is_dragged(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    view = stage.canvas.view
    begun, moved = record(stage.canvas.stroke_begun), record(stage.canvas.curtain_moved)
    mouse = Mouse(stage.canvas)
    mouse.move(WIDTH / 2 + GRAB_PX - 1, 40)
    mouse.press(WIDTH / 2 + GRAB_PX - 1, 40)
    for x in (250, 310, 120):
        mouse.move(x, 200)
        check_halves(on_screen(stage.canvas), x, first, second)
    mouse.release(120, 200)
    mouse.move(60, 60)
    assert stage.canvas.curtain_layer.x_px == 120
    assert moved == [x / WIDTH for x in (250, 310, 120)]
    mouse.drag((120, 100), (90, 100))
    assert stage.canvas.curtain_layer.x_px == 90
    mouse.drag((90, 100), (-500, 100))
    assert stage.canvas.curtain_layer.x_px == 0
    assert begun == []
    assert stage.canvas.view == view


def test_beside_the_line_one_paints_and_moves_the_view_as_ever(stage: Stage) -> None:
    begun, moved = record(stage.canvas.stroke_begun), record(stage.canvas.curtain_moved)
    mouse = Mouse(stage.canvas)
    line = WIDTH / 2
    for x, button in ((line + GRAB_PX + 1, LEFT), (line - GRAB_PX - 1, LEFT), (line, RIGHT)):
        mouse.drag((x, 40), (x + 9, 60), button)
    assert [at.erases for at in begun] == [False, False, True]
    view = stage.canvas.view
    mouse.drag((line, 40), (line + 30, 40), MIDDLE)
    assert stage.canvas.view == view.panned(30, 0)
    assert moved == []
    stage.canvas.compare_with(None)
    mouse.drag((line, 40), (line + 9, 40))
    assert len(begun) == 4, "where no line is, none is taken"


def test_the_pointer_says_where_the_line_can_be_taken(stage: Stage) -> None:
    mouse = Mouse(stage.canvas)
    shapes = []
    for x in (50, WIDTH // 2 + 3, WIDTH - 50):
        mouse.move(x, 40)
        shapes.append(stage.canvas.viewport().cursor().shape())
        assert stage.canvas.cursor_layer.isVisible() == (x != WIDTH // 2 + 3)
    cross, split = Qt.CursorShape.CrossCursor, Qt.CursorShape.SplitHCursor
    assert shapes == [cross, split, cross]


def test_the_view_moves_behind_the_line(stage: Stage) -> None:
    stage.look(2.0)
    stage.canvas.set_curtain(0.4)
    on_screen(stage.canvas)
    mouse = Mouse(stage.canvas)
    mouse.press(300, 200, MIDDLE)
    for x, y in ((290, 200), (301, 180), (260, 233)):
        mouse.move(x, y)
        on_screen(stage.canvas)
    mouse.release(260, 233, MIDDLE)
    mouse.move(390, 5)
    stage.canvas.cursor_layer.hide()
    moved = on_screen(stage.canvas)
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    check_halves(moved, 160, first, second)
    assert stage.canvas.curtain_layer.x_px == 160


def test_the_line_keeps_its_place_when_the_canvas_grows(stage: Stage) -> None:
    stage.canvas.set_curtain(0.25)
    stage.canvas.resize(360, 280)
    assert stage.canvas.curtain_layer.x_px == 90
    picture = seen(stage.canvas)
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    np.testing.assert_array_equal(picture[:, :70], first[:, :70])
    np.testing.assert_array_equal(picture[:, 110:], second[:, 110:])


def test_both_images_have_the_same_tones_of_their_own(stage: Stage) -> None:
    stage.canvas.second_layer.set_tones(Tones(inverted=True))
    first = stage.alone(FIRST)
    second = 255 - stage.alone(SECOND)
    check_halves(seen(stage.canvas), WIDTH // 2, first, second)


# Names --------------------------------------------------------------------------------------


def plates(stage: Stage, place: float, left: str, right: str) -> NDArray[np.intp]:
    """The columns in which names are written, where the line stands at a place."""
    stage.canvas.set_curtain(place)
    stage.draw()
    without = seen(stage.canvas)
    stage.draw(left, right)
    return np.flatnonzero((seen(stage.canvas) != without).any(axis=(0, 2)))


def test_each_name_stands_on_the_side_of_its_image(stage: Stage) -> None:
    line = WIDTH // 2
    both = plates(stage, 0.5, "Authentic", "Forged")
    assert (both < line).any()
    assert (both > line).any()
    assert abs(both - line).min() > 3
    left, right = plates(stage, 0.5, "Authentic", ""), plates(stage, 0.5, "", "Forged")
    assert left.max() < line < right.min()
    assert sorted([*left, *right]) == both.tolist()


@pytest.mark.parametrize(("place", "sides"), [(0.05, (False, True)), (0.97, (True, False))])
def test_a_name_without_room_is_left_out(
    stage: Stage, place: float, sides: tuple[bool, bool]
) -> None:
    columns = plates(stage, place, "Authentic", "Forged")
    line = round(place * WIDTH)
    assert (bool((columns < line).any()), bool((columns > line).any())) == sides
    assert columns.min() >= 0
    assert columns.max() < WIDTH


def test_without_a_curtain_there_is_neither_line_nor_name(stage: Stage) -> None:
    first = stage.alone(FIRST)
    stage.draw("Authentic", "Forged")
    assert not np.array_equal(seen(stage.canvas), first)
    stage.canvas.compare_with(None)
    np.testing.assert_array_equal(seen(stage.canvas), first)

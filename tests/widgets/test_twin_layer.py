"""Arrows run from the source to its copies and crosses mark a spot, at every view of the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.view import View
from tests.widgets.pointing import on_screen, seen

Place = tuple[float, float]

WIDTH, HEIGHT = 400, 300
COLOUR = QColor(250, 120, 20)
SOURCE, COPY = (20.0, 20.0), (80.0, 50.0)
VIEWS = [View(3.0, 50.0, 40.0), View(1.3, 60.0, 20.0), View(5.5, 45.25, 38.5)]


class Stage(QWidget):
    """A window with a canvas that shows a grey image of 120 x 90 px."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(WIDTH + 20, HEIGHT + 20)
        self.canvas = Canvas(self)
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.set_pyramid(Pyramid(np.full((90, 120, 3), 90, np.uint8)))
        self.layer = self.canvas.twin_layer
        self.look(VIEWS[0])

    def look(self, view: View) -> None:
        self.canvas.set_view(view)
        self.layer.show_arrows((), COLOUR)
        self.layer.show_marks(())
        self.plain = seen(self.canvas)

    def on_canvas(self, point: Place) -> Place:
        """Where an image point is on the canvas, by the definition of a view."""
        view = self.canvas.view
        return (
            (point[0] - view.x) * view.scale + WIDTH / 2,
            (point[1] - view.y) * view.scale + HEIGHT / 2,
        )

    def drawn(self) -> NDArray[np.bool_]:
        """The pixels that arrows and crosses have changed."""
        return np.asarray((seen(self.canvas) != self.plain).any(axis=2))


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> Stage:
    made = Stage()
    show(made)
    made.look(VIEWS[0])
    return made


def arrow(start: Place, end: Place) -> tuple[QPointF, QPointF]:
    return QPointF(*start), QPointF(*end)


def away(pixels: NDArray[np.bool_], start: Place, end: Place) -> NDArray[np.float64]:
    """How far each of some pixels is from a segment."""
    rows, columns = np.nonzero(pixels)
    points = np.stack([columns + 0.5, rows + 0.5], axis=1)
    first, along = np.array(start), np.array(end) - np.array(start)
    t = np.clip((points - first) @ along / (along @ along), 0, 1)
    nearest = first + t[:, np.newaxis] * along
    return np.asarray(np.hypot(*(points - nearest).T), np.float64)


@pytest.mark.parametrize("view", VIEWS)
def test_an_arrow_runs_from_the_source_to_the_copy(stage: Stage, view: View) -> None:
    stage.look(view)
    stage.layer.show_arrows([arrow(SOURCE, COPY)], COLOUR)
    start, end = stage.on_canvas(SOURCE), stage.on_canvas(COPY)
    pixels = stage.drawn()
    assert away(pixels, start, end).max() < 7
    picture = seen(stage.canvas).astype(int)
    for share in np.linspace(0.2, 0.8, 13):
        x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        row, column = math.floor(y), math.floor(x)
        around = np.s_[row - 1 : row + 2, column - 1 : column + 2]
        assert pixels[around].all()
        off = abs(picture[around] - [COLOUR.red(), COLOUR.green(), COLOUR.blue()]).max(axis=2)
        assert off.min() < 90, "it has the colour of the instance"


@pytest.mark.parametrize("view", VIEWS)
def test_the_head_is_at_the_copy(stage: Stage, view: View) -> None:
    stage.look(view)
    stage.layer.show_arrows([arrow(SOURCE, COPY)], COLOUR)
    pixels = stage.drawn()
    wide = []
    for point in (SOURCE, COPY):
        x, y = stage.on_canvas(point)
        rows, columns = np.nonzero(pixels)
        distance = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
        assert 0 < distance.min() < 8, "it leaves the point itself free"
        near = pixels & False
        near[rows[distance < 15], columns[distance < 15]] = True
        wide.append(away(near, stage.on_canvas(SOURCE), stage.on_canvas(COPY)).max())
    assert wide[1] > wide[0] + 1.5


def test_each_copy_has_an_arrow(stage: Stage) -> None:
    ends = [(80.0, 50.0), (20.0, 70.0), (100.0, 15.0)]
    stage.layer.show_arrows([arrow(SOURCE, end) for end in ends], COLOUR)
    assert len(stage.layer.arrows) == 3
    pixels = stage.drawn()
    distances = [away(pixels, stage.on_canvas(SOURCE), stage.on_canvas(end)) for end in ends]
    assert np.min(distances, axis=0).max() < 7
    for distance in distances:
        assert (distance < 2).sum() > 40


def test_points_that_lie_on_each_other_are_not_joined(stage: Stage) -> None:
    stage.layer.show_arrows([arrow(SOURCE, SOURCE), arrow(SOURCE, (22.0, 21.0))], COLOUR)
    assert not stage.drawn().any()


@pytest.mark.parametrize("view", VIEWS)
def test_a_cross_marks_a_spot_and_leaves_it_free(stage: Stage, view: View) -> None:
    stage.look(view)
    stage.layer.show_marks([QPointF(*COPY)])
    x, y = stage.on_canvas(COPY)
    rows, columns = np.nonzero(stage.drawn())
    assert rows.size
    distance = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
    assert 1 < distance.min() < 4
    assert 8 < distance.max() < 13
    # Four arms, and nothing between them.
    beside = np.minimum(abs(columns + 0.5 - x), abs(rows + 0.5 - y))
    assert beside.max() < 3
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert ((columns + 0.5 - x) * dx + (rows + 0.5 - y) * dy).max() > 6


def test_marks_follow_and_go(stage: Stage) -> None:
    stage.layer.show_marks([QPointF(*SOURCE), QPointF(*COPY)])
    two = stage.drawn().sum()
    stage.layer.show_marks([QPointF(*COPY)])
    assert stage.drawn().sum() == pytest.approx(two / 2, abs=6)
    assert stage.layer.marks == (QPointF(*COPY),)
    # On the screen as well, which is drawn anew only where it is told to be.
    stage.layer.show_marks([QPointF(*SOURCE)])
    np.testing.assert_array_equal(on_screen(stage.canvas), seen(stage.canvas))
    stage.layer.show_marks(())
    np.testing.assert_array_equal(on_screen(stage.canvas), stage.plain)


def test_without_twins_nothing_is_drawn(stage: Stage) -> None:
    assert not stage.drawn().any()
    stage.layer.show_arrows([arrow(SOURCE, COPY)], COLOUR)
    np.testing.assert_array_equal(on_screen(stage.canvas), seen(stage.canvas))
    assert stage.drawn().any()
    stage.layer.show_arrows((), COLOUR)
    np.testing.assert_array_equal(on_screen(stage.canvas), stage.plain)


def test_arrows_reach_as_far_as_a_canvas_that_has_grown(stage: Stage) -> None:
    stage.resize(620, 420)
    stage.canvas.resize(600, 400)
    stage.layer.show_arrows((), COLOUR)
    plain = seen(stage.canvas)
    stage.layer.show_arrows([arrow((60.0, 40.0), (130.0, 95.0))], COLOUR)
    rows, columns = np.nonzero((seen(stage.canvas) != plain).any(axis=2))
    assert columns.max() > 500
    assert rows.max() > 330


def test_arrows_can_be_left_out_and_crosses_stay(stage: Stage) -> None:
    stage.layer.show_arrows([(QPointF(*SOURCE), QPointF(*COPY))], COLOUR)
    joined = stage.drawn()
    assert joined.any()
    stage.layer.set_joins(False)
    assert not stage.drawn().any()
    stage.layer.show_marks([QPointF(*COPY)])
    assert stage.drawn().any()
    stage.layer.show_marks(())
    stage.layer.set_joins(True)
    assert np.array_equal(stage.drawn(), joined)

"""Outlines over the image: on the true borders, in full however little is drawn again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget
from scipy import ndimage

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.drawing import brush_marks
from forgery_viewer.widgets import contour_layer
from forgery_viewer.widgets.contour_layer import CASING_PX
from forgery_viewer.widgets.theme import CASING, INSTANCE_COLOURS
from forgery_viewer.widgets.view import View
from tests.widgets.documents import MaskStage, document_of
from tests.widgets.pointing import colour, difference, on_screen, seen

Plane = NDArray[np.bool_]

HEIGHT, WIDTH = 700, 900
GREY = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
REACH_PX = CASING_PX / 2 + 1


def disc(x: float, y: float, diameter_px: float) -> NDArray[np.uint8]:
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    for mark in brush_marks((x, y), (x, y), diameter_px, (HEIGHT, WIDTH)):
        plane[mark.box][mark.inside] = 1
    return plane


def box(top: int, left: int, bottom: int, right: int) -> NDArray[np.uint8]:
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    plane[top:bottom, left:right] = 1
    return plane


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> MaskStage:
    """Three instances over a grey image larger than the canvas, outlined and not filled."""
    made = MaskStage(
        GREY, np.stack([disc(250, 250, 90), disc(280, 270, 70), box(200, 150, 330, 256)])
    )
    show(made)
    made.canvas.set_view(View(1, 256, 256))
    made.show_only(outline=True)
    return made


def outlined(stage: MaskStage) -> Plane:
    """Which pixels of the canvas the outlines change."""
    shown = seen(stage.canvas)
    stage.show_only()
    bare = seen(stage.canvas)
    stage.show_only(outline=True)
    return np.asarray((shown != bare).any(axis=2))


def on_canvas(plane: NDArray[np.uint8], scale: int, left: int, top: int) -> Plane:
    """The part of a mask that a canvas of 400 x 300 px shows from an image point on."""
    part = plane[top : top + 300 // scale + 1, left : left + 400 // scale + 1]
    return np.asarray(part.repeat(scale, 0).repeat(scale, 1)[:300, :400] == 1)


def from_border(inside: Plane) -> NDArray[np.float64]:
    """How far the middle of each pixel of the screen is from the border of a region."""
    near = ndimage.distance_transform_edt(inside) + ndimage.distance_transform_edt(~inside)
    return np.asarray(near - 0.5)


@pytest.mark.parametrize("scale", [5, 8])
def test_zoomed_in_the_outline_is_on_the_borders_of_the_pixels(
    stage: MaskStage, scale: int
) -> None:
    plane = disc(250, 250, 15)
    stage.show_document(document_of(plane[np.newaxis]))
    left, top = 250 - 200 // scale, 250 - 150 // scale
    stage.canvas.set_view(View(scale, left + 200 / scale, top + 150 / scale))
    distance = from_border(on_canvas(plane, scale, left, top))
    changed = outlined(stage)
    assert changed[distance <= 0.5].all()
    assert not changed[distance > REACH_PX].any()
    core = seen(stage.canvas)[distance <= 0.5].astype(int)
    assert abs(core - colour(INSTANCE_COLOURS[0])).max() < 130


def test_the_line_is_in_the_instances_colour_with_a_dark_casing(stage: MaskStage) -> None:
    stage.show_document(document_of(box(250, 250, 260, 270)[np.newaxis]))
    stage.canvas.set_view(View(12, 260, 250.04))
    column = seen(stage.canvas)[140:160, 200]
    rows = {tuple(row) for row in column.tolist()}
    assert colour(INSTANCE_COLOURS[0]) in rows
    assert min(sum(row) for row in rows) < sum(colour(CASING)) + 130


@pytest.mark.parametrize("x", [200.5, 256, 511.7])
def test_at_100_percent_the_outline_is_a_smooth_line_around_each_instance(
    stage: MaskStage, x: float
) -> None:
    plane = disc(x, 256, 120)
    stage.show_document(document_of(plane[np.newaxis]))
    left = round(x) - 200
    stage.canvas.set_view(View(1, left + 200, 256))
    distance = from_border(on_canvas(plane, 1, left, 106))
    changed = outlined(stage)
    assert changed[distance <= 0.5].mean() > 0.99
    assert not changed[distance > REACH_PX + 1].any()


def test_made_smaller_every_instance_still_has_its_outline(stage: MaskStage) -> None:
    plane = box(100, 200, 600, 800)
    stage.show_document(document_of(plane[np.newaxis]))
    for scale in (0.4, 0.25, 0.1):
        stage.canvas.set_view(View(scale, WIDTH / 2, HEIGHT / 2))
        rows, columns = (np.flatnonzero(outlined(stage).any(axis=axis)) for axis in (1, 0))
        assert rows[0] == pytest.approx(150 - 250 * scale, abs=REACH_PX + 2)
        assert rows[-1] == pytest.approx(150 + 250 * scale, abs=REACH_PX + 2)
        assert columns[0] == pytest.approx(200 - 250 * scale, abs=REACH_PX + 2)
        assert columns[-1] == pytest.approx(200 + 350 * scale, abs=REACH_PX + 2)


def test_a_hidden_instance_has_no_outline(stage: MaskStage) -> None:
    for number in range(3):
        assert outlined(stage).any()
        stage.document.set_hidden(number, hidden=True)
    assert not outlined(stage).any()


def test_the_ninth_instance_is_told_from_the_first_by_dashes(stage: MaskStage) -> None:
    stack = np.zeros((9, HEIGHT, WIDTH), np.uint8)
    stack[0], stack[8] = box(230, 216, 250, 246), box(230, 260, 250, 300)
    stage.show_document(document_of(stack))
    stage.canvas.set_view(View(5, 256, 240.05))
    # Along the upper side of each: colour all the way, and colour in turn with casing.
    top = 150 + (230 - 240) * 5
    line = seen(stage.canvas)[top - 2 : top + 2]
    bright = (abs(line.astype(int) - colour(INSTANCE_COLOURS[0])).max(axis=2) < 60).any(axis=0)
    assert bright[5:145].all()
    dashes = bright[225:415]
    assert 0.3 < dashes.mean() < 0.7
    assert np.count_nonzero(np.diff(dashes.astype(int))) >= 4
    changed = outlined(stage)[top]
    assert changed[225:400].all()


@pytest.mark.parametrize("scale", [0.21, 0.6, 1, 1.7, 3.9, 4.1, 9.3])
def test_what_a_stroke_draws_again_is_as_if_drawn_whole(stage: MaskStage, scale: float) -> None:
    stage.canvas.set_view(View(scale, 255.3, 254.7))
    before = on_screen(stage.canvas)
    document = stage.document
    for number, erase in ((0, False), (2, True)):
        document.set_current(number)
        document.begin_stroke((250, 256), RoundBrush(6), erase=erase)
        on_screen(stage.canvas)
        for x, y in ((262, 249), (255.5, 270), (300, 255), (256, 120), (640, 256)):
            document.extend_stroke((x, y + number * 3.3), RoundBrush(6))
            on_screen(stage.canvas)
        document.end_stroke()
    after = on_screen(stage.canvas)
    assert difference(before, after) > 50
    assert difference(after, seen(stage.canvas)) <= 8
    document.undo_stack.setIndex(0)
    assert difference(on_screen(stage.canvas), before) <= 8


@pytest.mark.parametrize("scale", [0.3, 1, 6])
def test_strokes_across_the_edge_of_the_image(stage: MaskStage, scale: float) -> None:
    stage.canvas.set_view(View(scale, WIDTH - 5.2, HEIGHT - 4.9))
    for x, y in ((WIDTH - 3, HEIGHT - 3), (WIDTH - 20, HEIGHT), (WIDTH, HEIGHT - 30)):
        on_screen(stage.canvas)
        stage.document.begin_stroke((x, y), RoundBrush(9), erase=False)
        stage.document.end_stroke()
    assert difference(on_screen(stage.canvas), seen(stage.canvas)) <= 8
    stage.document.undo_stack.setIndex(0)
    assert difference(on_screen(stage.canvas), seen(stage.canvas)) <= 8


def test_instances_that_come_and_go_are_outlined_at_once(stage: MaskStage) -> None:
    document = stage.document
    for act in (
        lambda: document.delete_instance(1),
        document.undo_stack.undo,
        document.undo_stack.redo,
        lambda: document.set_hidden(0, hidden=True),
    ):
        before = on_screen(stage.canvas)
        act()
        after = on_screen(stage.canvas)
        assert difference(before, after) > 50
        assert difference(after, seen(stage.canvas)) <= 8


def test_a_document_that_was_left_is_not_outlined(stage: MaskStage) -> None:
    old = stage.document
    stage.canvas.set_document(None)
    assert not outlined(stage).any()
    old.delete_instance(0)
    stage.show_document(document_of(disc(200, 250, 40)[np.newaxis]))
    before = seen(stage.canvas)
    old.undo_stack.undo()
    np.testing.assert_array_equal(seen(stage.canvas), before)


def test_a_failure_does_not_hinder_the_next_paint(
    stage: MaskStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = seen(stage.canvas)

    def fail(*_args: object) -> None:
        raise RuntimeError

    # What is raised holds what painted in its traceback, and so is kept until the end.
    with monkeypatch.context() as broken:
        broken.setattr(contour_layer, "draw_lines", fail)
        with pytest.raises(RuntimeError) as _raised:
            seen(stage.canvas)
    np.testing.assert_array_equal(seen(stage.canvas), expected)

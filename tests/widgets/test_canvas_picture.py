"""Pictures of a canvas: the image's own pixels, and what lies over them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import measure_mask
from forgery_viewer.core.tones import Tones, apply
from forgery_viewer.widgets import canvas_picture as module
from forgery_viewer.widgets import picture_frame
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.canvas_picture import BAND_ROWS, CanvasPicture
from forgery_viewer.widgets.contour_layer import CASING_PX
from forgery_viewer.widgets.picture_canvas import BLEND, CURTAIN
from forgery_viewer.widgets.picture_choice import PictureChoice, PictureError
from forgery_viewer.widgets.theme import instance_colour
from forgery_viewer.widgets.view import View
from tests.core.building import noise, stack_of
from tests.state.desks import paint
from tests.widgets.pictured import (
    BARE,
    FIRST,
    FULL,
    PLAIN,
    SECOND,
    SIZE,
    Pixels,
    as_seen,
    channels,
    rgb,
    show_mask,
    shown_pane,
    taken,
)


@pytest.fixture
def pane(dress: object, show: Callable[[QWidget], None]) -> CanvasPane:
    return shown_pane(show)


@pytest.mark.parametrize("view", [View(0.3, 100, 90), View(1.0, 210, 150), View(8.0, 13.3, 20.7)])
def test_without_overlay_every_pixel_is_the_image_s_own(pane: CanvasPane, view: View) -> None:
    pane.canvas.set_view(view)
    assert np.array_equal(taken(pane, BARE), noise(*SIZE))


@pytest.mark.parametrize("side", [1500, 2900, 4300])
def test_pixels_stay_exact_where_marks_are_drawn_larger(pane: CanvasPane, side: int) -> None:
    image, box = noise(611, side), (slice(100, 300), slice(200, 700))
    show_mask(pane, image, stack_of(611, side, box))
    assert np.array_equal(taken(pane, BARE), image)
    marked = taken(pane, FULL)
    assert np.array_equal(marked[350:], image[350:])
    assert np.array_equal(marked[:, 750:], image[:, 750:])
    inside = marked[110:290, 210:690].astype(int)
    fill = QColor(instance_colour(0))
    expected = image[110:290, 210:690] * 0.6 + np.array(channels(fill)) * 0.4
    assert np.abs(inside - expected).max() <= 2


def test_overlay_is_only_where_the_mask_is(pane: CanvasPane) -> None:
    marked, image = taken(pane, FULL), noise(*SIZE)
    apart = np.ones(SIZE, np.bool_)
    for rows, columns in (FIRST, SECOND):
        # With the outline around it, and the number above.
        apart[rows.start - 24 : rows.stop + 4, columns.start - 4 : columns.stop + 4] = False
    assert np.array_equal(marked[apart], image[apart])
    assert not np.array_equal(marked[FIRST], image[FIRST])
    assert not np.array_equal(marked[SECOND], image[SECOND])


def test_hidden_instances_and_hidden_layers_are_left_out(pane: CanvasPane) -> None:
    document = pane.canvas.mask_layer.document
    assert document is not None
    document.set_hidden(0, True)
    pane.canvas.show_figures(measure_mask(document.planes))
    marked, image = taken(pane, FULL), noise(*SIZE)
    assert np.array_equal(marked[:150], image[:150])
    assert not np.array_equal(marked[SECOND], image[SECOND])
    pane.canvas.mask_layer.hide()
    inner = (slice(190, 250), slice(260, 390))
    assert np.array_equal(taken(pane, FULL)[inner], image[inner])
    assert not np.array_equal(taken(pane, FULL), image)


def test_tones_are_those_of_the_canvas(pane: CanvasPane) -> None:
    tones = Tones(inverted=True, gamma=0.7)
    pane.canvas.image_layer.set_tones(tones)
    assert np.array_equal(taken(pane, BARE), apply(noise(*SIZE), tones))


def test_the_curtain_stands_at_its_place_in_the_image(pane: CanvasPane) -> None:
    first, second = noise(*SIZE), noise(*SIZE, seed=5)
    pane.canvas.compare_with(Pyramid(second), CURTAIN, ("authentic", "forged"))
    pane.canvas.set_view(View(0.5, 210, 150))
    pane.canvas.set_curtain(0.6)
    before = as_seen(pane)
    # 300 of 500 px: 50 px right of the middle, which is 100 px of the image.
    found = taken(pane, BARE)
    assert np.array_equal(found[:, :310], first[:, :310])
    assert np.array_equal(found[:, 310:], second[:, 310:])
    assert taken(pane, FULL)[10, 310].tolist() == [255, 255, 255]
    pane.canvas.redraw()
    assert np.array_equal(as_seen(pane), before)


@pytest.mark.parametrize("choice", [PictureChoice(), FULL])
def test_the_handle_of_the_curtain_is_in_no_picture(
    pane: CanvasPane, choice: PictureChoice
) -> None:
    first, second = noise(*SIZE), noise(*SIZE, seed=5)
    canvas = pane.canvas
    canvas.set_document(None)
    canvas.compare_with(Pyramid(second), CURTAIN)
    canvas.set_view(View(1.0, 210, 150))
    found = taken(pane, choice)
    if not choice.full:
        # 420 x 300 px in the middle of 500 x 400.
        found = found[50:350, 40:460]
    assert np.array_equal(found[:, :207], first[:, :207])
    assert np.array_equal(found[:, 213:], second[:, 213:])
    assert (found[:, 209:211] == 255).all(axis=2).any(axis=1).all(), "the line is there"


@pytest.mark.parametrize(("at", "side"), [(0.0, 5), (1.0, 0)])
def test_a_curtain_outside_the_image_shows_one_side(pane: CanvasPane, at: float, side: int) -> None:
    pane.canvas.compare_with(Pyramid(noise(*SIZE, seed=5)), CURTAIN)
    pane.canvas.set_view(View(0.5, 210, 150))
    pane.canvas.set_curtain(at)
    assert np.array_equal(taken(pane, BARE), noise(*SIZE, seed=side))


def test_a_blend_has_its_strength(pane: CanvasPane) -> None:
    first, second = np.zeros((*SIZE, 3), np.uint8), np.full((*SIZE, 3), 200, np.uint8)
    pane.show_image(Pyramid(first))
    pane.canvas.compare_with(Pyramid(second), BLEND)
    pane.canvas.set_blend(0.25)
    assert abs(int(taken(pane, BARE)[100, 100, 0]) - 50) <= 1


def test_too_large_an_image_is_refused_in_words(
    pane: CanvasPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_frame, "MOST_PIXELS", 1_000_000)
    show_mask(pane, noise(1000, 1001), stack_of(1000, 1001))
    with pytest.raises(PictureError, match=r"1000 px are too many .* 1 megapixel"):
        taken(pane, FULL)
    assert taken(pane, PLAIN).shape == (400, 500, 3)


def test_without_an_image_there_is_no_picture(pane: CanvasPane) -> None:
    pane.show_reason("images", "No image chosen.")
    for choice in (PLAIN, FULL):
        with pytest.raises(PictureError, match="no picture here"):
            taken(pane, choice)


@pytest.mark.parametrize("view", [View(0.8, 200, 140), View(2.5, 100, 90), View(48.0, 62.0, 41.0)])
def test_as_on_the_screen_without_the_marks_of_the_pointer(pane: CanvasPane, view: View) -> None:
    canvas = pane.canvas
    canvas.minimap.set_wanted(False)
    canvas.set_view(view)
    canvas.compare_with(Pyramid(noise(*SIZE, seed=5)), CURTAIN, ("authentic", "forged"))
    canvas.show_rulers(True)
    canvas.twin_layer.show_arrows([(QPointF(80, 60), QPointF(300, 200))], instance_colour(0))
    seen = as_seen(pane)
    canvas.show_ghost(QPointF(120, 90))
    canvas.twin_layer.show_marks([QPointF(100, 80)])
    canvas.ruler_layer.show_pointer(QPointF(200, 200))
    canvas.lens.show_at(QPointF(150, 150), canvas.view, 500, 400)
    QApplication.processEvents()
    picture = taken(pane, PictureChoice(scale=True))
    # The bar, and the handle of the curtain, which can only be dragged on the screen.
    for box in (np.s_[290:, :220], np.s_[180:220, 235:265]):
        seen[box] = picture[box]
    assert np.array_equal(picture, seen)
    assert canvas.twin_layer.marks == (QPointF(100, 80),)
    assert canvas.view == view


def test_overlay_off_hides_all_that_lies_over_the_image(pane: CanvasPane) -> None:
    canvas = pane.canvas
    canvas.twin_layer.show_arrows([(QPointF(80, 60), QPointF(300, 200))], instance_colour(0))
    canvas.set_view(View(1.0, 210, 150))
    image = taken(pane, PLAIN)[50:350, 40:460]
    assert np.array_equal(image, noise(*SIZE))
    assert not np.array_equal(taken(pane, PictureChoice())[50:350, 40:460], image)


def test_the_canvas_is_not_drawn_anew_for_a_picture(pane: CanvasPane) -> None:
    pane.canvas.compare_with(Pyramid(noise(*SIZE, seed=5)), CURTAIN)
    told: list[object] = []
    pane.canvas.second_layer.changed.connect(told.append)
    taken(pane, replace(FULL, scale=True, legend=True), "Title")
    assert told == []
    assert not pane.canvas.second_layer.signalsBlocked()


# Larger pictures ----------------------------------------------------------------------------


def marks_of(pane: CanvasPane, side: int) -> tuple[int, float]:
    """The height of a badge and the width of an outline, in px of a picture `side` px long."""
    image = np.full((side // 8, side, 3), 90, np.uint8)
    box = (slice(side // 16, side // 8 - 4), slice(side // 2, side // 2 + side // 16))
    show_mask(pane, image, stack_of(*image.shape[:2], box))
    pane.canvas.mask_layer.hide()
    found = taken(pane, FULL)
    colour = np.array(channels(instance_colour(0)))
    pure = (found == colour).all(axis=2)
    above = pure[: side // 16 - 4].any(axis=1)
    changed = (found != 90).any(axis=2)
    # Across the left line, halfway down the box.
    row = changed[side // 16 + side // 64, : side // 2 + side // 32]
    return int(above.sum()), float(row.sum())


def test_marks_are_as_large_on_every_picture_as_on_the_screen(pane: CanvasPane) -> None:
    badge_px, _line_px = marks_of(pane, 1600)
    for side in (1600, 2000, 2400, 2800, 3200, 3888, 4400):
        badge, line = marks_of(pane, side)
        grown = side / 1600
        assert badge == pytest.approx(badge_px * grown, rel=0.1), side
        assert line == pytest.approx(CASING_PX * grown, abs=2), side


@pytest.mark.parametrize("side", range(1601, 7000, 337))
def test_pixels_are_exact_at_every_size_of_the_marks(pane: CanvasPane, side: int) -> None:
    image = noise(BAND_ROWS * 3 + 5, side)
    show_mask(pane, image, stack_of(*image.shape[:2]))
    assert np.array_equal(taken(pane, FULL), image)


def test_bands_fit_each_other(pane: CanvasPane, monkeypatch: pytest.MonkeyPatch) -> None:
    image, rows = np.full((900, 2400, 3), 90, np.uint8), np.arange(900)[:, np.newaxis]
    slanted = (np.abs(np.arange(2400) - 600 - rows) < 200)[np.newaxis].astype(np.uint8)
    show_mask(pane, image, slanted)
    whole = taken(pane, FULL)
    monkeypatch.setattr(module, "BAND_ROWS", 37)
    # Lines are smoothed a little otherwise where they are begun elsewhere; nothing of them is cut.
    assert np.abs(taken(pane, FULL).astype(int) - whole).max() <= 4


# Other threads ------------------------------------------------------------------------------


def drawn_elsewhere(picture: CanvasPicture) -> Pixels:
    """A picture as another thread draws it."""
    found: list[Pixels] = []

    def work() -> None:
        drawn = picture.draw()
        assert drawn is not None
        found.append(rgb(drawn))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def same(one: Pixels, other: Pixels) -> bool:
    """Whether two pictures are the same, but for the edges of letters.

    Each thread has letters of its own, of which Qt smooths the edges by what it drew before.
    """
    return bool(np.abs(one.astype(int) - other).max() <= 8)


def dressed(pane: CanvasPane) -> None:
    canvas = pane.canvas
    canvas.compare_with(Pyramid(noise(*SIZE, seed=5)), CURTAIN, ("authentic", "forged"))
    canvas.twin_layer.show_arrows([(QPointF(80, 60), QPointF(300, 200))], instance_colour(0))
    canvas.show_rulers(True)


@pytest.mark.parametrize("full", [True, False])
def test_any_thread_draws_the_same(pane: CanvasPane, full: bool) -> None:
    dressed(pane)
    choice = PictureChoice(full=full, overlay=True, scale=True, legend=True)
    here = taken(pane, choice, "7 · Curtain")
    assert same(drawn_elsewhere(CanvasPicture(pane, choice, "7 · Curtain")), here)


@pytest.mark.parametrize("full", [True, False])
def test_what_changes_meanwhile_is_not_in_it(pane: CanvasPane, full: bool) -> None:
    dressed(pane)
    choice = PictureChoice(full=full, overlay=True, scale=True, legend=True)
    before = taken(pane, choice)
    picture = CanvasPicture(pane, choice, "")
    document = pane.canvas.mask_layer.document
    assert document is not None
    paint(document, 200, 20)
    document.set_hidden(0, True)
    pane.canvas.set_curtain(0.1)
    pane.canvas.set_view(View(2.0, 50, 60))
    pane.show_image(Pyramid(noise(90, 120)))
    pane.canvas.twin_layer.show_arrows((), instance_colour(1))
    assert same(drawn_elsewhere(picture), before)


def test_drawing_is_stopped_between_two_bands(pane: CanvasPane) -> None:
    image = noise(BAND_ROWS * 4, 300)
    show_mask(pane, image, stack_of(*image.shape[:2]))
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) == 3

    assert CanvasPicture(pane, FULL, "").draw(is_cancelled) is None
    assert len(asked) == 3


@pytest.mark.parametrize("full", [True, False])
def test_a_small_one_looks_like_the_whole_made_small(pane: CanvasPane, full: bool) -> None:
    rows, columns = np.indices((1500, 2000))
    image = np.stack([rows // 8, columns // 9, (rows + columns) // 16], axis=2).astype(np.uint8)
    show_mask(pane, image, stack_of(1500, 2000, (slice(300, 900), slice(500, 1200))))
    choice = PictureChoice(full=full)
    small = CanvasPicture(pane, choice, "", room=QSize(200, 150))
    drawn = small.draw()
    assert drawn is not None
    assert (drawn.width(), drawn.height()) == ((200, 150) if full else (188, 150))
    whole = CanvasPicture(pane, choice, "").draw()
    assert whole is not None
    assert (small.width, small.height) == (whole.width(), whole.height())
    expected = cv2.resize(rgb(whole), (drawn.width(), drawn.height()), interpolation=cv2.INTER_AREA)
    apart = np.abs(rgb(drawn).astype(int) - expected).mean()
    assert apart < 6, "but for how marks and edges are smoothed"

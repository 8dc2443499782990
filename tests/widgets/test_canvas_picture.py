"""Pictures of a canvas: the image's own pixels, what lies over them, the scale and the legend."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainterPath
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import measure_mask
from forgery_viewer.core.tones import Tones, apply
from forgery_viewer.widgets import canvas_picture as module
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.canvas_picture import (
    PictureChoice,
    PictureError,
    PictureLegend,
    bar_length,
    canvas_picture,
)
from forgery_viewer.widgets.picture_canvas import BLEND, CURTAIN
from forgery_viewer.widgets.theme import CASING, DARK, LIGHT, Theme, instance_colour
from forgery_viewer.widgets.view import View
from tests.core.building import noise, stack_of
from tests.widgets.documents import document_of

SIZE = (300, 420)
FIRST, SECOND = (slice(40, 120), slice(60, 160)), (slice(180, 260), slice(250, 400))
PLAIN = PictureChoice(overlay=False)
FULL = PictureChoice(full=True)
BARE = PictureChoice(full=True, overlay=False)

Pixels = NDArray[np.uint8]
Dress = Callable[[Theme], None]


@pytest.fixture
def pane(dress: Dress, show: Callable[[QWidget], None]) -> CanvasPane:
    """A canvas of 500 x 400 px with two instances."""
    made = CanvasPane("Overlay")
    made.resize(500, 424)
    made.show_reason("images", "No image chosen.")
    show(made)
    show_mask(made, noise(*SIZE), stack_of(*SIZE, FIRST, SECOND))
    return made


def channels(colour: QColor | str) -> tuple[int, int, int]:
    found = QColor(colour)
    return found.red(), found.green(), found.blue()


def show_mask(pane: CanvasPane, image: Pixels, stack: Pixels) -> None:
    pane.show_image(Pyramid(image))
    document = document_of(stack)
    document.setParent(pane)
    pane.canvas.set_document(document)
    pane.canvas.show_figures(measure_mask(document.planes))
    pane.canvas.set_view(pane.canvas.fitted_view(), fitted=True)


def rgb(picture: QImage) -> Pixels:
    assert picture.devicePixelRatio() == 1
    rows, columns = picture.height(), picture.width()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(rows, columns, 4)
    return pixels[..., 2::-1].copy()


def taken(pane: CanvasPane, choice: PictureChoice, title: str = "") -> Pixels:
    return rgb(canvas_picture(pane, choice, title))


def as_seen(pane: CanvasPane) -> Pixels:
    """What is on the screen."""
    return rgb(pane.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32))


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
    monkeypatch.setattr(module, "MOST_PIXELS", 1_000_000)
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
    bar = np.s_[290:, :220]
    seen[bar] = picture[bar]
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


@pytest.mark.parametrize(
    ("scale", "room", "length"),
    [(1, 420, 100), (1, 399, 50), (0.1, 800, 1000), (8, 800, 20), (64, 200, 1), (64, 60, 0)],
)
def test_round_lengths(scale: float, room: float, length: int) -> None:
    assert bar_length(scale, room, 160) == length


def longest_white_run(pixels: Pixels) -> tuple[int, int, int]:
    """Length, row (the lowest) and left end of the longest run of white."""
    best = (0, 0, 0)
    for row, line in enumerate((pixels == 255).all(axis=2)):
        for run in re.finditer(r"1+", "".join("01"[bool(white)] for white in line)):
            best = max(best, (run.end() - run.start(), row, run.start()))
    return best


@pytest.mark.parametrize(
    ("choice", "view", "length", "image_px"),
    [
        (FULL, View(0.4, 0, 0), 50, 50),
        (PLAIN, View(5.5, 100, 100), 110, 20),
        (PLAIN, View(0.5, 210, 150), 25, 50),
    ],
)
def test_the_bar_is_as_long_as_it_says(
    pane: CanvasPane,
    monkeypatch: pytest.MonkeyPatch,
    choice: PictureChoice,
    view: View,
    length: int,
    image_px: int,
) -> None:
    show_mask(pane, np.full((*SIZE, 3), 90, np.uint8), stack_of(*SIZE))
    pane.canvas.set_view(view)
    said = spoken(monkeypatch)
    pixels = taken(pane, replace(choice, overlay=False, scale=True))
    run, row, left = longest_white_run(pixels)
    assert run == length
    assert said == [f"{image_px} px"]
    dark = channels(CASING)
    assert tuple(pixels[row, left - 1]) == tuple(pixels[row, left + run]) == dark
    assert tuple(pixels[row + 1, left]) == dark
    # In the lower left corner of the image, not of the ground beside it.
    rows, columns = np.nonzero((pixels == 90).all(axis=2))
    assert left - columns.min() <= 14
    assert rows.max() - row <= 14


def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that a bar gets, as they are painted."""
    said: list[str] = []

    class Path(QPainterPath):
        def addText(self, at: QPointF, font: QFont, words: str) -> None:  # type: ignore[override]
            said.append(words)
            super().addText(at, font, words)

    monkeypatch.setattr(module, "QPainterPath", Path)
    return said


def test_there_is_no_bar_without_an_image_in_sight_or_room(pane: CanvasPane) -> None:
    pane.canvas.set_view(View(1.0, 2000, 2000))
    assert np.array_equal(taken(pane, replace(PLAIN, scale=True)), taken(pane, PLAIN))
    show_mask(pane, noise(30, 30), stack_of(30, 30))
    assert np.array_equal(taken(pane, replace(BARE, scale=True)), noise(30, 30))


def test_the_legend_says_what_it_is_and_how_large_each_instance() -> None:
    legend = PictureLegend("7 · Overlay", [(0, 0, 8000), (2, 2, 12_000)], 600)
    assert legend.lines == ["7 · Overlay", "1 8,000 px  3 12,000 px"]


def test_a_narrow_legend_wraps_and_loses_no_word() -> None:
    entries = [(k, k, 1_000_000 + k) for k in range(8)]
    title = "a_very_long_case_id_without_a_blank · Curtain · authentic | forged"
    for width in (20, 150, 333):
        legend = PictureLegend(title, entries, width)
        said = " ".join(legend.lines)
        assert re.sub(r"\s", "", title) in re.sub(r"\s", "", said)
        assert all(f"{k + 1} {1_000_000 + k:,} px" in said for k in range(8))
        assert legend.width >= width


@pytest.mark.parametrize("width", [40, 130, 420])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_nothing_of_the_legend_is_cut(
    pane: CanvasPane, dress: Dress, theme: Theme, width: int
) -> None:
    dress(theme)
    boxes = [(slice(9 * k, 9 * k + 9), slice(0, width)) for k in range(9)]
    show_mask(pane, noise(90, width), stack_of(90, width, *boxes))
    title = "46763 · Curtain · authentic | forged, window 20-180, inverted"
    pixels = taken(pane, replace(FULL, legend=True), title)
    strip = pixels[90:]
    ground = np.array(channels(theme.base))
    assert len(strip) > 40
    edges = (strip[:3], strip[-3:], strip[:, :8], strip[:, -8:])
    assert all((edge == ground).all() for edge in edges)
    # Beside an image narrower than its legend is the same ground.
    assert (pixels[:90, width:] == ground).all()
    for slot in range(8):
        colour = np.array(channels(instance_colour(slot)))
        assert (strip == colour).all(axis=2).sum() > 100


def test_the_legend_lists_what_is_seen(pane: CanvasPane, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[tuple[int, int, int]]] = []
    legend = module.PictureLegend

    def note(title: str, entries: list[tuple[int, int, int]], width: float) -> PictureLegend:
        asked.append(entries)
        return legend(title, entries, width)

    monkeypatch.setattr(module, "PictureLegend", note)
    choice = replace(FULL, legend=True)
    document = pane.canvas.mask_layer.document
    assert document is not None
    taken(pane, choice, "Title")
    document.set_hidden(0, True)
    taken(pane, choice, "Title")
    taken(pane, replace(choice, overlay=False), "Title")
    pane.canvas.mask_layer.hide()
    pane.canvas.contour_layer.hide()
    taken(pane, choice, "Title")
    assert asked == [[(0, 0, 8000), (1, 1, 12_000)], [(1, 1, 12_000)], [], []]

"""The lens: the right pixels at the right size, contrast raised alike, nothing around the ring."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.lens import RADIUS_PX, Lens, equalised
from forgery_viewer.widgets.theme import DARK
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import colour, difference, on_screen, seen

WIDTH, HEIGHT = 500, 400
IMAGE = noise(300, 420)


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(WIDTH, HEIGHT)
    show(made)
    made.set_pyramid(Pyramid(IMAGE))
    return made


@pytest.fixture
def lens(canvas: Canvas) -> Lens:
    made = Lens()
    canvas.scene().addItem(made)
    made.set_pyramid(canvas.pyramid)
    made.set_equalised(False)
    return made


def point_at(canvas: Canvas, lens: Lens, x: float, y: float, view: View) -> None:
    canvas.set_view(view)
    lens.show_at(QPointF(x, y), view, WIDTH, HEIGHT)


@pytest.mark.parametrize("scale", [0.5, 1, 3])
@pytest.mark.parametrize("factor", [4, 7.5, 16])
def test_each_pixel_is_where_the_zoom_puts_it(
    canvas: Canvas, lens: Lens, scale: float, factor: float
) -> None:
    view = View(scale, 200.3, 150.8)
    lens.set_factor(factor)
    point_at(canvas, lens, 260, 190, view)
    shown = seen(canvas)
    at_x, at_y = 200.3 + (260 - 250) / scale, 150.8 + (190 - 200) / scale
    for across, down in ((0, 0), (2, -2), (40, 25), (-60, 30), (-20, -70), (71, -3)):
        # The middle of the screen pixel that begins at (260 + across, 190 + down).
        column = int(np.floor(at_x + (across + 0.5) / (scale * factor)))
        row = int(np.floor(at_y + (down + 0.5) / (scale * factor)))
        assert tuple(shown[190 + down, 260 + across]) == tuple(IMAGE[row, column])


def test_below_200_percent_it_is_smooth(canvas: Canvas, lens: Lens) -> None:
    ramp = np.repeat(np.arange(1000) // 4, 3).reshape(1, 1000, 3).astype(np.uint8)
    lens.set_pyramid(Pyramid(np.repeat(ramp, 800, axis=0)))
    lens.set_factor(4)
    point_at(canvas, lens, 250, 200, View(0.1, 500, 400))
    row = seen(canvas)[230, 250 - 80 : 250 + 80, 0].astype(int)
    assert np.abs(row - (500 + (np.arange(-80, 80) + 0.5) / 0.4) / 4).max() < 2


def test_beside_the_image_is_the_ground(canvas: Canvas, lens: Lens) -> None:
    point_at(canvas, lens, 250, 200, View(1, 0, 0))
    shown = seen(canvas)
    assert tuple(shown[200 - 30, 250 - 30]) == colour(DARK.canvas)
    assert tuple(shown[200 + 30, 250 + 30]) == tuple(IMAGE[7, 7])


def test_it_is_round_and_ringed(canvas: Canvas, lens: Lens) -> None:
    canvas.set_view(View(1, 210, 150))
    before = seen(canvas)
    point_at(canvas, lens, 250, 200, View(1, 210, 150))
    shown = seen(canvas)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    away = np.hypot(rows - 200, columns - 250)
    plate = (rows > 200 + RADIUS_PX - 10) & (np.abs(columns - 250) < 60)
    beyond = (away > RADIUS_PX + 4) & ~plate
    np.testing.assert_array_equal(shown[beyond], before[beyond])
    assert (shown[(np.abs(away - RADIUS_PX) < 0.4) & ~plate] > 200).all()
    assert (shown[(np.abs(away - RADIUS_PX - 2) < 0.2) & ~plate] < 120).all()


def test_it_leaves_nothing_behind_when_it_moves(canvas: Canvas, lens: Lens) -> None:
    view = View(1.3, 210, 150)
    point_at(canvas, lens, 150, 200, view)
    on_screen(canvas)
    for step in range(8):
        lens.show_at(QPointF(100 + 37.5 * step, 300 - 21.2 * step), view, WIDTH, HEIGHT)
        on_screen(canvas)
    lens.hide()
    assert difference(on_screen(canvas), seen(canvas)) == 0


def test_without_an_image_nothing_is_drawn(canvas: Canvas, lens: Lens) -> None:
    before = seen(canvas)
    lens.set_pyramid(None)
    point_at(canvas, lens, 250, 200, canvas.view)
    np.testing.assert_array_equal(seen(canvas), before)


def test_the_factor_stays_within_2_and_16(lens: Lens) -> None:
    for wanted, given in ((1, 2), (5, 5), (99, 16)):
        lens.set_factor(wanted)
        assert lens.factor == given


def test_faint_structure_comes_out(canvas: Canvas, lens: Lens) -> None:
    faint = np.full((100, 100, 3), 6, np.uint8)
    faint[::2, ::2] += 4
    shown = equalised(faint)
    assert int(shown.max()) - int(shown.min()) > 40
    lens.set_pyramid(Pyramid(faint))
    lens.set_equalised(True)
    assert lens.is_equalised
    point_at(canvas, lens, 250, 200, View(1, 50, 50))
    part = seen(canvas)[200 - 40 : 200 - 15, 250 - 40 : 250 - 15]
    assert int(part.max()) - int(part.min()) > 40


def test_equalised_colours_keep_their_hue_and_any_size_works() -> None:
    for height, width in ((1, 1), (1, 40), (5, 7), (16, 33), (180, 200)):
        part = noise(height, width)
        assert equalised(part).shape == part.shape
    tinted = np.full((60, 60, 3), (100, 60, 80), np.uint8)
    tinted[20:40] += 10
    shown = equalised(tinted).astype(int)
    assert (shown[..., 0] > shown[..., 2]).all()
    assert (shown[..., 2] > shown[..., 1]).all()


@pytest.mark.parametrize("equalises", [False, True])
@pytest.mark.parametrize("scale", [0.25, 1])
def test_an_image_without_channels_is_magnified(
    canvas: Canvas, lens: Lens, scale: float, *, equalises: bool
) -> None:
    plane = np.ascontiguousarray(IMAGE[..., 0])
    lens.set_equalised(equalises)
    shown = []
    for image in (plane, np.repeat(plane[..., np.newaxis], 3, axis=2)):
        lens.set_pyramid(Pyramid(image))
        point_at(canvas, lens, 250, 200, View(scale, 200.3, 150.8))
        shown.append(seen(canvas))
    within = shown[0][200 - 30 : 200 + 30, 250 - 60 : 250 - 15]
    assert (within == within[..., :1]).all()
    assert np.ptp(within) > 50
    assert difference(*shown) == 0


def test_equalised_grey_is_a_plane_again() -> None:
    plane = np.ascontiguousarray(noise(60, 41)[..., 0])
    shown = equalised(plane)
    assert shown.shape == plane.shape
    coloured = equalised(np.repeat(plane[..., np.newaxis], 3, axis=2))
    np.testing.assert_array_equal(shown, coloured[..., 0])


@pytest.mark.parametrize("at", [(250, 399), (0, 200), (499, 399)])
def test_at_the_edge_of_the_canvas_what_it_says_is_whole(
    canvas: Canvas, lens: Lens, at: tuple[int, int]
) -> None:
    lens.set_pyramid(Pyramid(np.full((300, 420, 3), 90, np.uint8)))
    lens.set_equalised(True)
    view = View(1, 210, 150)
    point_at(canvas, lens, 250, 150, view)
    shown = letters(canvas)
    assert shown > 20
    point_at(canvas, lens, *at, view)
    assert letters(canvas) >= shown - 4


def letters(canvas: Canvas) -> int:
    """How many columns of the dark plate hold letters."""
    shown = seen(canvas).astype(int)
    plate = (np.abs(shown - 12) < 3).all(axis=2)
    rows = np.flatnonzero(plate.sum(axis=1) > 12)
    low, high = rows[len(rows) // 2] - 4, rows[len(rows) // 2] + 5
    columns = np.flatnonzero(plate[low:high].any(axis=0))
    part = shown[low:high, columns.min() : columns.max() + 1]
    return int((part > 200).all(axis=2).any(axis=0).sum())


def test_it_shows_the_channel_and_the_colours_of_the_canvas(canvas: Canvas, lens: Lens) -> None:
    image = np.zeros((300, 420, 3), np.uint8)
    image[..., 1] = 200
    image[..., 2] = 7
    lens.set_pyramid(Pyramid(image))
    view, at = View(1, 210, 150), (200 - 30, 250 - 30)
    point_at(canvas, lens, 250, 200, view)
    assert tuple(seen(canvas)[at]) == (0, 200, 7)
    lens.set_tones(Tones(channel="blue"))
    assert tuple(seen(canvas)[at]) == (7, 7, 7)
    lens.set_tones(Tones(channel="blue", inverted=True, brightness=60, black=3))
    assert tuple(seen(canvas)[at]) == (248, 248, 248), "brightness and window are left out"
    lens.set_tones(Tones(channel="green", colour_map="inferno"))
    assert tuple(seen(canvas)[at]) == tuple(COLOUR_MAPS["inferno"].table[200])


def test_what_is_faint_in_one_channel_comes_out_in_it(lens: Lens, canvas: Canvas) -> None:
    image = np.zeros((300, 420, 3), np.uint8)
    image[..., 0] = 40 * (np.arange(420) % 6)
    image[::2, :, 2] = 4
    lens.set_pyramid(Pyramid(image))
    lens.set_equalised(True)
    lens.set_tones(Tones(channel="blue"))
    point_at(canvas, lens, 250, 200, View(1, 210, 150))
    part = seen(canvas)[200 - 40 : 200 - 15, 250 - 40 : 250 - 15]
    assert int(part.max()) - int(part.min()) > 30
    assert (part == part[..., :1]).all()

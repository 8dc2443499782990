"""What changed outside the mask is hatched: nothing else, at every zoom, and every pixel of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.difference import max_levels
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import seen

SHAPE = (600, 900)
Pixels = NDArray[np.uint8]


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(700, 500)
    made.set_pyramid(Pyramid(noise(*SHAPE)))
    show(made)
    return made


def hatch(canvas: Canvas, *boxes: tuple[slice, slice]) -> None:
    pixels = np.zeros(SHAPE, np.uint8)
    for box in boxes:
        pixels[box] = 255
    canvas.hatch_layer.set_pixels(Pyramid.of_levels(max_levels(pixels), keeps_peaks=True))


def changed(canvas: Canvas, view: View, *boxes: tuple[slice, slice]) -> NDArray[np.bool_]:
    """Which pixels of the canvas look otherwise with a hatch."""
    canvas.set_view(view)
    canvas.hatch_layer.set_pixels(None)
    plain = seen(canvas)
    hatch(canvas, *boxes)
    return np.asarray((seen(canvas) != plain).any(axis=2))


@pytest.mark.parametrize("scale", [1.0, 2.0, 5.0, 17.0])
def test_it_covers_exactly_the_pixels(canvas: Canvas, scale: float) -> None:
    view = View(scale, 450.25, 300.5)
    found = changed(canvas, view, (slice(298, 304), slice(445, 456)))
    rows, columns = np.indices(found.shape)
    y = np.floor((rows + 0.5 - 250) / scale + view.y)
    x = np.floor((columns + 0.5 - 350) / scale + view.x)
    expected = (y >= 298) & (y < 304) & (x >= 445) & (x < 456)
    assert not found[~expected].any()
    assert found[expected].mean() > 0.97, "but for pixels that had its colours before"


@pytest.mark.parametrize("scale", [0.03, 0.11, 0.4, 0.7])
@pytest.mark.parametrize("place", [(0, 0), (599, 899), (301, 457)])
def test_a_single_pixel_is_seen_however_far_away(
    canvas: Canvas, scale: float, place: tuple[int, int]
) -> None:
    row, column = place
    found = changed(canvas, View(scale, 450, 300), (slice(row, row + 1), slice(column, column + 1)))
    assert found.any()
    rows, columns = np.nonzero(found)
    assert np.ptp(rows) <= 2
    assert np.ptp(columns) <= 2


def test_parts_that_are_drawn_one_by_one_fit_each_other(canvas: Canvas) -> None:
    view = View(3.0, 450, 300)
    canvas.set_view(view)
    hatch(canvas, (slice(250, 350), slice(400, 500)))
    whole = seen(canvas)
    for shift in ((31, 17), (-50, 23)):
        canvas.set_view(view.panned(*shift))
        seen(canvas)
    canvas.set_view(view)
    # What was scrolled keeps its lines, and what came in begins them anew at the same places.
    canvas.redraw()
    assert np.array_equal(seen(canvas), whole)


def test_lines_and_what_is_between_are_told_apart_on_any_image(canvas: Canvas) -> None:
    for grey in (0, 128, 255):
        canvas.set_pyramid(Pyramid(np.full((*SHAPE, 3), grey, np.uint8)))
        canvas.set_view(View(4.0, 450, 300))
        hatch(canvas, (slice(280, 320), slice(420, 480)))
        inside = seen(canvas)[220:280, 280:420].astype(int)[..., 0]
        assert np.ptp(inside) > 90, grey

"""Of two images on one canvas the numbers and the magnifier are those of the one that is seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.picture_canvas import BLEND, BLINK, CURTAIN
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import Mouse, seen

FIRST, SECOND = Pyramid(noise(60, 80, seed=1)), Pyramid(noise(60, 80, seed=2))
NEAR = View(48.0, 40.3, 30.6)
LINE = 20
"""The line of the curtain and its handle hide so much on either side."""

Pixels = NDArray[np.uint8]


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(500, 400)
    made.set_pyramid(FIRST)
    show(made)
    made.set_view(NEAR)
    return made


def alone(canvas: Canvas, pyramid: Pyramid) -> Pixels:
    """What the canvas shows of one image, numbers included."""
    canvas.compare_with(None)
    canvas.set_pyramid(pyramid)
    found = seen(canvas)
    canvas.set_pyramid(FIRST)
    return found


@pytest.mark.parametrize("line_px", [113, 250, 391])
def test_either_side_of_a_curtain_has_its_own_numbers(canvas: Canvas, line_px: int) -> None:
    first, second = alone(canvas, FIRST), alone(canvas, SECOND)
    canvas.compare_with(SECOND, CURTAIN)
    # Moved there: what lies between is drawn anew, and nothing else.
    for at in (250, line_px + 60, line_px):
        canvas.set_curtain(at / 500)
        seen(canvas)
    found = seen(canvas)
    assert np.array_equal(found[:, : line_px - LINE], first[:, : line_px - LINE])
    assert np.array_equal(found[:, line_px + LINE :], second[:, line_px + LINE :])


def test_numbers_are_those_of_the_image_that_is_blinked_to(canvas: Canvas) -> None:
    first, second = alone(canvas, FIRST), alone(canvas, SECOND)
    canvas.compare_with(SECOND, BLINK)
    for shown, expected in ((True, second), (False, first), (True, second)):
        canvas.show_second(shown)
        assert np.array_equal(seen(canvas), expected)
    canvas.compare_with(None)
    assert np.array_equal(seen(canvas), first)


@pytest.mark.parametrize(("strength", "number"), [(0.0, 0), (1.0, 1)])
def test_numbers_are_those_of_the_stronger_image(
    canvas: Canvas, strength: float, number: int
) -> None:
    expected = alone(canvas, (FIRST, SECOND)[number])
    canvas.compare_with(SECOND, BLEND)
    canvas.set_blend(strength)
    assert np.array_equal(seen(canvas), expected)


def test_the_magnifier_shows_what_is_under_it(canvas: Canvas) -> None:
    canvas.set_view(View(3.0, 40, 30))
    canvas.set_lens(True)
    mouse = Mouse(canvas)

    def lens_of(pyramid: Pyramid, x: float) -> Pixels:
        canvas.compare_with(None)
        canvas.set_pyramid(pyramid)
        mouse.move(x, 200)
        found = seen(canvas)
        canvas.set_pyramid(FIRST)
        return found[150:250, round(x) - 50 : round(x) + 50]

    left, right = lens_of(FIRST, 150), lens_of(SECOND, 350)
    canvas.compare_with(SECOND, CURTAIN)
    for x, expected in ((150, left), (350, right), (150, left)):
        mouse.move(x, 200)
        found = seen(canvas)[150:250, x - 50 : x + 50]
        assert np.array_equal(found, expected), x

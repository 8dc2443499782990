"""Rulers: steps against a count of their own, and ticks at the pixels they name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.minimap import Minimap
from forgery_viewer.widgets.rulers import FONT_PX, RULER_PX, RulerLayer, tick_steps
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.view import View
from tests.widgets.pointing import difference, on_screen, seen

WIDTH, HEIGHT = 400, 300
STEPS = sorted(mantissa * 10**power for power in range(7) for mantissa in (1, 2, 5))


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(WIDTH, HEIGHT)
    show(made)
    made.set_pyramid(Pyramid(np.full((600, 800, 3), 60, np.uint8)))
    for minimap in made.findChildren(Minimap):
        minimap.set_wanted(False)
    return made


@pytest.fixture
def rulers(canvas: Canvas) -> RulerLayer:
    made = RulerLayer()
    canvas.scene().addItem(made)
    return made


def look(canvas: Canvas, rulers: RulerLayer, view: View) -> NDArray[np.uint8]:
    canvas.set_view(view)
    rulers.show_view(view, WIDTH, HEIGHT)
    return seen(canvas)


@given(st.floats(0.01, 64), st.floats(20, 60))
def test_steps_are_the_smallest_that_leave_room(scale: float, number_px: float) -> None:
    numbered, step = tick_steps(scale, number_px)
    assert numbered == min(s for s in STEPS if s * scale >= number_px)
    fitting = [s for s in STEPS if s * scale >= 5 and s <= numbered and numbered % s == 0]
    assert step == min(fitting)


@pytest.mark.parametrize(
    ("scale", "steps"), [(1, (50, 5)), (2, (20, 5)), (0.1, (500, 50)), (16, (5, 1)), (64, (1, 1))]
)
def test_steps_at_common_scales(scale: float, steps: tuple[int, int]) -> None:
    assert tick_steps(scale, 36) == steps


def ticks(bar: NDArray[np.uint8]) -> list[int]:
    """Where along a bar, given lying, a tick comes from the image's side."""
    edge = bar[RULER_PX - 2, :, 0].astype(int)
    return np.flatnonzero(edge > 100).tolist()


@pytest.mark.parametrize(("scale", "x", "y"), [(1, 210, 180), (2.5, 33.3, 44.4), (16, 20, 30)])
def test_ticks_stand_where_their_pixels_begin(
    canvas: Canvas, rulers: RulerLayer, scale: float, x: float, y: float
) -> None:
    shown = look(canvas, rulers, View(scale, x, y))
    bars = (
        (shown[:RULER_PX], x, WIDTH, rulers.top.steps()[1], 0),
        (shown[:, :RULER_PX].transpose(1, 0, 2), y, HEIGHT, rulers.left.steps()[1], RULER_PX),
    )
    for bar, middle, length, step, least in bars:
        places = [
            int(np.floor((value - middle) * scale + length / 2 + 1e-6))
            for value in range(-(10**4), 10**4)
            if value % step == 0
        ]
        assert [at for at in ticks(bar) if at >= least] == [
            place for place in places if least <= place < length
        ]


@pytest.mark.parametrize("scale", [0.01, 0.37, 1, 3, 11, 64])
def test_numbers_are_whole_and_apart(canvas: Canvas, rulers: RulerLayer, scale: float) -> None:
    look(canvas, rulers, View(scale, 321.7, 123.4))
    metrics = QFontMetricsF(text_font(FONT_PX))
    for ruler, length, middle in ((rulers.top, WIDTH, 321.7), (rulers.left, HEIGHT, 123.4)):
        numbers = ruler.numbers()
        assert numbers
        end = 0.0
        for at, word in numbers:
            assert at >= end
            end = at + 3 + metrics.horizontalAdvance(word)
            value = int(word.replace(",", "").replace("\N{MINUS SIGN}", "-"))
            assert abs((value - middle) * scale + length / 2 - at) <= 1
        assert end <= length


def test_numbers_can_be_read(canvas: Canvas, rulers: RulerLayer) -> None:
    shown = look(canvas, rulers, View(1, 210, 180))
    for at, word in rulers.top.numbers():
        width = round(QFontMetricsF(text_font(FONT_PX)).horizontalAdvance(word))
        room = shown[1:11, round(at) + 3 : round(at) + 3 + width, 0]
        assert room.max() > 180, word
    for at, word in rulers.left.numbers():
        width = round(QFontMetricsF(text_font(FONT_PX)).horizontalAdvance(word))
        room = shown[round(at) + 3 : round(at) + 3 + width, 1:11, 0]
        assert room.max() > 180, word
    # Dark ground, and the image beyond it as it is.
    assert np.median(shown[:RULER_PX]) < 40
    assert (shown[RULER_PX:, RULER_PX:] == 60).all()


def test_the_pointer_is_marked_on_both(canvas: Canvas, rulers: RulerLayer) -> None:
    before = look(canvas, rulers, View(1, 210, 180))
    rulers.show_pointer(QPointF(123.6, 77.2))
    shown = seen(canvas)
    assert (shown[RULER_PX - 3 : RULER_PX, 123] == 255).all()
    assert (shown[77, RULER_PX - 3 : RULER_PX] == 255).all()
    rulers.show_pointer(None)
    np.testing.assert_array_equal(seen(canvas), before)


def test_moves_of_the_pointer_leave_nothing_behind(canvas: Canvas, rulers: RulerLayer) -> None:
    view = View(1.7, 210, 180)
    canvas.set_view(view)
    rulers.show_view(view, WIDTH, HEIGHT)
    on_screen(canvas)
    for step in range(12):
        rulers.show_pointer(QPointF(20 + 31.3 * step, 5 + 23.7 * step))
        on_screen(canvas)
    assert difference(on_screen(canvas), seen(canvas)) == 0


def test_hidden_rulers_show_nothing(canvas: Canvas, rulers: RulerLayer) -> None:
    look(canvas, rulers, View(2, 210, 180))
    rulers.setVisible(False)
    assert (seen(canvas) == 60).all()

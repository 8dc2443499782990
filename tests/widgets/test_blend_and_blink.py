"""Two images on one canvas: one seen through the other, or one in the place of the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.state.pane_content import BLEND, BLINK, CURTAIN
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import difference, on_screen, record, seen

WIDTH, HEIGHT = 400, 300
FIRST, SECOND = Pyramid(noise(500, 700, seed=1)), Pyramid(noise(500, 700, seed=2))
GREY = Pyramid(noise(500, 700, channels=1, seed=3))


class Stage(QWidget):
    """A window with a canvas that shows the first of two images, and a field beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(WIDTH + 20, HEIGHT + 60)
        self.canvas = Canvas(self)
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.set_pyramid(FIRST)
        self.field = QLineEdit(self)
        self.field.move(0, HEIGHT + 20)
        self.look(1.0)

    def look(self, scale: float) -> None:
        self.canvas.set_view(View(scale, 350.0, 250.0))

    def alone(self, pyramid: Pyramid) -> NDArray[np.uint8]:
        """How one image looks without another."""
        self.canvas.compare_with(None)
        self.canvas.set_pyramid(pyramid)
        picture = seen(self.canvas)
        self.canvas.set_pyramid(FIRST)
        return picture


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> Stage:
    made = Stage()
    show(made)
    return made


def mix(first: NDArray[np.uint8], second: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    return np.rint(first * (1 - share) + second * share).astype(np.uint8)


# Blend --------------------------------------------------------------------------------------


@given(st.integers(0, 100), st.sampled_from([0.4, 1.0, 2.7]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_blend_is_the_mix_of_both(stage: Stage, per_cent: int, scale: float) -> None:
    stage.look(scale)
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    stage.canvas.compare_with(SECOND, BLEND)
    stage.canvas.set_blend(per_cent / 100)
    # Qt mixes by whole 256ths, which are up to a level away from the per cents.
    assert difference(seen(stage.canvas), mix(first, second, per_cent / 100)) <= 2


def test_the_ends_of_a_blend_are_the_images_themselves(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    stage.canvas.compare_with(SECOND, BLEND)
    for share, expected in ((0.0, first), (1.0, second)):
        stage.canvas.set_blend(share)
        np.testing.assert_array_equal(on_screen(stage.canvas), expected)


def test_the_strength_of_a_blend_is_of_the_blend_alone(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    stage.canvas.set_blend(0.25)
    np.testing.assert_array_equal(seen(stage.canvas), first)
    stage.canvas.compare_with(SECOND, CURTAIN)
    stage.canvas.set_curtain(0.0)
    np.testing.assert_array_equal(seen(stage.canvas)[:, 20:], second[:, 20:])
    stage.canvas.compare_with(SECOND, BLEND)
    assert difference(seen(stage.canvas), mix(first, second, 0.25)) <= 1
    assert not stage.canvas.curtain_layer.isVisible()


def test_a_grey_picture_is_blended_as_well(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(GREY)
    stage.canvas.compare_with(GREY, BLEND)
    stage.canvas.set_blend(0.4)
    assert difference(seen(stage.canvas), mix(first, second, 0.4)) <= 1


def test_each_image_is_blended_in_its_tones(stage: Stage) -> None:
    first, second = stage.alone(FIRST), 255 - stage.alone(SECOND)
    stage.canvas.compare_with(SECOND, BLEND)
    stage.canvas.second_layer.set_tones(Tones(inverted=True))
    stage.canvas.set_blend(0.5)
    assert difference(seen(stage.canvas), mix(first, second, 0.5)) <= 1


def test_an_image_of_another_size_lies_at_the_top_left(stage: Stage) -> None:
    stage.canvas.set_view(View(1.0, 200.0, 150.0))
    first = stage.alone(FIRST)
    small = Pyramid(noise(60, 80, seed=9))
    stage.canvas.compare_with(small, BLEND)
    stage.canvas.set_blend(0.5)
    picture = seen(stage.canvas)
    assert difference(picture[:60, :80], mix(first[:60, :80], small.image, 0.5)) <= 1
    np.testing.assert_array_equal(picture[60:], first[60:])
    np.testing.assert_array_equal(picture[:, 80:], first[:, 80:])


# Blink --------------------------------------------------------------------------------------


def test_a_blink_shows_one_or_the_other(stage: Stage) -> None:
    first, second = stage.alone(FIRST), stage.alone(SECOND)
    stage.canvas.set_blend(0.3)
    stage.canvas.compare_with(SECOND, BLINK)
    np.testing.assert_array_equal(on_screen(stage.canvas), first)
    for shown in (True, False, True):
        stage.canvas.show_second(shown)
        np.testing.assert_array_equal(on_screen(stage.canvas), second if shown else first)
    stage.canvas.compare_with(None)
    np.testing.assert_array_equal(on_screen(stage.canvas), first)
    stage.canvas.show_second(True)
    np.testing.assert_array_equal(on_screen(stage.canvas), first)


def test_the_backquote_is_told_while_it_is_held(stage: Stage) -> None:
    held = record(stage.canvas.blink_held)
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_QuoteLeft)
    assert held == [True]
    QTest.keyRelease(stage.canvas, Qt.Key.Key_QuoteLeft)
    assert held == [True, False]
    QTest.keyClick(stage.canvas, Qt.Key.Key_A)
    assert held == [True, False]


def test_a_backquote_that_is_let_go_elsewhere_does_not_stay_held(stage: Stage) -> None:
    held = record(stage.canvas.blink_held)
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_QuoteLeft)
    stage.field.setFocus()
    assert held[0] is True
    assert held[-1] is False


def test_while_the_second_is_seen_the_view_is_the_same(stage: Stage) -> None:
    stage.look(3.0)
    second = stage.alone(SECOND)
    stage.canvas.compare_with(SECOND, BLINK)
    stage.canvas.show_second(True)
    view = stage.canvas.view
    np.testing.assert_array_equal(seen(stage.canvas), second)
    assert stage.canvas.view == view
    assert stage.canvas.pyramid is FIRST, "what is measured stays the first image"

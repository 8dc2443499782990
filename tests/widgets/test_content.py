"""The content of a canvas when one of its layers fails: the others are seen, the next is whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.theme import DARK
from forgery_viewer.widgets.value_layer import ValueLayer
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import colour, rgb, seen

IMAGE = noise(300, 420)

Failure = pytest.ExceptionInfo[RuntimeError]


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(400, 300)
    show(made)
    made.set_pyramid(Pyramid(IMAGE))
    made.set_view(View(1, 250, 200))
    return made


def seen_failing(canvas: Canvas) -> tuple[NDArray[np.uint8], Failure]:
    """What is seen where the numbers, which lie over all else, cannot be drawn.

    The failure holds in its traceback what painted: to keep it is what an error report does.
    """

    def draw(_layer: ValueLayer, painter: QPainter, _exposed: QRectF) -> None:
        painter.setOpacity(0.5)
        raise RuntimeError

    picture = QImage(canvas.size(), QImage.Format.Format_RGB32)
    picture.fill(0)
    canvas.redraw()
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(ValueLayer, "draw", draw)
        with pytest.raises(RuntimeError) as raised:
            canvas.viewport().render(picture, QPoint(0, 0))
    return rgb(picture), raised


def test_after_a_failure_it_paints_as_ever(canvas: Canvas) -> None:
    _shown, _failure = seen_failing(canvas)
    canvas.set_pyramid(Pyramid(255 - IMAGE))
    np.testing.assert_array_equal(seen(canvas)[:250, :370], 255 - IMAGE[50:, 50:])


def test_what_failed_is_drawn_when_it_is_next_painted(canvas: Canvas) -> None:
    canvas.set_view(View(50, 250, 200))
    expected = seen(canvas)
    without, _failure = seen_failing(canvas)
    assert (without != expected).any()
    # Nobody asks for anything to be drawn anew.
    np.testing.assert_array_equal(rgb(canvas.grab().toImage()), expected)


def test_the_layers_below_the_one_that_fails_are_seen(canvas: Canvas) -> None:
    shown, _failure = seen_failing(canvas)
    np.testing.assert_array_equal(shown[:250, :370], IMAGE[50:, 50:])
    assert (shown[250:] == colour(DARK.canvas)).all()

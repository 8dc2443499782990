"""The minimap under a real mouse: where its frame is, where it sends the canvas, when it shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.minimap import Minimap
from forgery_viewer.widgets.theme import DARK
from tests.core.building import noise
from tests.widgets.pointing import LEFT, colour, record, rgb, seen

WHITE = (255, 255, 255)


@pytest.fixture
def minimap(dress: object, show: Callable[[QWidget], None]) -> Minimap:
    """The minimap of an image of 1200 x 900 px in a canvas of 600 x 400 px."""
    window = QWidget()
    window.resize(600, 400)
    made = Minimap(window)
    show(window)
    made.set_pyramid(Pyramid(np.full((900, 1200, 3), 90, np.uint8)))
    made.place_in(600, 400)
    made.show_view(300, 300, 600, 600)
    return made


def press(minimap: Minimap, x: int, y: int) -> None:
    QTest.mousePress(minimap, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, y))


def release(minimap: Minimap, x: int, y: int) -> None:
    QTest.mouseRelease(minimap, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, y))


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1200, 900, (120, 90)),
        (900, 1200, (72, 96)),
        (4000, 40, (120, 12)),
        (40, 4000, (12, 96)),
        (30, 20, (120, 80)),
        (1, 1, (96, 96)),
    ],
)
def test_it_keeps_the_shape_of_the_image(
    minimap: Minimap, width: int, height: int, size: tuple[int, int]
) -> None:
    minimap.set_pyramid(Pyramid(noise(height, width)))
    assert (minimap.width(), minimap.height()) == (size[0] + 2, size[1] + 2)
    assert minimap.geometry().bottomRight() == QPoint(600 - 8 - 1, 400 - 8 - 1)


def test_it_shows_the_image(minimap: Minimap) -> None:
    image = noise(360, 480)
    minimap.set_pyramid(Pyramid(image))
    expected = cv2.resize(image, (120, 90), interpolation=cv2.INTER_AREA)
    shown = rgb(minimap.grab().toImage())[1:-1, 1:-1]
    beside = np.ones(shown.shape[:2], bool)
    beside[minimap.mark.top() - 2 : minimap.mark.bottom() + 2] = False
    assert np.abs(shown[beside].astype(int) - expected[beside]).max() <= 1


def test_the_frame_lies_where_the_view_is(minimap: Minimap) -> None:
    assert minimap.mark == QRect(1 + 30, 1 + 30, 30, 30)
    shown = seen(minimap)
    white = (shown == 255).all(axis=2)
    expected = np.zeros_like(white)
    expected[31:61, 31:61] = True
    expected[32:60, 32:60] = False
    np.testing.assert_array_equal(white, expected)
    # Dark on both sides of the white line, the image beyond.
    assert [tuple(shown[45, x]) for x in (29, 31, 33)] == [(90,) * 3, WHITE, (90,) * 3]
    assert shown[45, 30].max() < 20
    assert shown[45, 32].max() < 20
    assert tuple(shown[0, 0]) == colour(DARK.line2)


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        ((600, 450, 601, 451), (5, 5)),
        ((-500, -500, 300, 300), (30, 30)),
        ((1190, 0, 1195, 900), (5, 90)),
        ((5000, 5000, 5100, 5100), (5, 5)),
    ],
)
def test_the_frame_can_always_be_seen(
    minimap: Minimap, view: tuple[float, float, float, float], mark: tuple[int, int]
) -> None:
    minimap.show_view(*view)
    assert (minimap.mark.width(), minimap.mark.height()) == mark
    assert minimap.rect().adjusted(1, 1, -1, -1).contains(minimap.mark)


def test_it_hides_where_nothing_is_to_be_found(minimap: Minimap) -> None:
    assert minimap.isVisible()
    minimap.show_view(0, 0, 1200, 900)
    assert not minimap.isVisible()
    minimap.show_view(0, 0, 1199, 900)
    assert minimap.isVisible()
    minimap.set_wanted(False)
    assert not minimap.isVisible()
    minimap.set_wanted(True)
    minimap.place_in(200, 400)
    assert not minimap.isVisible()
    minimap.place_in(600, 400)
    assert minimap.isVisible()
    minimap.set_pyramid(None)
    assert not minimap.isVisible()


def test_a_click_beside_the_frame_goes_there(minimap: Minimap) -> None:
    asked = record(minimap.centred)
    press(minimap, 1 + 90, 1 + 60)
    release(minimap, 1 + 90, 1 + 60)
    assert asked == [QPointF(900, 600)]


def test_a_click_in_the_frame_goes_there_once(minimap: Minimap) -> None:
    asked = record(minimap.centred)
    press(minimap, 1 + 40, 1 + 50)
    assert asked == []
    release(minimap, 1 + 40, 1 + 50)
    assert asked == [QPointF(400, 500)]


def test_the_frame_is_dragged_by_where_it_was_taken(minimap: Minimap) -> None:
    asked = record(minimap.centred)
    press(minimap, 1 + 40, 1 + 50)
    QTest.mouseMove(minimap, QPoint(1 + 60, 1 + 40))
    release(minimap, 1 + 60, 1 + 40)
    assert asked == [QPointF(450 + 200, 450 - 100)]


def test_it_never_asks_for_a_point_beside_the_image(minimap: Minimap) -> None:
    asked = record(minimap.centred)
    press(minimap, 5, 5)
    QTest.mouseMove(minimap, QPoint(-50, 500))
    release(minimap, -50, 500)
    assert asked[-1] == QPointF(0, 900)


def test_other_buttons_and_setters_say_nothing(minimap: Minimap) -> None:
    asked = record(minimap.centred)
    QTest.mouseClick(minimap, Qt.MouseButton.RightButton, pos=QPoint(10, 10))
    minimap.set_pyramid(Pyramid(noise(90, 120)))
    minimap.show_view(1, 2, 3, 4)
    minimap.place_in(500, 500)
    minimap.set_wanted(True)
    assert asked == []


@pytest.mark.parametrize(("height", "width"), [(361, 487), (30, 20), (900, 1201)])
def test_it_shows_an_image_without_channels(minimap: Minimap, height: int, width: int) -> None:
    plane = np.ascontiguousarray(noise(height, width)[..., 0])
    minimap.set_pyramid(Pyramid(plane))
    grey = seen(minimap)
    minimap.set_pyramid(Pyramid(np.repeat(plane[..., np.newaxis], 3, axis=2)))
    assert np.ptp(grey[1:-1, 1:-1]) > 50
    np.testing.assert_array_equal(grey, seen(minimap))


def test_after_a_failure_it_paints_again(minimap: Minimap, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = seen(minimap)

    def fail(*_args: object) -> None:
        raise RuntimeError

    # What is raised holds what painted in its traceback, and so is kept until the end.
    with monkeypatch.context() as broken:
        broken.setattr(Minimap, "_keep_picture", fail)
        with pytest.raises(RuntimeError) as _raised:
            seen(minimap)
    np.testing.assert_array_equal(seen(minimap), expected)

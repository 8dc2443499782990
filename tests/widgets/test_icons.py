"""What icons look like in buttons and menus, by the pixels that Qt would draw."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from forgery_viewer.core.resources import resource
from forgery_viewer.widgets.icons import icon, icon_names, pixmap

pytestmark = pytest.mark.usefixtures("qtbot")


def rgba(picture: QPixmap) -> NDArray[np.uint8]:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    # A copy, as the bits go with the image.
    flat = np.frombuffer(image.constBits(), np.uint8).copy()
    return flat.reshape(image.height(), image.width(), 4)


def ink_colour(picture: QPixmap) -> tuple[int, int, int]:
    pixels = rgba(picture)
    row, column = np.unravel_index(pixels[..., 3].argmax(), pixels.shape[:2])
    red, green, blue = pixels[row, column, :3]
    return int(red), int(green), int(blue)


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_shipped_icon_draws_a_shape_on_nothing(name: str) -> None:
    alpha = rgba(pixmap(name, "#ffffff", 16, 2.0))[..., 3]
    assert (alpha > 100).sum() >= 12
    assert (alpha == 0).mean() > 0.4


def test_every_icon_is_monochrome_lucide_and_the_licence_ships() -> None:
    for path in resource("icons").glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert "currentColor" in svg, path.name
        assert 'stroke-width="2"' in svg, path.name
    assert "ISC License" in (resource("icons") / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_a_button_gets_as_many_pixels_as_its_screen_has(ratio: float) -> None:
    drawn = icon("brush", "#46FCDD", 18).pixmap(QSize(18, 18), ratio)
    assert drawn.size() == QSize(round(18 * ratio), round(18 * ratio))
    assert drawn.devicePixelRatio() == ratio


def test_the_colour_is_the_one_asked_for_with_its_opacity() -> None:
    assert ink_colour(pixmap("square", "#46FCDD", 24, 2.0)) == (0x46, 0xFC, 0xDD)
    half = QColor(255, 0, 0, 128)
    assert rgba(pixmap("square", half, 24, 2.0))[..., 3].max() == pytest.approx(128, abs=1)


def test_hovered_checked_and_disabled_buttons_have_their_own_colours() -> None:
    made = icon("eye", "#b0b0b0", active="#e8e8e8", checked="#ffffff", disabled="#5f5f5f")
    size = QSize(16, 16)

    def seen(mode: QIcon.Mode, state: QIcon.State) -> tuple[int, int, int]:
        return ink_colour(made.pixmap(size, 3.0, mode, state))

    assert seen(QIcon.Mode.Normal, QIcon.State.Off) == (0xB0,) * 3
    assert seen(QIcon.Mode.Active, QIcon.State.Off) == (0xE8,) * 3
    assert seen(QIcon.Mode.Normal, QIcon.State.On) == (0xFF,) * 3
    assert seen(QIcon.Mode.Active, QIcon.State.On) == (0xFF,) * 3
    assert seen(QIcon.Mode.Disabled, QIcon.State.Off) == (0x5F,) * 3
    assert seen(QIcon.Mode.Disabled, QIcon.State.On) == (0x5F,) * 3


def test_the_active_colour_serves_checked_buttons_too() -> None:
    made = icon("eye", "#b0b0b0", active="#e8e8e8")
    checked = made.pixmap(QSize(16, 16), 3.0, QIcon.Mode.Normal, QIcon.State.On)
    assert ink_colour(checked) == (0xE8,) * 3


def test_the_same_picture_is_rendered_once() -> None:
    first = pixmap("flag", "#123456", 16, 2.0)
    assert pixmap("flag", QColor("#123456"), 16, 2.0).cacheKey() == first.cacheKey()
    assert pixmap("flag", "#654321", 16, 2.0).cacheKey() != first.cacheKey()


def test_an_unknown_name_is_refused_with_a_near_one() -> None:
    with pytest.raises(ValueError, match=re.escape("'brsh'; did you mean brush")):
        icon("brsh", "#fff")


@pytest.mark.parametrize(
    ("colour", "size_px", "ratio"), [("nope", 16, 1.0), ("#fff", 0, 1.0), ("#fff", 16, 0.0)]
)
def test_nonsense_is_refused(colour: str, size_px: int, ratio: float) -> None:
    with pytest.raises(ValueError, match=r"nope|positive"):
        pixmap("brush", colour, size_px, ratio)


def test_icons_serve_in_real_buttons(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(icon("save", "#ff0000", 16))
    button.setIconSize(QSize(16, 16))
    button.show()
    shown = rgba(button.grab())
    assert ((shown[..., 0] > 200) & (shown[..., 1] < 60)).any()

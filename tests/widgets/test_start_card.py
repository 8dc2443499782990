"""The cards of the start page: their pictures ship, and nothing of a card is cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.resources import resource
from forgery_viewer.widgets.start_card import PICTURE_SIZE, StartCard

NAMES = ("folder", "correct", "export")


@pytest.mark.parametrize("name", NAMES)
def test_picture_ships_twice_as_large_as_it_is_shown(name: str) -> None:
    image = QImage(str(resource(f"start/{name}.png")))
    assert image.size() == PICTURE_SIZE * 2


@pytest.mark.parametrize("name", NAMES)
def test_card_shows_its_picture_over_its_whole_width(
    dress: object, show: Callable[[QWidget], None], name: str
) -> None:
    card = StartCard(1, name, "Open a folder", "Any folder with train_images.", "Ctrl+O")
    show(card)
    card.resize(276, 300)
    shown = card.grab().toImage()
    colours = {shown.pixel(x, y) for x in range(0, 276, 3) for y in range(0, 132, 3)}
    assert len(colours) > 2
    # The corners are round: what is there is the page.
    assert shown.pixelColor(0, 0) == shown.pixelColor(1, 290)


def test_narrow_card_grows_in_height_instead_of_cutting_its_text(
    dress: object, show: Callable[[QWidget], None]
) -> None:
    card = StartCard(1, "folder", "Open a folder", "word " * 30, "Ctrl+O, or drop it here")
    show(card)
    layout = card.layout()
    assert layout is not None
    assert layout.heightForWidth(160) > layout.heightForWidth(276) > 132

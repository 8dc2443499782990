"""The bar in a picture is as long as it says, and lies in the image."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainterPath
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets import scale_bar as module
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.picture_choice import PictureChoice
from forgery_viewer.widgets.scale_bar import bar_length
from forgery_viewer.widgets.theme import CASING
from forgery_viewer.widgets.view import View
from tests.core.building import noise, stack_of
from tests.widgets.pictured import (
    BARE,
    FULL,
    PLAIN,
    SIZE,
    Pixels,
    channels,
    show_mask,
    shown_pane,
    taken,
)


@pytest.fixture
def pane(dress: object, show: Callable[[QWidget], None]) -> CanvasPane:
    return shown_pane(show)


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

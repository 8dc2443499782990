"""The strip below a picture says what it is and how large each instance, and cuts no word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.tones import Tones, table
from forgery_viewer.widgets import canvas_picture as module
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.colour_bar import BAR_PX
from forgery_viewer.widgets.picture_legend import PictureLegend
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme, instance_colour
from tests.core.building import noise, stack_of
from tests.widgets.pictured import (
    FULL,
    SIZE,
    channels,
    show_mask,
    shown_pane,
    taken,
)

pytestmark = pytest.mark.usefixtures("qapp")
Dress = Callable[[Theme], None]


@pytest.fixture
def pane(dress: object, show: Callable[[QWidget], None]) -> CanvasPane:
    return shown_pane(show)


def test_the_legend_says_what_it_is_and_how_large_each_instance() -> None:
    legend = PictureLegend("7 · Overlay", [(0, 0, 8000), (2, 2, 12_000)], 600)
    assert legend.lines == ["7 · Overlay", "1 8,000 px  3 12,000 px"]


def test_a_narrow_legend_wraps_and_loses_no_word() -> None:
    entries = [(k, k, 1_000_000 + k) for k in range(8)]
    title = "a_very_long_case_id_without_a_blank · Curtain · authentic | forged"
    for width in (20, 150, 333):
        legend = PictureLegend(title, entries, width)
        said = " ".join(legend.lines)
        assert re.sub(r"\s", "", title) in re.sub(r"\s", "", said)
        assert all(f"{k + 1} {1_000_000 + k:,} px" in said for k in range(8))
        assert legend.width >= width


@pytest.mark.parametrize("width", [40, 130, 420])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_nothing_of_the_legend_is_cut(
    pane: CanvasPane, dress: Dress, theme: Theme, width: int
) -> None:
    dress(theme)
    boxes = [(slice(9 * k, 9 * k + 9), slice(0, width)) for k in range(9)]
    show_mask(pane, noise(90, width), stack_of(90, width, *boxes))
    title = "46763 · Curtain · authentic | forged, window 20-180, inverted"
    pixels = taken(pane, replace(FULL, legend=True), title)
    strip = pixels[90:]
    ground = np.array(channels(theme.base))
    assert len(strip) > 40
    edges = (strip[:3], strip[-3:], strip[:, :8], strip[:, -8:])
    assert all((edge == ground).all() for edge in edges)
    # Beside an image narrower than its legend is the same ground.
    assert (pixels[:90, width:] == ground).all()
    for slot in range(8):
        colour = np.array(channels(instance_colour(slot)))
        assert (strip == colour).all(axis=2).sum() > 80


def test_the_legend_has_the_bar_of_false_colours(pane: CanvasPane) -> None:
    tones = Tones(colour_map="viridis", black=20, white=180)
    before = taken(pane, replace(FULL, legend=True), "7 · Overlay")
    pane.header.show_tones(tones)
    bar = pane.header.colour_bar
    assert bar.isVisible()
    strip = taken(pane, replace(FULL, legend=True), "7 · Overlay")[SIZE[0] :]
    assert len(strip) == len(before) - SIZE[0] + bar.height()
    # All of its colours, from the first to the last, in one line.
    levels = np.linspace(20, 180, BAR_PX).round().astype(np.intp)[[0, BAR_PX // 2, -1]]
    colours = COLOUR_MAPS["viridis"].table[table(tones)[levels]]
    places = [np.argwhere((strip == colour).all(axis=2)) for colour in colours]
    assert all(len(place) for place in places)
    first, middle, last = (place[:, 1].mean() for place in places)
    assert first < middle < last
    without = taken(pane, FULL, "7 · Overlay")
    assert without.shape[:2] == SIZE


def test_the_legend_lists_what_is_seen(pane: CanvasPane, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[tuple[int, int, int]]] = []

    def note(
        title: str, entries: list[tuple[int, int, int]], width: float, keys: list[QImage]
    ) -> PictureLegend:
        asked.append(entries)
        assert keys == []
        return PictureLegend(title, entries, width)

    monkeypatch.setattr(module, "PictureLegend", note)
    choice = replace(FULL, legend=True)
    document = pane.canvas.mask_layer.document
    assert document is not None
    taken(pane, choice, "Title")
    document.set_hidden(0, True)
    taken(pane, choice, "Title")
    taken(pane, replace(choice, overlay=False), "Title")
    pane.canvas.mask_layer.hide()
    pane.canvas.contour_layer.hide()
    taken(pane, choice, "Title")
    assert asked == [[(0, 0, 8000), (1, 1, 12_000)], [(1, 1, 12_000)], [], []]

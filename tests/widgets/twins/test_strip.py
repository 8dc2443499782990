"""The strip of twins: cards, one scale for all, ghost, blink, and what the user does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.widgets.theme import DARK, INSTANCE_COLOURS
from forgery_viewer.widgets.twins.strip import EMPTY, STRIP_PX, TwinStrip
from forgery_viewer.widgets.twins.twin_view import (
    LOOKING,
    PICTURE_PX,
    SCALES_PCT,
    Picture,
    next_scale,
)
from tests.core.building import noise
from tests.widgets.pointing import LEFT, colour, record, seen
from tests.widgets.twins.samples import SIDE, keys, twins


def signals(strip: TwinStrip) -> list[list[object]]:
    every: tuple[SignalInstance, ...] = (
        strip.blink_toggled,
        strip.aligned_toggled,
        strip.shown_toggled,
        strip.scale_changed,
        strip.closed,
        strip.chosen,
        strip.hovered,
        strip.left,
    )
    return [record(signal) for signal in every]


def pixels_of(picture: Picture) -> NDArray[np.uint8]:
    grey = picture.pixels
    return np.repeat(grey[..., np.newaxis], 3, axis=2) if grey.ndim == 2 else grey


# Cards --------------------------------------------------------------------------------------


def test_cards_say_what_they_are(strip: TwinStrip) -> None:
    assert [card.title for card in strip.cards] == ["Source", "Copy 1", "Copy 2"]
    assert [card.note for card in strip.cards] == ["unchanged", "r = 0.987", "r = 0.987"]
    assert strip.cards[1].words.endswith("mirrored")
    assert strip.header.detail == "instance 2, source and 2 copies"
    assert keys(strip, 0) == ["aligned"]
    assert keys(strip, 1) == keys(strip, 2) == ["aligned", "difference", "correlation"]
    assert strip.height() == STRIP_PX


def test_nothing_of_a_card_is_cut(strip: TwinStrip) -> None:
    for width in (1300, 700):
        strip.resize(width, STRIP_PX)
        QApplication.processEvents()
        for card in strip.cards:
            bottom = card.mapTo(strip, QPoint(0, card.height()))
            assert bottom.y() <= STRIP_PX
            for box in card.boxes:
                assert box.size().toTuple() == (PICTURE_PX, PICTURE_PX)
                assert card.rect().contains(box.geometry())


@pytest.mark.parametrize("scale_pct", [100, 200, 400])
def test_all_pictures_are_drawn_at_one_scale(strip: TwinStrip, scale_pct: int) -> None:
    strip.set_scale(scale_pct)
    scale = scale_pct // 100
    for card in strip.cards:
        for box in card.boxes:
            assert box.picture is not None
            bare = replace(box.picture, word="", outline=())
            large = np.kron(pixels_of(bare), np.ones((scale, scale, 1), np.uint8))
            expected = np.empty((PICTURE_PX, PICTURE_PX, 3), np.uint8)
            expected[:] = colour(DARK.canvas)
            start = int(np.floor(PICTURE_PX / 2 - SIDE * scale / 2 + 0.5))
            inner = large[max(0, -start) :, max(0, -start) :]
            inner = inner[: PICTURE_PX - max(0, start), : PICTURE_PX - max(0, start)]
            at = slice(max(0, start), max(0, start) + len(inner))
            expected[at, at] = inner
            shown = seen(box)
            # Beside the outline and the plate.
            for part in ((slice(0, 12),), (slice(None), slice(-20, None))):
                np.testing.assert_array_equal(shown[part], expected[part])


def test_outline_has_the_colour_of_the_instance(strip: TwinStrip) -> None:
    shown = seen(strip.cards[1].boxes[0])
    # 20 % of the way down the left side of the square from (10, 10), at 200 %.
    start = (PICTURE_PX - 2 * SIDE) // 2 + (PICTURE_PX - 2 * SIDE) % 2
    row = shown[start + 36, start + 20 - 4 : start + 20 + 5].astype(int)
    amber = np.array(colour(INSTANCE_COLOURS[1]))
    assert np.abs(row - amber).max(axis=1).min() < 60
    assert (row.max(axis=1) < 90).any()


def test_half_size_is_the_mean_of_four(strip: TwinStrip) -> None:
    strip.set_scale(50)
    box = strip.cards[0].boxes[0]
    pixels = strip.cards[0].boxes[0].picture.pixels.astype(float)  # type: ignore[union-attr]
    mean = pixels.reshape(30, 2, 30, 2, 3).mean(axis=(1, 3))
    start = int(np.floor(PICTURE_PX / 2 - 15 + 0.5))
    shown = seen(box)[start : start + 30, start : start + 30]
    assert np.abs(shown - mean).max() <= 1


def test_unknown_sides_are_questioned_and_hollow(strip: TwinStrip) -> None:
    views = [
        replace(view, is_source=None, title=f"Region {k}") for k, view in enumerate(twins(), 1)
    ]
    strip.set_twins(views)
    assert [card.title for card in strip.cards] == ["Region 1 ?", "Region 2 ?", "Region 3 ?"]


def test_the_badge_is_filled_for_a_copy_only(strip: TwinStrip) -> None:
    amber = np.array(colour(INSTANCE_COLOURS[1]))

    def filled(card: int) -> int:
        shown = seen(strip.cards[card])[:24, :30].astype(int)
        return int((np.abs(shown - amber).max(axis=2) < 8).sum())

    assert filled(1) > 2 * filled(0) > 0


def test_long_words_are_shortened_with_a_tooltip(strip: TwinStrip) -> None:
    words = "shift 1,204, 3,311 px, turned 54.4\N{DEGREE SIGN}, scaled 0.92, brighter by 12 %"
    strip.set_twin(0, replace(twins()[0], words=words, note="a note that is far too long for it"))
    QApplication.processEvents()
    card = strip.cards[0]
    assert card.width() < 180
    tips = {label.toolTip() for label in card.findChildren(QWidget)}
    assert {words, "a note that is far too long for it"} <= tips
    assert card.title == "Source"
    assert "Source" not in tips


def test_a_card_waits_calmly_and_is_filled_later(strip: TwinStrip) -> None:
    strip.set_twin(2, replace(twins()[2], pictures=(), loading=True, words="", note=""))
    assert strip.cards[2].words == LOOKING
    assert strip.cards[2].boxes == []
    found = replace(twins()[2], pictures=twins()[2].pictures[1:2], loading=True)
    strip.set_twin(2, found)
    assert (keys(strip, 2), strip.cards[2].words) == (["found"], LOOKING)
    strip.set_twin(2, replace(found, loading=False, words="no match found"))
    assert strip.cards[2].words == "no match found"
    strip.set_twin(2, twins()[2])
    assert keys(strip, 2) == ["aligned", "difference", "correlation"]


def test_without_twins_it_says_what_to_do(strip: TwinStrip) -> None:
    strip.set_twins([])
    assert strip.empty_text == EMPTY
    assert strip.cards == []
    strip.set_twins(twins())
    assert strip.empty_text == ""
    assert len(strip.cards) == 3


# Header -------------------------------------------------------------------------------------


def test_setters_emit_nothing(strip: TwinStrip) -> None:
    told = signals(strip)
    strip.set_twins(twins(), "again")
    strip.set_twin(1, twins()[1])
    strip.set_scale(400)
    strip.set_aligned(False)
    strip.set_shown("difference", False)
    strip.set_chosen(2)
    strip.show_ghost(1, QPointF(3, 4))
    strip.set_blink(True)
    strip.set_blink(False)
    strip.set_empty("Nothing.")
    strip.set_twins([])
    assert told == [[]] * 8


def test_aligned_or_as_found(strip: TwinStrip) -> None:
    told = record(strip.aligned_toggled)
    QTest.mouseClick(strip.header.sides.button("found"), LEFT)
    assert keys(strip, 1) == ["found", "difference", "correlation"]
    # The source is there in one way only.
    assert keys(strip, 0) == ["aligned"]
    QTest.mouseClick(strip.header.sides.button("aligned"), LEFT)
    assert keys(strip, 1)[0] == "aligned"
    assert told == [False, True]


def test_difference_and_correlation_go_by_themselves(strip: TwinStrip) -> None:
    told, before = record(strip.shown_toggled), strip.cards[1].width()
    QTest.mouseClick(strip.header.toggles.button("difference"), LEFT)
    assert keys(strip, 1) == ["aligned", "correlation"]
    assert strip.cards[1].width() < before
    QTest.mouseClick(strip.header.toggles.button("correlation"), LEFT)
    QTest.mouseClick(strip.header.toggles.button("difference"), LEFT)
    assert keys(strip, 1) == ["aligned", "difference"]
    assert told == [("difference", False), ("correlation", False), ("difference", True)]


def test_scale_by_buttons(strip: TwinStrip) -> None:
    told = record(strip.scale_changed)
    QTest.mouseClick(strip.header.larger_button, LEFT)
    QTest.mouseClick(strip.header.smaller_button, LEFT)
    QTest.mouseClick(strip.header.smaller_button, LEFT)
    assert told == [250, 200, 160]
    assert strip.scale_pct == 160
    assert strip.header.scale_text == "160 %"
    strip.set_scale(99_999)
    assert strip.scale_pct == SCALES_PCT[-1]
    assert not strip.header.larger_button.isEnabled()


def test_the_ladder_of_scales() -> None:
    assert next_scale(142, 1) == 160
    assert next_scale(142, -1) == 125
    assert next_scale(160, 2) == 250
    assert next_scale(10, -1) == 10
    assert next_scale(2500, 9) == 3200
    assert next_scale(123, 0) == 123


def test_the_fitting_scale_shows_every_picture_whole(strip: TwinStrip) -> None:
    assert strip.fitting_scale() == int(100 * PICTURE_PX / SIDE)
    wide = replace(twins()[0], pictures=(Picture("aligned", "", noise(40, 400)),))
    strip.set_twins([wide])
    assert strip.fitting_scale() == 60
    assert strip.cards[0].boxes[0].width() == 240


def test_close(strip: TwinStrip) -> None:
    told = record(strip.closed)
    QTest.mouseClick(strip.header.close_button, LEFT)
    assert len(told) == 1


def test_it_can_be_narrow(strip: TwinStrip) -> None:
    strip.resize(strip.minimumSizeHint().width(), STRIP_PX)
    QApplication.processEvents()
    assert strip.header.width() <= strip.width()
    assert strip.header.close_button.geometry().right() < strip.width()

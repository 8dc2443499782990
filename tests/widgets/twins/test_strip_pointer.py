"""The strip of twins under the pointer: scale, drag, choice, ghost, and blink."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.theme import DARK
from forgery_viewer.widgets.twins.picture_box import PictureBox
from forgery_viewer.widgets.twins.strip import TwinStrip
from forgery_viewer.widgets.twins.twin_view import (
    PICTURE_PX,
)
from tests.widgets.pointing import LEFT, colour, difference, record, seen
from tests.widgets.twins.samples import SIDE, twins

PLAIN = Qt.KeyboardModifier.NoModifier


def turn(box: PictureBox, at: QPointF, notches: float) -> None:
    event = QWheelEvent(
        at,
        box.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


# Pointer ------------------------------------------------------------------------------------


def test_the_wheel_scales_at_the_pointer(strip: TwinStrip) -> None:
    told = record(strip.scale_changed)
    box, at = strip.cards[1].boxes[1], QPointF(100, 40)
    strip.set_scale(400)
    under = box.to_picture(at)
    turn(box, at, 1)
    turn(box, at, 0.5)
    assert told == [500]
    assert box.to_picture(at).toTuple() == pytest.approx(under.toTuple(), abs=0.2)
    # All others look at the same place.
    assert strip.cards[2].boxes[2].to_picture(at) == box.to_picture(at)
    turn(box, at, -1.5)
    assert told == [500, 400]


def test_a_drag_moves_all_pictures_as_far_as_they_go(strip: TwinStrip) -> None:
    strip.set_scale(400)
    told = record(strip.chosen)
    box, other = strip.cards[1].boxes[0], strip.cards[2].boxes[2]
    before = other.to_picture(QPointF(0, 0))
    QTest.mousePress(box, LEFT, PLAIN, QPoint(70, 70))
    QTest.mouseMove(box, QPoint(90, 60))
    QTest.mouseRelease(box, LEFT, PLAIN, QPoint(90, 60))
    assert (other.to_picture(QPointF(0, 0)) - before).toTuple() == (-5, 2.5)
    QTest.mousePress(box, LEFT, PLAIN, QPoint(70, 70))
    QTest.mouseMove(box, QPoint(900, 900))
    QTest.mouseRelease(box, LEFT, PLAIN, QPoint(900, 900))
    assert other.to_picture(QPointF(0, 0)).toTuple() == pytest.approx((0, 0), abs=0.25)
    assert told == []


def test_a_click_chooses(strip: TwinStrip) -> None:
    told = record(strip.chosen)
    QTest.mouseClick(strip.cards[2].boxes[1], LEFT)
    QTest.mouseClick(strip.cards[0], LEFT, PLAIN, QPoint(5, 5))
    strip.cards[1].setFocus()
    QTest.keyClick(strip.cards[1], Qt.Key.Key_Return)
    assert told == [2, 0, 1]
    assert [card.is_chosen for card in strip.cards] == [False, True, False]
    line = seen(strip.cards[1])[0, 5]
    assert tuple(line) == colour(DARK.accent)


def test_hovering_tells_the_picture_px(strip: TwinStrip) -> None:
    told, left = record(strip.hovered), record(strip.left)
    box = strip.cards[2].boxes[1]
    QTest.mouseMove(box, QPoint(63, 43))
    start = int(np.floor(PICTURE_PX / 2 - SIDE + 0.5))
    assert told == [(2, QPointF((63 - start) / 2, (43 - start) / 2))]
    assert strip.hovered_key == "difference"
    QTest.mouseMove(box, QPoint(3, 43))
    assert len(left) == 1
    QApplication.sendEvent(box, QEvent(QEvent.Type.Leave))
    assert len(left) == 2


def test_the_ghost_marks_every_picture_of_its_card(strip: TwinStrip) -> None:
    before = [seen(box) for card in strip.cards for box in card.boxes]
    strip.show_ghost(1, QPointF(30, 30))
    after = [seen(box) for card in strip.cards for box in card.boxes]
    changed = [difference(one, other) > 0 for one, other in zip(before, after, strict=True)]
    assert changed == [False, True, True, True, False, False, False]
    at = strip.cards[1].boxes[1].from_picture(QPointF(30, 30)).toPoint()
    arm = after[2][at.y() - 1 : at.y() + 1, at.x() + 9]
    assert arm.max(axis=0).min() > 120
    strip.show_ghost(1, None)
    assert difference(seen(strip.cards[1].boxes[1]), before[2]) == 0
    strip.show_ghost(9, QPointF(1, 1))


# Blink --------------------------------------------------------------------------------------


def test_blink_shows_the_source_in_the_copies_place(strip: TwinStrip, qtbot: QtBot) -> None:
    first = slice(0, 30), slice(None)
    source = seen(strip.cards[0].boxes[0])[first]
    alone = seen(strip.cards[1].boxes[0])[first]
    beside = seen(strip.cards[1].boxes[1])
    strip.set_blink(True)
    assert difference(seen(strip.cards[1].boxes[0])[first], source) == 0
    assert difference(seen(strip.cards[2].boxes[0])[first], source) == 0
    assert difference(seen(strip.cards[1].boxes[1]), beside) == 0
    qtbot.waitUntil(
        lambda: difference(seen(strip.cards[1].boxes[0])[first], alone) == 0, timeout=2000
    )
    qtbot.waitUntil(
        lambda: difference(seen(strip.cards[1].boxes[0])[first], source) == 0, timeout=2000
    )
    strip.set_blink(False)
    assert difference(seen(strip.cards[1].boxes[0])[first], alone) == 0


def test_a_short_press_switches_blink_and_a_long_one_holds_it(
    strip: TwinStrip, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, button = record(strip.blink_toggled), strip.header.blink_button
    QTest.mouseClick(button, LEFT)
    assert (told, strip.blinks, button.isChecked()) == ([True], True, True)
    QTest.mouseClick(button, LEFT)
    assert (told, strip.blinks, button.isChecked()) == ([True, False], False, False)
    monkeypatch.setattr("forgery_viewer.widgets.twins.header.HOLD_MS", -1)
    QTest.mousePress(button, LEFT)
    assert strip.blinks
    QTest.mouseRelease(button, LEFT)
    assert (told, strip.blinks) == ([True, False, True, False], False)


def test_it_ticks_only_while_it_is_seen(strip: TwinStrip, qtbot: QtBot) -> None:
    strip.set_blink(True)
    strip.hide()
    strip.set_twins([])
    strip.show()
    strip.set_blink(False)
    strip.set_twins(twins())
    assert not strip.blinks

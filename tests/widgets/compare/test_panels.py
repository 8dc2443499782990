"""The sections about the pair, its difference and the links between canvases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QWidget

from forgery_viewer.widgets.compare.difference_panel import DifferencePanel
from forgery_viewer.widgets.compare.links_panel import LinksPanel
from forgery_viewer.widgets.compare.pair_panel import PairPanel
from forgery_viewer.widgets.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
Dress = Callable[[Theme], None]
Show = Callable[[QWidget], None]


@pytest.fixture
def pair(dress: Dress, show: Show) -> PairPanel:
    """Authentic and forged under the curtain, 250 px wide."""
    panel = PairPanel()
    panel.set_sources([("authentic", "Authentic"), ("forged", "Forged"), ("map", "Prediction")])
    panel.show_pair("curtain", "authentic", "forged")
    panel.setFixedWidth(250)
    show(panel)
    return panel


@pytest.fixture
def difference(dress: Dress, show: Show) -> DifferencePanel:
    panel = DifferencePanel()
    panel.setFixedWidth(250)
    show(panel)
    return panel


@pytest.fixture
def links(dress: Dress, show: Show) -> LinksPanel:
    panel = LinksPanel()
    panel.show_links({"zoom": True, "cursor": True, "contrast": False, "twins": True})
    panel.setFixedWidth(250)
    show(panel)
    return panel


def test_a_mode_shows_its_options_and_no_others(pair: PairPanel) -> None:
    chosen = QSignalSpy(pair.mode_chosen)
    assert not pair.rate.isVisible()
    assert not pair.blend.slider.isVisible()
    QTest.mouseClick(pair.modes.button("blink"), LEFT)
    assert pair.rate.isVisible()
    assert not pair.blend.slider.isVisible()
    pair.modes.button("blink").setFocus()
    QTest.keyClick(pair.modes.button("blink"), Key.Key_Right)
    assert pair.blend.slider.isVisible()
    assert not pair.rate.isVisible()
    assert [chosen.at(place)[0] for place in range(chosen.count())] == ["blink", "blend"]


def test_pictures_are_chosen_and_swapped(pair: PairPanel) -> None:
    first, second = QSignalSpy(pair.first_chosen), QSignalSpy(pair.second_chosen)
    swapped = QSignalSpy(pair.swapped)
    pair.first.setFocus()
    QTest.keyClick(pair.first, Key.Key_Down)
    pair.second.setFocus()
    QTest.keyClick(pair.second, Key.Key_Down)
    QTest.mouseClick(pair.swap, LEFT)
    assert first.at(0) == ["forged"]
    assert second.at(0) == ["map"]
    assert swapped.count() == 1


def test_blinking_by_itself_has_a_rate(pair: PairPanel) -> None:
    pair.show_pair("blink", "authentic", "forged")
    pair.show_blink(False, 2.0)
    changed = QSignalSpy(pair.blink_changed)
    assert not pair.rate.isEnabled()
    QTest.mouseClick(pair.automatic, LEFT, pos=pair.automatic.rect().center())
    assert pair.rate.isEnabled()
    pair.rate.setFocus()
    QTest.keyClick(pair.rate, Key.Key_Up)
    assert changed.at(0) == [True, 2.0]
    assert changed.at(1) == [True, 2.5]
    assert changed.count() == 2


def test_the_blend_is_a_whole_percentage(pair: PairPanel) -> None:
    pair.show_pair("blend", "authentic", "forged")
    changed = QSignalSpy(pair.blend_changed)
    pair.blend.slider.setFocus()
    QTest.keyClick(pair.blend.slider, Key.Key_PageUp)
    assert changed.at(0) == [60]
    assert pair.blend.field.text() == "60 %"


def test_setters_of_the_pair_are_silent(pair: PairPanel) -> None:
    signals = (
        pair.mode_chosen,
        pair.first_chosen,
        pair.second_chosen,
        pair.swapped,
        pair.blink_changed,
        pair.blend_changed,
    )
    spies = [QSignalSpy(signal) for signal in signals]
    pair.set_sources([("map", "Prediction"), ("forged", "Forged")])
    pair.show_pair("blend", "map", "forged")
    pair.show_blink(True, 5.0)
    pair.show_blend(25)
    assert [spy.count() for spy in spies] == [0] * len(spies)
    assert (pair.modes.choice, pair.first.choice, pair.second.choice) == ("blend", "map", "forged")


def test_options_of_the_difference_are_set(difference: DifferencePanel) -> None:
    threshold, gain = (
        QSignalSpy(difference.threshold_changed),
        QSignalSpy(difference.gain_changed),
    )
    channel = QSignalSpy(difference.channel_chosen)
    difference.show_options(12, 4, "largest")
    assert (threshold.count(), gain.count(), channel.count()) == (0, 0, 0)
    difference.threshold.slider.setFocus()
    QTest.keyClick(difference.threshold.slider, Key.Key_Right)
    difference.gain.field.setFocus()
    difference.gain.field.selectAll()
    QTest.keyClicks(difference.gain.field, "16")
    QTest.keyClick(difference.gain.field, Key.Key_Return)
    QTest.mouseClick(difference.channels.button("green"), LEFT)
    assert threshold.at(0) == [13]
    assert gain.at(0) == [16]
    assert channel.at(0) == ["green"]


def test_counts_are_told_by_icon_and_word(difference: DifferencePanel) -> None:
    assert difference.counts == ("\N{EN DASH}", "\N{EN DASH}")
    assert difference.outside_tone == ""
    difference.show_counts(7444, 0)
    assert difference.counts == ("7,444 px", "0 px")
    assert difference.outside_tone == "ok"
    difference.show_counts(7444, 12)
    assert difference.outside_tone == "warn"
    difference.show_reason("No authentic image to compare with.")
    assert difference.reason == "No authentic image to compare with."
    assert not any(
        label.isVisible() and label.text() == "7,444 px"
        for label in difference.findChildren(QLabel)
    )
    difference.show_counts(None, None)
    assert difference.reason == ""


def test_a_link_is_toggled_by_icon_word_and_key(links: LinksPanel) -> None:
    toggled = QSignalSpy(links.link_toggled)
    assert links.button("zoom").icon_name == "link-2"
    assert links.button("contrast").icon_name == "unlink"
    QTest.mouseClick(links.button("zoom"), LEFT)
    word = next(label for label in links.findChildren(QLabel) if label.text() == "Contrast")
    QTest.mouseClick(word, LEFT)
    links.button("twins").setFocus()
    QTest.keyClick(links.button("twins"), Key.Key_Space)
    told = [toggled.at(place) for place in range(toggled.count())]
    assert told == [["zoom", False], ["contrast", True], ["twins", False]]
    assert links.button("zoom").icon_name == "unlink"
    assert links.button("contrast").icon_name == "link-2"


def test_the_offset_can_be_reset_while_there_is_one(links: LinksPanel) -> None:
    toggled, reset = QSignalSpy(links.link_toggled), QSignalSpy(links.offset_reset)
    assert links.offset_text == "0, 0 px"
    assert not links.reset.isVisible()
    links.show_offset(-3, 0.5)
    assert links.offset_text == "\N{MINUS SIGN}3, 0.5 px"
    assert links.reset.isVisible()
    QTest.mouseClick(links.reset, LEFT)
    assert reset.count() == 1
    links.show_links({"cursor": False})
    assert toggled.count() == 0

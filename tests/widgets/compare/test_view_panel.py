"""The section about forensic views."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.forensics.catalogue import VIEWS
from forgery_viewer.core.forensics.parameters import Parameter
from forgery_viewer.core.forensics.view import ForensicView, no_reach, nothing
from forgery_viewer.widgets.compare.choice_box import ChoiceBox
from forgery_viewer.widgets.compare.number_row import NumberRow
from forgery_viewer.widgets.compare.view_panel import ForensicPanel
from forgery_viewer.widgets.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def view(key: str, *parameters: Parameter) -> ForensicView:
    return ForensicView(
        key=key,
        title=key.capitalize(),
        shows=f"What {key} shows.",
        misleads=f"When {key} misleads.",
        parameters=parameters,
        picture=lambda image, _values, _context: image,
        reach_px=no_reach,
        prepare=nothing,
    )


EDGES = view(
    "edges",
    Parameter("radius", "Radius", 3.0, 1.0, 15.0, 2.0, "px"),
    Parameter("channel", "Channel", "grey", choices=("grey", "red")),
)
PLAIN = view("plain")


@pytest.fixture
def panel(dress: Callable[[Theme], None], show: Callable[[QWidget], None]) -> ForensicPanel:
    """Two views, none of them chosen."""
    panel = ForensicPanel()
    panel.set_views([EDGES, PLAIN])
    panel.setFixedWidth(250)
    show(panel)
    return panel


def number(panel: ForensicPanel, key: str) -> NumberRow:
    control = panel.parameters.controls[key]
    assert isinstance(control, NumberRow)
    return control


def choice(panel: ForensicPanel, key: str) -> ChoiceBox:
    control = panel.parameters.controls[key]
    assert isinstance(control, ChoiceBox)
    return control


def test_a_chosen_view_says_what_it_shows_and_when_it_misleads(panel: ForensicPanel) -> None:
    chosen = QSignalSpy(panel.view_chosen)
    assert panel.views.currentText() == "None"
    assert panel.advice == ("", "")
    panel.views.setFocus()
    QTest.keyClick(panel.views, Key.Key_Down)
    assert chosen.at(0) == ["edges"]
    assert panel.advice == ("Shows: What edges shows.", "Misleads: When edges misleads.")
    assert set(panel.parameters.controls) == {"radius", "channel"}
    QTest.keyClick(panel.views, Key.Key_Up)
    assert chosen.at(1) == [""]
    assert panel.advice == ("", "")


def test_values_are_set_and_made_usual_again(panel: ForensicPanel) -> None:
    panel.show_view("edges", {})
    changed = QSignalSpy(panel.value_changed)
    assert not panel.usual.isEnabled()
    row = number(panel, "radius")
    row.slider.setFocus()
    QTest.keyClick(row.slider, Key.Key_Right)
    box = choice(panel, "channel")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert panel.usual.isEnabled()
    QTest.mouseClick(panel.usual, LEFT)
    told = [changed.at(place) for place in range(changed.count())]
    assert told == [["radius", 5.0], ["channel", "red"], ["radius", 3.0], ["channel", "grey"]]
    assert row.field.text() == "3 px"
    assert box.choice == "grey"
    assert not panel.usual.isEnabled()


def test_setters_are_silent(panel: ForensicPanel) -> None:
    chosen, changed = QSignalSpy(panel.view_chosen), QSignalSpy(panel.value_changed)
    panel.show_view("edges", {"radius": 9, "channel": "red"})
    panel.show_view("plain", {})
    panel.show_view("edges", {"radius": 200})
    panel.set_views([PLAIN, EDGES])
    assert (chosen.count(), changed.count()) == (0, 0)


def test_values_that_cannot_be_are_brought_within_limits(panel: ForensicPanel) -> None:
    panel.show_view("edges", {"radius": 200, "channel": "ultraviolet"})
    assert number(panel, "radius").value == 15.0
    assert choice(panel, "channel").choice == "grey"


def test_progress_is_shown_and_can_be_stopped(panel: ForensicPanel) -> None:
    cancelled = QSignalSpy(panel.cancelled)
    assert not panel.cancel.isVisible()
    height = panel.sizeHint().height()
    panel.show_progress(3, 10)
    assert panel.cancel.isVisible()
    QTest.mouseClick(panel.cancel, LEFT)
    assert cancelled.count() == 1
    assert panel.sizeHint().height() == height
    panel.show_progress(None)
    assert not panel.cancel.isVisible()


def test_what_was_stopped_is_said_and_can_be_asked_for_again(panel: ForensicPanel) -> None:
    again = QSignalSpy(panel.again_asked)
    panel.show_progress(1, 4)
    panel.show_progress(None)
    assert not panel.again.isVisible()
    panel.show_stopped(True)
    assert panel.detail == "stopped"
    QTest.mouseClick(panel.again, LEFT)
    assert again.count() == 1
    panel.show_progress(1, 4)
    assert (panel.detail, panel.again.isVisible()) == ("25 %", False)


@pytest.mark.parametrize("each", VIEWS, ids=lambda each: str(each.key))
def test_every_real_view_has_its_controls(panel: ForensicPanel, each: ForensicView) -> None:
    panel.set_views(VIEWS)
    panel.show_view(each.key, {})
    assert set(panel.parameters.controls) == {one.key for one in each.parameters}
    assert not each.parameters or not panel.usual.isEnabled()

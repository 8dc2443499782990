"""Numbers, lists and segments of the dock, as a hand and a keyboard meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from forgery_viewer.widgets.buttons import Choice
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.compare.link_button import LinkButton
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from tests.widgets.compare.words import cut_words

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def put(
    dress: Callable[[Theme], None], show: Callable[[QWidget], None]
) -> Callable[[Scale], NumberRow]:
    def shown(scale: Scale) -> NumberRow:
        host = QWidget()
        row = NumberRow("Amount", scale, "How much.", host)
        row.place(number_grid(host), 0)
        host.resize(230, 44)
        show(host)
        return row

    return shown


def test_keys_move_by_the_step_of_the_scale(put: Callable[[Scale], NumberRow]) -> None:
    row = put(Scale(1, 32, logarithmic=True))
    row.show_value(4)
    changed = QSignalSpy(row.changed)
    row.slider.setFocus()
    QTest.keyClick(row.slider, Key.Key_Right)
    QTest.keyClick(row.slider, Key.Key_Right, SHIFT)
    QTest.keyClick(row.slider, Key.Key_Left)
    assert [changed.at(place)[0] for place in range(changed.count())] == [5, 15, 14]
    assert row.field.text() == "14"


def test_a_drag_moves_slider_and_field(put: Callable[[Scale], NumberRow]) -> None:
    row = put(Scale(0, 64))
    changed = QSignalSpy(row.changed)
    slider = row.slider
    left, middle = QPoint(5, slider.height() // 2), slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseMove(slider, middle)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert changed.at(changed.count() - 1)[0] == pytest.approx(32, abs=2)
    assert row.field.value() == row.value == slider.number


def test_a_typed_number_is_held_in_the_scale(put: Callable[[Scale], NumberRow]) -> None:
    row = put(Scale(1, 15, 2, "blocks"))
    row.show_value(3)
    changed = QSignalSpy(row.changed)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "8")
    QTest.keyClick(row.field, Key.Key_Return)
    assert changed.at(0) == [9.0]
    assert row.field.text() == "9 blocks"
    assert not cut_words(row.field.window())


@pytest.mark.parametrize("sign", ["-", MINUS])
def test_minus_is_typed_either_way_and_written_as_one(
    put: Callable[[Scale], NumberRow], sign: str
) -> None:
    row = put(Scale(-100, 100, 1, "%", origin=0))
    changed = QSignalSpy(row.changed)
    row.field.setFocus()
    row.field.selectAll()
    # QTest types no letter beyond ASCII.
    key = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Minus, Qt.KeyboardModifier.NoModifier, sign)
    QApplication.sendEvent(row.field, key)
    QTest.keyClicks(row.field, "20")
    QTest.keyClick(row.field, Key.Key_Return)
    assert changed.at(0) == [-20.0]
    assert row.field.text() == f"{MINUS}20 %"


def test_setters_of_a_number_are_silent(put: Callable[[Scale], NumberRow]) -> None:
    row = put(Scale(0.1, 10, 0.05, logarithmic=True, origin=1))
    changed = QSignalSpy(row.changed)
    row.show_value(0.8)
    assert changed.count() == 0
    assert row.field.text() == "0.80"
    row.block("There is no image.")
    assert not row.slider.isEnabled()
    assert "There is no image." in row.slider.toolTip()


def test_the_wheel_is_for_the_dock_until_the_slider_has_the_keyboard(
    put: Callable[[Scale], NumberRow],
) -> None:
    row = put(Scale(0, 64))
    row.show_value(12)
    changed = QSignalSpy(row.changed)
    row.slider.clearFocus()
    for part in (row.slider, row.field):
        assert not turn(part)
    row.slider.setFocus()
    assert turn(row.slider)
    assert changed.at(0) == [13.0]


def turn(part: QWidget) -> bool:
    """Turn the wheel up by one notch; whether the part took it."""
    place = QPointF(part.rect().center())
    event = QWheelEvent(
        place,
        QPointF(part.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    part.wheelEvent(event)
    return event.isAccepted()


@pytest.mark.parametrize("value", [0.1, 0.35, 1.0, 2.2, 10.0])
def test_a_logarithmic_scale_comes_back(value: float) -> None:
    scale = Scale(0.1, 10, 0.05, logarithmic=True)
    assert scale.value(scale.position(value)) == pytest.approx(value, rel=0.02)
    assert scale.position(1.0) == scale.positions // 2


def test_a_list_is_chosen_from_by_keys(
    dress: Callable[[Theme], None], show: Callable[[QWidget], None]
) -> None:
    box = ChoiceBox("Picture")
    chosen = QSignalSpy(box.chosen)
    box.set_options([Option("a", "Authentic"), Option("f", "Forged")])
    box.set_choice("a")
    box.set_options([Option("f", "Forged"), Option("a", "Authentic"), Option("d", "Difference")])
    assert box.choice == "a"
    assert chosen.count() == 0
    show(box)
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Down)
    assert chosen.count() == 1
    assert chosen.at(0) == ["d"]


def test_a_list_opens_and_is_chosen_from_by_mouse(
    dress: Callable[[Theme], None], show: Callable[[QWidget], None]
) -> None:
    box = ChoiceBox("Picture")
    box.set_options([Option("a", "Authentic"), Option("f", "Forged")])
    box.set_choice("a")
    show(box)
    chosen = QSignalSpy(box.chosen)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    assert view.isVisible()
    # Qt takes the click that opened the list for the one that ends it, within this time.
    QTest.qWait(QApplication.doubleClickInterval() + 50)
    place = view.visualRect(box.model().index(1, 0)).center()
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.at(0) == ["f"]


def test_a_title_that_does_not_fit_is_told(
    dress: Callable[[Theme], None], show: Callable[[QWidget], None]
) -> None:
    box = ChoiceBox("Picture")
    box.set_options([Option("p", "Prediction of the network")])
    box.set_choice("p")
    box.setFixedWidth(90)
    show(box)
    assert box.shown_text.endswith("…")
    assert "Prediction of the network" in box.toolTip()


@pytest.mark.parametrize(("width_px", "is_word"), [(230, True), (180, True), (110, False)])
def test_segments_give_air_before_words(
    dress: Callable[[Theme], None],
    show: Callable[[QWidget], None],
    width_px: int,
    is_word: bool,
) -> None:
    choices = (Choice("fill", "Fill", "square"), Choice("both", "Contour and fill", "square-dot"))
    segments = FittingSegments("Mode", choices)
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(segments)
    host.setFixedWidth(width_px)
    show(host)
    assert segments.width() == width_px
    style = Qt.ToolButtonStyle.ToolButtonTextOnly
    assert (segments.button("both").toolButtonStyle() == style) is is_word
    last = segments.button("both").geometry().right()
    assert last == width_px - 3


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_blocked_link_says_why(
    dress: Callable[[Theme], None], show: Callable[[QWidget], None], theme: Theme
) -> None:
    dress(theme)
    link = LinkButton("Reset", "The image as it is.")
    show(link)
    clicked = QSignalSpy(link.clicked)
    link.block("There is no image.")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert clicked.count() == 0
    assert "There is no image." in link.toolTip()
    assert theme.disabled in link.styleSheet()
    link.block("")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert clicked.count() == 1

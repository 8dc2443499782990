"""The history says each step, greys those undone, and goes to the one that is clicked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.step_picture import StepPicture
from forgery_viewer.state.history_model import UNDONE_ROLE
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.step_pictures import StepPictures
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.undo_commands import StepCommand
from forgery_viewer.widgets.history_panel import HistoryPanel

KEY = RecordKey("train", "forged", "1")


def small_document() -> MaskDocument:
    return MaskDocument(KEY, BitPlanes.from_stack(np.zeros((1, 40, 40), np.uint8)))


def paint(document: MaskDocument, number: int) -> None:
    """A stroke that is unlike every other: a square of the brush at a place of its own."""
    document.begin_stroke(
        (number % 40 + 0.5, number // 40 + 0.5), RoundBrush(1 + number % 3), erase=False
    )
    document.end_stroke()


def rows(panel: HistoryPanel) -> list[tuple[str, bool]]:
    """The name of each row, and whether it is greyed."""
    model = panel.view.model()
    places = [model.index(row, 0) for row in range(model.rowCount())]
    return [(place.data(), place.data(UNDONE_ROLE)) for place in places]


def expected(document: MaskDocument) -> list[tuple[str, bool]]:
    done = document.undo_stack.index()
    names = ["Opened", *(step.text() for step in document.commands())]
    return [(name, number > done) for number, name in enumerate(names)]


@pytest.fixture
def panel(qtbot: QtBot) -> HistoryPanel:
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    return panel


def test_without_a_mask_there_is_no_history(panel: HistoryPanel) -> None:
    panel.set_document(small_document())
    panel.set_document(None)
    assert panel.steps == []


@given(moves=st.lists(st.sampled_from(("paint", "undo", "redo", "first", "last")), max_size=25))
def test_rows_follow_any_way_through_the_history(moves: list[str]) -> None:
    panel, document = HistoryPanel(), small_document()
    panel.set_document(document)
    for number, move in enumerate(moves):
        stack = document.undo_stack
        if move == "paint":
            paint(document, number)
        elif move == "undo":
            stack.undo()
        elif move == "redo":
            stack.redo()
        else:
            stack.setIndex(0 if move == "first" else stack.count())
        assert rows(panel) == expected(document)
    panel.set_document(None)
    panel.deleteLater()


def test_another_document_brings_its_own_history(panel: HistoryPanel) -> None:
    first, second = small_document(), small_document()
    for number in range(3):
        paint(first, number)
    paint(second, 2)
    panel.set_document(first)
    panel.set_document(second)
    assert rows(panel) == expected(second)
    panel.set_document(first)
    assert rows(panel) == expected(first)


def test_a_click_goes_to_a_step(panel: HistoryPanel, show: Callable[[QWidget], None]) -> None:
    document = small_document()
    for number in range(3):
        paint(document, number)
    panel.set_document(document)
    panel.resize(240, 300)
    show(panel)
    found = panel.view
    place = found.visualRect(found.model().index(1, 0)).center()
    QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.undo_stack.index() == 1
    assert [grey for _name, grey in rows(panel)] == [False, False, True, True]


def test_the_keyboard_goes_to_a_step(panel: HistoryPanel, show: Callable[[QWidget], None]) -> None:
    document = small_document()
    for number in range(3):
        paint(document, number)
    panel.set_document(document)
    show(panel)
    panel.view.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(panel.view, key)
    assert document.undo_stack.index() == 1


def detail_of(panel: HistoryPanel) -> tuple[str, str]:
    (label,) = (
        label for label in panel.header.findChildren(QLabel) if label.property("tone") == "3"
    )
    return label.text(), label.toolTip()


def test_the_header_says_how_many_steps_there_are_and_what_they_take(panel: HistoryPanel) -> None:
    document = small_document()
    panel.set_document(document)
    assert detail_of(panel)[0] == "0 steps"
    paint(document, 1)
    size = document.commands()[0].size_bytes
    words, hint = detail_of(panel)
    assert words == f"1 step, {size} B"
    assert hint.startswith("At most 17 MB of it are held in memory.")
    panel.set_document(None)
    assert detail_of(panel)[0] == ""


def test_a_thousand_steps_paint_only_what_is_in_sight(
    panel: HistoryPanel, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    document, lane = small_document(), Tasks("pictures", 1)
    for number in range(1000):
        paint(document, number)
    asked: list[object] = []

    class Counting(StepPictures):
        def picture(self, command: StepCommand) -> StepPicture | None:
            asked.append(command)
            return super().picture(command)

    try:
        panel.set_pictures(Counting(lane, lambda _key, number: document.commands()[number].step))
        panel.set_document(document)
        panel.resize(260, 400)
        show(panel)
        with qtbot.waitSignal(lane.idle):
            panel.grab()
        last = set(document.commands()[-12:])
        assert set(asked) <= last
        asked.clear()
        paint(document, 1500)
        panel.grab()
        assert set(asked) <= {*document.commands()[-12:]}
    finally:
        panel.set_pictures(None)
        lane.close()

"""The history says each step, greys those undone, and goes to the one that is clicked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state.mask_document import MaskDocument
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
    found = panel.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    grey = Qt.ItemDataRole.ForegroundRole
    items = [found.item(i) for i in range(found.count())]
    return [(item.text(), item.data(grey) is not None) for item in items]


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
    found = panel.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    place = found.visualItemRect(found.item(1)).center()
    QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.undo_stack.index() == 1
    assert [grey for _name, grey in rows(panel)] == [False, False, True, True]

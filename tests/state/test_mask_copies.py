"""Large masks are copied band by band while nobody paints, and come out as they are then."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import mask_copies
from forgery_viewer.state.mask_copies import MaskCopies
from forgery_viewer.state.mask_document import MaskDocument

KEY, OTHER = RecordKey("train", "forged", "1"), RecordKey("train", "forged", "2")
BRUSH = RoundBrush(9)


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> MaskDocument:
    monkeypatch.setattr(mask_copies, "_BAND_BYTES", 400)
    return MaskDocument(KEY, BitPlanes.from_stack(np.ones((2, 50, 40), np.uint8)))


def timer_of(copies: MaskCopies) -> QTimer:
    timer = copies.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer


def paint(document: MaskDocument, x: float, y: float) -> None:
    document.begin_stroke((x, y), BRUSH, erase=True)
    document.end_stroke()


def test_what_changes_meanwhile_is_in_the_copy(qtbot: QtBot, document: MaskDocument) -> None:
    copies = MaskCopies()
    turns = 0

    def paint_between() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            # The rows there were copied already.
            paint(document, 5, 5)
        if turns == 6:
            document.begin_stroke((30, 5), BRUSH, erase=True)
        if turns == 7:
            document.end_stroke()

    timer_of(copies).timeout.connect(paint_between)
    copies.ask(KEY, document)
    with qtbot.waitSignal(copies.copied) as caught:
        pass
    key, planes = caught.args
    assert key == KEY
    assert turns > 7
    np.testing.assert_array_equal(planes.to_stack(), document.planes.to_stack())
    assert planes.bits is not document.planes.bits


def test_another_shape_of_the_array_is_copied_anew(qtbot: QtBot, document: MaskDocument) -> None:
    copies = MaskCopies()

    def add() -> None:
        if document.planes.count < 20:
            document.new_instance()

    timer_of(copies).timeout.connect(add)
    copies.ask(KEY, document)
    with qtbot.waitSignal(copies.copied) as caught:
        pass
    np.testing.assert_array_equal(caught.args[1].to_stack(), document.planes.to_stack())


def test_several_are_copied_and_one_is_dropped(qtbot: QtBot, document: MaskDocument) -> None:
    copies = MaskCopies()
    others = [
        MaskDocument(key, BitPlanes.from_stack(np.zeros((1, 30, 30), np.uint8)))
        for key in (OTHER, RecordKey("train", "forged", "3"))
    ]
    for one in (others[0], document, others[1]):
        copies.ask(one.key, one)
    copies.drop(OTHER)
    copies.ask(KEY, document)
    came: list[RecordKey] = []
    copies.copied.connect(lambda key, _planes: came.append(key))
    qtbot.waitUntil(lambda: len(came) == 2)
    assert sorted(came) == [KEY, others[1].key]

"""Rows of a history follow every way through it, and say what was changed and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.step_picture import StepPicture
from forgery_viewer.core.steps import Describe, Flip, Move, Step, without_pixels
from forgery_viewer.state.history_model import (
    CURRENT_ROLE,
    DETAIL_ROLE,
    ICON_ROLE,
    PICTURE_ROLE,
    TIME_ROLE,
    UNDONE_ROLE,
    HistoryModel,
    detail,
)
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.step_pictures import KEPT, StepPictures
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.undo_commands import restore_history

KEY = RecordKey("train", "forged", "1")


def small_document() -> MaskDocument:
    return MaskDocument(KEY, BitPlanes.from_stack(np.zeros((1, 40, 40), np.uint8)))


def paint(document: MaskDocument, number: int) -> None:
    """A stroke that is unlike every other: a dot of the brush at a place of its own."""
    document.begin_stroke(
        (number % 40 + 0.5, number // 40 + 0.5), RoundBrush(1 + number % 3), erase=False
    )
    document.end_stroke()


def shown(model: HistoryModel) -> list[tuple[object, object, object]]:
    places = [model.index(row) for row in range(model.rowCount())]
    return [(p.data(), p.data(UNDONE_ROLE), p.data(CURRENT_ROLE)) for p in places]


def expected(document: MaskDocument) -> list[tuple[object, object, object]]:
    done = document.undo_stack.index()
    names = ["Opened", *(command.text() for command in document.commands())]
    return [(name, number > done, number == done) for number, name in enumerate(names)]


@given(moves=st.lists(st.sampled_from(("paint", "undo", "redo", "jump", "anew")), max_size=25))
def test_rows_follow_any_way_through_a_history(moves: list[str]) -> None:
    model, document = HistoryModel(), small_document()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_document(document)
    for number, move in enumerate(moves):
        stack = document.undo_stack
        match move:
            case "paint":
                paint(document, number)
            case "undo":
                stack.undo()
            case "redo":
                stack.redo()
            case "jump":
                stack.setIndex(number % (stack.count() + 1))
            case "anew":
                steps = [command.step for command in document.commands()][1:]
                index = min(stack.index(), len(steps))
                restore_history(document, steps, [9] * len(steps), index, -1)
                stack.indexChanged.emit(index)
        assert shown(model) == expected(document)
        assert model.index_now == stack.index()
        assert model.size_bytes == sum(command.size_bytes for command in document.commands())
    model.set_document(None)
    assert model.rowCount() == 0
    del tester


def test_a_row_says_what_was_done_to_what_and_when() -> None:
    document = small_document()
    model = HistoryModel()
    document.opened_at = datetime(2020, 3, 4, 5, 6).astimezone().timestamp()
    for number in range(3):
        paint(document, number)
    document.begin_stroke((0.5, 0.5), RoundBrush(1), erase=True)
    document.end_stroke()
    document.undo_stack.setIndex(3)
    model.set_document(document)
    rows = [model.index(row) for row in range(5)]
    made = datetime.fromtimestamp(document.commands()[0].step.made_at).astimezone()
    times = [row.data(TIME_ROLE) for row in rows]
    assert times == ["4 Mar", f"{made:%H:%M}", f"{made:%H:%M}", "now", "undone"]
    assert [row.data(ICON_ROLE) for row in rows] == ["folder-open", *["brush"] * 3, "eraser"]
    details = [row.data(DETAIL_ROLE) for row in rows]
    assert details[0] == "as on disk"
    assert details[1] == "Instance 1, +1 px"
    assert details[4] == "Instance 1, \N{MINUS SIGN}1 px"
    assert "Click to do it again" in rows[4].data(3)
    assert rows[0].data(3).startswith("Opened 2020-03-04 05:06:00. Click to come back here.")
    model.set_document(None)


def flip(pixels: int, number: int = 0, added: int | None = None) -> Flip:
    edit = pack_edit(number, np.ones((1, pixels), np.bool_))
    assert edit is not None
    return Flip(replace(edit, added_px=added))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("", "", (flip(1204, 1, 1204),)), "Instance 2, +1,204 px"),
        (Step("", "", (flip(9, 0, 4),)), "Instance 1, +4, \N{MINUS SIGN}5 px"),
        (Step("", "", (flip(9),)), "Instance 1, 9 px changed"),
        (Step("", "", (flip(9, 0, 0), flip(9, 3, 0))), "2 instances, \N{MINUS SIGN}18 px"),
        (Step("", "", (Move(2, 0),)), "Instance 3 to place 1"),
        (
            Step("", "", (Describe(1, InstanceState(0), InstanceState(1)),)),
            "Instance 2, colour or note",
        ),
        (Step("", "", ()), ""),
    ],
)
def test_a_step_in_words(step: Step, words: str) -> None:
    assert detail(step) == words
    assert detail(without_pixels(step)) == words, "also where its pixels are in the journal"


# Pictures ---------------------------------------------------------------------------------


class Reader:
    """Stands in for the journal, and counts what was asked of it."""

    def __init__(self, document: MaskDocument) -> None:
        self.steps = [command.step for command in document.commands()]
        self.asked: list[int] = []

    def __call__(self, key: RecordKey, number: int) -> Step:
        assert key == KEY
        self.asked.append(number)
        return self.steps[number]


@pytest.fixture
def painted() -> MaskDocument:
    document = small_document()
    for number in range(5):
        paint(document, number)
    return document


def test_pictures_are_made_when_they_are_asked_for(painted: MaskDocument, qtbot: QtBot) -> None:
    reader, lane, model = Reader(painted), Tasks("pictures", 1), HistoryModel()
    try:
        pictures = StepPictures(lane, reader)
        model.set_pictures(pictures)
        model.set_document(painted)
        assert lane.pending == 0
        assert model.index(0).data(PICTURE_ROLE) is None
        with qtbot.waitSignal(model.dataChanged) as changed:
            assert model.index(2).data(PICTURE_ROLE) is None
        assert changed.args[0].row() == 2
        picture = model.index(2).data(PICTURE_ROLE)
        assert isinstance(picture, StepPicture)
        assert picture.kind == "added"
        assert model.index(2).data(PICTURE_ROLE) is picture
        assert (lane.pending, reader.asked) == (0, [])
        command = painted.commands()[3]
        command.step = without_pixels(command.step)
        with qtbot.waitSignal(model.dataChanged):
            model.index(4).data(PICTURE_ROLE)
        assert reader.asked == [3]
        assert isinstance(model.index(4).data(PICTURE_ROLE), StepPicture)
    finally:
        model.set_document(None)
        model.set_pictures(None)
        lane.close()


def test_only_so_many_pictures_are_kept(painted: MaskDocument, qtbot: QtBot) -> None:
    lane = Tasks("pictures", 1)
    try:
        pictures = StepPictures(lane, Reader(painted))
        for number in range(KEPT + 30):
            paint(painted, number + 5)
        commands = painted.commands()
        for command in commands:
            pictures.picture(command)
        with qtbot.waitSignal(lane.idle):
            pass
        kept = [command for command in commands if pictures.is_made(command)]
        assert kept == commands[-KEPT:]
    finally:
        lane.close()

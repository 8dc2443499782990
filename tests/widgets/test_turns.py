"""Steps and paints in turns: all of them, in order, with other events between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.paint_turns import PaintTurns
from forgery_viewer.widgets.steps import Steps


class Log(QObject):
    """What happened, and when the event loop came round."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[str] = []

    def note(self, entry: str) -> None:
        self.entries.append(entry)
        # It comes after every event that waits now.
        QApplication.postEvent(self, QEvent(QEvent.Type.User), -100)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self.entries.append("|")
            return True
        return super().event(event)


class Slate(QWidget):
    """A widget that notes when it is painted."""

    def __init__(self, name: str, log: Log) -> None:
        super().__init__()
        self._name, self._log = name, log

    def paintEvent(self, event: QPaintEvent) -> None:
        self._log.note(self._name)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def slates(log: Log, show: Callable[[QWidget], None], qtbot: QtBot) -> list[Slate]:
    """Three of them side by side, painted once."""
    window = QWidget()
    window.resize(300, 60)
    row = QHBoxLayout(window)
    made = [Slate(name, log) for name in "abc"]
    for slate in made:
        row.addWidget(slate)
    show(window)
    qtbot.waitUntil(lambda: {*log.entries} >= {"a", "b", "c"})
    log.entries.clear()
    return made


def hold(turns: PaintTurns, slates: list[Slate]) -> None:
    for slate in slates:
        slate.update()
    turns.hold(slates)


def paints(log: Log) -> str:
    return "".join(entry for entry in log.entries if entry != "|")


def test_each_is_painted_alone(slates: list[Slate], log: Log, qtbot: QtBot) -> None:
    turns = PaintTurns()
    with qtbot.waitSignal(turns.idle):
        hold(turns, [slates[2], slates[0], slates[1]])
    assert paints(log) == "cab"
    told = "".join(log.entries)
    assert all(told.index(one) < told.index("|", told.index(one)) < told.index(two)
               for one, two in ("ca", "ab"))  # fmt: skip
    assert all(slate.updatesEnabled() for slate in slates)
    assert turns.is_idle


def test_who_cannot_be_seen_keeps_nobody_waiting(
    slates: list[Slate], log: Log, qtbot: QtBot
) -> None:
    turns = PaintTurns()
    slates[0].hide()
    with qtbot.waitSignal(turns.idle):
        hold(turns, slates)
    assert paints(log) == "bc"
    assert all(slate.updatesEnabled() for slate in slates)


def test_who_goes_away_when_its_turn_has_come_keeps_nobody_waiting(
    slates: list[Slate], log: Log, qtbot: QtBot
) -> None:
    turns = PaintTurns()
    hold(turns, slates)
    qtbot.waitUntil(lambda: "a" in paints(log))
    slates[1].hide()
    if not turns.is_idle:
        with qtbot.waitSignal(turns.idle):
            pass
    assert paints(log).endswith("c")


def test_what_is_held_again_is_painted_again(slates: list[Slate], log: Log, qtbot: QtBot) -> None:
    turns = PaintTurns()
    hold(turns, slates)
    qtbot.waitUntil(lambda: "a" in paints(log))
    with qtbot.waitSignal(turns.idle):
        hold(turns, slates)
    told = paints(log)
    assert set(told) == {"a", "b", "c"}
    assert told.count("a") == 2
    assert all(slate.updatesEnabled() for slate in slates)


def test_what_its_children_cover_keeps_nobody_waiting_for_good(
    slates: list[Slate], log: Log, qtbot: QtBot
) -> None:
    """It is not painted itself, as nothing of it is seen."""
    turns = PaintTurns()
    cover = QWidget(slates[0])
    cover.setAutoFillBackground(True)
    cover.setGeometry(slates[0].rect())
    cover.show()
    log.entries.clear()
    with qtbot.waitSignal(turns.idle):
        hold(turns, slates)
    assert paints(log) == "bc"
    assert all(slate.updatesEnabled() for slate in slates)


def test_steps_are_taken_one_a_turn(log: Log, qtbot: QtBot) -> None:
    steps = Steps()
    steps.go(lambda: log.note("1"), lambda: log.note("2"))
    steps.go(lambda: log.note("3"))
    assert log.entries == []
    qtbot.waitUntil(lambda: log.entries.count("|") == 3)
    assert "".join(log.entries) == "1|2|3|"


def test_steps_can_be_taken_at_once_or_not_at_all(log: Log, qtbot: QtBot) -> None:
    steps = Steps()
    steps.go(lambda: log.note("1"), lambda: steps.go(lambda: log.note("3")), lambda: log.note("2"))
    steps.finish()
    assert "".join(log.entries) == "123"
    steps.go(lambda: log.note("4"))
    steps.drop()
    steps.go(lambda: log.note("5"))
    qtbot.waitUntil(lambda: "5" in log.entries)
    assert "4" not in log.entries

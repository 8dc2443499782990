"""Of requests that come faster than they are answered only the newest counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.tools.newest import AT_ONCE_PX, Newest

LARGE = AT_ONCE_PX + 1


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("test", 1)
    yield tasks
    tasks.close()


def test_small_work_is_done_at_once(lane: Tasks) -> None:
    answers: list[int] = []
    newest = Newest[int](lane, answers.append)
    newest.ask(lambda: 7, AT_ONCE_PX)
    assert answers == [7]
    assert not newest.is_busy


def test_the_last_of_many_is_answered(lane: Tasks, qtbot: QtBot) -> None:
    gate, done = threading.Event(), []
    answers: list[int] = []
    newest = Newest[int](lane, answers.append)

    def work(number: int) -> int:
        gate.wait()
        done.append(number)
        return number

    for number in range(20):
        newest.ask(lambda number=number: work(number), LARGE)  # type: ignore[misc]
    assert newest.is_busy
    gate.set()
    qtbot.waitUntil(lambda: not newest.is_busy)
    assert answers == done == [0, 19], "the first was under way, all between were passed over"


def test_nothing_is_answered_after_it_was_dropped(lane: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[int] = []
    newest = Newest[int](lane, answers.append)

    def work() -> int:
        gate.wait()
        return 1

    newest.ask(work, LARGE)
    newest.ask(work, LARGE)
    newest.drop()
    with qtbot.waitSignal(lane.idle):
        gate.set()
    assert answers == []
    newest.ask(lambda: 2, LARGE)
    qtbot.waitUntil(lambda: answers == [2])


def test_small_work_passes_over_what_is_under_way(lane: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[int] = []
    newest = Newest[int](lane, answers.append)

    def work() -> int:
        gate.wait()
        return 1

    newest.ask(work, LARGE)
    newest.ask(lambda: 2, 1)
    with qtbot.waitSignal(lane.idle):
        gate.set()
    assert answers == [2]

"""Work on threads: results come back in the window's thread, or not at all when nobody waits."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.state.tasks import Task, Tasks


def unwanted(result: object) -> None:
    pytest.fail(f"nobody waits for {result}")


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("test", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work that waits for it blocks the lane; opened at the end in any case."""
    event = threading.Event()
    yield event
    event.set()


def block(lane: Tasks, gate: threading.Event) -> Task:
    """Occupy the lane's one thread until the gate opens; returns when that is so."""
    begun = threading.Event()

    def work() -> None:
        begun.set()
        gate.wait()

    task = lane.submit(work, lambda _none: None)
    assert begun.wait(5)
    return task


def test_the_result_arrives_later_on_the_windows_thread(lane: Tasks, qtbot: QtBot) -> None:
    seen: list[Any] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(threading.current_thread, lambda t: seen.append((t, threading.get_ident())))
        lane.finish()
        assert seen == []
    [(worker, thread)] = seen
    assert worker is not threading.main_thread()
    assert thread == threading.get_ident()


def test_one_thread_works_in_the_order_of_the_requests(lane: Tasks, qtbot: QtBot) -> None:
    order: list[int] = []
    done: list[int] = []

    def work(number: int) -> int:
        order.append(number)
        return number

    with qtbot.waitSignal(lane.idle):
        for number in range(20):
            lane.submit(partial(work, number), done.append)
    assert order == done == list(range(20))
    assert lane.pending == 0


def test_an_error_is_told_to_who_asked(lane: Tasks, qtbot: QtBot) -> None:
    errors: list[BaseException] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: 1 // 0, unwanted, errors.append)
    assert isinstance(errors[0], ZeroDivisionError)


def test_an_error_that_nobody_expects_is_not_lost(lane: Tasks, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(lane.idle):
        lane.submit(lambda: 1 // 0, unwanted)
    assert [kind for kind, _error, _trace in exceptions] == [ZeroDivisionError]


def test_cancelled_work_that_has_not_begun_never_begins(
    lane: Tasks, gate: threading.Event, qtbot: QtBot
) -> None:
    block(lane, gate)
    ran: list[str] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: ran.append("cancelled"), unwanted).cancel()
        lane.submit(lambda: ran.append("wanted"), lambda _none: None)
        gate.set()
    assert ran == ["wanted"]


def until_cancelled(lane: Tasks) -> Task:
    """Occupy the lane's one thread until its work is told that it was cancelled."""
    begun = threading.Event()

    def work(task: Task) -> None:
        begun.set()
        while not task.is_cancelled():
            threading.Event().wait(0.001)

    task = lane.submit_cancellable(work, unwanted)
    assert begun.wait(5)
    return task


def test_cancelled_work_under_way_is_told_and_its_result_dropped(lane: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lane.idle):
        until_cancelled(lane).cancel()


def test_giving_up_stops_only_what_has_not_begun(
    lane: Tasks, gate: threading.Event, qtbot: QtBot
) -> None:
    running = block(lane, gate)
    results: list[str] = []
    with qtbot.waitSignal(lane.idle):
        waiting = lane.submit(lambda: "given up", results.append)
        assert waiting.give_up()
        assert not running.give_up()
        lane.submit(lambda: "wanted", results.append)
        gate.set()
    assert results == ["wanted"]
    assert not running.cancelled


def test_finish_waits_and_says_what_went_wrong(lane: Tasks, qtbot: QtBot) -> None:
    results: list[int] = []
    errors: list[BaseException] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: 5, results.append)
        lane.submit(lambda: 1 // 0, results.append, errors.append)
        lane.submit(lambda: 6, results.append).cancel()
        assert [type(error) for error in lane.finish()] == [ZeroDivisionError]
        assert not results
        assert not errors
    assert results == [5]
    assert len(errors) == 1


def test_closing_ends_the_threads_and_drops_what_is_left(qapp: QCoreApplication) -> None:
    tasks = Tasks("closing", 1)
    until_cancelled(tasks)
    ran: list[str] = []
    tasks.submit(lambda: ran.append("never"), unwanted)
    tasks.close()
    assert tasks.submit(lambda: ran.append("late"), unwanted).cancelled
    assert ran == []
    assert tasks.pending == 0
    assert not [t for t in threading.enumerate() if t.name.startswith("forgery-viewer-closing")]


def test_a_result_asked_for_while_another_arrives_delays_idle(lane: Tasks, qtbot: QtBot) -> None:
    idles: list[int] = []
    results: list[str] = []

    def more(result: str) -> None:
        results.append(result)
        lane.submit(lambda: "second", results.append)

    lane.idle.connect(lambda: idles.append(len(results)))
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: "first", more)
    assert idles == [2]


@pytest.mark.parametrize("dropped", [False, True])
def test_a_result_is_let_go_of_when_it_was_delivered(
    lane: Tasks, gate: threading.Event, qtbot: QtBot, dropped: bool
) -> None:
    class Large:
        """Stands for images of many megabytes."""

    seen: list[weakref.ref[Large]] = []

    def work() -> Large:
        large = Large()
        seen.append(weakref.ref(large))
        return large

    # No cycle is freed while a test runs.
    with qtbot.waitSignal(lane.idle):
        block(lane, gate)
        task = lane.submit(work, lambda _large: None)
        gate.set()
        lane.finish()
        if dropped:
            task.cancel()
        del task
    # The worker holds on to its last piece of work until it gets another one.
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: None, lambda _none: None)
    assert seen[0]() is None

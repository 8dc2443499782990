"""Cycles are freed by the window's thread, whichever thread allocates."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from types import ModuleType

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from forgery_viewer.state.garbage import MANY_MODULES, GarbageCollector, collect_due


class Ring:
    """Refers to itself, and notes on which thread it ends."""

    def __init__(self, ends: list[int]) -> None:
        self.ends = ends
        self.itself = self

    def __del__(self) -> None:
        self.ends.append(threading.get_ident())


@pytest.fixture
def collector() -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.stop()
    # As the other tests found it.
    gc.disable()
    made.deleteLater()


def make_rings(ends: list[int], count: int) -> None:
    for _ in range(count):
        Ring(ends)


def test_a_worker_frees_no_cycle_and_the_window_does(
    collector: GarbageCollector, qtbot: QtBot
) -> None:
    ends: list[int] = []
    worker = threading.Thread(target=make_rings, args=(ends, 5_000))
    worker.start()
    worker.join()
    assert ends == []
    timer = collector.findChild(QTimer)
    assert timer is not None
    with qtbot.waitSignal(timer.timeout):
        pass
    assert len(ends) == 5_000
    assert set(ends) == {threading.get_ident()}


def test_nothing_is_collected_before_its_turn() -> None:
    gc.collect()
    gc.disable()
    assert collect_due() is None
    kept = [[number] for number in range(gc.get_threshold()[0] + 100)]
    assert collect_due() == 0
    assert len(kept) > gc.get_threshold()[0]


def test_older_generations_get_their_turn() -> None:
    found = set()
    for _ in range(400):
        kept = [QObject.__name__.split("b") for _ in range(gc.get_threshold()[0] + 100)]
        found.add(collect_due())
        del kept
    assert found == {0, 1, 2}


@pytest.mark.parametrize("is_library", [False, True])
def test_what_came_with_a_library_is_not_looked_through(
    collector: GarbageCollector, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_library: bool
) -> None:
    timer = collector.findChild(QTimer)
    assert timer is not None
    with qtbot.waitSignal(timer.timeout):
        pass
    kept = [[number] for number in range(5_000)]
    before = gc.get_freeze_count()
    for number in range(MANY_MODULES if is_library else MANY_MODULES - 1):
        name = f"library_that_nobody_has.part_{number}"
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    with qtbot.waitSignal(timer.timeout):
        pass
    assert (gc.get_freeze_count() >= before + len(kept)) == is_library


def test_stopped_it_is_left_to_python_again() -> None:
    made = GarbageCollector()
    assert not gc.isenabled()
    assert gc.get_freeze_count()
    made.stop()
    assert gc.isenabled()
    assert not gc.get_freeze_count()
    gc.disable()

"""The authentic image of a case is scaled where that is asked for, and of no other case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.scaling import scaled_to
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.pair_scaling import PairScaling
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise
from tests.state.test_pictures import case_of, images, pair


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("scaling", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def scaling(lane: Tasks) -> PairScaling:
    return PairScaling(lane)


def two_sizes(case_id: str = "1") -> LoadedCase:
    return case_of(noise(20, 30, seed=3), noise(40, 60), case_id)


def scale(scaling: PairScaling, qtbot: QtBot) -> LoadedCase:
    """Ask for the case on show to be scaled, and wait for it."""
    with qtbot.waitSignal(scaling.scaled) as told:
        scaling.set_scaled(True)
    assert told.args is not None
    found = told.args[0]
    assert isinstance(found, LoadedCase)
    return found


def test_a_case_is_shown_as_it_is_until_it_is_asked_for(scaling: PairScaling, lane: Tasks) -> None:
    case = two_sizes()
    assert scaling.shown(case) is case
    assert lane.pending == 0


def test_what_was_asked_for_comes_and_can_be_taken_back(scaling: PairScaling, qtbot: QtBot) -> None:
    case = two_sizes()
    scaling.shown(case)
    found = scale(scaling, qtbot)
    authentic, forged = images(found)
    assert np.array_equal(authentic, scaled_to(images(case)[0], 60, 40))
    assert forged is images(case)[1]
    assert found.authentic.scaled_from == (30, 20)
    assert (found.key, found.planes, found.origin) == (case.key, case.planes, case.origin)
    assert scaling.shown(case) is found, "it is at hand"
    assert scaling.set_scaled(False) is case
    assert scaling.set_scaled(True) is found


def test_each_case_is_asked_for_by_itself(scaling: PairScaling, qtbot: QtBot) -> None:
    first, second = two_sizes("1"), two_sizes("2")
    scaling.shown(first)
    scale(scaling, qtbot)
    assert scaling.shown(second) is second
    with qtbot.waitSignal(scaling.scaled) as told:
        assert scaling.shown(first) is first, "until it has come again"
    assert told.args is not None
    assert told.args[0].authentic.scaled_from == (30, 20)


def test_nothing_comes_for_a_case_that_was_left(
    scaling: PairScaling, lane: Tasks, qtbot: QtBot
) -> None:
    told: list[object] = []
    scaling.scaled.connect(told.append)
    scaling.shown(two_sizes("1"))
    with qtbot.waitSignal(lane.idle):
        scaling.set_scaled(True)
        scaling.shown(two_sizes("2"))
    assert told == []
    scaling.shown(two_sizes("1"))
    with qtbot.waitSignal(lane.idle):
        scaling.set_scaled(False)
    assert told == []


def test_another_data_set_begins_anew(scaling: PairScaling, qtbot: QtBot, lane: Tasks) -> None:
    scaling.shown(two_sizes())
    scale(scaling, qtbot)
    scaling.clear()
    case = two_sizes()
    assert scaling.shown(case) is case
    assert lane.pending == 0


def test_there_is_nothing_to_scale_in_an_equal_or_a_broken_pair(
    scaling: PairScaling, lane: Tasks
) -> None:
    for case in (pair(), case_of(None, noise(10, 10)), case_of(noise(10, 10), None)):
        scaling.shown(case)
        assert scaling.set_scaled(True) is case
        assert lane.pending == 0

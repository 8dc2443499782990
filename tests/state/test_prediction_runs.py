"""Predictions are made one after the other in the background, counted, and stopped at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    Predictor,
)
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.prediction_runs import Outcome, PredictionRuns, RunReport
from forgery_viewer.state.tasks import Tasks

KEYS = [RecordKey("train", "forged", str(number)) for number in range(5)]


class Fixed:
    """A predictor that nobody asks: what it says comes from the function that runs it."""

    name = title = "fixed"
    summary = ""
    needs = Needs.IMAGE
    identity = "fixed 1"

    def predict(self, image: Image, **_others: object) -> Prediction:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is held."""


def prediction() -> Prediction:
    return Prediction(np.zeros((2, 3), np.float32))


class Line:
    """Predicts each key when it is let, and fails for what it is told to."""

    def __init__(self, *fails: RecordKey) -> None:
        self.fails = fails
        self.let = Event()
        self.let.set()
        self.reached = Event()
        self.breaks: BaseException | None = None
        self.steps = 0
        """So many are told within each image."""

    def __call__(
        self,
        _predictor: Predictor,
        keys: Sequence[RecordKey],
        progress: Progress,
        cancelled: Cancelled,
    ) -> Iterator[tuple[RecordKey, Outcome]]:
        for place, key in enumerate(keys):
            if place == 2:
                self.reached.set()
                assert self.let.wait(20)
                if self.breaks is not None:
                    raise self.breaks
            if cancelled():
                raise PredictionCancelledError
            for step in range(1, 1 + self.steps):
                progress(step, self.steps)
            if key in self.fails:
                yield key, PredictionError(Path("a.png"), "is no image")
            else:
                yield key, prediction()


@pytest.fixture
def lane(qapp: object) -> Iterator[Tasks]:
    lane = Tasks("predict", 1)
    yield lane
    lane.close()


def test_every_image_is_predicted_or_said_why_not(lane: Tasks, qtbot: QtBot) -> None:
    runs = PredictionRuns(lane, Line(KEYS[1]))
    seen: list[tuple[RecordKey, bool, str]] = []
    counts: list[tuple[int, int]] = []
    runs.predicted.connect(
        lambda key, what, who: seen.append((key, isinstance(what, Prediction), who))
    )
    runs.progressed.connect(lambda done, total, _seconds: counts.append((done, total)))
    with qtbot.waitSignal(runs.ended) as ended:
        runs.start(Fixed(), KEYS)
        assert runs.is_running
    assert seen == [(key, key != KEYS[1], "fixed 1") for key in KEYS]
    assert counts == [(done, 5) for done in range(1, 6)]
    assert ended.args[0] == RunReport(4, ((KEYS[1], "a.png: is no image"),), 5)
    assert not runs.is_running


def test_the_share_of_the_image_under_way_counts(lane: Tasks, qtbot: QtBot) -> None:
    line = Line()
    line.steps = 4
    runs = PredictionRuns(lane, line)
    counts: list[float] = []
    runs.progressed.connect(lambda done, _total, _seconds: counts.append(done))
    with qtbot.waitSignal(runs.ended):
        runs.start(Fixed(), KEYS[:2])
    assert counts == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]


def test_a_stopped_run_keeps_what_it_has_and_starts_anew(lane: Tasks, qtbot: QtBot) -> None:
    line = Line()
    line.let.clear()
    runs = PredictionRuns(lane, line)
    done: list[RecordKey] = []
    runs.predicted.connect(lambda key, _what, _who: done.append(key))
    runs.start(Fixed(), KEYS)
    qtbot.waitUntil(lambda: len(done) == 2)
    with qtbot.waitSignal(runs.ended) as ended:
        runs.stop()
    assert ended.args[0] == RunReport(2, (), 5, stopped=True)
    line.let.set()
    with qtbot.waitSignal(runs.ended) as ended:
        runs.start(Fixed(), KEYS[3:])
    assert ended.args[0] == RunReport(2, (), 2)
    assert done == [*KEYS[:2], *KEYS[3:]]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PredictionError(Path("net.pt"), "is not trusted"), "net.pt: is not trusted"),
        (RuntimeError("gone"), "The predictor failed (RuntimeError: gone)."),
    ],
)
def test_a_run_that_breaks_says_why_and_keeps_what_came_before(
    lane: Tasks, qtbot: QtBot, error: BaseException, reason: str
) -> None:
    line = Line()
    line.breaks = error
    runs = PredictionRuns(lane, line)
    with qtbot.waitSignal(runs.ended) as ended:
        runs.start(Fixed(), KEYS)
    assert ended.args[0] == RunReport(2, (), 5, reason)

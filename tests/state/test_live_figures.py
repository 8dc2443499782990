"""The figures shown are those of the mask on show, as it is now."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import Figures, measure_mask
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from tests.state.desks import ORIGINAL, forged, paint


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("figures", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def figures(lane: Tasks) -> LiveFigures:
    return LiveFigures(lane)


@pytest.fixture
def told(figures: LiveFigures) -> list[Figures | None]:
    """What `measured` tells, in order."""
    seen: list[Figures | None] = []
    figures.measured.connect(seen.append)
    return seen


def document(count: int = 2) -> MaskDocument:
    return MaskDocument(forged("1"), BitPlanes.from_stack(ORIGINAL[:count]))


def test_a_document_is_measured_and_again_after_each_step(
    figures: LiveFigures, lane: Tasks, told: list[Figures | None], qtbot: QtBot
) -> None:
    shown = document()
    with qtbot.waitSignal(lane.idle):
        figures.set_document(shown)
    assert told[0] is None
    assert figures.figures == told[1] == measure_mask(shown.planes)
    for step in (
        lambda: paint(shown),
        shown.undo_stack.undo,
        shown.undo_stack.redo,
        shown.new_instance,
        lambda: shown.delete_instance(0),
    ):
        with qtbot.waitSignal(lane.idle):
            step()
        assert figures.figures == told[-1] == measure_mask(shown.planes)
    assert np.count_nonzero(shown.planes.bits) == told[-1].area_px  # type: ignore[union-attr]


def test_only_the_newest_state_is_told(
    figures: LiveFigures, lane: Tasks, told: list[Figures | None], qtbot: QtBot
) -> None:
    gate = threading.Event()
    shown = document()
    with qtbot.waitSignal(lane.idle):
        lane.submit(gate.wait, lambda _none: None)
        figures.set_document(shown)
        for y in (8, 11, 15):
            paint(shown, y=y)
        gate.set()
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [None, measure_mask(shown.planes)]


def test_figures_of_a_document_that_was_left_are_dropped(
    figures: LiveFigures, lane: Tasks, told: list[Figures | None], qtbot: QtBot
) -> None:
    gate = threading.Event()
    left, shown = document(), document(1)
    with qtbot.waitSignal(lane.idle):
        lane.submit(gate.wait, lambda _none: None)
        figures.set_document(left)
        figures.set_document(None)
        gate.set()
    assert told == [None, None]
    assert figures.figures is None
    figures.set_document(left)
    with qtbot.waitSignal(lane.idle):
        figures.set_document(shown)
        paint(left)
    assert told == [None, None, None, None, measure_mask(shown.planes)]

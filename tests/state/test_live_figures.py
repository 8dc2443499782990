"""The figures shown are those of the mask on show, as it is now."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.edits import united
from forgery_viewer.core.operations.extents import extent
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import Figures, InstanceFigures, measure_mask
from forgery_viewer.state import instance_editing
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


def test_instances_that_stay_keep_their_figures_at_once(
    figures: LiveFigures, lane: Tasks, qtbot: QtBot
) -> None:
    shown = document()
    with qtbot.waitSignal(lane.idle):
        figures.set_document(shown)
    first, second = measure_mask(shown.planes).instances
    for step, expected in (
        (lambda: instance_editing.move(shown, (0,), 2), [second, first]),
        (lambda: shown.delete_instance(0), [first]),
        (shown.undo_stack.undo, [InstanceFigures(second.area_px, ()), first]),
        (shown.new_instance, [second, first, InstanceFigures(0, ())]),
    ):
        with qtbot.waitSignal(lane.idle), qtbot.waitSignal(figures.rearranged) as told:
            step()
        assert list(told.args[0].instances) == expected
        assert figures.figures == measure_mask(shown.planes)


def test_what_is_painted_while_a_mask_is_measured_is_not_lost(
    figures: LiveFigures, lane: Tasks, told: list[Figures | None], qtbot: QtBot
) -> None:
    """The mask is copied once: each change since must be made of the copy, too, and only once."""
    shown = document()
    with qtbot.waitSignal(lane.idle):
        figures.set_document(shown)
    for turn in range(12):
        paint(shown, x=2 + turn, y=15)
        shown.undo_stack.undo()
        shown.undo_stack.redo()
        if turn % 3:
            qtbot.waitUntil(lambda: not figures.is_behind)
            assert told[-1] == measure_mask(shown.planes)


def test_a_stroke_in_progress_counts_once_it_is_finished(
    figures: LiveFigures, lane: Tasks, qtbot: QtBot
) -> None:
    empty = MaskDocument(forged("1"), BitPlanes(20, 30))
    with qtbot.waitSignal(lane.idle):
        figures.set_document(empty)
    with qtbot.waitSignal(lane.idle):
        empty.begin_stroke((5, 5), RoundBrush(3), erase=False)
    assert figures.figures is not None
    assert figures.figures.area_px == 0
    with qtbot.waitSignal(lane.idle):
        empty.end_stroke()
    assert figures.figures == measure_mask(empty.planes)
    assert figures.figures.area_px > 0
    with qtbot.waitSignal(lane.idle):
        empty.undo_stack.undo()
    assert figures.figures == measure_mask(empty.planes)
    with qtbot.waitSignal(lane.idle):
        empty.begin_stroke((5, 5), RoundBrush(3), erase=False)
        empty.cancel_stroke()
    assert figures.figures == measure_mask(empty.planes)


def test_where_instances_lie_is_known_before_they_are_measured_again(
    figures: LiveFigures, lane: Tasks, qtbot: QtBot
) -> None:
    shown = document()
    assert figures.boxes_of(shown) is None
    with qtbot.waitSignal(lane.idle):
        figures.set_document(shown)
        assert figures.boxes_of(shown) is None
    for step in (
        lambda: paint(shown, y=2),
        shown.undo_stack.undo,
        shown.undo_stack.redo,
        shown.new_instance,
        lambda: paint(shown, y=15),
        lambda: instance_editing.move(shown, (2,), 0),
        lambda: shown.delete_instance(1),
        shown.undo_stack.undo,
    ):
        with qtbot.waitSignal(lane.idle):
            step()
            held = figures.boxes_of(shown)
            assert held is not None
            for number, box in enumerate(held):
                here = extent(shown.planes, number)
                assert here is None or (box is not None and united((box, here)) == box)
        exact = tuple(extent(shown.planes, number) for number in range(shown.planes.count))
        assert figures.boxes_of(shown) == exact
    assert figures.boxes_of(document()) is None
    figures.set_document(None)
    assert figures.boxes_of(shown) is None

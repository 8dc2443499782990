"""Finished gestures are carried out in their order, large ones in the background."""

from __future__ import annotations

import threading

import numpy as np
from pytestqt.qtbot import QtBot

from forgery_viewer.core.drawing import Mark
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.commits import AT_ONCE_PX
from forgery_viewer.state.tools.desk import Desk
from tests.state.tools.conftest import LayOn

EMPTY = np.zeros((1, 8, 10), np.uint8)
LARGE = AT_ONCE_PX + 1


def mark(top: int, left: int) -> Mark:
    return Mark(top, left, np.ones((2, 3), np.bool_))


def stamp(desk: Desk, what: Mark, px: int, name: str = "Fill") -> None:
    desk.stamp(name, "paint-bucket", lambda _planes: what, erase=False, px=px)


def steps(document: MaskDocument) -> list[str]:
    return [step.text for step in document.steps_done()]


def test_a_small_gesture_is_carried_out_at_once(desk: Desk, lay_on: LayOn) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(1, 2), 6)
    expected = np.zeros_like(EMPTY)
    expected[0, 1:3, 2:5] = 1
    np.testing.assert_array_equal(document.planes.to_stack(), expected)
    assert steps(document) == ["Fill"]
    assert not desk.commits.is_busy


def test_a_large_one_comes_later_and_blocks_nobody(
    desk: Desk, lay_on: LayOn, held_up: threading.Event, qtbot: QtBot
) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(1, 2), LARGE)
    assert desk.commits.is_busy
    assert steps(document) == []
    with qtbot.waitSignal(document.changes_made):
        held_up.set()
    assert steps(document) == ["Fill"]
    assert not desk.commits.is_busy


def test_what_is_under_way_is_done_before_the_next_gesture(
    desk: Desk, lay_on: LayOn, held_up: threading.Event
) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(1, 2), LARGE, "first")
    stamp(desk, mark(5, 2), 6, "second")
    assert steps(document) == ["first", "second"]
    assert document.planes.to_stack().sum() == 12


def test_what_is_under_way_is_dropped_by_undo_alone(
    desk: Desk, lay_on: LayOn, held_up: threading.Event, qtbot: QtBot
) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(5, 2), 6, "before")
    stamp(desk, mark(1, 2), LARGE)
    assert desk.commits.drop()
    assert not desk.commits.drop()
    with qtbot.waitSignal(desk.lane.idle):
        held_up.set()
    assert steps(document) == ["before"]
    assert document.planes.to_stack().sum() == 6


def test_what_was_made_for_another_state_is_made_anew(
    desk: Desk, lay_on: LayOn, held_up: threading.Event, qtbot: QtBot
) -> None:
    """The history may be gone back in while a fill is computed."""
    document = lay_on(EMPTY, None)
    stamp(desk, mark(5, 2), 6, "before")
    looked: list[int] = []

    def what_is_free(_planes: object) -> Mark:
        looked.append(document.revision)
        return Mark(0, 0, document.planes.bits == 0)

    desk.stamp("Fill", "paint-bucket", what_is_free, erase=False, px=LARGE)
    document.undo_stack.undo()
    with qtbot.waitSignal(document.pixels_changed):
        held_up.set()
    assert looked[-1] == document.revision - 1, "it looked at the mask as it was then"
    assert steps(document) == ["Fill"]
    assert document.planes.to_stack().sum() == 80


def test_what_is_under_way_comes_before_what_is_done_next(
    desk: Desk, lay_on: LayOn, held_up: threading.Event
) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(1, 2), LARGE)
    document.new_instance()
    assert steps(document) == ["Fill", "New instance"]
    # It goes to the instance that was selected when it was made.
    np.testing.assert_array_equal(document.planes.to_stack().sum(axis=(1, 2)), [6, 0])
    held_up.set()


def test_another_case_does_not_lose_it(desk: Desk, lay_on: LayOn, held_up: threading.Event) -> None:
    document = lay_on(EMPTY, None)
    stamp(desk, mark(1, 2), LARGE)
    other = lay_on(EMPTY, None)
    assert steps(document) == ["Fill"]
    assert steps(other) == []


def test_what_changes_nothing_is_no_step_and_says_so(
    desk: Desk, lay_on: LayOn, qtbot: QtBot
) -> None:
    document = lay_on(np.ones((1, 8, 10), np.uint8), None)
    with qtbot.waitSignal(desk.told) as told:
        stamp(desk, mark(1, 2), 6)
    assert told.args == ["That changes no pixel."]
    assert steps(document) == []


def test_the_first_gesture_makes_an_instance(desk: Desk, lay_on: LayOn) -> None:
    document = lay_on(np.zeros((0, 8, 10), np.uint8), None)
    desk.stamp("Fill erased", "", lambda _planes: mark(1, 2), erase=True, px=6)
    assert not document.instances
    stamp(desk, mark(1, 2), 6)
    assert document.planes.to_stack().sum() == 6
    document.undo_stack.undo()
    assert not document.instances

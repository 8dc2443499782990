"""The mask under edit does what a plain stack of channels would do, and undoes it exactly."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.drawing import Point, brush_marks
from forgery_viewer.core.edits import Box
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Step
from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.refusal import Refusal
from tests.core.masks_at_random import Stack, stacks

pytestmark = pytest.mark.usefixtures("qapp")

KEY = RecordKey("train", "forged", "7")
POINTS = st.lists(st.tuples(st.floats(-5, 17), st.floats(-5, 17)), min_size=1, max_size=4)
STROKES = st.tuples(st.just("stroke"), POINTS, st.integers(1, 8), st.booleans())
STEPS = st.lists(
    STROKES
    | st.tuples(st.just("drop"), POINTS, st.integers(1, 8), st.booleans())
    | st.tuples(st.sampled_from(["new", "delete", "select", "undo", "redo"]), st.integers(0, 70)),
    max_size=14,
)


def document_of(stack: Stack) -> MaskDocument:
    return MaskDocument(KEY, BitPlanes.from_stack(stack))


def blank(count: int = 1, height: int = 12, width: int = 15) -> MaskDocument:
    return document_of(np.zeros((count, height, width), np.uint8))


def draw(document: MaskDocument, points: list[Point], diameter_px: int, *, erase: bool) -> bool:
    """Press at the first point and move along the others; the button stays down."""
    begun = document.begin_stroke(points[0], RoundBrush(diameter_px), erase=erase)
    for point in points[1:]:
        document.extend_stroke(point, RoundBrush(diameter_px))
    return begun


def paint(document: MaskDocument, *points: Point, diameter_px: int = 3) -> None:
    draw(document, list(points), diameter_px, erase=False)
    document.end_stroke()


class Model:
    """A plain (N, H, W) stack with all its past and future states."""

    def __init__(self, stack: Stack) -> None:
        self.states = [stack.copy()]
        self.at = 0

    @property
    def stack(self) -> Stack:
        return self.states[self.at]

    def push(self, stack: Stack) -> None:
        self.states[self.at + 1 :] = [stack]
        self.at += 1

    def stroke(self, number: int, points: list[Point], diameter_px: int, erase: bool) -> None:
        stack = self.stack.copy()
        if not len(stack):
            if erase:
                return
            number, stack = 0, np.zeros((1, *stack.shape[1:]), np.uint8)
        before = stack.copy()
        for start, end in pairwise([points[0], *points]):
            for mark in brush_marks(start, end, diameter_px, stack.shape[1:]):
                stack[number][mark.box][mark.inside] = not erase
        if not np.array_equal(stack, before):
            self.push(stack)

    def act(self, step: str, number: int) -> None:
        if step == "new":
            self.push(np.insert(self.stack, len(self.stack), 0, axis=0))
        elif step == "delete" and len(self.stack):
            self.push(np.delete(self.stack, number, axis=0))
        elif step in ("undo", "redo"):
            self.at = min(max(self.at + (1 if step == "redo" else -1), 0), len(self.states) - 1)


def act(document: MaskDocument, step: str, number: int) -> None:
    match step:
        case "new":
            document.new_instance()
        case "delete":
            document.delete_instance(number)
        case "select":
            document.set_current(number)
        case "undo":
            document.undo_stack.undo()
        case "redo":
            document.undo_stack.redo()


def assert_same(document: MaskDocument, model: Model) -> None:
    np.testing.assert_array_equal(document.planes.to_stack(), model.stack)
    count = document.planes.count
    assert len(document.instances) == count
    assert len({state.colour for state in document.instances}) == count
    assert -1 <= document.current < count
    assert (document.current == -1) == (count == 0)
    assert document.undo_stack.index() == model.at
    assert document.is_changed == (model.at != 0)


@settings(max_examples=80)
@given(stacks(most=12), STEPS)
def test_any_steps_are_those_of_a_plain_stack(
    stack: Stack, steps: list[tuple[str, list[Point], int, bool] | tuple[str, int]]
) -> None:
    document, model = document_of(stack), Model(stack)
    for step in steps:
        if len(step) == 4:
            word, points, diameter_px, erase = step
            draw(document, points, diameter_px, erase=erase)
            if word == "drop":
                document.cancel_stroke()
            else:
                model.stroke(document.current, points, diameter_px, erase)
                document.end_stroke()
        else:
            word, number = step
            number %= max(1, len(model.stack))
            model.act(word, number)
            act(document, word, number)
        assert_same(document, model)
    for way in ("undo", "redo"):
        for _ in model.states[1:]:
            model.act(way, 0)
            act(document, way, 0)
            assert_same(document, model)


@given(stacks(most=3), POINTS, st.integers(1, 8), st.booleans())
def test_a_dropped_stroke_leaves_nothing(
    stack: Stack, points: list[Point], diameter_px: int, erase: bool
) -> None:
    document = document_of(stack)
    states, current = list(document.instances), document.current
    draw(document, points, diameter_px, erase=erase)
    document.cancel_stroke()
    assert document.planes.equals_stack(stack)
    assert (document.instances, document.current) == (states, current)
    assert document.undo_stack.count() == 0
    assert not document.is_changed
    assert not document.in_stroke
    document.end_stroke()
    assert document.undo_stack.count() == 0


def test_a_dropped_stroke_leaves_the_redo_history() -> None:
    document = blank(0)
    paint(document, (5, 5))
    document.undo_stack.undo()
    draw(document, [(3, 3), (9, 9)], 3, erase=False)
    document.cancel_stroke()
    assert document.undo_stack.canRedo()
    document.undo_stack.redo()
    assert document.planes.plane(0)[5, 5]


def test_the_first_stroke_on_an_empty_mask_is_one_step() -> None:
    document = blank(0)
    paint(document, (5, 5), (9, 5))
    assert (document.planes.count, document.current) == (1, 0)
    assert [step.text() for step in document.commands()] == ["Brush, 3 px"]
    document.undo_stack.undo()
    assert (document.planes.count, document.current) == (0, -1)
    document.undo_stack.redo()
    assert document.planes.plane(0)[5, 5:9].all()


def test_a_first_stroke_beside_the_image_makes_no_instance() -> None:
    document = blank(0)
    paint(document, (-50, -50))
    assert document.planes.count == 0
    assert not document.is_changed


@pytest.mark.parametrize(
    ("spoil", "erase", "reason"),
    [
        (lambda d: d.set_locked(0, True), False, "Instance 1 is locked. Unlock it to change it."),
        (lambda d: d.set_hidden(0, True), True, "Instance 1 is hidden. Show it to change it."),
        (lambda d: d.delete_instance(0), True, "There is no instance to erase from."),
    ],
)
def test_a_stroke_that_cannot_be_says_why(
    spoil: object, erase: bool, reason: str, qtbot: QtBot
) -> None:
    document = blank()
    assert callable(spoil)
    spoil(document)
    before = document.planes.to_stack()
    with qtbot.waitSignal(document.stroke_refused) as refused:
        assert not draw(document, [(3, 3), (8, 8)], 5, erase=erase)
    assert [refusal.reason for refusal in refused.args] == [reason]
    document.end_stroke()
    np.testing.assert_array_equal(document.planes.to_stack(), before)


def test_a_locked_instance_is_not_deleted_and_64_are_the_most(qtbot: QtBot) -> None:
    document = blank(64)
    document.set_locked(3, True)
    with qtbot.waitSignal(document.stroke_refused) as refused:
        assert not document.delete_instance(3)
    assert refused.args[0].reason == "Instance 4 is locked. Unlock it to delete it."
    with qtbot.waitSignal(document.stroke_refused) as refused:
        assert not document.new_instance()
    assert refused.args[0].reason == "A mask holds at most 64 instances."
    assert document.planes.count == 64


@pytest.mark.parametrize(("deleted", "current"), [(0, 1), (1, 1), (2, 2), (3, 2)])
def test_the_selected_instance_stays_selected_when_another_goes(deleted: int, current: int) -> None:
    document = blank(4)
    document.set_current(2)
    colour = document.instances[2].colour
    document.delete_instance(deleted)
    assert document.current == current
    if deleted != 2:
        assert document.instances[document.current].colour == colour
    document.undo_stack.undo()
    assert document.current == deleted


def test_deleting_the_last_one_selects_the_one_before() -> None:
    document = blank(3)
    document.set_current(2)
    document.delete_instance(2)
    assert document.current == 1


def test_colour_and_visibility_stay_with_an_instance_and_come_back_with_it() -> None:
    document = blank(3)
    document.set_hidden(1, True)
    kept = document.instances[2]
    document.delete_instance(1)
    assert document.instances == [InstanceState(0), kept]
    document.new_instance()
    assert document.instances[2] == InstanceState(1)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.instances == [InstanceState(0), InstanceState(1, hidden=True), kept]


def test_deleting_in_mid_stroke_ends_the_stroke_first() -> None:
    document = blank()
    draw(document, [(2, 2), (9, 2)], 1, erase=False)
    painted = document.planes.to_stack()
    document.delete_instance(0)
    assert [step.icon for step in document.commands()] == ["brush", "trash-2"]
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), painted)
    document.undo_stack.undo()
    assert not document.planes.union().any()


def test_undo_in_mid_stroke_drops_the_stroke() -> None:
    document = blank()
    paint(document, (2.5, 2.5), diameter_px=1)
    draw(document, [(2.5, 2.5), (9, 9)], 1, erase=True)
    document.undo_stack.undo()
    assert not document.in_stroke
    assert not document.planes.union().any()
    document.extend_stroke((4, 4), RoundBrush(9))
    assert not document.planes.union().any()
    document.undo_stack.redo()
    assert np.argwhere(document.planes.plane(0)).tolist() == [[2, 2]]


@given(POINTS, st.integers(1, 8))
def test_views_hear_of_every_pixel_that_changes(points: list[Point], diameter_px: int) -> None:
    document = document_of(np.eye(15, dtype=np.uint8)[np.newaxis])
    told = np.zeros((15, 15), np.bool_)

    def note(box: Box) -> None:
        top, left, bottom, right = box
        told[top:bottom, left:right] = True

    document.pixels_changed.connect(note)
    steps = [
        lambda: paint(document, *points, diameter_px=diameter_px),
        document.undo_stack.undo,
        document.undo_stack.redo,
        lambda: draw(document, points, diameter_px, erase=True),
        document.cancel_stroke,
    ]
    for step in steps:
        before, told[:] = document.planes.plane(0), False
        step()
        changed: NDArray[np.bool_] = before ^ document.planes.plane(0)
        assert not (changed & ~told).any()


def test_every_change_makes_a_new_revision() -> None:
    document = blank(2)
    seen = [document.revision]
    for step in (
        lambda: paint(document, (4, 4)),
        document.undo_stack.undo,
        lambda: paint(document, (9, 9)),
        document.new_instance,
        lambda: document.delete_instance(0),
        document.undo_stack.undo,
        document.undo_stack.redo,
    ):
        step()
        seen.append(document.revision)
    assert seen == sorted(set(seen))


def test_the_history_tells_tool_size_and_place() -> None:
    document = blank()
    paint(document, (5, 5), diameter_px=4)
    draw(document, [(5, 5)], 2, erase=True)
    document.end_stroke()
    paint(document, (5, 5), diameter_px=1)
    document.new_instance()
    steps = document.commands()
    assert [step.text() for step in steps] == [
        "Brush, 4 px", "Eraser, 2 px", "Brush, 1 px", "New instance",
    ]  # fmt: skip
    assert [step.box for step in steps] == [(3, 3, 7, 7), (4, 4, 6, 6), (5, 5, 6, 6), None]


def test_a_mask_that_is_only_read_refuses_every_change() -> None:
    document = MaskDocument(KEY, BitPlanes.from_stack(np.ones((2, 9, 9), np.uint8)))
    document.read_only = "Another window changes this data set."
    told: list[Refusal] = []
    document.stroke_refused.connect(told.append)
    before, states = document.planes.to_stack(), list(document.instances)
    acts: list[Callable[[], object]] = [
        lambda: document.begin_stroke((4, 4), RoundBrush(3), erase=True),
        document.new_instance,
        lambda: document.delete_instance(0),
        lambda: instance_editing.duplicate(document, [0]),
        lambda: instance_editing.move(document, [0], 2),
        lambda: instance_editing.set_note(document, 0, "gel"),
        lambda: document.push(Step("Nothing", "brush", ())),
    ]
    for number, act in enumerate(acts, 1):
        act()
        assert len(told) >= number
        assert told[-1].reason == document.read_only
        assert told[-1].stands_in(document)
    assert document.undo_stack.count() == 0
    assert document.instances == states
    np.testing.assert_array_equal(document.planes.to_stack(), before)

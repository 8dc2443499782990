"""What is done to whole instances is what a plain list of them says, and one step each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.state import instance_editing as editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.refusal import Hindrance
from tests.core.masks_at_random import Stack, stacks
from tests.state.test_mask_document import blank, document_of, draw

pytestmark = pytest.mark.usefixtures("qapp")

CHOSEN = st.sets(st.integers(0, 9), max_size=6)


def names(document: MaskDocument) -> list[str]:
    return [command.text() for command in document.commands()]


def assert_one_step(document: MaskDocument, before: Stack, done: bool) -> None:
    """What was done is exactly one step that can be taken back and done again, or nothing."""
    assert document.undo_stack.count() == int(done)
    after = document.planes.to_stack()
    states = list(document.instances)
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.planes.to_stack(), before)
    document.undo_stack.redo()
    np.testing.assert_array_equal(document.planes.to_stack(), after)
    assert document.instances == states


@given(stacks(most=9), CHOSEN, st.integers(0, 9))
def test_instances_are_moved_together(stack: Stack, chosen: set[int], place: int) -> None:
    document = document_of(stack)
    place = min(place, len(stack))
    kept = [number for number in range(len(stack)) if number not in chosen]
    moved = sorted(number for number in chosen if number < len(stack))
    cut = len([number for number in kept if number < place])
    order = kept[:cut] + moved + kept[cut:]
    done = editing.move(document, chosen, place)
    assert done == (order != list(range(len(stack))))
    np.testing.assert_array_equal(document.planes.to_stack(), stack[order])
    assert [state.colour for state in document.instances] == order
    assert_one_step(document, stack, done)


@given(stacks(most=9), CHOSEN)
def test_copies_come_at_the_end_and_are_selected(stack: Stack, chosen: set[int]) -> None:
    document = document_of(stack)
    copied = sorted(number for number in chosen if number < len(stack))
    if copied:
        editing.set_note(document, copied[0], "gel lane 3")
        document.set_locked(copied[0], True)
        document.undo_stack.clear()
    assert editing.duplicate(document, chosen) == bool(copied)
    np.testing.assert_array_equal(
        document.planes.to_stack(), np.concatenate((stack, stack[copied]))
    )
    count = len(stack) + len(copied)
    assert len({state.colour for state in document.instances}) == count
    if copied:
        assert document.instances[len(stack)].note == "gel lane 3"
        assert not document.instances[len(stack)].locked
        assert document.selection.numbers == tuple(range(len(stack), count))
    assert_one_step(document, stack, bool(copied))


@given(stacks(most=9), CHOSEN)
def test_several_instances_go_in_one_step(stack: Stack, chosen: set[int]) -> None:
    document = document_of(stack)
    gone = [number for number in chosen if number < len(stack)]
    assert document.delete_instance(*chosen) == bool(gone)
    np.testing.assert_array_equal(document.planes.to_stack(), np.delete(stack, gone, axis=0))
    assert_one_step(document, stack, bool(gone))


def test_steps_are_named_in_words() -> None:
    document = blank(5)
    editing.move(document, (3,), 0)
    editing.move(document, (1, 4), 0)
    editing.duplicate(document, (0,))
    editing.duplicate(document, (0, 1, 2))
    editing.set_colour(document, (0,), 7)
    editing.set_note(document, 1, "  Western\nblot ")
    document.delete_instance(0, 2)
    assert names(document) == [
        "Move instance 4 to place 1",
        "Move instances 2 and 5",
        "Duplicate instance 1",
        "Duplicate instances 1, 2 and 3",
        "Colour of instance 1",
        "Note on instance 2",
        "Delete instances 1 and 3",
    ]
    assert document.instances[0].note == "Western blot"


def test_colours_and_notes_are_steps_that_leave_the_selection() -> None:
    document = blank(4)
    document.selection.select(1, (1, 2))
    assert editing.set_colour(document, (1, 2), 9)
    assert not editing.set_colour(document, (1, 2), 9), "they have it already"
    assert [state.colour for state in document.instances] == [0, 9, 9, 3]
    assert document.selection.numbers == (1, 2)
    assert editing.set_note(document, 3, "seen")
    assert not editing.set_note(document, 3, " seen ")
    assert document.selection.numbers == (1, 2)
    document.set_hidden(3, True)
    document.undo_stack.undo()
    assert document.instances[3] == InstanceState(3, hidden=True)
    document.undo_stack.undo()
    assert [state.colour for state in document.instances] == [0, 1, 2, 3]
    assert not document.is_changed


def test_what_is_locked_or_does_not_fit_is_refused_by_name(qtbot: QtBot) -> None:
    document = blank(63)
    document.set_locked(4, True)
    with qtbot.waitSignal(document.stroke_refused) as refused:
        assert not document.delete_instance(2, 4)
    refusal = refused.args[0]
    assert refusal.reason == "Instance 5 is locked. Unlock it to delete it."
    assert refusal.stands_in(document), "although another instance is the current one"
    document.set_locked(4, False)
    assert not refusal.stands_in(document)
    with qtbot.waitSignal(document.stroke_refused) as refused:
        assert not editing.duplicate(document, (0, 1))
    assert refused.args[0].hindrance is Hindrance.FULL
    assert editing.duplicate(document, (0,))
    assert len(document.instances) == 64


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: editing.duplicate(document, (0,)),
        lambda document: editing.move(document, (0,), 2),
        lambda document: editing.set_note(document, 0, "x"),
        lambda document: document.delete_instance(0),
    ],
)
def test_a_stroke_in_progress_ends_first(edit: object) -> None:
    document = blank(2)
    draw(document, [(2, 2), (9, 2)], 1, erase=False)
    assert callable(edit)
    edit(document)
    assert names(document)[0] == "Brush, 1 px"
    document.undo_stack.undo()
    assert document.planes.plane(0)[2].any()

"""Several instances are selected as rows of a list are, always around the one that is painted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from tests.state.test_mask_document import blank, paint

pytestmark = pytest.mark.usefixtures("qapp")


def numbers(document: MaskDocument) -> tuple[int, ...]:
    return document.selection.numbers


def state(document: MaskDocument) -> tuple[tuple[int, ...], int]:
    return document.selection.numbers, document.current


def test_an_instance_is_added_and_taken_out_again() -> None:
    document = blank(5)
    chosen = document.selection
    assert numbers(document) == (0,)
    chosen.toggle(3)
    assert state(document) == ((0, 3), 3)
    chosen.toggle(1)
    chosen.toggle(3)
    assert state(document) == ((0, 1), 1)
    chosen.toggle(1)
    chosen.toggle(0)
    assert state(document) == ((0,), 0), "one always stays"


def test_a_range_goes_from_where_it_began_to_the_row_that_is_pressed() -> None:
    document = blank(6)
    chosen = document.selection
    chosen.select(2)
    chosen.reach(4)
    assert state(document) == ((2, 3, 4), 4)
    chosen.reach(0)
    assert state(document) == ((0, 1, 2), 0)
    chosen.select_all()
    assert state(document) == ((0, 1, 2, 3, 4, 5), 0)
    chosen.reach(9)
    assert state(document)[1] == 0, "there is no such row"


def test_who_makes_another_instance_the_current_one_selects_it_alone(qtbot: QtBot) -> None:
    document = blank(4)
    document.selection.select(1, (0, 1, 3))
    with qtbot.waitSignal(document.selection.changed):
        document.set_current(3)
    assert numbers(document) == (3,)
    document.selection.select(1, (0, 1, 3))
    paint(document, (5, 5))
    assert numbers(document) == (0, 1, 3), "a stroke changes no selection"
    document.delete_instance(3)
    assert numbers(document) == (1,)


def test_a_mask_without_instances_has_none_selected() -> None:
    document = blank(0)
    document.selection.toggle(0)
    document.selection.select(0)
    document.selection.reach(0)
    document.selection.select_all()
    assert numbers(document) == ()
    document.new_instance()
    assert numbers(document) == (0,)


@given(
    st.integers(1, 6),
    st.lists(
        st.tuples(
            st.sampled_from(
                ["select", "toggle", "reach", "all", "current", "new", "delete", "move", "undo"]
            ),
            st.integers(0, 7),
        ),
        max_size=20,
    ),
)
def test_the_current_instance_is_always_selected(count: int, acts: list[tuple[str, int]]) -> None:
    document = blank(count, 2, 2)
    told: list[tuple[int, ...]] = [document.selection.numbers]
    document.selection.changed.connect(lambda: told.append(document.selection.numbers))
    for word, number in acts:
        act(document, word, number)
        now, current = state(document)
        assert list(now) == sorted(set(now))
        assert set(now) <= set(range(len(document.instances)))
        if document.instances:
            assert current in now
        assert told[-1] == now, "whoever listens knows"


def act(document: MaskDocument, word: str, number: int) -> None:
    chosen = document.selection
    match word:
        case "select":
            chosen.select(number, (0, number + 1))
        case "toggle":
            if number < len(document.instances):
                chosen.toggle(number)
        case "reach":
            chosen.reach(number)
        case "all":
            chosen.select_all()
        case "current":
            document.set_current(number)
        case "new":
            document.new_instance()
        case "delete":
            document.delete_instance(number)
        case "move":
            instance_editing.move(document, chosen.numbers, number)
        case _:
            document.undo_stack.undo()


def test_what_is_moved_stays_selected() -> None:
    stack = (np.arange(5)[:, None, None] == np.arange(5)).astype(np.uint8)
    document = blank(5, 1, 5)
    for number in range(5):
        document.set_current(number)
        paint(document, (number + 0.5, 0.5), diameter_px=1)
    document.selection.select(3, (1, 3))
    assert instance_editing.move_by(document, document.selection.numbers, -1)
    np.testing.assert_array_equal(document.planes.to_stack(), stack[[1, 3, 0, 2, 4]])
    assert state(document) == ((0, 1), 1)
    assert not instance_editing.move_by(document, document.selection.numbers, -1)

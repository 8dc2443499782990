"""And, or, minus and xor of two instances: chosen, seen before they are done, and one step each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, current_thread, main_thread

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal

from forgery_viewer.core.edits import Box, Edit
from forgery_viewer.core.operations.operating import Boolean, combine
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import operating
from tests.core.building import stack_of, write_array, write_case, write_image
from tests.e2e.editing import Plane, Stack, changes_nothing, is_one_step, stack, steps
from tests.e2e.test_instance_list import click_row
from tests.e2e.test_operations import operations, settle
from tests.e2e.user import CTRL, NONE, PATIENCE_MS, User

Key = Qt.Key
HEIGHT, WIDTH = 60, 90
SIDE_PX = 1500
MADE: dict[str, Callable[[Plane, Plane], Plane]] = {
    "and": lambda one, other: one & other,
    "or": lambda one, other: one | other,
    "minus": lambda one, other: one & ~other,
    "xor": lambda one, other: one ^ other,
}
"""What becomes of an instance by another one."""


def overlapping() -> Stack:
    """Three of which each lies over each, and the last one over a part of both others."""
    boxes = (
        (slice(5, 40), slice(5, 50)),
        (slice(20, 55), slice(30, 80)),
        (slice(10, 30), slice(40, 85)),
    )
    return stack_of(HEIGHT, WIDTH, *boxes)


def combined(number: int, other: int, how: str) -> Stack:
    after = overlapping()
    one, two = after[number].astype(bool), after[other].astype(bool)
    after[number] = MADE[how](one, two)
    return after


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    write_case(tmp_path / "set", "1", size=(HEIGHT, WIDTH), mask=overlapping())
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.focus_canvas()
    return user


def ask(user: User, how: str) -> None:
    """Choose it in the menu, and wait until it is seen."""
    user.window.actions_by_key[f"combine:{how}"].trigger()
    settle(user)


def check_shown(user: User, wanted: Stack) -> None:
    """Fail unless what would change is shown and counted, and nothing has changed."""
    before = stack(user)
    changed = (before != wanted).any(axis=0)
    shown = user.window.painting.tools.desk.preview.planes.bits & 1
    np.testing.assert_array_equal(shown, changed)
    assert user.overlay.preview_outline.isVisible() == changed.any()
    said = operations(user).panel.said
    gained, lost = int((wanted > before).sum()), int((wanted < before).sum())
    assert (f"+{gained:,} px" in said) == (gained > 0)
    assert (f"\N{MINUS SIGN}{lost:,} px" in said) == (lost > 0)
    np.testing.assert_array_equal(before, overlapping())
    assert steps(user) == []


@pytest.mark.parametrize("how", MADE)
def test_two_that_are_selected_are_combined(at_case: User, how: str) -> None:
    user, before, wanted = at_case, overlapping(), combined(0, 1, how)
    click_row(user, 1, NONE)
    click_row(user, 0, CTRL)
    ask(user, how)
    check_shown(user, wanted)
    user.key(Key.Key_Escape)
    assert not operations(user).is_open
    assert not user.overlay.preview_outline.isVisible()
    np.testing.assert_array_equal(stack(user), before)
    assert steps(user) == []
    ask(user, how)
    user.focus_canvas()
    user.key(Key.Key_Return)
    np.testing.assert_array_equal(stack(user), wanted)
    assert not operations(user).is_open
    assert len(steps(user)) == 1
    is_one_step(user, before, f"Instance 1 {how} 2")


def test_the_other_one_is_chosen_in_the_panel(at_case: User) -> None:
    user, panel = at_case, operations(at_case).panel
    click_row(user, 0, NONE)
    ask(user, "minus")
    assert not panel.scopes.isVisible()
    assert panel.others.keys == ("1", "2")
    check_shown(user, combined(0, 1, "minus"))
    panel.others.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Down)
    settle(user)
    check_shown(user, combined(0, 2, "minus"))
    # Another kind of it, chosen in the panel as well, is about the same two.
    panel.kinds.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Down)
    settle(user)
    check_shown(user, combined(0, 2, "xor"))
    user.click(panel.apply)
    np.testing.assert_array_equal(stack(user), combined(0, 2, "xor"))
    assert steps(user) == ["Instance 1 xor 3"]


def test_what_is_shown_follows_the_list(at_case: User) -> None:
    user, panel = at_case, operations(at_case).panel
    click_row(user, 0, NONE)
    ask(user, "minus")
    check_shown(user, combined(0, 1, "minus"))
    assert panel.said.startswith("Instance 1: ")
    # The other way round: that which gave is painted now.
    click_row(user, 1, NONE)
    settle(user)
    check_shown(user, combined(1, 0, "minus"))
    assert panel.said.startswith("Instance 2: ")
    click_row(user, 2, CTRL)
    settle(user)
    check_shown(user, combined(2, 1, "minus"))
    user.click(panel.cancel)
    assert steps(user) == []


def test_others_are_protected_but_not_the_other_one(at_case: User) -> None:
    user, wanted = at_case, overlapping()
    user.type("k")
    click_row(user, 1, NONE)
    click_row(user, 0, CTRL)
    ask(user, "or")
    wanted[0] |= wanted[1] & ~wanted[2] & 1
    check_shown(user, wanted)
    user.click(operations(user).panel.apply)
    np.testing.assert_array_equal(stack(user), wanted)


def test_a_locked_one_is_not_changed_but_may_be_the_other(at_case: User) -> None:
    user, panel = at_case, operations(at_case).panel
    click_row(user, 2, NONE)
    user.click(user.window.page.instances.rows[2].lock)
    ask(user, "and")
    assert panel.said == "Instance 3 is locked. Unlock it to change it."
    assert not panel.apply.isEnabled()
    user.focus_canvas()
    changes_nothing(user, lambda: user.key(Key.Key_Return))
    click_row(user, 0, NONE)
    settle(user)
    user.click(panel.apply)
    np.testing.assert_array_equal(stack(user), combined(0, 2, "and"))


def test_the_last_one_again_is_with_the_same_other_one(at_case: User) -> None:
    user = at_case
    click_row(user, 2, NONE)
    click_row(user, 0, CTRL)
    ask(user, "xor")
    user.focus_canvas()
    user.key(Key.Key_Return)
    click_row(user, 0, NONE)
    user.focus_canvas()
    user.key(Key.Key_R, CTRL)
    settle(user)
    user.focus_canvas()
    user.key(Key.Key_Return)
    np.testing.assert_array_equal(stack(user), overlapping())
    assert steps(user) == ["Instance 1 xor 3"] * 2


def test_what_changes_nothing_is_no_step(at_case: User) -> None:
    user, panel = at_case, operations(at_case).panel
    click_row(user, 0, NONE)
    ask(user, "or")
    user.click(panel.apply)
    ask(user, "or")
    assert panel.said == "Nothing would change."
    assert not panel.apply.isEnabled()
    user.focus_canvas()
    changes_nothing(user, lambda: user.key(Key.Key_Return))


def test_one_alone_has_none_to_be_combined_with(at_case: User) -> None:
    user, panel = at_case, operations(at_case).panel
    user.key(Key.Key_Delete)
    user.key(Key.Key_Delete)
    ask(user, "and")
    assert panel.said == "There is no other instance."
    assert not panel.apply.isEnabled()
    user.focus_canvas()
    changes_nothing(user, lambda: user.key(Key.Key_Return))
    # It is offered as soon as there is one.
    user.key(Key.Key_Z, CTRL)
    settle(user)
    assert panel.others.keys == ("1",)
    assert panel.apply.isEnabled()


def test_of_another_image_it_is_about_the_instances_there(user: User, tmp_path: Path) -> None:
    for case_id, stack_there in (("1", overlapping()), ("2", overlapping()[[2, 1]])):
        size = HEIGHT, WIDTH
        write_case(tmp_path / "set", case_id, size=size, mask=stack_there, authentic=False)
    user.open(tmp_path / "set")
    user.focus_canvas()
    ask(user, "and")
    operations(user).panel.others.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Down)
    assert operations(user).panel.other == 2
    user.focus_canvas()
    user.case_comes(lambda: user.type("d"))
    settle(user)
    before = overlapping()[[2, 1]]
    np.testing.assert_array_equal(stack(user), before)
    user.click(operations(user).panel.apply)
    np.testing.assert_array_equal(stack(user)[0], before[0] & before[1])
    is_one_step(user, before, "Instance 1 and 2")


class Held(QObject):
    """A combination that has begun, and ends when it may."""

    reached = Signal()

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.may_end = Event()
        monkeypatch.setattr(operating, "combine", self._hold)

    def _hold(
        self,
        planes: BitPlanes,
        number: int,
        other: int,
        how: Boolean,
        *,
        protected: int,
        boxes: Mapping[int, Box | None],
    ) -> Edit | None:
        assert current_thread() is not main_thread()
        self.reached.emit()
        assert self.may_end.wait(PATIENCE_MS / 1000)
        return combine(planes, number, other, how, protected=protected, boxes=boxes)


def test_of_a_large_mask_the_window_does_not_wait(
    user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = (slice(100, 900), slice(100, 900)), (slice(500, 1400), slice(500, 1400))
    mask = stack_of(SIDE_PX, SIDE_PX, *boxes)
    image = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    write_image(tmp_path / "large/train_images/forged/1.png", image)
    write_array(tmp_path / "large/train_masks/1.npy", mask)
    user.open(tmp_path / "large")
    user.focus_canvas()
    held, panel = Held(monkeypatch), operations(user).panel
    user.wait_for(held.reached, user.window.actions_by_key["combine:minus"].trigger)
    before = user.overlay.view.scale
    user.turn_wheel(2, (SIDE_PX / 2, SIDE_PX / 2))
    assert user.overlay.view.scale > before
    user.key(Key.Key_Escape)
    held.may_end.set()
    # What is asked for next comes when that is over.
    ask(user, "xor")
    np.testing.assert_array_equal(stack(user), mask)
    assert steps(user) == []
    user.click(panel.apply)
    np.testing.assert_array_equal(stack(user)[0], mask[0] ^ mask[1])
    is_one_step(user, mask, "Instance 1 xor 2")

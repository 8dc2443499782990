"""Whatever hands and keys do with the tools: every step goes back and forth, and nothing breaks."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.e2e.editing import click, double_click, stack, steps
from tests.e2e.forged_samples import FORGED, SHAPE, write_forged_samples
from tests.e2e.user import CTRL, LEFT, NONE, RIGHT, SHIFT, Point, User

Key = Qt.Key
ACTIONS = 90

# Not pick: its drags move the image out of sight.
LETTERS = "beplufwqtkxm12[]"
KEYS = (
    (Key.Key_Return, NONE),
    (Key.Key_Escape, NONE),
    (Key.Key_Backspace, NONE),
    (Key.Key_Right, NONE),
    (Key.Key_Up, SHIFT),
    (Key.Key_F, SHIFT),
    (Key.Key_S, SHIFT),
    (Key.Key_M, SHIFT),
    (Key.Key_Z, CTRL),
    (Key.Key_Y, CTRL),
    (Key.Key_C, CTRL),
    (Key.Key_V, CTRL),
)


class Hand:
    """Does one thing after the other, as a seed has it."""

    def __init__(self, user: User, seed: int) -> None:
        self._user = user
        self._random = random.Random(seed)

    def act(self) -> None:
        acts: tuple[tuple[Callable[[], object], int], ...] = (
            (lambda: self._user.type(self._random.choice(LETTERS)), 5),
            (lambda: self._user.key(*self._random.choice(KEYS)), 6),
            (self._drag, 6),
            (self._click, 4),
            (lambda: double_click(self._user, self._point()), 1),
            (lambda: self._user.hover(self._point()), 2),
            (self._leave_off, 1),
        )
        # Undo goes to where it acts.
        self._user.type("r")
        chosen, weights = zip(*acts, strict=True)
        self._random.choices(chosen, weights)[0]()

    def _point(self) -> Point:
        return self._random.uniform(1, SHAPE[1] - 1), self._random.uniform(1, SHAPE[0] - 1)

    def _how(self) -> tuple[Qt.MouseButton, Qt.KeyboardModifier]:
        return self._random.choice(((LEFT, NONE), (LEFT, NONE), (RIGHT, NONE), (LEFT, CTRL)))

    def _drag(self) -> None:
        count = self._random.randint(2, 5)
        self._user.drag([self._point() for _ in range(count)], *self._how())

    def _click(self) -> None:
        click(self._user, self._point(), *self._how())

    def _leave_off(self) -> None:
        """Press a key in the middle of a drag."""
        self._user.press(self._point())
        self._user.hover(self._point())
        self._user.key(*self._random.choice(KEYS))
        at = self._point()
        self._user.hover(at)
        self._user.release(at)


@pytest.mark.parametrize("seed", range(4))
def test_all_that_was_done_goes_back_and_forth(user: User, tmp_path: Path, seed: int) -> None:
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    before = stack(user)
    hand = Hand(user, seed)
    for _ in range(ACTIONS):
        hand.act()
    tools = user.window.painting.tools
    tools.take("pick")
    tools.desk.commits.finish()
    after, told = stack(user), steps(user)
    undo = user.document.undo_stack
    assert undo.count() > 0
    assert all(told)
    while undo.canUndo():
        undo.undo()
    np.testing.assert_array_equal(stack(user), before)
    while undo.index() < len(told):
        undo.redo()
    assert stack(user).shape == after.shape
    np.testing.assert_array_equal(stack(user), after)
    assert not tools.desk.preview.is_shown
    assert user.overlay.gesture_layer.sketch.is_empty

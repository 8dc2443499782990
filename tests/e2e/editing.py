"""What the stories of the mask's tools have in common: planes, and steps as they are told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest

from tests.e2e.user import CTRL, LEFT, NONE, SHIFT, Point, User

Plane = NDArray[np.bool_]
Stack = NDArray[np.uint8]


def stack(user: User) -> Stack:
    """(N, H, W): the mask under edit, in an array of its own."""
    return user.document.planes.to_stack()


def plane(user: User, number: int = 0) -> Plane:
    """(H, W): one instance."""
    found: Plane = stack(user)[number].astype(bool)
    return found


def steps(user: User) -> list[str]:
    """What was done, oldest first, as the history tells it."""
    undo: QUndoStack = user.document.undo_stack
    return [undo.text(i) for i in range(undo.index())]


def click(
    user: User,
    at: Point,
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NONE,
) -> Point:
    """Press and let go at an image point; returns the point that it really was."""
    place = user.press(at, button, modifiers)
    user.release(at, button, modifiers)
    return place


def double_click(user: User, at: Point) -> Point:
    """Two fast clicks at an image point."""
    place = user.hover(at)
    pixel = user.point(user.overlay, at)
    QTest.mouseDClick(user.handle(user.overlay), LEFT, NONE, pixel)
    return place


def is_one_step(user: User, before: Stack, text: str) -> None:
    """Fail unless the last thing that was done is one step of that name, back and forth."""
    after = stack(user)
    told = steps(user)
    assert told[-1] == text
    assert not np.array_equal(after, before)
    user.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(stack(user), before)
    assert steps(user) == told[:-1]
    user.key(Qt.Key.Key_Z, CTRL | SHIFT)
    np.testing.assert_array_equal(stack(user), after)


def changes_nothing(user: User, act: Callable[[], object]) -> None:
    """Fail unless an act leaves the mask and its history as they are."""
    before, told = stack(user), steps(user)
    act()
    np.testing.assert_array_equal(stack(user), before)
    assert steps(user) == told

"""What every tool can do; one that needs less leaves it as it is here."""

from __future__ import annotations

from PySide6.QtCore import Qt

from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.pointer import Pointer


class Tool:
    """One way to change a mask by pointer and keys.

    Attributes:
        key: Its name in code, one of `kinds`.
        cursor: What the pointer looks like.
        takes_button: Whether the left button is its own, or moves the view.
        hint: How it is used, for the status bar.
    """

    key = ""
    cursor = Qt.CursorShape.CrossCursor
    takes_button = True
    hint = ""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def in_progress(self) -> bool:
        """Whether there is something to accept or to drop."""
        return False

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture was begun and is no step yet: undo takes back from it first."""
        return self.in_progress

    def prepare(self) -> None:
        """Have ready what it needs: it was taken in hand, or case or options are others."""

    def put_down(self) -> None:
        """Another tool, or another case, comes: drop what is not finished."""
        self.cancel()

    def press(self, at: Pointer) -> None:
        """A button is pressed over a canvas that takes strokes."""

    def move(self, at: Pointer) -> None:
        """The pointer, or a key that matters, moves while the button is held."""

    def release(self, at: Pointer) -> None:
        """The button is let go."""

    def hover(self, at: Pointer) -> None:
        """The pointer moves without a button."""

    def accept(self) -> None:
        """Enter: carry out what is in progress."""

    def step_back(self) -> None:
        """Backspace: take the last part of what is in progress back."""

    def nudge(self, dx: int, dy: int) -> bool:
        """An arrow key, in image px; whether it has a use for it."""
        return False

    def take_back(self) -> bool:
        """Undo: take back what was done last of a gesture; False where there is none."""
        return self.in_gesture and self.cancel()

    def cancel(self) -> bool:
        """Esc: drop what is in progress; False where nothing is."""
        return False

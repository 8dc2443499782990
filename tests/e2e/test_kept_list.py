"""What was hidden, locked, noted and coloured in the list is there at the next start."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt

from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ONE, TWO, source_mask
from tests.e2e.user import LEFT, SHIFT, User

Key = Qt.Key


def test_the_list_is_as_it_was_left(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(TWO)
    rows = user.window.page.instances.rows
    user.click(rows[1], QPoint(60, 12), LEFT)
    user.click(rows[1].lock)
    user.focus_canvas()
    user.key(Key.Key_F2)
    user.type("doubtful")
    user.key(Key.Key_Return)
    user.focus_canvas()
    user.key(Key.Key_V, SHIFT)
    user.choose(ONE)
    user.click(user.window.page.instances.rows[0].eye)
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    assert again.window.page.banner.text == "1 edit of 1 image is back. It is kept, not saved."
    again.choose(TWO)
    first, second = again.document.instances
    assert (first.hidden, first.locked, first.note) == (True, False, "")
    assert (second.hidden, second.locked, second.note) == (False, True, "doubtful")
    rows = again.window.page.instances.rows
    assert rows[0].eye.isVisible(), "what is hidden says so"
    assert rows[1].lock.isVisible()
    assert rows[1].note.text() == "doubtful"
    again.choose(ONE)
    assert [state.hidden for state in again.document.instances] == [True]
    assert again.save_state == "No changes", "hiding is no edit"
    assert np.array_equal(again.document.planes.to_stack(), np.load(source_mask(samples, ONE)))

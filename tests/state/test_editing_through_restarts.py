"""Tools and operations at random, with restarts, crashes and saves between them.

The mask is that of a slow, plain model after every step, after every restart from the journal, when
all is undone and when all is done again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.steps import Step
from forgery_viewer.state.mask_document import MaskDocument
from tests.core.building import write_case
from tests.core.editing_at_random import Hand
from tests.core.plain_masks import PlainMask
from tests.state.desks import Desk, forged

Stack = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


class Editor:
    """Runs of the program one after the other, of which each may end at any moment."""

    def __init__(self, root: Path, hand: Hand, qtbot: QtBot) -> None:
        height, width = hand.image.shape[:2]
        write_case(root, "1", size=(height, width), mask=hand.stack)
        self._root, self._qtbot = root, qtbot
        self._start()

    def _start(self) -> None:
        self.desk = Desk(self._root)
        self.document: MaskDocument = self.desk.open("1")

    def close_and_open(self) -> None:
        """End the program as its user does, and start it again."""
        assert self.desk.close() == ()
        self._start()

    def crash_and_open(self) -> None:
        """Start anew from what is on the disk, as after a kill; the old run writes no more."""
        self.desk.lane.finish()
        old = self.desk
        self._start()
        old.close()

    def save(self) -> None:
        if self.document.is_changed:
            with self._qtbot.waitSignal(self.desk.documents.saved):
                self.desk.documents.save(forged("1"))


SIZES = [
    (1, 1, 1, 1),
    (2, 1, 40, 20),
    (3, 40, 1, 3),
    (4, 8, 9, 20),
    (5, 70, 60, 5),
    (6, 33, 65, 12),
    (7, 130, 90, 2),
    (8, 300, 400, 3),
    (9, 1000, 1000, 2),
]


@pytest.mark.parametrize(("seed", "height", "width", "count"), SIZES)
def test_the_mask_is_that_of_the_model_through_every_restart(
    tmp_path: Path, qtbot: QtBot, seed: int, height: int, width: int, count: int
) -> None:
    hand, chance = Hand(seed, height, width, count), np.random.default_rng(seed)
    editor, model = Editor(tmp_path / "set", hand, qtbot), PlainMask(hand.stack)
    seen: list[Stack] = [model.stack()]
    for _ in range(8 if height * width > 100_000 else 20):
        act = hand.next_act(model)
        document = editor.document
        changes = tuple(act.changes(document.planes, document.instances) or ())
        document.push(Step(act.words, "brush", changes))
        act.plainly(model)
        seen.append(model.stack())
        np.testing.assert_array_equal(document.planes.to_stack(), seen[-1], err_msg=act.words)
        match chance.integers(6):
            case 0:
                editor.close_and_open()
            case 1:
                editor.crash_and_open()
            case 2:
                editor.save()
        assert editor.document.planes.equals_stack(seen[-1]), f"after {act.words} and a restart"
    editor.close_and_open()
    stack = editor.document.undo_stack
    assert stack.count() == stack.index() == len(seen) - 1
    for number in reversed(range(len(seen) - 1)):
        stack.undo()
        assert editor.document.planes.equals_stack(seen[number])
    assert editor.document.planes.equals_stack(hand.stack)
    editor.close_and_open()
    stack = editor.document.undo_stack
    for expected in seen[1:]:
        stack.redo()
        assert editor.document.planes.equals_stack(expected)
    editor.desk.close()

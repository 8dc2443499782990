"""Boxes that hold the instances of a mask, kept up with its changes without looking at a pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from forgery_viewer.core.edits import Box, Edit, united
from forgery_viewer.core.steps import Change, Flip, Insert, Move, Remove

Boxes: TypeAlias = tuple[Box | None, ...]
"""Of each instance a box outside of which it has no pixel; None where it has none at all."""


def boxes_after(boxes: Sequence[Box | None], changes: Iterable[Change]) -> Boxes:
    """Boxes that hold the instances once changes were made, in their order.

    Nobody looks at what is left of an instance: its box never becomes smaller.
    """
    after = list(boxes)
    for change in changes:
        match change:
            case Flip(edit):
                after[edit.number] = _with(after[edit.number], edit)
            case Insert(number, _, edit):
                after.insert(number, _with(None, edit))
            case Remove(number):
                del after[number]
            case Move(start, end):
                after.insert(end, after.pop(start))
    return tuple(after)


def _with(box: Box | None, edit: Edit | None) -> Box | None:
    if edit is None:
        return box
    return edit.box if box is None else united((box, edit.box))

"""Steps of a mask's history: lists of primitive changes, each of which knows its exact opposite.

Everything that is done to a mask is made of five changes: pixels of an instance are flipped, an
instance is put in, taken out, moved to another place, or described anew (its colour, its note).
Whoever can do, undo and store these can do so with any tool and operation.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from forgery_viewer.core.edits import Box, Edit, united
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes

COUNTED_PX = 1 << 21
"""Counting what a step adds takes 2 ms for a box of this size, and no longer."""


@dataclass(frozen=True, slots=True)
class Flip:
    """Pixels of one instance, flipped: its own opposite."""

    edit: Edit


@dataclass(frozen=True, slots=True)
class Insert:
    """An instance put in at place `number`; `edit` is its pixels, None where it has none."""

    number: int
    state: InstanceState
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """The instance at place `number`, with just this state and these pixels, taken out."""

    number: int
    state: InstanceState
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The instance at place `start` taken out and put in at place `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Describe:
    """Another colour or note of the instance at place `number`."""

    number: int
    before: InstanceState
    after: InstanceState


Change: TypeAlias = Flip | Insert | Remove | Move | Describe


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a history.

    Attributes:
        text: What it is called: "Brush, 12 px".
        icon: The name of its icon.
        changes: What it does, in this order.
        before: Which instance is selected when it is undone; None for the one that is.
        after: Which instance is selected when it is done; None for the one that is.
        made_at: When it was made, in seconds since 1970.
        repair_key: Which repair it is, "" for none.
    """

    text: str
    icon: str
    changes: tuple[Change, ...]
    before: int | None = None
    after: int | None = None
    made_at: float = field(default_factory=time.time, compare=False)
    repair_key: str = ""

    @property
    def is_structural(self) -> bool:
        """Whether it changes more than pixels."""
        return not all(isinstance(change, Flip) for change in self.changes)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The pixels of all its changes."""
        held = (
            change.edit for change in self.changes if isinstance(change, Flip | Insert | Remove)
        )
        return tuple(edit for edit in held if edit is not None)

    @property
    def box(self) -> Box | None:
        """Where it acts; None where it touches no pixel."""
        boxes = [edit.box for edit in self.edits]
        return united(boxes) if boxes else None

    @property
    def size_bytes(self) -> int:
        """Memory that its packed pixels take."""
        return sum(edit.size_bytes for edit in self.edits)

    @property
    def is_light(self) -> bool:
        """Whether its pixels are kept elsewhere; see `without_pixels`."""
        return any(not edit.packed for edit in self.edits)


def with_added_px(step: Step, planes: BitPlanes) -> Step:
    """The same step, which knows how many pixels it brings to a mask that it is about to change.

    That is left unknown where it would take long, and where instances come and go.
    """
    if step.is_structural or all(edit.added_px is not None for edit in step.edits):
        return step
    flips = tuple(Flip(_with_added_px(edit, planes)) for edit in step.edits)
    return replace(step, changes=flips)


def _with_added_px(edit: Edit, planes: BitPlanes) -> Edit:
    top, left, bottom, right = edit.box
    if edit.added_px is not None or (bottom - top) * (right - left) > COUNTED_PX:
        return edit
    absent = (planes.bits[top:bottom, left:right] & planes.bit(edit.number)) == 0
    return replace(edit, added_px=int(np.count_nonzero(edit.flipped() & absent)))


def without_pixels(step: Step) -> Step:
    """The same step, whose pixels are kept elsewhere: it can be named, but not done."""
    return replace(step, changes=tuple(_light(change) for change in step.changes))


def _light(change: Change) -> Change:
    match change:
        case Flip(edit):
            return Flip(replace(edit, packed=b""))
        case Insert(number, state, Edit() as edit):
            return Insert(number, state, replace(edit, packed=b""))
        case Remove(number, state, Edit() as edit):
            return Remove(number, state, replace(edit, packed=b""))
        case _:
            return change


def opposite(change: Change) -> Change:
    """The change that takes `change` back."""
    match change:
        case Flip():
            return change
        case Insert(number, state, edit):
            return Remove(number, state, edit)
        case Remove(number, state, edit):
            return Insert(number, state, edit)
        case Move(start, end):
            return Move(end, start)
        case Describe(number, before, after):
            return Describe(number, after, before)


def backwards(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take `changes` back, in the order in which to make them."""
    return tuple(opposite(change) for change in reversed(tuple(changes)))


def make_change(change: Change, planes: BitPlanes, states: list[InstanceState]) -> None:
    """Make one change of a mask's pixels in `planes`, and of its instances in `states`."""
    match change:
        case Flip(edit):
            edit.flip(planes)
        case Insert(number, _, edit):
            planes.insert(number)
            if edit is not None:
                edit.flip(planes)
        case Remove(number):
            planes.remove(number)
        case Move(start, end):
            planes.move(start, end)
    change_states(change, states)


def change_states(change: Change, states: list[InstanceState]) -> None:
    """Make one change of what is known of the instances besides their pixels."""
    match change:
        case Insert(number, state):
            states.insert(number, state)
        case Remove(number):
            del states[number]
        case Move(start, end):
            states.insert(end, states.pop(start))
        case Describe(number, _, after):
            # Whether it is hidden or locked is no matter of the history.
            states[number] = replace(states[number], colour=after.colour, note=after.note)


def selected_after(change: Change, current: int, count: int) -> int:
    """The place of the selected instance after a change that leaves `count` instances.

    It stays the same instance; one that is taken out hands over to the one in its place. Without
    a selection, -1, the first instance that comes is selected.
    """
    match change:
        case Insert(number=number):
            return number if current < 0 else current + (number <= current)
        case Remove(number=number):
            return current - 1 if number < current or current == count else current
        case Move(start, end):
            if current == start:
                return end
            return current + (end <= current < start) - (start < current <= end)
        case _:
            return current

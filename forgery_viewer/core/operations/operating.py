"""Operations on instances of a mask, as the edits that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import numpy as np

from forgery_viewer.core.edits import Box, Edit, united
from forgery_viewer.core.operations.covering import edit_of, packed
from forgery_viewer.core.operations.extents import (
    Plane,
    extent,
    pixels,
    pixels_of_any,
    widened,
)
from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.core.operations.stopping import StoppedError, go_on
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.planes import BitPlanes


class Boolean(Enum):
    """What becomes of one instance by another."""

    AND = "and"
    OR = "or"
    MINUS = "minus"
    XOR = "xor"


def operate(
    planes: BitPlanes,
    numbers: Sequence[int],
    operation: Operation,
    *,
    protected: int = 0,
    boxes: Mapping[int, Box | None] | None = None,
    cancelled: Cancelled | None = None,
) -> list[Edit] | None:
    """What an operation changes of some instances: edits to be made in this order.

    Args:
        planes: The mask; it is not changed.
        numbers: The instances, each for itself.
        operation: What to do.
        protected: Bit k set for each instance k whose pixels no other one takes. What an operation
            adds to an instance is left out there, also where one of `numbers` has just grown to;
            what it takes away is not. An instance is never protected from itself.
        boxes: For instances of which it is known, a box that holds all their pixels, None where
            there are none; it spares looking for them in all of a large image.
        cancelled: Asked now and then whether to stop.

    Returns:
        An edit for each instance that changes; None where cancelled.
    """
    edits: list[Edit] = []
    try:
        for number in numbers:
            go_on(cancelled)
            change = _change(planes, number, operation, boxes or {}, cancelled)
            if change is None:
                continue
            before, flipped, box = change
            others = protected & ~(1 << number)
            if others:
                flipped &= before | ~_taken(planes, others, box, edits)
            edit = packed(number, flipped, before, box)
            if edit is not None:
                edits.append(edit)
    except StoppedError:
        return None
    return edits


def combine(
    planes: BitPlanes,
    number: int,
    other: int,
    how: Boolean,
    *,
    protected: int = 0,
    boxes: Mapping[int, Box | None] | None = None,
) -> Edit | None:
    """What instance `number` becomes by another one, as an edit; None where nothing changes.

    Pixels of instances that are `protected` (as in `operate`) are not taken, except from `other`
    itself: to take its pixels is what is asked for. `boxes` are as in `operate`, too.
    """
    known = boxes or {}
    around = [_around(planes, one, known) for one in (number, other)]
    there = [box for box in around if box is not None]
    if not there:
        return None
    box = united(there)
    one, two = pixels(planes, number, box), pixels(planes, other, box)
    match how:
        case Boolean.AND:
            after = one & two
        case Boolean.OR:
            after = one | two
        case Boolean.MINUS:
            after = one & ~two
        case Boolean.XOR:
            after = one ^ two
    return edit_of(planes, number, one, after, box, protected & ~(1 << other))


def _change(
    planes: BitPlanes,
    number: int,
    operation: Operation,
    boxes: Mapping[int, Box | None],
    cancelled: Cancelled | None,
) -> tuple[Plane, Plane, Box] | None:
    """An instance's pixels, those of them that an operation flips, and where they lie."""
    shape = planes.height, planes.width
    if operation.margin_px is None:
        box = (0, 0, *shape)
    else:
        around = _around(planes, number, boxes)
        if around is None:
            return None
        box = widened(around, operation.margin_px, shape)
    before = pixels(planes, number, box)
    after = operation.result(before, box, cancelled)
    return before, np.logical_xor(before, after, out=after), box


def _around(planes: BitPlanes, number: int, boxes: Mapping[int, Box | None]) -> Box | None:
    """The smallest box around an instance, looked for where it can be."""
    if number not in boxes:
        return extent(planes, number)
    within = boxes[number]
    return None if within is None else extent(planes, number, within)


def _taken(planes: BitPlanes, numbers: int, box: Box, edits: Sequence[Edit]) -> Plane:
    """Where any of some instances is in a box once the edits are made."""
    rest = numbers
    for edit in edits:
        rest &= ~(1 << edit.number)
    taken = pixels_of_any(planes, rest, box)
    for edit in edits:
        if numbers >> edit.number & 1:
            now = pixels(planes, edit.number, box)
            _flip_in(now, box, edit)
            taken |= now
    return taken


def _flip_in(plane: Plane, box: Box, edit: Edit) -> None:
    """Make an edit in the part of its instance that lies in a box."""
    top, left = max(box[0], edit.box[0]), max(box[1], edit.box[1])
    bottom, right = min(box[2], edit.box[2]), min(box[3], edit.box[3])
    if bottom <= top or right <= left:
        return
    part = edit.flipped()[
        top - edit.box[0] : bottom - edit.box[0], left - edit.box[1] : right - edit.box[1]
    ]
    plane[top - box[0] : bottom - box[0], left - box[1] : right - box[1]] ^= part

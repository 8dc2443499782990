"""Steps at random for property tests, and what they do to plain stacks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import (
    Change,
    Describe,
    Flip,
    Insert,
    Move,
    Remove,
    Step,
    make_change,
)

Stack = NDArray[np.uint8]


def change_at_random(data: st.DataObject, planes: BitPlanes, states: list[InstanceState]) -> Change:
    """A change that can be made to a mask and its instances."""
    count = planes.count
    kinds = ["insert"] + ["flip", "remove", "move", "describe"] * (count > 0)
    kind = data.draw(st.sampled_from([k for k in kinds if k != "insert" or count < 64]))
    number = data.draw(st.integers(0, count - (kind != "insert")))
    seed = data.draw(st.integers(0, 2**16))
    pixels = np.random.default_rng(seed).random((planes.height, planes.width)) < 0.3
    match kind:
        case "insert":
            state = InstanceState(seed % 64, note=str(seed))
            return Insert(number, state, pack_edit(number, pixels))
        case "flip":
            edit = pack_edit(number, pixels)
            return Move(number, number) if edit is None else Flip(edit)
        case "remove":
            return Remove(number, states[number], pack_edit(number, planes.plane(number)))
        case "move":
            return Move(number, data.draw(st.integers(0, count - 1)))
    after = replace(states[number], colour=seed % 64, note="seen")
    return Describe(number, states[number], after)


def step_at_random(data: st.DataObject, planes: BitPlanes, states: list[InstanceState]) -> Step:
    """A step of up to three changes; it is made to the mask and its instances as well."""
    changes = []
    for _ in range(data.draw(st.integers(1, 3))):
        changes.append(change_at_random(data, planes, states))
        make_change(changes[-1], planes, states)
    text = data.draw(st.text(max_size=8))
    places = st.one_of(st.none(), st.integers(-1, 63))
    return Step(
        text, "brush", tuple(changes), before=data.draw(places), after=data.draw(places),
        made_at=data.draw(st.floats(0, 4e9)), repair_key=data.draw(st.sampled_from(["", "drop"])),
    )  # fmt: skip

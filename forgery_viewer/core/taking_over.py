"""A prediction taken over into a mask: as one step of its history, which can be undone.

Each predicted instance belongs to the true one that it is assigned to. Where it has none, it comes
as a new instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Change, Flip, Insert, Remove, Step

Plane = NDArray[np.bool_]
"""(H, W): where an instance is."""


class Taking(Enum):
    """What is done with the predicted pixels."""

    REPLACE = "replace"
    ADD = "add"
    SUBTRACT = "subtract"


_WORDS = {
    Taking.REPLACE: "Replace by prediction",
    Taking.ADD: "Add prediction",
    Taking.SUBTRACT: "Subtract prediction",
}
_ICONS = {
    Taking.REPLACE: "replace",
    Taking.ADD: "squares-unite",
    Taking.SUBTRACT: "squares-subtract",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is taken over, as a whole sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class TakingOver:
    """What is to be taken over.

    Attributes:
        taking: What is done.
        predicted: The predicted instances, or the region of one, by its number.
        whole: Whether that is the whole prediction: what stands for none of it is then replaced.
        is_region: Whether a region is taken over and not an instance.
    """

    taking: Taking
    predicted: Mapping[int, Plane]
    whole: bool = False
    is_region: bool = False

    @property
    def text(self) -> str:
        """What the step is called."""
        name = _WORDS[self.taking]
        if self.whole:
            return name
        what = "region of P" if self.is_region else "P"
        return f"{name}, {what}{next(iter(self.predicted)) + 1}"


def region_at(plane: Plane, row: int, column: int) -> Plane | None:
    """The region of an instance that has a pixel, 8-connected; None where the instance is not."""
    if not plane[row, column]:
        return None
    labels = cv2.connectedComponents(plane.view(np.uint8), connectivity=8)[1]
    return np.asarray(labels == labels[row, column], np.bool_)


def take_over(
    wanted: TakingOver,
    planes: BitPlanes,
    states: Sequence[InstanceState],
    pairs: Iterable[tuple[int, int]],
    *,
    spares_others: bool = False,
) -> Step | Refused:
    """The step that takes a prediction over, or why there is none.

    Args:
        wanted: What is to be done.
        planes: The mask.
        states: The states of its instances; those that are locked are not changed.
        pairs: (true, predicted) instances that are assigned to each other.
        spares_others: Whether pixels of other instances are left to them.
    """
    belongs = {predicted: true for true, predicted in pairs}
    new: list[Plane] = []
    gone: list[int] = []
    if wanted.taking is Taking.SUBTRACT:
        after = _subtracted(wanted, planes, states)
    else:
        after, new = _put(wanted, planes, belongs, spares_others=spares_others)
        kept = {belongs[number] for number in wanted.predicted if number in belongs}
        replaces_all = wanted.whole and wanted.taking is Taking.REPLACE
        gone = [n for n in range(planes.count) if n not in kept] if replaces_all else []
    flips = _flips(planes, after)
    locked = [n for n in (*(flip.edit.number for flip in flips), *gone) if states[n].locked]
    if locked:
        number = min(locked) + 1
        return Refused(f"Instance {number} is locked. Unlock it to change it.")
    if planes.count - len(gone) + len(new) > MAX_INSTANCES:
        return Refused(f"A mask holds at most {MAX_INSTANCES} instances.")
    changes = (*flips, *_removals(planes, states, gone), *_insertions(planes, states, gone, new))
    if not changes:
        return Refused("The mask is like the prediction there already: nothing changes.")
    return Step(wanted.text, _ICONS[wanted.taking], changes)


def _subtracted(
    wanted: TakingOver, planes: BitPlanes, states: Sequence[InstanceState]
) -> dict[int, Plane]:
    """Every instance that is not locked, without the predicted pixels."""
    union = np.logical_or.reduce(list(wanted.predicted.values()))
    free = (number for number in range(planes.count) if not states[number].locked)
    return {number: planes.plane(number) & ~union for number in free}


def _put(
    wanted: TakingOver, planes: BitPlanes, belongs: Mapping[int, int], *, spares_others: bool
) -> tuple[dict[int, Plane], list[Plane]]:
    """What instances become, and the new ones."""
    after: dict[int, Plane] = {}
    new: list[Plane] = []
    for number, plane in wanted.predicted.items():
        true = belongs.get(number)
        before = planes.plane(true) if true is not None else np.zeros_like(plane)
        added = plane & ~_of_others(planes, true) if spares_others else plane
        if true is None:
            new.append(added)
        elif wanted.taking is Taking.ADD:
            after[true] = before | added
        elif wanted.is_region:
            after[true] = _without_touching(before, plane) | added
        else:
            after[true] = added
    return after, [plane for plane in new if plane.any()]


def _of_others(planes: BitPlanes, number: int | None) -> Plane:
    bits = planes.bits if number is None else planes.bits & ~planes.bit(number)
    return np.asarray(bits != 0, np.bool_)


def _without_touching(plane: Plane, region: Plane) -> Plane:
    """An instance without those of its regions that share a pixel with another region."""
    labels = cv2.connectedComponents(plane.view(np.uint8), connectivity=8)[1]
    touched = np.unique(labels[region & plane])
    return np.asarray(plane & ~np.isin(labels, touched[touched > 0]), np.bool_)


def _flips(planes: BitPlanes, after: Mapping[int, Plane]) -> list[Flip]:
    edits = (pack_edit(number, planes.plane(number) ^ plane) for number, plane in after.items())
    return [Flip(edit) for edit in edits if edit is not None]


def _removals(
    planes: BitPlanes, states: Sequence[InstanceState], gone: Sequence[int]
) -> list[Change]:
    """Taken out from the last one on, so that the numbers of the others hold."""
    return [
        Remove(number, states[number], pack_edit(number, planes.plane(number)))
        for number in sorted(gone, reverse=True)
    ]


def _insertions(
    planes: BitPlanes, states: Sequence[InstanceState], gone: Sequence[int], new: Sequence[Plane]
) -> list[Change]:
    used = {state.colour for number, state in enumerate(states) if number not in gone}
    free = (colour for colour in range(2 * MAX_INSTANCES) if colour not in used)
    first = planes.count - len(gone)
    return [
        Insert(number, InstanceState(next(free)), pack_edit(number, plane))
        for number, plane in enumerate(new, first)
    ]

"""One mask in place of another, as a step of a mask document's history."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from forgery_viewer.core.edits import flipped_between
from forgery_viewer.core.history import History
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.packed_masks import NEW, MaskChange
from forgery_viewer.core.steps import Change, Flip, Insert, Remove, Step
from forgery_viewer.state.mask_document import MaskDocument


@dataclass(frozen=True, slots=True)
class Replacement:
    """A change of a whole mask that is to be a step of its history.

    Attributes:
        change: What is put in the place of what.
        text: What the step is called in the history.
        repair_key: Which repair it is, "" for none.
        history: That of the mask before, where it was read from the disk and has one.
        made_at: When it was made, in seconds since 1970.
    """

    change: MaskChange
    text: str
    repair_key: str = ""
    history: History | None = field(default=None, compare=False)
    made_at: float = field(default_factory=time.time, compare=False)

    def why_not(self, states: Sequence[InstanceState]) -> str:
        """Why it cannot be done to a mask with these instances; "" where it can.

        Instances of which nothing is known are not locked.
        """
        known = range(len(states))
        locked = sorted(n for n in self.change.touched if n in known and states[n].locked)
        return f"Instance {locked[0] + 1} is locked. Unlock it to change it." if locked else ""

    def as_step(self, states: Sequence[InstanceState], current: int) -> Step:
        """The step that does so to a mask with these instances, of which `current` is selected.

        Instances that are left keep their colours, locks and visibility.
        """
        origins = self.change.origins
        kept = current >= 0 and current in origins
        return Step(
            self.text,
            "replace",
            tuple(_changes(self.change, states)),
            before=current,
            after=origins.index(current) if kept else min(0, len(origins) - 1),
            made_at=self.made_at,
            repair_key=self.repair_key,
        )


def _changes(change: MaskChange, states: Sequence[InstanceState]) -> Iterator[Change]:
    """What makes the mask of before that of after; instances that are left keep their order."""
    before, after = change.before.instances, change.after.instances
    left = [old for old in change.origins if old != NEW]
    for number in reversed(range(len(before))):
        if number not in left:
            yield Remove(number, states[number], before[number])
    used = {states[old].colour for old in left}
    free = (colour for colour in count() if colour not in used)
    for number, old in enumerate(change.origins):
        if old == NEW:
            yield Insert(number, InstanceState(next(free)), after[number])
    for number, old in enumerate(change.origins):
        if old != NEW:
            edit = flipped_between(before[old], after[number], number)
            if edit is not None:
                yield Flip(edit)


def repairs_in(document: MaskDocument) -> frozenset[str]:
    """Keys of the repairs that were done in a document's history and not undone."""
    return frozenset(step.repair_key for step in document.steps_done()) - {""}

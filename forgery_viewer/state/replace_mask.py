"""One mask in place of another, as a step of a mask document's history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from forgery_viewer.core.edits import flipped_between
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.packed_masks import NEW, MaskChange
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.steps import Change, Flip, Insert, Remove, Step
from forgery_viewer.state.mask_document import MaskDocument


@dataclass(frozen=True, slots=True)
class Replacement:
    """A change of a whole mask that is to be a step of its history.

    Attributes:
        change: What is put in the place of what.
        text: What the step is called in the history.
        repair_key: Which repair it is, "" for none.
    """

    change: MaskChange
    text: str
    repair_key: str = ""

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


class KeptSteps:
    """The steps of masks that were changed while nobody had them open.

    Only the packed steps are held, so that a thousand masks can be changed at once. A document that
    is made later begins with them as its history.
    """

    def __init__(self) -> None:
        self._steps: dict[RecordKey, list[Replacement]] = {}
        self._began_unsaved: set[RecordKey] = set()

    def add(self, key: RecordKey, step: Replacement, *, is_unsaved: bool) -> bool:
        """Hold one more step; `is_unsaved` says that the mask had unsaved edits before.

        False where the step does not begin where the last one ended.
        """
        steps = self._steps.get(key, [])
        if steps and steps[-1].change.after != step.change.before:
            return False
        if not steps and is_unsaved:
            self._began_unsaved.add(key)
        self._steps[key] = [*steps, step]
        return True

    def take_back(self, key: RecordKey, step: Replacement) -> None:
        """Forget a step and those after it, as it could not be kept."""
        steps = self._steps.get(key, [])
        if step in steps:
            self._steps[key] = steps[: steps.index(step)]

    def holds(self, key: RecordKey) -> bool:
        """Whether a record has steps."""
        return bool(self._steps.get(key))

    def mask(self, key: RecordKey) -> BitPlanes | None:
        """A record's mask after its steps; None where it has none."""
        steps = self._steps.get(key)
        return steps[-1].change.after.to_planes() if steps else None

    def repairs(self, key: RecordKey) -> frozenset[str]:
        """Keys of the repairs among a record's steps."""
        return frozenset(step.repair_key for step in self._steps.get(key, [])) - {""}

    def document(self, key: RecordKey, planes: BitPlanes) -> MaskDocument | None:
        """A document that has the record's steps done.

        None where there are none, or where `planes`, the mask as it was read, has another history.
        """
        steps = self._steps.pop(key, None)
        began_unsaved = key in self._began_unsaved
        self._began_unsaved.discard(key)
        if not steps:
            return None
        ends = (steps[0].change.before, *(step.change.after for step in steps))
        if not any(end.is_mask(planes) for end in ends):
            return None
        document = MaskDocument(key, ends[0].to_planes())
        if began_unsaved:
            document.undo_stack.resetClean()
        for step in steps:
            document.push(step.as_step(document.instances, document.current))
        # What was changed since the document was made is nothing.
        document.revision = 0
        return document

"""One mask in place of another, as a step of a mask document's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from forgery_viewer.core.edits import Box
from forgery_viewer.core.packed_masks import NEW, MaskChange
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.mask_document import InstanceState, MaskDocument
from forgery_viewer.state.undo_commands import MaskCommand


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


class ReplaceMaskCommand(MaskCommand):
    """The mask of after a change in place of that of before; both are kept packed.

    Instances that are left keep their colours, locks and visibility.
    """

    def __init__(self, document: MaskDocument, replacement: Replacement) -> None:
        super().__init__(document, replacement.text, "replace")
        self.replacement = replacement
        self._before = tuple(document.instances)
        self._current_before = document.current
        origins = replacement.change.origins
        self._after = _filled_up([self._before[old] if old != NEW else None for old in origins])
        kept = document.current >= 0 and document.current in origins
        self._current_after = origins.index(document.current) if kept else min(0, len(origins) - 1)

    @property
    def box(self) -> Box | None:
        return self.replacement.change.box

    def redo(self) -> None:
        planes = self.replacement.change.after.to_planes()
        self.document.replace_mask(planes, self._after, self._current_after)

    def undo(self) -> None:
        planes = self.replacement.change.before.to_planes()
        self.document.replace_mask(planes, self._before, self._current_before)


def repairs_in(document: MaskDocument) -> frozenset[str]:
    """Keys of the repairs that were done in a document's history and not undone."""
    done = document.commands()[: document.undo_stack.index()]
    return frozenset(
        step.replacement.repair_key for step in done if isinstance(step, ReplaceMaskCommand)
    ) - {""}


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
            document.undo_stack.push(ReplaceMaskCommand(document, step))
        # What was changed since the document was made is nothing.
        document.revision = 0
        return document


def _filled_up(states: Sequence[InstanceState | None]) -> tuple[InstanceState, ...]:
    """The states, with one in the first free colour wherever there is none."""
    used = {state.colour for state in states if state is not None}
    free = (colour for colour in count() if colour not in used)
    return tuple(InstanceState(next(free)) if state is None else state for state in states)

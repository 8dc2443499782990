"""Steps of masks that were changed while nobody had them open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forgery_viewer.core.history import History
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.journal import Made
from forgery_viewer.core.journal_entries import NOWHERE
from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.steps import Step, change_states, selected_after
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.replace_mask import Replacement
from forgery_viewer.state.undo_commands import restore_history


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of a mask when it is changed for the first time.

    Attributes:
        steps: Those that are done.
        sizes: Bytes of the packed pixels of each, wherever they are.
        states: What is known of its instances besides.
        clean: How many steps were done when it was saved, or `NOWHERE`.
    """

    steps: tuple[Step, ...]
    sizes: tuple[int, ...]
    states: tuple[InstanceState, ...]
    clean: int

    @classmethod
    def of(cls, history: History | None, count: int, *, is_unsaved: bool) -> Earlier:
        """That of a history, or of a mask with `count` instances that has none."""
        if history is None:
            states = tuple(InstanceState(number) for number in range(count))
            return cls((), (), states, NOWHERE if is_unsaved else 0)
        done, clean = history.index, history.clean
        return cls(
            tuple(history.steps[:done]),
            tuple(history.sizes[:done]),
            tuple(history.states),
            clean if clean <= done else NOWHERE,
        )


class KeptMask:
    """One mask, all of it packed, and what was done to it."""

    def __init__(self, before: PackedMask, earlier: Earlier) -> None:
        self.ends = [before]
        self.steps: list[Step] = []
        self.clean = earlier.clean
        self._earlier = earlier
        self.states_before = earlier.states
        self._states = list(earlier.states)
        self._current = 0 if earlier.states else -1

    @property
    def index(self) -> int:
        """How many steps are done."""
        return len(self._earlier.steps) + len(self.steps)

    @property
    def states(self) -> Sequence[InstanceState]:
        """What is known of its instances besides their pixels."""
        return self._states

    def add(self, replacement: Replacement) -> Made:
        """Put another mask in the place of the last one; returns the step."""
        step = replacement.as_step(self._states, self._current)
        made = Made(self.index, step)
        for change in step.changes:
            change_states(change, self._states)
            self._current = selected_after(change, self._current, len(self._states))
        if step.after is not None:
            self._current = step.after
        self.steps.append(step)
        self.ends.append(replacement.change.after)
        return made

    def document(self, key: RecordKey, planes: BitPlanes) -> MaskDocument | None:
        """A document with all of its history; None where `planes`, as read, are of another mask."""
        if not any(end.is_mask(planes) for end in self.ends):
            return None
        document = MaskDocument(key, self.ends[-1].to_planes())
        document.instances = list(self._states)
        document.current = self._current
        steps = (*self._earlier.steps, *self.steps)
        sizes = (*self._earlier.sizes, *(step.size_bytes for step in self.steps))
        restore_history(document, steps, sizes, len(steps), self.clean)
        return document


class KeptSteps:
    """The masks that were changed while nobody had them open.

    Only packed pixels are held, so that a thousand masks can be changed at once.
    """

    def __init__(self) -> None:
        self._masks: dict[RecordKey, KeptMask] = {}

    def add(self, key: RecordKey, replacement: Replacement, *, is_unsaved: bool) -> Made | None:
        """Hold one more step; `is_unsaved` says that the mask had unsaved edits before.

        None where the step does not begin where the last one ended.
        """
        before = replacement.change.before
        mask = self._masks.get(key)
        if mask is None:
            count = len(before.instances)
            earlier = Earlier.of(replacement.history, count, is_unsaved=is_unsaved)
            mask = self._masks[key] = KeptMask(before, earlier)
        elif mask.ends[-1] != before:
            return None
        return mask.add(replacement)

    def take(self, key: RecordKey) -> KeptMask | None:
        """A mask that is about to be opened, which is held no longer; None where it was not."""
        return self._masks.pop(key, None)

    def get(self, key: RecordKey) -> KeptMask | None:
        """A mask that is held."""
        return self._masks.get(key)

    def mask(self, key: RecordKey) -> BitPlanes | None:
        """A record's mask after its steps; None where it has none."""
        mask = self._masks.get(key)
        return mask.ends[-1].to_planes() if mask is not None else None

    def repairs(self, key: RecordKey) -> frozenset[str]:
        """Keys of the repairs among a record's steps."""
        mask = self._masks.get(key)
        steps = mask.steps if mask is not None else []
        return frozenset(step.repair_key for step in steps) - {""}

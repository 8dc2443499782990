"""What happens to one mask, on its way from the window's thread to the disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.history import History
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.journal import Event, Journal, Moved, Saved, Saving, Treated
from forgery_viewer.core.journal_entries import Base
from forgery_viewer.core.packed_masks import PackedMask, mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import Record
from forgery_viewer.core.steps import Step, backwards, make_change
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.mask_loading import correction_digest, digest_on_disk


@dataclass(frozen=True, slots=True)
class Undone:
    """A mask with instances, as it was before some steps; the array is nobody else's."""

    planes: BitPlanes
    states: tuple[InstanceState, ...]
    steps: tuple[Step, ...]

    def to_planes(self) -> BitPlanes:
        """The mask before those steps."""
        planes, states = self.planes.copy(), list(self.states)
        for step in reversed(self.steps):
            for change in backwards(step.changes):
                make_change(change, planes, states)
        return planes


@dataclass(frozen=True, slots=True)
class Beginning:
    """The mask that a history without a journal begins with.

    Attributes:
        mask: Its pixels; not changed by anybody.
        states: What is known of its instances besides.
        is_saved: Whether that is a mask of the data set or a saved one.
        is_own: Whether it is the data set's own, as it was read.
        opened_at: When it was opened, in seconds since 1970.
    """

    mask: BitPlanes | PackedMask | Undone
    states: tuple[InstanceState, ...]
    is_saved: bool
    is_own: bool
    opened_at: float

    def as_base(self, record: Record, workspace: Workspace) -> Base:
        """The same for a journal, with what lies on the disk below it."""
        mask = self.mask.to_planes() if isinstance(self.mask, Undone) else self.mask
        packed = mask if isinstance(mask, PackedMask) else PackedMask.of_planes(mask)
        height, width = packed.height, packed.width
        if self.is_own and isinstance(mask, BitPlanes):
            own: str | None = mask_digest(mask)
        else:
            own = digest_on_disk(record.mask_path, height, width)
        correction = correction_digest(workspace, record, height, width) or ""
        return Base(packed, self.states, self.is_saved, own, correction, self.opened_at)


class Mark:
    """Where in what happens a save comes; it is not written itself."""


Happening: TypeAlias = Event | Mark


class HistoryLog:
    """Takes what happens to one mask, and writes it in that order.

    What is added on the window's thread is written on that of a lane, one call at a time.
    """

    def __init__(self, record: Record, workspace: Workspace, source: History | Beginning) -> None:
        self.record = record
        self._workspace = workspace
        self._source: History | Beginning | None = source
        self._journal: Journal | None = None
        self._data_set = source.data_set if isinstance(source, History) else None
        self._waiting: list[Happening] = []
        self._lock = threading.Lock()
        if isinstance(source, History):
            self._journal = workspace.journals.resume(record.key, source)
            self._source = None

    @property
    def waits(self) -> bool:
        """Whether something is not on the disk yet."""
        with self._lock:
            return bool(self._waiting)

    @property
    def data_set(self) -> str | None:
        """Digest of the data set's own mask when it was seen last, None where that is not known."""
        if self._data_set is None and self._journal is not None:
            return self._journal.base.data_set
        return self._data_set

    @property
    def is_begun(self) -> bool:
        """Whether there is a journal, or something that is to be written into one."""
        return self._journal is not None or self.waits

    @property
    def path(self) -> Path:
        """Its file."""
        return self._workspace.journals.path(self.record.key)

    def add(self, happening: Happening) -> None:
        """Take what happened last."""
        with self._lock:
            self._waiting.append(happening)

    def begin_anew(self, beginning: Beginning, happened: Sequence[Event]) -> None:
        """Let the history begin with another mask, followed by what happened since.

        For a journal that somebody took away; marks that wait stay behind it.
        """
        with self._lock:
            marks = [other for other in self._waiting if isinstance(other, Mark)]
            self._waiting = [*happened, *marks]
            self._journal, self._source = None, beginning

    def step(self, number: int) -> Step:
        """Step `number` of the history with its pixels. Raises WorkspaceError."""
        if self._journal is None:
            raise WorkspaceError(self.path, "is not written yet")
        return self._journal.step(number)

    # On the lane's thread -----------------------------------------------------------------

    def write(self) -> None:
        """Write what happened, as far as no save comes first. Raises WorkspaceError."""
        with self._lock:
            events = _before_mark(self._waiting)
        if not events:
            return
        journal = self._open()
        journal.write(_shortened(events))
        with self._lock:
            del self._waiting[: len(events)]
        if journal.is_bloated:
            # That it takes more room than it needs is no harm.
            with suppress(WorkspaceError):
                journal.compact()

    def begin_save(self, digest: str) -> None:
        """Write what happened before a save, and that it is about to be made.

        Raises WorkspaceError; the mark is left to `end_save`.
        """
        self.write()
        if self._journal is not None:
            self._journal.write([Saving(digest)])

    def end_save(self, mark: Mark, saved: Saved | None) -> None:
        """Write that a save was made, None where it was not. Raises WorkspaceError."""
        if saved is not None:
            self._data_set = saved.data_set
        with self._lock:
            place = self._waiting.index(mark)
            # Where nothing was ever written there is no history that would have to know.
            is_told = saved is not None and (self._journal is not None or place > 0)
            self._waiting[place : place + 1] = [saved] if is_told and saved is not None else []
        if saved is not None and not is_told:
            self._note_saved()
        self.write()

    def _note_saved(self) -> None:
        if isinstance(self._source, Beginning):
            source = self._source
            self._source = Beginning(
                source.mask, source.states, True, source.is_own, source.opened_at
            )

    def _open(self) -> Journal:
        if self._journal is None:
            if not isinstance(self._source, Beginning):
                raise TypeError("a journal without a beginning")
            base = self._source.as_base(self.record, self._workspace)
            self._journal = self._workspace.journals.begin(self.record.key, base)
            self._source = None
        return self._journal


def _before_mark(waiting: Sequence[Happening]) -> list[Event]:
    events: list[Event] = []
    for happening in waiting:
        if isinstance(happening, Mark):
            break
        events.append(happening)
    return events


def _shortened(events: Sequence[Event]) -> list[Event]:
    """The same without moves that another one follows: only where it ends counts.

    So it is with what is hidden and locked.
    """
    return [
        event
        for event, following in zip(events, [*events[1:], None], strict=True)
        if not (isinstance(event, Moved | Treated) and type(event) is type(following))
    ]

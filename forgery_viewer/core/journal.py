"""The journal of one mask: each step of its history is added at the end of a file.

What was written is never written over, so that a crash in the middle of it costs the last entry at
most. Steps that were undone and then replaced by another stay in the file until they weigh more
than what counts: then it is written anew, whole, in the place of the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeAlias

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.history import History, read_history
from forgery_viewer.core.instance_state import Treatment
from forgery_viewer.core.journal_entries import NOWHERE, Base, Kind, Stand, entry_of, stand_of
from forgery_viewer.core.journal_format import (
    HEADER,
    HEADER_SUM,
    Entry,
    Place,
    packed,
    read_entry,
)
from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.step_codec import (
    DamagedError,
    decode_step,
    encode_step,
    mask_parts,
    pack_parts,
    treatment_about,
)
from forgery_viewer.core.steps import Step

SPARE_BYTES = 256 * 2**10
"""A journal is not written anew for less than this."""


@dataclass(frozen=True, slots=True)
class Made:
    """A step was done, as number `number` of the history, from 0; those from there on are gone."""

    number: int
    step: Step


@dataclass(frozen=True, slots=True)
class Moved:
    """Steps were undone or done again until `index` of them are done."""

    index: int


@dataclass(frozen=True, slots=True)
class Stood:
    """The whole mask as it is now, so that reading it again takes no longer than a moment."""

    planes: BitPlanes


@dataclass(frozen=True, slots=True)
class Saving:
    """The mask as it is now is about to be saved; `digest` is that of the file, "" for none."""

    digest: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The mask that was about to be saved is.

    `data_set` is the digest of the data set's own mask then, as in a `Base`.
    """

    digest: str
    index: int
    data_set: str | None = None


@dataclass(frozen=True, slots=True)
class Treated:
    """Instances were hidden, shown, locked or unlocked, and are now as told here."""

    treatment: Treatment


Event: TypeAlias = Made | Moved | Stood | Saving | Saved | Treated


class JournalLostError(WorkspaceError):
    """What was written of a journal before is not there any more."""


class Journal:
    """Writes what happens to one mask to the end of its file.

    Events are written by one thread at a time; `step` may be asked for by others meanwhile.
    """

    def __init__(self, path: Path, base: Base, sign: Path | None = None) -> None:
        """The journal of a mask that begins with `base`; no file is made before the first event.

        Without the file `sign` the folder for journals is not there, and none is made.
        """
        self.path = path
        self._sign = sign
        self.base = base
        self.stand = Stand(0, 0 if base.is_saved else NOWHERE, 0)
        self._places: list[Place] = []
        self._mask_at: Place | None = None
        self._end, self._checksum = 0, HEADER_SUM
        self._is_damaged = False
        self._lock = threading.Lock()

    @classmethod
    def resumed(cls, history: History, sign: Path | None = None) -> Journal:
        """The journal that `history` was read from, to go on with."""
        journal = cls(history.path, history.base, sign)
        journal._take(history)
        return journal

    def _take(self, history: History) -> None:
        self.stand = history.stand
        self._places = list(history.places)
        self._mask_at = history.mask_at
        self._end, self._checksum = history.end, history.checksum
        self._is_damaged = bool(history.problem)

    @property
    def size_bytes(self) -> int:
        """How much of the file is known to be on the disk."""
        return self._end

    def read(self) -> bytes:
        """What is on the disk of it. Raises OSError."""
        with self._lock:
            return self.path.read_bytes()[: self._end]

    def step(self, number: int) -> Step:
        """Step `number` of the history, from 0, with its pixels. Raises WorkspaceError."""
        mask = self.base.mask
        with self._lock:
            try:
                entry = read_entry(self.path, self._places[number])
            except OSError as error:
                raise _unreadable(self.path, system_reason(error)) from error
        if entry is None:
            raise _unreadable(self.path, "it is damaged")
        try:
            return decode_step(stand_of(entry)[1], mask.height, mask.width)
        except DamagedError as error:
            raise _unreadable(self.path, str(error)) from error

    def write(self, events: Sequence[Event]) -> None:
        """Bring events to the disk, all of them or none, so that they can be written again.

        Raises:
            JournalLostError: What the events follow is not there any more.
            WorkspaceError: The file cannot be written.
        """
        check_sign(self.path, self._sign)
        entries, stand = _entries(events, self.stand)
        if self._end == 0:
            entries.insert(0, self.base.entry())
        data, sizes, checksum = packed(entries, self._checksum)
        try:
            start = self._bring_to_disk(data)
        except OSError as error:
            if self._end and self._is_lost():
                raise JournalLostError(self.path, "is not there any more") from error
            reason = f"cannot be written: {system_reason(error)}"
            raise WorkspaceError(self.path, reason) from error
        places, mask_at = _places(entries, sizes, start, self._places, self._mask_at)
        with self._lock:
            self.stand, self._places, self._mask_at = stand, places, mask_at
            self._end, self._checksum = start + len(data), checksum

    def _bring_to_disk(self, data: bytes) -> int:
        """Write the bytes of entries behind those that are there; returns where they begin."""
        if self._end:
            if self._is_damaged:
                keep_rest(self.path, self._end)
                self._is_damaged = False
            atomic.append(self.path, self._end, data)
            return self._end
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Whatever lies there could not be read: it is not this history, but perhaps somebody's.
        move_aside(self.path)
        atomic.write_bytes(self.path, HEADER + data)
        return len(HEADER)

    def _is_lost(self) -> bool:
        """Whether the folder is there and the file is not, or is shorter than it was.

        Where the folder is missing, too, a drive was removed, and may come back.
        """
        try:
            return self.path.stat().st_size < self._end
        except OSError:
            return self.path.parent.is_dir()

    # Writing it anew ----------------------------------------------------------------------

    @property
    def is_bloated(self) -> bool:
        """Whether most of the file is of steps that are not part of the history any more."""
        held = sum(place.size for place in self._places)
        held += self._mask_at.size if self._mask_at is not None else 0
        spare = self._end - held - self.base.mask.size_bytes
        return spare > max(SPARE_BYTES, held)

    def compact(self) -> None:
        """Write the history anew, in one step, without what is not part of it any more.

        Raises WorkspaceError, and then leaves it as it was.
        """
        history = read_history(self.path, self.read())
        entries = self._entries_of(history)
        data, sizes, checksum = packed(entries, HEADER_SUM)
        places, mask_at = _places(entries, sizes, len(HEADER), [], None)
        with self._lock:
            try:
                atomic.write_bytes(self.path, HEADER + data)
            except OSError as error:
                reason = f"cannot be written: {system_reason(error)}"
                raise WorkspaceError(self.path, reason) from error
            self._places, self._mask_at = places, mask_at
            self._end, self._checksum = len(HEADER) + len(data), checksum

    def _entries_of(self, history: History) -> list[Entry]:
        """What a journal has to hold so that this history is read from it."""
        entries = [history.base.entry()]
        clean = Stand(0, 0 if history.base.is_saved else NOWHERE, 0).clean
        for number, place in enumerate(self._places):
            entry = read_entry(self.path, place)
            if entry is None:
                raise _unreadable(self.path, "it is damaged")
            stand = Stand(number + 1, clean, number + 1)
            entries.append(entry_of(Kind.STEP, stand, stand_of(entry)[1]))
        stand = history.stand
        entries.append(entry_of(Kind.MOVE, stand))
        about, parts = mask_parts(PackedMask.of_planes(history.planes))
        entries.append(entry_of(Kind.MASK, stand, pack_parts(about, parts)))
        saved = {"mask": history.saved, "data_set": history.data_set}
        entries.append(entry_of(Kind.SAVED, stand, pack_parts(saved)))
        if history.saving is not None:
            digest, index = history.saving
            entries.append(entry_of(Kind.SAVING, stand, pack_parts({"mask": digest, "at": index})))
        treated = treatment_about(Treatment.of(history.states))
        entries.append(entry_of(Kind.TREATED, stand, pack_parts(treated)))
        return entries


def check_sign(path: Path, sign: Path | None) -> None:
    """Raise WorkspaceError where the workspace that `path` lies in is not there."""
    if sign is not None and not sign.is_file():
        raise WorkspaceError(path, f"cannot be written: {sign.parent} is not there any more")


def move_aside(path: Path) -> Path | None:
    """Give a journal that is not to be used a name of its own beside it; None where none is there.

    Raises OSError.
    """
    if not path.exists():
        return None
    aside = _beside(path, "aside")
    path.rename(aside)
    return aside


def keep_rest(path: Path, end: int) -> Path:
    """Copy what follows the first `end` bytes of a damaged journal beside it. Raises OSError."""
    rest = _beside(path, "damaged")
    atomic.write_bytes(rest, path.read_bytes()[end:])
    return rest


def _beside(path: Path, what: str) -> Path:
    now = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    ends = (f"{now}-{again}" if again else now for again in count())
    names = (path.with_name(f"{path.stem}.{end}.journal-{what}") for end in ends)
    return next(name for name in names if not name.exists())


def _unreadable(path: Path, reason: str) -> WorkspaceError:
    return WorkspaceError(path, f"cannot be read, and a step cannot be undone: {reason}")


def _entries(events: Sequence[Event], stand: Stand) -> tuple[list[Entry], Stand]:
    """The entries that tell of events, and where the history stands after them."""
    entries = []
    for event in events:
        kind, body = Kind.MOVE, b""
        match event:
            case Made(number, step):
                clean = stand.clean if stand.clean <= number else NOWHERE
                stand = Stand(number + 1, clean, number + 1)
                kind, body = Kind.STEP, encode_step(step)
            case Moved(index):
                stand = replace(stand, index=index)
            case Stood(planes):
                about, parts = mask_parts(PackedMask.of_planes(planes))
                kind, body = Kind.MASK, pack_parts(about, parts)
            case Saving(digest):
                kind, body = Kind.SAVING, pack_parts({"mask": digest, "at": stand.index})
            case Saved(digest, index, data_set):
                stand = replace(stand, clean=index)
                kind, body = Kind.SAVED, pack_parts({"mask": digest, "data_set": data_set})
            case Treated(treatment):
                kind, body = Kind.TREATED, pack_parts(treatment_about(treatment))
        entries.append(entry_of(kind, stand, body))
    return entries, stand


def _places(
    entries: Sequence[Entry],
    sizes: Sequence[int],
    start: int,
    places: Sequence[Place],
    mask_at: Place | None,
) -> tuple[list[Place], Place | None]:
    """Where the steps of the history and its last whole mask lie after entries were written."""
    held = list(places)
    for entry, size in zip(entries, sizes, strict=True):
        place = Place(start, size)
        start += size
        if entry.kind == Kind.STEP:
            held[stand_of(entry)[0].index - 1 :] = [place]
        elif entry.kind == Kind.MASK:
            mask_at = place
    return held, mask_at

"""What the entries of a mask's journal tell, and where its history stands after each of them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.journal_format import Entry
from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.step_codec import (
    DamagedError,
    Parts,
    mask_of,
    mask_parts,
    pack_parts,
    state_about,
    state_of,
)

NOWHERE = -1
"""Where the saved mask lies in a history that does not go through it."""

_STAND = struct.Struct("<iii")


class Kind(IntEnum):
    """What an entry of a journal tells."""

    BASE = 1
    STEP = 2
    MOVE = 3
    SAVING = 4
    SAVED = 5
    MASK = 6
    TREATED = 7


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a history stands after an entry, which each entry begins with.

    Attributes:
        index: How many steps are done.
        clean: How many were done when the mask was saved, or `NOWHERE`.
        count: How many there are, those undone included.
    """

    index: int
    clean: int
    count: int

    @property
    def is_unsaved(self) -> bool:
        """Whether there are edits that no save holds."""
        return self.index != self.clean

    @property
    def unsaved_edits(self) -> int:
        """How many steps it is away from what was saved, or all where nothing was."""
        return self.index if self.clean == NOWHERE else abs(self.index - self.clean)


@dataclass(frozen=True, slots=True)
class Base:
    """The mask that a history begins with.

    Attributes:
        mask: Its pixels.
        states: What is known of its instances besides.
        is_saved: Whether that is a mask of the data set or a saved one.
        data_set: Digest of the data set's own mask at that time; "" where there was none, None
            where it could not be read.
        correction: Digest of the saved correction at that time, "" for none.
        opened_at: When it was opened, in seconds since 1970.
    """

    mask: PackedMask
    states: tuple[InstanceState, ...]
    is_saved: bool
    data_set: str | None
    correction: str
    opened_at: float

    def entry(self) -> Entry:
        """What a journal begins with."""
        about, parts = mask_parts(self.mask)
        about |= {
            "states": [state_about(state) for state in self.states],
            "data_set": self.data_set,
            "correction": self.correction,
            "opened_at": self.opened_at,
        }
        stand = Stand(0, 0 if self.is_saved else NOWHERE, 0)
        return entry_of(Kind.BASE, stand, pack_parts(about, parts))

    @classmethod
    def read(cls, entry: Entry) -> Base:
        """The base that `entry` made an entry of. Raises DamagedError."""
        stand, body = stand_of(entry)
        if entry.kind != Kind.BASE:
            raise DamagedError("it does not begin with a mask")
        parts = Parts(body)
        mask = mask_of(parts.about, parts)
        try:
            states = tuple(state_of(state) for state in parts.about["states"])
            data_set, correction = parts.about["data_set"], str(parts.about["correction"])
            opened_at = float(parts.about["opened_at"])
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedError("an entry lacks what it needs") from error
        if len(states) != len(mask.instances):
            raise DamagedError("its first mask lacks instances")
        return cls(mask, states, stand.clean == 0, data_set, correction, opened_at)


def entry_of(kind: Kind, stand: Stand, body: bytes = b"") -> Entry:
    """An entry of a journal after which the history stands so."""
    return Entry(kind, _STAND.pack(stand.index, stand.clean, stand.count) + body)


def stand_of(entry: Entry) -> tuple[Stand, bytes]:
    """Where a history stands after an entry, and the rest of that. Raises DamagedError."""
    if len(entry.payload) < _STAND.size:
        raise DamagedError("an entry is too short")
    stand = Stand(*_STAND.unpack_from(entry.payload))
    if not 0 <= stand.index <= stand.count or not NOWHERE <= stand.clean <= stand.count:
        raise DamagedError("an entry stands outside its history")
    return stand, entry.payload[_STAND.size :]

"""The history of one mask as its journal has it: how the mask began, its steps, where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.journal_entries import NOWHERE, Base, Kind, Stand, stand_of
from forgery_viewer.core.journal_format import Found, Place, scan
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.step_codec import (
    DamagedError,
    Parts,
    decode_step,
    mask_of,
    treatment_of,
)
from forgery_viewer.core.steps import (
    Change,
    Describe,
    Flip,
    Insert,
    Move,
    Remove,
    Step,
    backwards,
    change_states,
    make_change,
    without_pixels,
)

HISTORY_BYTES = 16 * 2**20
"""Memory for the packed pixels of one mask's history; those of more steps lie in its journal."""


@dataclass(slots=True)
class History:
    """What a journal holds.

    Attributes:
        path: The journal.
        base: The mask that it begins with.
        planes: The mask as it stands.
        states: What is known of its instances besides.
        steps: Its steps, those undone included; far ones may be without their pixels.
        places: Where they lie in the file.
        index: How many of them are done.
        clean: How many were done when the mask was saved, or `NOWHERE`.
        end: Offset behind the last entry that can be trusted.
        checksum: That of this entry.
        problem: What is wrong with the file, "" where it is whole.
        saved: Digest of the saved correction, "" for none.
        saving: Digest of the one that was being saved when the program ended, and how many steps
            were done in it, or `NOWHERE`.
        mask_at: Where the last whole mask lies in the file, None where only the first does.
        data_set: Digest of the data set's own mask when it was seen last, as in the base.
    """

    path: Path
    base: Base
    planes: BitPlanes
    states: list[InstanceState]
    steps: list[Step]
    places: list[Place]
    index: int
    clean: int
    end: int
    checksum: int
    problem: str
    saved: str
    saving: tuple[str, int] | None
    mask_at: Place | None
    data_set: str | None

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        return Stand(self.index, self.clean, len(self.steps))

    @property
    def size_bytes(self) -> int:
        """Memory that it takes, the mask aside."""
        return sum(step.size_bytes for step in self.steps)

    @property
    def sizes(self) -> list[int]:
        """Bytes of each step in the file, about as many as its packed pixels take."""
        return [place.size for place in self.places]

    def fits(self, correction: str) -> bool:
        """Whether the saved correction with this digest, "" for none, is of this history.

        One that was being saved when the program ended is: the history then stands as saved.
        """
        if correction == self.saved:
            return True
        if self.saving is None or correction != self.saving[0]:
            return False
        self.saved, self.clean = self.saving
        self.saving = None
        return True


def read_history(path: Path, data: bytes, budget_bytes: int = HISTORY_BYTES) -> History:
    """The history in the bytes of a journal, as far as it can be trusted.

    Steps far from where it stands are without pixels where those of all take more than the budget.
    Raises WorkspaceError where not even its beginning can be read.
    """
    found = scan(data)
    if not found.entries:
        raise WorkspaceError(path, found.problem or "is cut off behind its header")
    try:
        reader = _Reader(found.entries)
        planes = reader.planes()
    except (DamagedError, ValueError, IndexError) as error:
        raise WorkspaceError(path, f"cannot be read: {error}") from error
    lighten(reader.steps, reader.stand.index, budget_bytes)
    return History(
        path=path,
        base=reader.base,
        planes=planes,
        states=reader.states,
        steps=reader.steps,
        places=reader.places,
        index=reader.stand.index,
        clean=reader.stand.clean,
        end=reader.end,
        checksum=reader.checksum,
        problem=reader.problem or found.problem,
        saved=reader.saved,
        saving=reader.saving,
        mask_at=reader.mask_at,
        data_set=reader.data_set,
    )


def lighten(steps: list[Step], index: int, budget_bytes: int) -> list[int]:
    """Take the pixels from the steps farthest from `index` until the others keep to the budget.

    Returns the numbers of those that lost theirs.
    """
    held = sum(step.size_bytes for step in steps)
    lost = []
    # The next to be undone is at index - 1, the next to be done again at index.
    for number in sorted(range(len(steps)), key=lambda n: abs(2 * n + 1 - 2 * index), reverse=True):
        if held <= budget_bytes:
            break
        if steps[number].size_bytes:
            held -= steps[number].size_bytes
            steps[number] = without_pixels(steps[number])
            lost.append(number)
    return lost


class _Reader:
    """Reads a journal's entries one after the other, up to the first that does not fit."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        first = found[0]
        self.base = Base.read(first.entry)
        self.stand = stand_of(first.entry)[0]
        self.end, self.checksum, self.problem = first.place.end, first.checksum, ""
        self.states = list(self.base.states)
        self.steps: list[Step] = []
        self.places: list[Place] = []
        self.saved, self.data_set = self.base.correction, self.base.data_set
        self.saving: tuple[str, int] | None = None
        self.mask_at: Place | None = None
        self._mask = self.base.mask
        # What was done to that mask since, forwards (True) or backwards.
        self._trail: list[tuple[Step, bool]] = []
        for entry in found[1:]:
            try:
                self._take(entry)
            except (DamagedError, ValueError, IndexError) as error:
                self.problem = f"is damaged from byte {self.end:,} on: {error}"
                return
            self.end, self.checksum = entry.place.end, entry.checksum

    def planes(self) -> BitPlanes:
        """The mask as it stands. Raises ValueError and IndexError where pixels do not fit."""
        planes = self._mask.to_planes()
        states = [InstanceState(0)] * planes.count
        for step, forwards in self._trail:
            for change in step.changes if forwards else backwards(step.changes):
                make_change(change, planes, states)
        return planes

    def _take(self, found: Found) -> None:
        stand, body = stand_of(found.entry)
        match found.entry.kind:
            case Kind.STEP:
                self._take_step(stand, body, found.place)
            case Kind.MOVE:
                self._go_to(stand.index)
            case Kind.SAVING:
                self.saving = _saving(body, stand)
            case Kind.SAVED:
                self.saved, self.saving = _digest(body), None
                self.data_set = _data_set(body) or self.data_set
            case Kind.MASK:
                parts = Parts(body)
                self._mask, self._trail = mask_of(parts.about, parts), []
                self.mask_at = found.place
            case Kind.TREATED:
                self.states = treatment_of(Parts(body).about).applied(self.states)
            case _:
                raise DamagedError(f"an entry is of an unknown kind, {found.entry.kind}")
        if (stand.index, stand.count) != (self.stand.index, len(self.steps)):
            raise DamagedError("an entry stands elsewhere in the history")
        self.stand = stand

    def _take_step(self, stand: Stand, body: bytes, place: Place) -> None:
        number = stand.index - 1
        if number != self.stand.index:
            raise DamagedError("a step does not follow the one before it")
        step = decode_step(body, self._mask.height, self._mask.width)
        self._go(step, forwards=True)
        self.steps[number:], self.places[number:] = [step], [place]
        if self.saving is not None and self.saving[1] > number:
            self.saving = (self.saving[0], NOWHERE)
        self._stand_at(stand.index)

    def _go_to(self, index: int) -> None:
        if index > len(self.steps):
            raise DamagedError("an entry stands outside its history")
        while self.stand.index < index:
            self._go(self.steps[self.stand.index], forwards=True)
            self._stand_at(self.stand.index + 1)
        while self.stand.index > index:
            self._go(self.steps[self.stand.index - 1], forwards=False)
            self._stand_at(self.stand.index - 1)

    def _stand_at(self, index: int) -> None:
        self.stand = replace(self.stand, index=index)

    def _go(self, step: Step, *, forwards: bool) -> None:
        states = list(self.states)
        for change in step.changes if forwards else backwards(step.changes):
            _check(change, len(states))
            change_states(change, states)
        self.states = states
        if self._trail and self._trail[-1] == (step, not forwards):
            self._trail.pop()
        else:
            self._trail.append((step, forwards))


def _check(change: Change, count: int) -> None:
    """Raise DamagedError where a change does not fit a mask of `count` instances."""
    match change:
        case Insert(number=number):
            fits = number <= count < MAX_INSTANCES
        case Move(start, end):
            fits = max(start, end) < count
        case Flip(edit):
            fits = edit.number < count
        case Remove(number=number) | Describe(number=number):
            fits = number < count
    if not fits:
        raise DamagedError("a step does not fit the mask")


def _digest(body: bytes) -> str:
    digest = Parts(body).about.get("mask")
    if not isinstance(digest, str):
        raise DamagedError("an entry lacks what it needs")
    return digest


def _data_set(body: bytes) -> str | None:
    digest = Parts(body).about.get("data_set")
    if digest is not None and not isinstance(digest, str):
        raise DamagedError("an entry lacks what it needs")
    return digest


def _saving(body: bytes, stand: Stand) -> tuple[str, int]:
    at = Parts(body).about.get("at")
    if type(at) is not int or not NOWHERE <= at <= stand.count:
        raise DamagedError("an entry lacks what it needs")
    return _digest(body), at

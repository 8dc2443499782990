"""The mask to edit of an image: from its journal, a draft, a saved correction or the data set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forgery_viewer.core.errors import ForgeryViewerError, WorkspaceError, short_name
from forgery_viewer.core.history import History
from forgery_viewer.core.mask_bands import read_bit_planes
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import Record
from forgery_viewer.core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LoadedMask:
    """A mask as it was read.

    Attributes:
        planes: The mask, which may have no instances.
        origin: Where it is from: "kept" (edits that were not saved), "saved", "data set", "none".
        complaint: Why files could not be read, each as `name: reason`, joined by `; `.
        history: Its steps, where it has a journal that can be gone on with.
        outdated: Why there is a journal that is none of this mask, as `name: reason`, or "".
    """

    planes: BitPlanes
    origin: str
    complaint: str = ""
    history: History | None = None
    outdated: str = ""


def load_mask(record: Record, height: int, width: int, workspace: Workspace) -> LoadedMask:
    """The mask to edit of an image of `height` x `width` px; reads, and changes nothing."""
    return _Loading(record, height, width, workspace).load()


def read_planes(path: Path | None, height: int, width: int) -> BitPlanes | None:
    """The data set's own mask as bit planes, None where there is no file. Raises MaskError."""
    if path is None:
        return None
    return read_bit_planes(path, height, width)


def digest_on_disk(path: Path | None, height: int, width: int) -> str | None:
    """Digest of the data set's own mask; "" where there is none, None where it cannot be read."""
    try:
        planes = read_planes(path, height, width)
    except ForgeryViewerError:
        return None
    return "" if planes is None else mask_digest(planes)


def correction_digest(workspace: Workspace, record: Record, height: int, width: int) -> str | None:
    """Digest of the saved correction; "" where there is none, None where it cannot be read."""
    try:
        stack = workspace.load_correction(record.key, height, width)
    except ForgeryViewerError:
        return None
    return "" if stack is None else mask_digest(BitPlanes.from_stack(stack))


class _Loading:
    """Reads one mask, and collects what is wrong on the way."""

    def __init__(self, record: Record, height: int, width: int, workspace: Workspace) -> None:
        self._record = record
        self._size = (height, width)
        self._workspace = workspace
        self._complaints: list[str] = []

    def load(self) -> LoadedMask:
        history = self._read_history()
        if history is None:
            return self._load_whole()
        outdated = self._why_outdated(history)
        if outdated and not history.steps and history.base.is_saved:
            # Only what was hidden or locked is in it: no edits are lost.
            return self._load_whole()
        if outdated:
            loaded = self._load_whole()
            return LoadedMask(loaded.planes, loaded.origin, loaded.complaint, outdated=outdated)
        # Where another window writes the journal, an entry that is cut off is about to be whole.
        if history.problem and not self._workspace.read_only:
            self._complain(damage_in_words(history))
        if history.stand.is_unsaved:
            origin = "kept"
        elif history.saved:
            origin = "saved"
        else:
            origin = "data set" if history.data_set else "none"
        return LoadedMask(history.planes, origin, "; ".join(self._complaints), history)

    def _complain(self, words: str) -> None:
        self._complaints.append(words)

    def _read_history(self) -> History | None:
        try:
            return self._workspace.journals.read(self._record.key)
        except WorkspaceError as error:
            self._complain(str(error))
            return None

    def _why_outdated(self, history: History) -> str:
        """Why a history is not that of the mask on the disk, "" where it is."""
        base, (height, width) = history.base, self._size
        image = short_name(self._record.image_path)
        if (base.mask.height, base.mask.width) != self._size:
            was = f"{base.mask.width} x {base.mask.height}"
            return f"{image}: is {width} x {height} by now, and its mask was edited at {was}"
        changed = "was changed on the disk after it was edited here"
        correction = correction_digest(self._workspace, self._record, height, width)
        if correction is not None and not history.fits(correction):
            return f"{short_name(self._workspace.correction_file(self._record.key))}: {changed}"
        own = digest_on_disk(self._record.mask_path, height, width)
        if None not in (own, history.data_set) and own != history.data_set:
            path = self._record.mask_path
            name = short_name(path) if path is not None else image
            return f"{name}: {changed}" if path is not None else f"{name}: has no mask any more"
        return self._why_older_than_draft(history)

    def _why_older_than_draft(self, history: History) -> str:
        """A draft is left by a version of the program that knew no journals."""
        try:
            draft = self._workspace.load_draft(self._record.key, *self._size)
        except ForgeryViewerError:
            return ""
        if draft is None or history.base.mask.is_mask(BitPlanes.from_stack(draft)):
            return ""
        name = short_name(history.path)
        return f"{name}: an earlier version of the program edited the mask after it"

    def _load_whole(self) -> LoadedMask:
        key, (height, width) = self._record.key, self._size
        workspace = self._workspace
        for origin, load in (("kept", workspace.load_draft), ("saved", workspace.load_correction)):
            try:
                stack = load(key, height, width)
            except ForgeryViewerError as error:
                self._complain(str(error))
                continue
            if stack is not None:
                planes = BitPlanes.from_stack(stack)
                return LoadedMask(planes, origin, "; ".join(self._complaints))
        try:
            own = read_planes(self._record.mask_path, height, width)
        except ForgeryViewerError as error:
            self._complain(str(error))
            own = None
        planes = own if own is not None else BitPlanes(height, width)
        origin = "data set" if own is not None else "none"
        return LoadedMask(planes, origin, "; ".join(self._complaints))


def damage_in_words(history: History) -> str:
    """What is wrong with a journal and what is back of it, as `name: reason`; "" for nothing."""
    if not history.problem:
        return ""
    count = len(history.steps)
    back = {0: "no step stands before that", 1: "the step before that is back"}
    words = back.get(count, f"the {count:,} steps before that are back")
    return f"{short_name(history.path)}: {history.problem}, and {words}"

"""How the masks of a data set get into its workspace; for one thread at a time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.repairs import REWRITE
from forgery_viewer.core.dataset import Index, Record, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError, WorkspaceError, short_name
from forgery_viewer.core.images import read_header
from forgery_viewer.core.journal import Saved
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.history_log import HistoryLog, Mark
from forgery_viewer.state.mask_loading import digest_on_disk, load_mask

_CHANGED = (
    "{}: was changed on the disk while its mask was edited; the mask of this window is saved."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a save.

    Attributes:
        is_correction: Whether a correction is stored now.
        news: What its user should know, as a sentence; "" for nothing.
    """

    is_correction: bool
    news: str = ""


class MaskWriter:
    """Writes corrections; every method raises what the workspace raises.

    A mask equal to the data set's own is no correction, with one exception: where that one is not
    written as masks are, and the user wants to have it `rewritten`.
    """

    def __init__(self, index: Index, workspace: Workspace) -> None:
        self._index = index
        self._workspace = workspace

    def save(
        self, log: HistoryLog, mark: Mark, index: int, planes: BitPlanes, *, rewritten: bool
    ) -> Outcome:
        """Save a mask as it is after `index` steps of its history, where `mark` stands in its log.

        A history that cannot be written keeps nobody from saving: the log then still has something
        that waits.
        """
        key, saved = log.record.key, None
        size = planes.height, planes.width
        try:
            stack = planes.to_stack()
            original = self._original(log.record, *size, rewritten=rewritten)
            stores = self._workspace.is_correction(stack, original)
            digest = mask_digest(planes) if stores else ""
            with suppress(WorkspaceError):
                log.begin_save(digest)
            seen, own = log.data_set, digest_on_disk(log.record.mask_path, *size)
            stored = self._workspace.save_correction(key, stack, original)
            saved = Saved(digest, index, own)
        finally:
            with suppress(WorkspaceError):
                log.end_save(mark, saved)
        self._workspace.discard_draft(key)
        changed = None not in (seen, own) and seen != own
        return Outcome(stored, _CHANGED.format(_name(log.record)) if changed else "")

    def save_unopened(self, key: RecordKey) -> Outcome:
        """Save what an earlier run kept."""
        record = self._index.record(self._index.row_of(key))
        size = read_header(record.image_path)
        loaded = load_mask(record, size.height, size.width, self._workspace)
        if loaded.outdated:
            path = self._workspace.journals.path(key)
            raise WorkspaceError(path, f"is of another mask: {loaded.outdated}")
        if loaded.origin != "kept":
            return Outcome(key in self._workspace.corrected_keys())
        if loaded.history is None:
            return self._save_draft(record, loaded.planes)
        log, mark = HistoryLog(record, self._workspace, loaded.history), Mark()
        log.add(mark)
        done = loaded.history.steps[: loaded.history.index]
        rewritten = any(step.repair_key == REWRITE for step in done)
        return self.save(log, mark, len(done), loaded.planes, rewritten=rewritten)

    def _save_draft(self, record: Record, planes: BitPlanes) -> Outcome:
        # Nobody knows what was done to it: perhaps it was only to be written anew.
        original = self._original(record, planes.height, planes.width, rewritten=True)
        stored = self._workspace.save_correction(record.key, planes.to_stack(), original)
        self._workspace.discard_draft(record.key)
        return Outcome(stored)

    def _original(
        self, record: Record, height: int, width: int, *, rewritten: bool
    ) -> NDArray[np.uint8] | None:
        """The data set's own mask, None where there is none to compare with."""
        if record.mask_path is None:
            return None
        try:
            mask = read_mask(record.mask_path, height, width)
        except ForgeryViewerError:
            return None
        return None if rewritten and mask.note else mask.stack


def _name(record: Record) -> str:
    return short_name(record.mask_path or record.image_path)

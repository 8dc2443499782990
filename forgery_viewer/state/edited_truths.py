"""What is true of each record as it is in the window: edits that are not saved count."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.kept_truths import KeptTruths
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.mask_copies import MaskCopies, is_large
from forgery_viewer.state.mask_loading import load_mask
from forgery_viewer.state.tasks import Tasks


class EditedMask:
    """A mask as it was when something was done to it; made small when it is first asked for."""

    def __init__(self, planes: BitPlanes) -> None:
        self._held: BitPlanes | BothWays = planes
        self._lock = threading.Lock()

    def mask(self) -> BothWays:
        """The instances that have a pixel; may be called from any thread."""
        with self._lock:
            if isinstance(self._held, BitPlanes):
                self._held = BothWays(SparseMask.of_planes(self._held).without_empty())
            return self._held


@dataclass(frozen=True, slots=True)
class TruthsNow(Truths):
    """The true masks at one moment.

    Attributes:
        edited: Masks to which something was done in this run.
        brought_back: Records with edits of an earlier run that were not saved.
        workspace: Where those are kept.
    """

    edited: Mapping[RecordKey, EditedMask] = field(default_factory=dict)
    brought_back: frozenset[RecordKey] = frozenset()
    workspace: Workspace | None = None

    def has(self, row: int) -> bool:
        """Whether anything is known of what is true of an image."""
        key = self.index.key(row)
        return key in self.edited or key in self.brought_back or Truths.has(self, row)

    def read(self, row: int) -> BothWays:
        """The true instances of an image, as `Truths` tells, with the edits that are not saved."""
        key = self.index.key(row)
        if key in self.edited:
            return self.edited[key].mask()
        if key in self.brought_back and self.workspace is not None:
            record = self.index.record(row)
            header = read_header(record.image_path)
            found = load_mask(record, header.height, header.width, self.workspace)
            if found.origin == "kept":
                return BothWays(SparseMask.of_planes(found.planes).without_empty())
        return Truths.read(self, row)


class EditedTruths(QObject):
    """Takes note of every mask to which something is done, on a lane for making it small."""

    changed = Signal(object)
    """The key of the record whose mask is another one now."""

    def __init__(
        self,
        index: Index,
        workspace: Workspace,
        documents: MaskDocuments,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._index = index
        self._tasks = tasks
        self._workspace = workspace
        self._documents = documents
        self._edited: dict[RecordKey, EditedMask] = {}
        self._kept: KeptTruths | None = None
        self._version = 0
        self._copies = MaskCopies(self)
        self._copies.copied.connect(self._take_copy)
        documents.history_changed.connect(self._take)
        documents.saved.connect(self._take_saved)

    def now(self) -> TruthsNow:
        """The true masks as they are now; looks up files, so call it away from the window."""
        corrections = self._workspace.corrections()
        version, kept = self._version, self._kept
        if kept is None:
            kept = KeptTruths(self._workspace, self._index, corrections)
            if version == self._version:
                self._kept = kept
        return TruthsNow(
            self._index,
            corrections,
            kept,
            dict(self._edited),
            frozenset(self._documents.brought_back),
            self._workspace,
        )

    def forget_files(self) -> None:
        """Look up the files of masks anew when they are next asked for."""
        self._version += 1
        self._kept = None

    def _take(self, key: RecordKey) -> None:
        self._copies.drop(key)
        document, is_given = self._documents.current, False
        if self._documents.state(key) is EditState.UNTOUCHED:
            # As the data set gives it, it is on the disk, where its empty instances count.
            is_given = True
        elif document is None or document.key != key or not is_large(document):
            # At once: later another stroke may have begun, which asking for the mask would end.
            planes = self._documents.mask(key)
            is_given = planes is None
            if planes is not None:
                self._take_copy(key, planes)
        else:
            self._copies.ask(key, document)
        if is_given:
            self._edited.pop(key, None)
            self.changed.emit(key)

    def _take_copy(self, key: RecordKey, planes: BitPlanes) -> None:
        made = self._edited[key] = EditedMask(planes)
        # Hundreds of edited masks must not be held as large as their images.
        self._tasks.submit(made.mask, lambda _mask: None)
        self.changed.emit(key)

    def _take_saved(self, key: RecordKey, _when: object) -> None:
        if key not in self._edited:
            # Saved as an earlier run left it: now it is another file that holds it.
            self.forget_files()
            self.changed.emit(key)

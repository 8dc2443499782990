"""Which approved masks were edited since they were judged."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_digests import MaskDigests
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoCommand

AT_ONCE = 16
"""So many masks are looked at before others get their turn on the lane."""


class Place:
    """Where in its history a document stands: at the same place it has the same mask."""

    def __init__(self, document: MaskDocument) -> None:
        stack = document.undo_stack
        self._document = weakref.ref(document)
        self._index = stack.index()
        self._last: QUndoCommand | None = stack.command(self._index - 1) if self._index else None

    def holds(self, document: MaskDocument) -> bool:
        """Whether the document stands there."""
        stack = document.undo_stack
        if self._document() is not document or stack.index() != self._index:
            return False
        return self._index == 0 or stack.command(self._index - 1) is self._last


class JudgedMasks(QObject):
    """Follows the masks of approved records: those of documents as they change, others by files.

    A mask that changed counts as edited at once; that it is the judged one all the same, as after
    an undo, is known at once where it was seen at that place of its history before, and otherwise
    when its digest has been found in the background.
    """

    changed = Signal(object)
    """The mask of the record with this key was edited since, or is the judged one again."""

    def __init__(
        self,
        model: DatasetModel,
        workspace: Workspace,
        documents: MaskDocuments,
        figures: LiveFigures,
        lane: Tasks,
        courtesy: Courtesy,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._workspace = workspace
        self._documents = documents
        self._figures = figures
        self._lane = lane
        self._courtesy = courtesy
        self._digests: MaskDigests | None = None
        self._judged: dict[RecordKey, str] = {}
        self._edited: set[RecordKey] = set()
        self._places: dict[RecordKey, Place] = {}
        # Whether the mask is to be taken from its document, as the disk may not have it yet.
        self._to_check: OrderedDict[RecordKey, bool] = OrderedDict()
        self._is_checking = False
        self._hurry = Event()
        documents.history_changed.connect(self._follow)
        figures.measured.connect(self._look)

    def is_edited(self, key: RecordKey) -> bool:
        """Whether a record is approved, and its mask another one than was judged."""
        return key in self._edited

    @property
    def is_checking(self) -> bool:
        """Whether masks are still to be looked at in the background."""
        return self._is_checking

    def set_all(self, judged: Mapping[RecordKey, str]) -> None:
        """Follow these records, given the digests of the masks that were approved."""
        self._judged = dict(judged)
        self._edited.clear()
        self._places.clear()

    def set(self, key: RecordKey, digest: str, place: Place | None, *, changed: bool) -> None:
        """Follow a record of which a mask was approved.

        Args:
            key: The record.
            digest: That of the mask that was judged.
            place: Where its document stood then, None where that is not known.
            changed: Whether something was done to the mask since.
        """
        self._judged[key] = digest
        self._edited.discard(key)
        self._to_check.pop(key, None)
        self._places.pop(key, None)
        if place is not None:
            self._places[key] = place
        if changed:
            self._follow(key)

    def drop(self, key: RecordKey) -> None:
        """Follow a record no longer."""
        self._judged.pop(key, None)
        self._edited.discard(key)
        self._places.pop(key, None)

    def check_all(self) -> None:
        """See whether the masks on the disk are those that were approved."""
        self._look(self._figures.figures)
        for key in self._judged:
            log = self._documents.keeping.logs.get(key)
            if log is None or not log.waits:
                self._to_check.setdefault(key, False)
        self._check_next()

    def make_way(self) -> None:
        """Let go of the lane after the mask that is being looked at; the others come later."""
        self._hurry.set()

    # Documents ----------------------------------------------------------------------------

    @property
    def _current_key(self) -> RecordKey | None:
        document = self._documents.current
        return document.key if document is not None else None

    def _follow(self, key: RecordKey) -> None:
        """See what a change of a mask means; for sure once the mask on show is measured."""
        if key not in self._judged:
            return
        document = self._documents.current
        if document is None or document.key != key:
            self._to_check[key] = True
            self._check_next()
            return
        place = self._places.get(key)
        self._set_edited(key, edited=place is None or not place.holds(document))
        if not self._figures.is_behind:
            self._look(self._figures.figures)

    def _look(self, figures: Figures | None) -> None:
        """Find the digest of the mask on show, which has just been measured."""
        document = self._documents.current
        if figures is None or document is None or document.key not in self._judged:
            return
        key, place = document.key, Place(document)
        known = self._places.get(key)
        if known is not None and known.holds(document):
            self._set_edited(key, edited=False)
            return
        self._figures.read_further(
            lambda mask: mask_digest(mask.planes), partial(self._take, key, place)
        )

    def _take(self, key: RecordKey, place: Place, digest: str) -> None:
        judged = self._judged.get(key)
        if judged is None:
            return
        if digest == judged:
            self._places[key] = place
        self._set_edited(key, edited=digest != judged)

    # Files --------------------------------------------------------------------------------

    def _check_next(self) -> None:
        if self._is_checking or not self._to_check:
            return
        self._is_checking = True
        key, by_document = self._to_check.popitem(last=False)
        planes = self._documents.mask(key) if by_document and key != self._current_key else None
        if planes is not None:
            self._lane.submit(lambda: {key: mask_digest(planes)}, self._take_checked)
            return
        keys = [key]
        while self._to_check and len(keys) < AT_ONCE and not next(iter(self._to_check.values())):
            keys.append(self._to_check.popitem(last=False)[0])
        self._check_files(keys)

    def _check_files(self, keys: Sequence[RecordKey]) -> None:
        found = (self._model.record(key) for key in keys)
        records = [record for record in found if record is not None]
        judged, is_last = tuple(self._judged), not self._to_check
        self._hurry.clear()

        def work() -> dict[RecordKey, str | None]:
            digests = self._digests = self._digests or MaskDigests(self._workspace)
            found: dict[RecordKey, str | None] = {}
            for record in records:
                if self._hurry.is_set():
                    return found
                self._courtesy.step_aside()
                found[record.key] = digests.find(record)
            if is_last:
                digests.save(judged)
            return found

        def take(found: Mapping[RecordKey, str | None]) -> None:
            for record in records[len(found) :]:
                self._to_check.setdefault(record.key, False)
            self._take_checked(found)

        self._lane.submit(work, take)

    def _take_checked(self, found: Mapping[RecordKey, str | None]) -> None:
        self._is_checking = False
        current = self._current_key
        for key, digest in found.items():
            # Of what came on show, or changed, meanwhile, more is known by now or soon.
            if key in self._judged and key != current and key not in self._to_check:
                self._set_edited(key, edited=digest not in (None, self._judged[key]))
        self._check_next()

    def _set_edited(self, key: RecordKey, *, edited: bool) -> None:
        if edited != (key in self._edited):
            (self._edited.add if edited else self._edited.discard)(key)
            self.changed.emit(key)

"""Every mask under edit of a data set, and how their edits reach the workspace."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoGroup

from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import read_header
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks

KEEP_AFTER_MS = 1500
"""Edits are written aside this long after the last stroke, so that a crash loses little."""

UNTOUCHED_DOCUMENTS = 8
"""Documents without history that are kept; those with one are never dropped."""


class MaskDocuments(QObject):
    """One document a record; saves them, and keeps unsaved edits aside in the workspace.

    Writing runs on one lane in the order of the requests, so that an older state never replaces a
    newer one on disk.
    """

    state_changed = Signal(object, object)
    saving = Signal(object)
    saved = Signal(object, object)
    save_failed = Signal(object, str)
    current_changed = Signal(object)

    def __init__(
        self, index: Index, workspace: Workspace, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.undo_group = QUndoGroup(self)
        self.current: MaskDocument | None = None
        self._index = index
        self._workspace = workspace
        self._tasks = tasks
        self._documents: OrderedDict[RecordKey, MaskDocument] = OrderedDict()
        self._saved = set(workspace.corrected_keys())
        self._kept = set(workspace.drafted_keys())
        self._kept_revisions: dict[RecordKey, int] = {}
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self.keep_all)

    # Documents ----------------------------------------------------------------------------

    def open(self, case: LoadedCase) -> MaskDocument | None:
        """Make a case's document the current one; None where there is no mask to edit."""
        document = None
        if case.subject.record is not None and case.planes is not None:
            key = case.subject.record.key
            document = self._documents.get(key) or self._make(key, case.planes, case.origin)
            self._documents.move_to_end(key)
        if document is not self.current:
            self.keep_all()
            self.current = document
            stack = document.undo_stack if document is not None else None
            # PySide takes None for "no stack"; its stub does not say so.
            self.undo_group.setActiveStack(stack)  # type: ignore[arg-type]
            self._drop_untouched()
            self.current_changed.emit(document)
        return document

    def state(self, key: RecordKey) -> EditState:
        """Where the edits of a record stand."""
        document = self._documents.get(key)
        if (document is not None and document.is_changed) or (
            document is None and key in self._kept
        ):
            return EditState.KEPT
        return EditState.SAVED if key in self._saved else EditState.UNTOUCHED

    def states(self) -> dict[RecordKey, EditState]:
        """Where the edits stand of every record that has any."""
        keys = self._saved | self._kept | set(self._documents)
        found = {key: self.state(key) for key in keys}
        return {key: state for key, state in found.items() if state is not EditState.UNTOUCHED}

    def unsaved(self) -> list[RecordKey]:
        """The records with edits that are kept but not saved."""
        return sorted(key for key, state in self.states().items() if state is EditState.KEPT)

    def _make(self, key: RecordKey, planes: BitPlanes, origin: str) -> MaskDocument:
        document = MaskDocument(key, planes.copy(), self)
        if origin == "kept":
            # The edits of an earlier run: nothing in this history is the saved state.
            document.undo_stack.resetClean()
        self._documents[key] = document
        self.undo_group.addStack(document.undo_stack)
        document.undo_stack.cleanChanged.connect(lambda _clean: self._announce(key))
        document.undo_stack.indexChanged.connect(lambda _index: self._keep_timer.start())
        return document

    def _drop_untouched(self) -> None:
        spare = [
            key
            for key, document in self._documents.items()
            if document is not self.current
            and not document.is_changed
            and document.undo_stack.count() == 0
        ]
        for key in spare[: max(0, len(spare) - UNTOUCHED_DOCUMENTS)]:
            document = self._documents.pop(key)
            self.undo_group.removeStack(document.undo_stack)
            document.deleteLater()

    def _announce(self, key: RecordKey) -> None:
        self.state_changed.emit(key, self.state(key))

    # Saving -------------------------------------------------------------------------------

    def save(self, key: RecordKey) -> None:
        """Write a record's mask into the workspace, in the background."""
        document = self._documents.get(key)
        if document is None or not (document.is_changed or key in self._kept):
            return
        document.end_stroke()
        planes = document.planes.copy()
        index = document.undo_stack.index()
        self.saving.emit(key)
        self._tasks.submit(
            partial(self._write_correction, key, planes),
            lambda is_correction: self._take_saved(key, index, is_correction),
            partial(self._take_failure, key),
        )

    def save_all(self) -> None:
        """Write every record with unsaved edits; those of earlier runs from what was kept."""
        for key in self.unsaved():
            if key in self._documents:
                self.save(key)
            else:
                self.saving.emit(key)
                self._tasks.submit(
                    partial(self._promote_draft, key),
                    partial(self._take_saved, key, None),
                    partial(self._take_failure, key),
                )

    def _write_correction(self, key: RecordKey, planes: BitPlanes) -> bool:
        original = self._original(key, planes.height, planes.width)
        stored = self._workspace.save_correction(key, planes.to_stack(), original)
        self._workspace.discard_draft(key)
        return stored

    def _promote_draft(self, key: RecordKey) -> bool:
        size = read_header(self._index.record(self._index.row_of(key)).image_path)
        stack = self._workspace.load_draft(key, size.height, size.width)
        if stack is None:
            return key in self._workspace.corrected_keys()
        original = self._original(key, size.height, size.width)
        stored = self._workspace.save_correction(key, stack, original)
        self._workspace.discard_draft(key)
        return stored

    def _original(self, key: RecordKey, height: int, width: int) -> NDArray[np.uint8] | None:
        """The data set's own mask, None where there is none that can be read."""
        path = self._index.record(self._index.row_of(key)).mask_path
        if path is None:
            return None
        try:
            return read_mask(path, height, width).stack
        except ForgeryViewerError:
            return None

    def _take_saved(self, key: RecordKey, index: int | None, is_correction: bool) -> None:
        (self._saved.add if is_correction else self._saved.discard)(key)
        self._kept.discard(key)
        self._kept_revisions.pop(key, None)
        document = self._documents.get(key)
        # Strokes made while the file was written are not in it.
        if document is not None and document.undo_stack.index() == index:
            document.undo_stack.setClean()
        self._announce(key)
        self.saved.emit(key, datetime.now().astimezone())

    def _take_failure(self, key: RecordKey, error: BaseException) -> None:
        self._announce(key)
        self.save_failed.emit(key, str(error))

    # Keeping ------------------------------------------------------------------------------

    def keep_all(self) -> None:
        """Write unsaved edits aside, so that leaving an image or the program loses nothing."""
        self._keep_timer.stop()
        for key, document in self._documents.items():
            if document.in_stroke:
                continue
            if document.is_changed and self._kept_revisions.get(key) != document.revision:
                self._kept_revisions[key] = document.revision
                self._kept.add(key)
                self._run_keeping(
                    key, partial(self._workspace.save_draft, key), document.planes.copy()
                )
            elif not document.is_changed and key in self._kept:
                # Undone back to what is saved: nothing is left to keep.
                self._kept.discard(key)
                self._kept_revisions.pop(key, None)
                self._tasks.submit(
                    partial(self._workspace.discard_draft, key),
                    lambda _none: None,
                    partial(self._take_failure, key),
                )

    def _run_keeping(
        self, key: RecordKey, write: Callable[[NDArray[np.uint8]], None], planes: BitPlanes
    ) -> None:
        def failed(error: BaseException) -> None:
            self._kept_revisions.pop(key, None)
            self._take_failure(key, error)

        self._tasks.submit(lambda: write(planes.to_stack()), lambda _none: None, failed)

    def close(self) -> None:
        """End the stroke in progress and write what is not written; call before the lane closes."""
        if self.current is not None:
            self.current.end_stroke()
        self.keep_all()
        self._tasks.finish()

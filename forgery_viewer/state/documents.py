"""Every mask under edit of a data set, and how their edits reach the workspace."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoGroup

from forgery_viewer.core.audit.repairs import REWRITE
from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.mask_writing import MaskWriter
from forgery_viewer.state.replace_mask import (
    KeptSteps,
    Replacement,
    repairs_in,
)
from forgery_viewer.state.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

KEEP_AFTER_MS = 1500
"""Edits are written aside this long after a stroke, so that a crash loses little."""

_UNKNOWN = -1
"""In place of the revision that a draft holds, where writing it failed."""

CHANGED_MEANWHILE = "The mask was changed meanwhile."
"""Why a replacement that was worked out in the background comes too late."""

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
    history_changed = Signal(object)
    """Steps of the record with this key were done, undone or redone."""

    def __init__(
        self, index: Index, workspace: Workspace, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.undo_group = QUndoGroup(self)
        self.current: MaskDocument | None = None
        self._workspace = workspace
        self._writer = MaskWriter(index, workspace)
        self._tasks = tasks
        self._documents: OrderedDict[RecordKey, MaskDocument] = OrderedDict()
        self._steps = KeptSteps()
        # Nobody knows what was done to these: perhaps they were only to be written anew.
        self._of_earlier_runs: set[RecordKey] = set()
        self._saved = set(workspace.corrected_keys())
        self._kept = set(workspace.drafted_keys())
        # What the drafts and the saves under way hold, of the documents of this session.
        self._kept_revisions: dict[RecordKey, int] = {}
        self._saving_revisions: dict[RecordKey, int] = {}
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
            if self.current is not None:
                self.current.end_stroke()
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

    def mask(self, key: RecordKey) -> BitPlanes | None:
        """A copy of a record's mask with all that was done to it; None if it is as on disk."""
        document = self._documents.get(key)
        if document is None:
            return self._steps.mask(key)
        document.end_stroke()
        return document.planes.copy()

    def repairs(self, key: RecordKey) -> frozenset[str]:
        """Keys of the repairs of a record that are done and not saved yet."""
        if self.state(key) is not EditState.KEPT:
            return frozenset()
        document = self._documents.get(key)
        return repairs_in(document) if document is not None else self._steps.repairs(key)

    def replace(self, key: RecordKey, step: Replacement) -> str:
        """Put another mask in the place of a record's, as edits that are kept and not saved.

        It is a step of the record's history, which can be undone, also where the record is opened
        only later. Returns why it cannot be done; "" where it was.
        """
        document = self._documents.get(key)
        if document is None:
            return self._replace_unopened(key, step)
        document.end_stroke()
        if not step.change.before.is_mask(document.planes):
            return CHANGED_MEANWHILE
        locked = sorted(n for n in step.change.touched if document.instances[n].locked)
        if locked:
            return f"Instance {locked[0] + 1} is locked. Unlock it to change it."
        document.push(step.as_step(document.instances, document.current))
        return ""

    def _replace_unopened(self, key: RecordKey, step: Replacement) -> str:
        if not self._steps.add(key, step, is_unsaved=key in self._kept):
            return CHANGED_MEANWHILE
        self._kept.add(key)
        after = step.change.after

        def failed(error: BaseException) -> None:
            if key in self._documents:
                self._kept_revisions[key] = _UNKNOWN
            else:
                self._steps.take_back(key, step)
                if key not in self._workspace.drafted_keys():
                    self._kept.discard(key)
            self._take_failure(key, error)

        self._tasks.submit(
            lambda: self._writer.write_draft(key, after.to_planes()), lambda _none: None, failed
        )
        self._announce(key)
        self.history_changed.emit(key)
        return ""

    def _make(self, key: RecordKey, planes: BitPlanes, origin: str) -> MaskDocument:
        stepped = self._steps.document(key, planes)
        document = stepped or MaskDocument(key, planes.copy())
        document.setParent(self)
        if stepped is not None:
            if key in self._kept:
                self._kept_revisions[key] = document.revision
            else:
                document.undo_stack.setClean()
        elif origin == "kept" and key in self._kept:
            # The edits of an earlier run: nothing in this history is the saved state.
            document.undo_stack.resetClean()
            self._kept_revisions[key] = document.revision
            self._of_earlier_runs.add(key)
        self._documents[key] = document
        self.undo_group.addStack(document.undo_stack)
        document.undo_stack.cleanChanged.connect(lambda _clean: self._announce(key))
        document.undo_stack.indexChanged.connect(self._keep_soon)
        document.undo_stack.indexChanged.connect(lambda _index: self.history_changed.emit(key))
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
        if document is None:
            return
        document.end_stroke()
        if not document.is_changed and key not in self._kept:
            return
        self._saving_revisions[key] = document.revision
        self._submit_save(
            key,
            document.revision,
            partial(
                self._writer.write_correction,
                key,
                document.planes.copy(),
                rewritten=REWRITE in self.repairs(key) or key in self._of_earlier_runs,
            ),
        )

    def save_all(self) -> None:
        """Write every record with unsaved edits; those of earlier runs from what was kept."""
        for key in self.unsaved():
            if key in self._documents:
                self.save(key)
            else:
                # A document made of the draft while it is saved has revision 0 until it is changed.
                rewritten = REWRITE in self._steps.repairs(key) or not self._steps.holds(key)
                write = partial(self._writer.promote_draft, key, rewritten=rewritten)
                self._submit_save(key, 0, write)

    def _submit_save(self, key: RecordKey, revision: int, write: Callable[[], bool]) -> None:
        self.saving.emit(key)
        self._tasks.submit(
            write,
            partial(self._take_saved, key, revision),
            partial(self._take_unsaved, key, revision),
        )

    def _take_saved(self, key: RecordKey, revision: int, is_correction: bool) -> None:
        (self._saved.add if is_correction else self._saved.discard)(key)
        self._forget_save(key, revision)
        if self._kept_revisions.get(key, _UNKNOWN) <= revision:
            self._kept.discard(key)
            self._kept_revisions.pop(key, None)
        document = self._documents.get(key)
        # Strokes made while the file was written are not in it.
        if document is not None and document.revision == revision:
            document.undo_stack.setClean()
        self._announce(key)
        self.saved.emit(key, datetime.now().astimezone())

    def _take_unsaved(self, key: RecordKey, revision: int, error: BaseException) -> None:
        self._forget_save(key, revision)
        self._kept.add(key)
        self._kept_revisions.setdefault(key, _UNKNOWN)
        self._take_failure(key, error)

    def _forget_save(self, key: RecordKey, revision: int) -> None:
        if self._saving_revisions.get(key) == revision:
            del self._saving_revisions[key]

    def _take_failure(self, key: RecordKey, error: BaseException) -> None:
        self._announce(key)
        self.save_failed.emit(key, str(error))

    # Keeping ------------------------------------------------------------------------------

    def keep_all(self) -> None:
        """Write unsaved edits aside, so that leaving an image or the program loses nothing."""
        self._keep_timer.stop()
        for key, document in self._documents.items():
            if document.in_stroke:
                self._keep_soon()
            elif document.is_changed:
                self._keep(key, document)
            elif key in self._kept_revisions:
                self._drop_draft(key)

    def _keep_soon(self, _index: int = 0) -> None:
        # Not put off by the next stroke, or who paints without a pause keeps nothing.
        if not self._keep_timer.isActive():
            self._keep_timer.start()

    def _keep(self, key: RecordKey, document: MaskDocument) -> None:
        revision = document.revision
        held = (self._kept_revisions.get(key), self._saving_revisions.get(key))
        if revision in held:
            return
        self._kept.add(key)
        self._kept_revisions[key] = revision
        planes = document.planes.copy()

        def failed(error: BaseException) -> None:
            if self._kept_revisions.get(key) == revision:
                self._kept_revisions[key] = _UNKNOWN
            self._take_failure(key, error)

        self._tasks.submit(
            partial(self._writer.write_draft, key, planes), lambda _none: None, failed
        )

    def _drop_draft(self, key: RecordKey) -> None:
        """Undone back to what is saved: nothing is left to keep."""
        self._kept.discard(key)
        del self._kept_revisions[key]
        self._tasks.submit(
            partial(self._workspace.discard_draft, key),
            lambda _none: None,
            partial(self._take_failure, key),
        )

    def flush(self) -> tuple[str, ...]:
        """End the stroke in progress, write what is not written yet and wait until that is done.

        Returns why something could not be written, one sentence each; () when nothing is lost.
        """
        if self.current is not None:
            self.current.end_stroke()
        self.keep_all()
        return tuple(str(error) for error in self._tasks.finish())

    def close(self) -> tuple[str, ...]:
        """As `flush`, for the last time; call before the lane closes."""
        reasons = self.flush()
        for document in self._documents.values():
            # A changed stack tells of its own end, when what listens to it has gone already.
            document.undo_stack.blockSignals(True)
        return reasons

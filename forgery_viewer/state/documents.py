"""Every mask under edit of a data set, and how their edits reach the workspace."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup

from forgery_viewer.core.audit.repairs import REWRITE
from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.history import History
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.document_making import make_document
from forgery_viewer.state.history_keeping import HistoryKeeping
from forgery_viewer.state.history_log import Beginning, Mark
from forgery_viewer.state.kept_steps import KeptSteps
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.mask_loading import damage_in_words
from forgery_viewer.state.mask_writing import MaskWriter, Outcome
from forgery_viewer.state.replace_mask import Replacement, repairs_in
from forgery_viewer.state.resting import Resting
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.undo_commands import set_clean_at

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGED_MEANWHILE = "The mask was changed meanwhile."
"""Why a replacement that was worked out in the background comes too late."""

UNTOUCHED_DOCUMENTS, UNTOUCHED_BYTES = 8, 32 * 2**20
"""So many documents to which nothing was done in this run are kept, as far as all of them together
take no more memory than that; others are never dropped."""


@dataclass(frozen=True, slots=True)
class _Save:
    """A save under way: what the document was when it was asked for."""

    index: int
    last: QUndoCommand | None
    revision: int


class MaskDocuments(QObject):
    """One document a record; saves them, and keeps their histories in the workspace.

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
        self.keeping = HistoryKeeping(index, workspace, tasks, self)
        self._workspace = workspace
        self._writer = MaskWriter(index, workspace)
        self._tasks = tasks
        self._documents: OrderedDict[RecordKey, MaskDocument] = OrderedDict()
        self._resting = Resting(self._documents, self.keeping, tasks, self)
        self._steps = KeptSteps()
        # Nobody knows what was done to these: perhaps they were only to be written anew.
        self._of_earlier_runs: set[RecordKey] = set()
        # Those to which something was done in this run.
        self._touched: set[RecordKey] = set()
        self._saved = set(workspace.corrected_keys())
        unsaved = workspace.unsaved_edits()
        self._kept = set(unsaved)
        self.brought_back = unsaved if not workspace.read_only else {}
        """The records with edits of an earlier run that were not saved, and how many each has."""

    # Documents ----------------------------------------------------------------------------

    def open(self, case: LoadedCase | None) -> MaskDocument | None:
        """Make a case's document the current one; None where there is no mask to edit."""
        document = None
        if case is not None and case.subject.record is not None and case.planes is not None:
            key = case.subject.record.key
            document = self._documents.get(key) or self._make(key, case.planes, case)
            self._documents.move_to_end(key)
        if document is not self.current:
            if self.current is not None:
                self.current.end_stroke()
                # Who comes back to it may find another case read anew.
                self.current.as_read = None
            self.current = document
            stack = document.undo_stack if document is not None else None
            # PySide takes None for "no stack"; its stub does not say so.
            self.undo_group.setActiveStack(stack)  # type: ignore[arg-type]
            self._drop_untouched()
            self._resting.leave(document)
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
        if self._workspace.read_only:
            return self._workspace.read_only
        document = self._documents.get(key)
        if document is None:
            return self._replace_unopened(key, step)
        document.end_stroke()
        if not step.change.before.is_mask(document.planes):
            return CHANGED_MEANWHILE
        if reason := step.why_not(document.instances):
            return reason
        document.push(step.as_step(document.instances, document.current))
        return ""

    def _replace_unopened(self, key: RecordKey, step: Replacement) -> str:
        is_unsaved = key in self._kept
        held = self._steps.get(key)
        states = held.states if held is not None else step.history.states if step.history else ()
        if reason := step.why_not(states):
            return reason
        made = self._steps.add(key, step, is_unsaved=is_unsaved)
        kept = self._steps.get(key)
        if made is None or kept is None:
            return CHANGED_MEANWHILE
        first, before, made_at = kept.ends[0], kept.states_before, step.made_at
        begins = step.history or Beginning(first, before, not is_unsaved, False, made_at)
        self.keeping.log(key, begins)
        self.keeping.add(key, made)
        self._kept.add(key)
        self._announce(key)
        self.history_changed.emit(key)
        return ""

    def _make(self, key: RecordKey, planes: BitPlanes, case: LoadedCase) -> MaskDocument:
        kept = self._steps.take(key)
        document = kept.document(key, planes) if kept is not None else None
        if document is not None:
            self._touched.add(key)
        else:
            document = self._read(key, planes, case, is_begun=kept is not None)
        document.setParent(self)
        document.is_correction = key in self._saved
        self.keeping.follow(document)
        self._documents[key] = document
        self.undo_group.addStack(document.undo_stack)
        stack = document.undo_stack
        stack.cleanChanged.connect(lambda _clean: self._announce(key))
        stack.indexChanged.connect(lambda _index: self._touched.add(key))
        document.treated.connect(lambda: self._touched.add(key))
        stack.indexChanged.connect(lambda _index: self.history_changed.emit(key))
        return document

    def _read(
        self, key: RecordKey, planes: BitPlanes, case: LoadedCase, *, is_begun: bool
    ) -> MaskDocument:
        """A document of a mask as it was read, with the history that was read with it."""
        read_only = self._workspace.read_only
        if case.outdated or is_begun:
            self.keeping.restart(key)
        if case.outdated and not read_only:
            self.keeping.set_aside(key, case.outdated)
            if case.origin != "kept":
                self._kept.discard(key)
        document, begins = make_document(
            key, planes, case, is_kept=key in self._kept, read_only=read_only
        )
        if isinstance(begins, Beginning) and not begins.is_saved:
            self._of_earlier_runs.add(key)
        elif isinstance(begins, History) and begins.problem:
            self.keeping.told.emit(key, f"{damage_in_words(begins)}.")
        self.keeping.log(key, begins)
        return document

    def _drop_untouched(self) -> None:
        spare = [
            (key, document)
            for key, document in self._documents.items()
            if document is not self.current and key not in self._touched
        ]
        held = 0
        for number, (key, document) in enumerate(reversed(spare)):
            held += document.planes.bits.nbytes
            if number < UNTOUCHED_DOCUMENTS and held <= UNTOUCHED_BYTES:
                continue
            del self._documents[key]
            self.keeping.forget(key)
            self.undo_group.removeStack(document.undo_stack)
            document.deleteLater()

    def _announce(self, key: RecordKey) -> None:
        self.state_changed.emit(key, self.state(key))

    # Saving -------------------------------------------------------------------------------

    def save(self, key: RecordKey) -> None:
        """Write a record's mask into the workspace, in the background."""
        document = self._documents.get(key)
        if document is None or document.read_only:
            return
        document.end_stroke()
        if not document.is_changed:
            return
        stack = document.undo_stack
        index = stack.index()
        under_way = _Save(index, stack.command(index - 1) if index else None, document.revision)
        rewritten = REWRITE in self.repairs(key) or key in self._of_earlier_runs
        self._save(key, under_way, document.planes.copy(), rewritten=rewritten)

    def save_all(self) -> None:
        """Write every record with unsaved edits; those of earlier runs from what was kept."""
        for key in self.unsaved() if not self._workspace.read_only else ():
            kept = self._steps.get(key)
            if key in self._documents:
                self.save(key)
            elif kept is not None:
                rewritten = REWRITE in self._steps.repairs(key)
                planes = kept.ends[-1].to_planes()
                self._save(key, _Save(kept.index, None, 0), planes, rewritten=rewritten)
            else:
                write = partial(self._writer.save_unopened, key)
                self._submit_save(key, _Save(-1, None, 0), write)

    def _save(
        self, key: RecordKey, under_way: _Save, planes: BitPlanes, *, rewritten: bool
    ) -> None:
        log, mark = self.keeping.logs[key], Mark()
        log.add(mark)
        write = partial(self._writer.save, log, mark, under_way.index, planes, rewritten=rewritten)
        self._submit_save(key, under_way, write)

    def _submit_save(self, key: RecordKey, under_way: _Save, write: Callable[[], Outcome]) -> None:
        self.saving.emit(key)
        taken, failed = partial(self._take_saved, key, under_way), partial(self._take_unsaved, key)
        self._tasks.submit(self.keeping.after_strokes(write), taken, failed)

    def _take_saved(self, key: RecordKey, under_way: _Save, outcome: Outcome) -> None:
        (self._saved.add if outcome.is_correction else self._saved.discard)(key)
        self._kept.discard(key)
        document, kept = self._documents.get(key), self._steps.get(key)
        if document is not None:
            document.is_correction = outcome.is_correction
        if document is not None and under_way.last is None and document.revision == 0:
            # Opened while it was saved.
            document.undo_stack.setClean()
        elif document is not None:
            # Strokes made while the file was written are not in it.
            set_clean_at(document, under_way.index, under_way.last)
        elif kept is not None:
            kept.clean = under_way.index
        self.keeping.look(key)
        self._announce(key)
        if outcome.news:
            self.keeping.told.emit(key, outcome.news)
        self.saved.emit(key, datetime.now().astimezone())

    def _take_unsaved(self, key: RecordKey, error: BaseException) -> None:
        self.keeping.look(key)
        self._announce(key)
        self.save_failed.emit(key, str(error))

    # Keeping ------------------------------------------------------------------------------

    def keep_all(self) -> None:
        """Have all written that is not on the disk yet; also what could not be before."""
        self.keeping.write_all()

    def flush(self) -> tuple[str, ...]:
        """End the stroke in progress, write what is not written yet and wait until that is done.

        Returns why something could not be written, one sentence each; () when nothing is lost.
        """
        if self.current is not None:
            self.current.end_stroke()
        self.keep_all()
        reasons = (str(error) for error in self._tasks.finish() if self._costs_edits(error))
        return tuple(dict.fromkeys(reasons))

    def _costs_edits(self, error: BaseException) -> bool:
        """Whether what went wrong on the lane means that edits are not on the disk."""
        path = error.path if isinstance(error, WorkspaceError) else None
        key = next((key for key, log in self.keeping.logs.items() if log.path == path), None)
        if key is None:
            return True
        # Written after all by now, or undone: then it is the undoing that is not on the disk.
        return self.keeping.logs[key].waits and self.state(key) is EditState.KEPT

    def close(self) -> tuple[str, ...]:
        """As `flush`, for the last time; call before the lane closes."""
        reasons = self.flush()
        self.keeping.close()
        for document in self._documents.values():
            # A changed stack tells of its own end, when what listens to it has gone already.
            document.undo_stack.blockSignals(True)
        return reasons

"""Repairs of masks in the background: each becomes a step of its mask's history."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.repairs import (
    REWRITE,
    TRANSPOSE,
    RepairContext,
    read_for_repair,
    repair,
)
from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.images import read_header
from forgery_viewer.core.packed_masks import mask_change
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.documents import CHANGED_MEANWHILE, MaskDocuments
from forgery_viewer.state.mask_loading import load_mask
from forgery_viewer.state.replace_mask import Replacement
from forgery_viewer.state.tasks import Tasks

NOTHING_LEFT = "There is nothing left to repair in the mask as it is now."
PAINTED_ANEW = "The mask was painted anew; undo that first, or leave it as it is."
NOT_IN_THE_LIST = "No image stands for the file."


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What came of some repairs.

    Attributes:
        done: The records whose masks were changed; kept, not saved.
        refused: What was left as it is, and why.
        cancelled: Whether the user stopped before the end.
    """

    done: tuple[RecordKey, ...]
    refused: tuple[tuple[AuditFinding, str], ...]
    cancelled: bool


class Repairs(QObject):
    """Repairs masks one after the other, whether or not they are open; never the data set's files.

    Masks are read and repaired on a thread. Each repair is one undoable step of edits that are kept
    in the workspace and not saved, for the user to look at.
    """

    progressed = Signal(int, int)
    """So many of so many masks are through; (0, 0) where nothing is under way."""
    finished = Signal(object)

    def __init__(
        self,
        model: DatasetModel,
        workspace: Workspace,
        documents: MaskDocuments,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._workspace = workspace
        self._documents = documents
        self._tasks = tasks
        self._queue: deque[tuple[AuditFinding, int]] = deque()
        self._begin()

    def _begin(self) -> None:
        self._running = False
        self._through, self._total = 0, 0
        self._cancelled = False
        self._done: dict[RecordKey, None] = {}
        self._refused: list[tuple[AuditFinding, str]] = []

    @property
    def is_running(self) -> bool:
        """Whether repairs are under way."""
        return self._running

    def start(self, findings: Iterable[AuditFinding], speck_px: int) -> None:
        """Repair what findings propose; after what is under way already.

        Findings without a repair are passed over, and those that are repaired already. `speck_px`
        is what the audit took for specks.
        """
        jobs = {(finding.key, finding.repair_key): finding for finding in findings}
        wanted = [
            finding
            for (key, repair_key), finding in jobs.items()
            if key is not None and repair_key and repair_key not in self._documents.repairs(key)
        ]
        self._queue += [(finding, speck_px) for finding in wanted]
        self._total += len(wanted)
        if wanted and not self._running:
            self._running = True
            self._next()

    def cancel(self) -> None:
        """Leave what is still to do; what is done stays."""
        self._cancelled = self._cancelled or bool(self._queue)
        self._queue.clear()

    def _next(self) -> None:
        self.progressed.emit(self._through, self._total)
        if not self._queue:
            report = RepairReport(tuple(self._done), tuple(self._refused), self._cancelled)
            self._begin()
            self.progressed.emit(0, 0)
            self.finished.emit(report)
            return
        finding, speck_px = self._queue.popleft()
        key = finding.key
        record = self._model.record(key) if key is not None else None
        if record is None:
            self._refuse(finding, NOT_IN_THE_LIST)
            return
        planes = self._documents.mask(record.key)
        self._tasks.submit(
            partial(_repaired, record, finding.repair_key, speck_px, planes, self._workspace),
            partial(self._take, finding, speck_px),
            lambda error: self._refuse(finding, str(error)),
        )

    def _take(self, finding: AuditFinding, speck_px: int, found: Replacement | str) -> None:
        if isinstance(found, str) or finding.key is None:
            self._refuse(finding, str(found))
            return
        reason = self._documents.replace(finding.key, found)
        if reason == CHANGED_MEANWHILE:
            self._queue.appendleft((finding, speck_px))
        elif reason:
            self._refuse(finding, reason)
            return
        else:
            self._done[finding.key] = None
            self._through += 1
        self._next()

    def _refuse(self, finding: AuditFinding, reason: str) -> None:
        self._refused.append((finding, reason))
        self._through += 1
        self._next()


def step_name(repair_key: str) -> str:
    """What a repair is called in the history, as `Remove specks`."""
    return f"{repair_key.replace('-', ' ').capitalize()} (repair)"


def _repaired(
    record: Record, repair_key: str, speck_px: int, planes: BitPlanes | None, workspace: Workspace
) -> Replacement | str:
    """What repairs a record's mask, or why nothing does; to run on any thread.

    `planes` is the mask as it is in the window, None where it is the one of the disk.
    """
    size = read_header(record.image_path)
    context = RepairContext(size.height, size.width, speck_px)
    history = None
    if planes is None:
        loaded = load_mask(record, size.height, size.width, workspace)
        planes, history = loaded.planes, loaded.history
    before = planes.to_stack()
    source = before
    if repair_key == TRANSPOSE and not before.any() and record.mask_path is not None:
        # Such a mask is refused as it lies in the file: the one in the window is empty.
        source = read_for_repair(TRANSPOSE, record.mask_path, context)
    elif repair_key == TRANSPOSE and context.height != context.width:
        return PAINTED_ANEW
    after = repair(repair_key, source, context)
    change = mask_change(before, after)
    if not change.touched and len(after) == len(before) and repair_key != REWRITE:
        return NOTHING_LEFT
    return Replacement(change, step_name(repair_key), repair_key, history)

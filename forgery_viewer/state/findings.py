"""What the audit found in the open data set, and which of it the user ignores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.audit.auditing import audit, audit_rows
from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, AuditReport
from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.ignored import FindingId, IgnoredFinding, IgnoredFindings, ignored_now
from forgery_viewer.core.kept_audit import (
    KeptAudit,
    Stamps,
    stamps_of,
    stamps_of_files,
    updated_stamps,
)
from forgery_viewer.core.records import Severity
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.tasks import Task, Tasks


class AuditStage(Enum):
    """How far the audit of a data set is."""

    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    STOPPED = auto()
    FAILED = auto()


class Findings(QObject):
    """Owner of the findings: runs the audit in the background and remembers what is ignored.

    The audit looks at what is saved. After a mask was saved, its case is looked at again. What was
    found stays in the workspace, and holds until a file changes. The records' kinds go to the
    dataset model, for its filter.
    """

    changed = Signal()
    """Other findings are there, or others are ignored."""
    repairs_changed = Signal()
    """Other findings are repaired and not saved."""
    stage_changed = Signal()
    progressed = Signal(int, int)
    store_failed = Signal(str)
    """What is ignored cannot be read or written; carries why."""

    def __init__(
        self,
        model: DatasetModel,
        workspace: Workspace,
        documents: MaskDocuments,
        writing: Tasks,
        parent: QObject | None = None,
        *,
        courtesy: Courtesy | None = None,
    ) -> None:
        super().__init__(parent)
        self._courtesy = courtesy or Courtesy()
        self._model = model
        self._workspace = workspace
        self._documents = documents
        self._store = IgnoredFindings(workspace.root)
        self._kept = KeptAudit(workspace)
        self._stamps: Stamps = {}
        self._lane = Tasks("findings", 1, self)
        self._writing = writing
        self._writes_under_way = 0
        self._stop = Event()
        self._task: Task | None = None
        self._saved: set[RecordKey] = set()
        self._checking_again = False
        self._ignored: Mapping[FindingId, IgnoredFinding] = {}
        self.report: AuditReport | None = None
        self.stage = AuditStage.WAITING
        self.reason = ""
        self.open: tuple[AuditFinding, ...] = ()
        self.ignored: tuple[tuple[AuditFinding, IgnoredFinding], ...] = ()
        model.set_findings({})
        documents.saved.connect(lambda key, _when: self._check_again(key))
        documents.history_changed.connect(lambda _key: self.repairs_changed.emit())
        documents.state_changed.connect(lambda _key, _state: self.repairs_changed.emit())
        self._lane.submit(self._store.read, self._take_ignored, self._tell)

    # What there is ------------------------------------------------------------------------

    @property
    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity, ignored ones aside."""
        return Counter(finding.severity for finding in self.open)

    def of_case(self, split: str, case_id: str) -> tuple[AuditFinding, ...]:
        """The findings of a case that are not ignored."""
        return tuple(f for f in self.open if (f.split, f.case_id) == (split, case_id))

    def is_repaired(self, finding: AuditFinding) -> bool:
        """Whether its repair was done and is not saved yet."""
        key = finding.key
        if key is None or not finding.repair_key:
            return False
        return finding.repair_key in self._documents.repairs(key)

    def can_repair(self, finding: AuditFinding) -> bool:
        """Whether there is a safe repair that is not done yet."""
        key = finding.key
        if not finding.repair_key or key is None or self._model.row_of(key) is None:
            return False
        return not self.is_repaired(finding)

    # The audit ----------------------------------------------------------------------------

    @property
    def is_looking(self) -> bool:
        """Whether the data set, or a case that was saved, is being looked at."""
        return self.stage is AuditStage.RUNNING or self._checking_again

    def start(self, *, fresh: bool = False) -> None:
        """Look at the whole data set; `fresh` also where nothing changed since the last time."""
        index = self._model.dataset_index
        if index is None:
            return
        if self._task is not None:
            self._task.cancel()
        self._stop = stop = Event()

        def work(task: Task) -> tuple[AuditReport, Stamps]:
            def stopped() -> bool:
                return task.is_cancelled() or stop.is_set()

            def tell(done: int, total: int) -> None:
                if not stopped():
                    self.progressed.emit(done, total)

            stamps = stamps_of(self._workspace)
            kept = None if fresh else self._kept.load(stamps, AuditOptions())
            if kept is not None:
                return kept, stamps
            report = audit(
                index,
                workspace=self._workspace,
                progress=tell,
                cancelled=stopped,
                between=self._courtesy.step_aside,
            )
            if not report.cancelled:
                self._kept.store(stamps, report)
            return report, stamps

        self._task = self._lane.submit_cancellable(work, self._take_report, self._fail)
        self._set_stage(AuditStage.RUNNING)

    def cancel(self) -> None:
        """Stop the audit; what it found so far stays."""
        self._stop.set()

    def close(self) -> None:
        """End the audit; its result is dropped."""
        self._lane.close()

    def _take_report(self, found: tuple[AuditReport, Stamps]) -> None:
        self._task = None
        report, self._stamps = found
        self.report = report
        self._sort_out()
        self._set_stage(AuditStage.STOPPED if report.cancelled else AuditStage.DONE)

    def _fail(self, error: BaseException) -> None:
        self._task = None
        self._set_stage(AuditStage.FAILED, str(error) or type(error).__name__)

    def _set_stage(self, stage: AuditStage, reason: str = "") -> None:
        self.stage, self.reason = stage, reason
        self.stage_changed.emit()

    def _check_again(self, key: RecordKey) -> None:
        """Look at a case again, once the audit under way has come to its end."""
        if self.stage is AuditStage.WAITING:
            return
        self._saved.add(key)
        if not self._checking_again:
            self._check_saved()

    def _check_saved(self) -> None:
        """Look at the cases saved since the last time, all of them at once."""
        index = self._model.dataset_index
        keys, self._saved = self._saved, set()
        rows = set()
        for key in keys:
            row = self._model.row_of(key)
            if row is not None and index is not None:
                partner = int(index.column("partner")[row])
                rows |= {row, partner} - {-1}
        if not rows or index is None:
            return
        records = [index.record(row) for row in sorted(rows)]

        def work(task: Task) -> tuple[AuditReport, Stamps]:
            stamps = stamps_of_files(self._files_of(records))
            wanted, stopped = sorted(rows), task.is_cancelled
            part = audit_rows(index, wanted, workspace=self._workspace, cancelled=stopped)
            return part, stamps

        self._checking_again = True
        self._lane.submit_cancellable(
            work, lambda found: self._take_part(*found, records), self._fail_part
        )

    def _files_of(self, records: Sequence[Record]) -> list[Path]:
        """What is read of some records: images, masks and corrections, there or not."""
        paths = [record.image_path for record in records]
        paths += [record.mask_path for record in records if record.mask_path is not None]
        return paths + [self._workspace.correction_file(record.key) for record in records]

    def _take_part(self, part: AuditReport, stamps: Stamps, records: Sequence[Record]) -> None:
        self._checking_again = False
        if self.report is not None:
            self.report = self.report.updated(part, {record.key for record in records})
            self._stamps = updated_stamps(self._stamps, stamps, self._files_of(records))
            self._keep(self.report, self._stamps)
            self._sort_out()
        if self._saved:
            self._check_saved()

    def _keep(self, report: AuditReport, stamps: Stamps) -> None:
        if not report.cancelled:
            self._writing.submit(lambda: self._kept.store(stamps, report), lambda _none: None)

    def _fail_part(self, error: BaseException) -> None:
        self._checking_again = False
        self._fail(error)

    def _sort_out(self) -> None:
        """Tell open findings from ignored ones, and the dataset model of the open ones."""
        found = self.report.findings if self.report is not None else ()
        entries = [(finding, self._ignored.get(FindingId.of(finding))) for finding in found]
        self.open = tuple(finding for finding, entry in entries if entry is None)
        self.ignored = tuple((finding, entry) for finding, entry in entries if entry is not None)
        kinds: dict[RecordKey, set[str]] = {}
        for finding in self.open:
            if finding.key is not None:
                kinds.setdefault(finding.key, set()).add(finding.kind)
        self._model.set_findings({key: frozenset(names) for key, names in kinds.items()})
        self.changed.emit()

    # Ignoring -----------------------------------------------------------------------------

    def ignore(self, findings: Collection[AuditFinding], reason: str) -> None:
        """Hear of findings no more, for a reason; ValueError without one."""
        reason = reason.strip()
        if not reason:
            raise ValueError("a finding is ignored for a reason")
        entries = ignored_now(findings, reason)
        before = self._ignored
        self._take_ignored({**before, **{entry.finding: entry for entry in entries}})
        self._write(lambda: self._store.add(entries), before)

    def take_back(self, findings: Collection[AuditFinding]) -> None:
        """Hear of ignored findings again."""
        gone = {FindingId.of(finding) for finding in findings}
        before = self._ignored
        self._take_ignored({key: entry for key, entry in before.items() if key not in gone})
        self._write(lambda: self._store.remove(gone), before)

    def _write(
        self,
        change: Callable[[], dict[FindingId, IgnoredFinding]],
        before: Mapping[FindingId, IgnoredFinding],
    ) -> None:
        self._writes_under_way += 1

        def done(stored: dict[FindingId, IgnoredFinding]) -> None:
            self._writes_under_way -= 1
            # While more is being written, the file is behind what is shown.
            if not self._writes_under_way and stored != self._ignored:
                self._take_ignored(stored)

        def failed(error: BaseException) -> None:
            self._writes_under_way -= 1
            self._take_ignored(before)
            self._tell(error)

        def write() -> dict[FindingId, IgnoredFinding]:
            self._workspace.check_writable(self._store.path)
            return change()

        self._writing.submit(write, done, failed)

    def _take_ignored(self, ignored: Mapping[FindingId, IgnoredFinding]) -> None:
        self._ignored = ignored
        self._sort_out()

    def _tell(self, error: BaseException) -> None:
        self.store_failed.emit(str(error))

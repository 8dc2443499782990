"""An open data set without its window, and waiting for what it does in the background."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import reading
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.findings import AuditStage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.repairs import RepairReport

SPECK_PX = 16
ENDED = (AuditStage.DONE, AuditStage.STOPPED, AuditStage.FAILED)


class Audited:
    """A session and its model; `close` it when the test is over."""

    def __init__(self, root: Path, qtbot: QtBot) -> None:
        self.root = root
        self.model = DatasetModel()
        self._qtbot = qtbot
        index = list_dataset(root)
        self.session = DatasetSession(index, Workspace.open(root), self.model)
        self.findings = self.session.findings
        self.repairs = self.session.repairs
        self.documents = self.session.documents

    def wait_for_audit(self) -> None:
        """Wait until the audit has come to an end."""
        if self.findings.stage not in ENDED:
            self._qtbot.waitUntil(lambda: self.findings.stage in ENDED, timeout=20_000)

    def stage(self) -> AuditStage:
        """How far the audit is now."""
        return self.findings.stage

    def kinds(self) -> set[tuple[str, str]]:
        """(kind, case id) of the open findings."""
        return {(finding.kind, finding.case_id) for finding in self.findings.open}

    def finding(self, kind: str) -> AuditFinding:
        """The one open finding of a kind."""
        (found,) = (finding for finding in self.findings.open if finding.kind == kind)
        return found

    def repair(self, *kinds: str) -> RepairReport:
        """Repair what is found of some kinds, and wait for it."""
        found = [finding for finding in self.findings.open if finding.kind in kinds]
        with self._qtbot.waitSignal(self.repairs.finished) as finished:
            self.repairs.start(found, SPECK_PX)
        report = finished.args[0]
        assert isinstance(report, RepairReport)
        return report

    def open(self, key: RecordKey) -> MaskDocument:
        """Open a record's mask, as showing its case does."""
        case = reading(self.session.index, self.session.workspace, key)()
        document = self.documents.open(case)
        assert document is not None
        return document

    def save_all(self) -> None:
        """Save all that is kept, and wait until the cases were looked at again."""
        self.documents.save_all()
        self._qtbot.waitUntil(lambda: not self.documents.unsaved(), timeout=20_000)
        self._qtbot.waitUntil(lambda: not self.findings.is_looking, timeout=20_000)

    def close(self) -> None:
        self.session.close()

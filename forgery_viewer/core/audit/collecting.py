"""Findings put together: those looked for, with paths and repairs as they are shown."""

from collections.abc import Sequence
from pathlib import Path

from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, Box
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.audit.repairs import REPAIRS
from forgery_viewer.core.records import RecordKey, Severity


class Collector:
    """The findings of some files of one data set.

    Attributes:
        root: Folder of the data set.
        options: What is looked for; the rest is left out.
        found: The findings so far.
    """

    def __init__(self, root: Path, options: AuditOptions) -> None:
        self.root = root
        self.options = options
        self.found = list[AuditFinding]()

    def about(self, subject: RecordKey, path: Path) -> "FileNotes":
        """Where to note what is found in one file; `subject` has "" for what there is not."""
        return FileNotes(self, subject, path)

    def name(self, path: Path) -> str:
        """A path below the data set, with slashes; whole where it lies elsewhere."""
        inside = path.is_relative_to(self.root)
        return _printable((path.relative_to(self.root) if inside else path).as_posix())


class FileNotes:
    """What is noted of one file."""

    def __init__(self, collector: Collector, subject: RecordKey, path: Path) -> None:
        self.subject = subject
        self.path = path
        self.options = collector.options
        self._collector = collector

    def add(
        self,
        kind: str,
        reason: str,
        *,
        severity: Severity | None = None,
        repair_key: str = "",
        place: Box | None = None,
        instances: Sequence[int] = (),
    ) -> None:
        """Note a finding, if its kind is looked for.

        Args:
            kind: A key of `KINDS`.
            reason: What is wrong, as a sentence.
            severity: How grave it is, by default as its kind.
            repair_key: A key of `REPAIRS`, "" where no repair is safe.
            place: Where to look in the image.
            instances: Numbers of the instances, from 1.
        """
        if not self.options.wants(kind):
            return
        sentence = REPAIRS[repair_key].sentence if repair_key else ""
        finding = AuditFinding(
            severity=severity or KINDS[kind].severity,
            kind=kind,
            split=self.subject.split,
            case_id=_printable(self.subject.case_id),
            file=self._collector.name(self.path),
            reason=_printable(reason),
            label=self.subject.label,
            repair=sentence.format(speck_px=self.options.speck_px),
            repair_key=repair_key,
            place=place,
            instances=tuple(instances),
        )
        self._collector.found.append(finding)


def _printable(text: str) -> str:
    """The text with bytes that are no text as escapes, so that it can be written anywhere."""
    return text.encode(errors="backslashreplace").decode()

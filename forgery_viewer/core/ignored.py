"""Findings that somebody looked at and wants to hear of no more, with the reason.

They lie in one JSON file of the workspace. A data set has some hundreds of them at most, so that
the file is read and written as a whole in a few milliseconds: it takes the place of the one before
in one step, needs no locks, which a data base would and network drives lack, and can be read,
compared and merged without this program.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from forgery_viewer.core import atomic
from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.user_name import user_name

FILE_NAME = "ignored.json"
DAMAGED_NAME = "ignored.damaged.json"

_FORM = 1


class FindingId(NamedTuple):
    """What tells one finding from all others.

    What it says is part of that: where a file changes so that there is something else to say of it,
    that is another finding, which nobody has ignored yet.
    """

    kind: str
    split: str
    label: str
    case_id: str
    file: str
    told: str

    @classmethod
    def of(cls, finding: AuditFinding) -> "FindingId":
        """The identity of a finding of an audit."""
        return cls(
            finding.kind,
            finding.split,
            finding.label,
            finding.case_id,
            finding.file,
            finding.reason,
        )


@dataclass(frozen=True, slots=True)
class IgnoredFinding:
    """One finding that is ignored.

    Attributes:
        finding: Which one.
        reason: Why, in the words of who ignored it.
        who: Their name on this computer, "" where it is not known.
        when: The time in UTC.
    """

    finding: FindingId
    reason: str
    who: str
    when: datetime


def ignored_now(findings: Iterable[AuditFinding], reason: str) -> tuple[IgnoredFinding, ...]:
    """Findings as the present user ignores them now."""
    who, when = user_name(), datetime.now(UTC).replace(microsecond=0)
    return tuple(IgnoredFinding(FindingId.of(finding), reason, who, when) for finding in findings)


class IgnoredFindings:
    """The file of a workspace that holds what is ignored.

    It is read anew before each change, so that two windows on one workspace take nothing from each
    other. All methods raise WorkspaceError where the file cannot be read or written.

    Attributes:
        path: The file; not there while nothing was ever ignored.
    """

    def __init__(self, workspace_root: Path) -> None:
        self.path = workspace_root / FILE_NAME

    def read(self) -> dict[FindingId, IgnoredFinding]:
        """All that is ignored."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            reason = f"cannot be read: {system_reason(error)}"
            raise WorkspaceError(self.path, reason) from error
        try:
            return _from_json(json.loads(data))
        except (ValueError, KeyError, TypeError) as error:
            reason = "is damaged, so that nothing is ignored; it is kept aside when you ignore anew"
            raise WorkspaceError(self.path, reason) from error

    def add(self, entries: Iterable[IgnoredFinding]) -> dict[FindingId, IgnoredFinding]:
        """Ignore findings, with a new reason where they are ignored already; returns all."""
        stored = self._read_for_change()
        stored |= {entry.finding: entry for entry in entries}
        self._write(stored)
        return stored

    def remove(self, findings: Iterable[FindingId]) -> dict[FindingId, IgnoredFinding]:
        """Ignore findings no longer; returns what is left."""
        stored = self._read_for_change()
        for finding in findings:
            stored.pop(finding, None)
        self._write(stored)
        return stored

    def _read_for_change(self) -> dict[FindingId, IgnoredFinding]:
        try:
            return self.read()
        except WorkspaceError as error:
            if isinstance(error.__cause__, OSError):
                raise
        # Whatever stands in it was written by somebody: it gives way, but is not lost.
        try:
            self.path.replace(self.path.with_name(DAMAGED_NAME))
        except OSError as error:
            raise WorkspaceError(self.path, f"is damaged: {system_reason(error)}") from error
        return {}

    def _write(self, stored: Mapping[FindingId, IgnoredFinding]) -> None:
        entries = [_as_json(stored[finding]) for finding in sorted(stored)]
        text = json.dumps({"form": _FORM, "ignored": entries}, ensure_ascii=False, indent=1)
        try:
            atomic.write_bytes(self.path, f"{text}\n".encode(errors="replace"))
        except OSError as error:
            reason = f"cannot be written: {system_reason(error)}"
            raise WorkspaceError(self.path, reason) from error


def _as_json(entry: IgnoredFinding) -> dict[str, str]:
    about = {"reason": entry.reason, "who": entry.who, "when": entry.when.isoformat()}
    return {**entry.finding._asdict(), **about}


def _from_json(content: dict[str, Any]) -> dict[FindingId, IgnoredFinding]:
    """The entries of a file. Raises ValueError, KeyError or TypeError for anything else."""
    if content["form"] != _FORM:
        raise ValueError("written by another version of the program")
    stored = {}
    for row in content["ignored"]:
        texts = {name: row[name] for name in (*FindingId._fields, "reason", "who", "when")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise TypeError("an entry has something other than text")
        finding = FindingId(*(texts[name] for name in FindingId._fields))
        when = datetime.fromisoformat(texts["when"])
        stored[finding] = IgnoredFinding(finding, texts["reason"], texts["who"], when)
    return stored

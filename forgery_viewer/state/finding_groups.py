"""Findings as a list shows them: in groups of one kind, those that answer to a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.ignored import IgnoredFinding
from forgery_viewer.core.records import Severity

SEVERITY_WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
"""What one finding of each severity is called."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in a list; `ignored` says who ignores it and why, None where nobody does."""

    finding: AuditFinding
    ignored: IgnoredFinding | None = None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind and one severity, or all that are ignored (with neither).

    Attributes:
        severity: How grave they are; None for ignored ones.
        kind: Their kind; "" for ignored ones.
        rows: The findings, in the order of the audit.
    """

    severity: Severity | None
    kind: str
    rows: tuple[FindingRow, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What tells the group from all others."""
        return (self.severity or "ignored", self.kind)

    @property
    def title(self) -> str:
        """Its name."""
        return KINDS[self.kind].title if self.severity is not None else "Ignored"

    @property
    def explanation(self) -> str:
        """What it means, in a sentence or two."""
        if self.severity is None:
            return "Findings somebody looked at and wants to hear of no more."
        return KINDS[self.kind].explanation

    @property
    def findings(self) -> tuple[AuditFinding, ...]:
        return tuple(row.finding for row in self.rows)


@dataclass(frozen=True, slots=True)
class FindingSearch:
    """Which findings are listed.

    Attributes:
        text: Words that must all be in what is said of a finding; upper and lower case are alike.
        case: Split and id of the only case whose findings are listed; None for all.
    """

    text: str = ""
    case: tuple[str, str] | None = None

    def accepts(self, row: FindingRow) -> bool:
        """Whether a finding is listed."""
        finding = row.finding
        if self.case is not None and (finding.split, finding.case_id) != self.case:
            return False
        words = self.text.casefold().split()
        if not words:
            return True
        why = row.ignored.reason if row.ignored is not None else ""
        told = (finding.kind, KINDS[finding.kind].title, finding.severity, finding.split, why)
        text = "\n".join((finding.file, finding.case_id, finding.reason, *told)).casefold()
        return all(word in text for word in words)


def grouped(
    found: Iterable[AuditFinding],
    ignored: Iterable[tuple[AuditFinding, IgnoredFinding]],
    search: FindingSearch,
) -> tuple[FindingGroup, ...]:
    """Groups of the findings that are listed, the gravest first and the ignored ones last."""
    rows: dict[tuple[Severity, str], list[FindingRow]] = {}
    for finding in found:
        row = FindingRow(finding)
        if search.accepts(row):
            rows.setdefault((finding.severity, finding.kind), []).append(row)
    groups = [FindingGroup(*key, tuple(listed)) for key, listed in rows.items()]
    aside = [row for row in (FindingRow(*entry) for entry in ignored) if search.accepts(row)]
    if aside:
        groups.append(FindingGroup(None, "", tuple(aside)))
    return tuple(groups)

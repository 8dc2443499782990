"""What the audit finds, what it was asked to look for, and what it gives back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from forgery_viewer.core.audit.kinds import KINDS, SEVERITIES
from forgery_viewer.core.difference import USUAL_THRESHOLD
from forgery_viewer.core.ordering import natural_rank
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey, Severity

Box = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, ends excluded."""

_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_KIND_RANK = {kind: rank for rank, kind in enumerate(KINDS)}

#: Differences below are noise of JPEG compression, those above a forgery may miss; of 255.
DIFFERENCE_RANGE = (8, 32)


#: Kinds that only an audit of the whole data set finds.
OF_THE_WHOLE = frozenset({
    "orphan-mask", "mask-on-authentic", "contradicting-labels", "identical-files", "second-file",
    "no-images", "not-in-layout",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing wrong, or odd, in a data set.

    Attributes:
        severity: "error" where the data are wrong, "warning" where a person should look, "info"
            where it is only good to know.
        kind: A key of `KINDS`.
        split: Split of the case, "" where it has none.
        case_id: Id of the case, "" where it has none.
        file: The file it is about, below the data set, with slashes.
        reason: What is wrong, in one sentence.
        label: Label of the record that it is about, "" where none stands for the file.
        repair: What the repair does, in one sentence; "" where none is safe.
        repair_key: A key of `forgery_viewer.core.audit.repairs.REPAIRS`, "" without a repair.
        place: The pixels of the image to look at, None for the whole.
        instances: Numbers of the instances that it is about, from 1.
    """

    severity: Severity
    kind: str
    split: str
    case_id: str
    file: str
    reason: str
    label: str = ""
    repair: str = ""
    repair_key: str = ""
    place: Box | None = None
    instances: tuple[int, ...] = ()

    @property
    def key(self) -> RecordKey | None:
        """The record that it is about; None where no record stands for the file."""
        return RecordKey(self.split, self.label, self.case_id) if self.label else None

    def as_json(self) -> dict[str, str]:
        """What the command line prints for machines; the keys are stable."""
        return {
            "severity": self.severity,
            "kind": self.kind,
            "split": self.split,
            "case_id": self.case_id,
            "file": self.file,
            "reason": self.reason,
            "repair": self.repair,
        }


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What to look for, and how closely.

    Attributes:
        difference_threshold: A pixel is changed where a channel differs by more than this, of 255;
            within `DIFFERENCE_RANGE`.
        speck_px: Regions smaller than this are specks.
        changed_px: Changed regions outside the mask smaller than this are only counted.
        only: Kinds to look for; empty for all.
        ignore: Kinds not to look for.
        decode: Whether images are decoded; without, only their headers are read and pairs are not
            compared.

    Raises:
        ValueError: A threshold is out of range, or a kind is not in `KINDS`.
    """

    difference_threshold: int = USUAL_THRESHOLD
    speck_px: int = 16
    changed_px: int = 64
    only: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    decode: bool = True

    def __post_init__(self) -> None:
        low, high = DIFFERENCE_RANGE
        if not low <= self.difference_threshold <= high:
            raise ValueError(f"the difference threshold is within {low} to {high}")
        if self.speck_px < 0 or self.changed_px < 0:
            raise ValueError("sizes are not negative")
        unknown = (self.only | self.ignore) - KINDS.keys()
        if unknown:
            raise ValueError(f"no such kind of finding: {', '.join(sorted(unknown))}")

    def wants(self, *kinds: str) -> bool:
        """Whether any of the kinds is looked for."""
        return any(kind not in self.ignore and kind in (self.only or KINDS) for kind in kinds)


@dataclass(frozen=True)
class AuditReport:
    """What an audit found.

    Attributes:
        findings: By severity, kind, split, case id and file, whatever the number of threads.
        rows: How many rows were looked at.
        cancelled: Whether it was stopped before its end.
        options: What it was asked to look for.
    """

    findings: tuple[AuditFinding, ...]
    rows: int = 0
    cancelled: bool = False
    options: AuditOptions = field(default_factory=AuditOptions)

    @cached_property
    def kinds_by_key(self) -> Mapping[RecordKey, frozenset[str]]:
        """The kinds of findings of each record that has any."""
        kinds: dict[RecordKey, set[str]] = {}
        for finding in self.findings:
            if finding.key is not None:
                kinds.setdefault(finding.key, set()).add(finding.kind)
        return {key: frozenset(names) for key, names in kinds.items()}

    def updated(self, part: "AuditReport", keys: Collection[RecordKey]) -> "AuditReport":
        """This report of a data set, with what `audit_rows` found since in the rows of `keys`."""
        kept = [
            finding
            for finding in self.findings
            if finding.key not in keys or finding.kind in OF_THE_WHOLE
        ]
        return replace(self, findings=in_order([*kept, *part.findings]))

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def in_order(findings: Iterable[AuditFinding]) -> tuple[AuditFinding, ...]:
    """Findings in the order of `AuditReport.findings`."""
    listed = list(findings)
    places = natural_rank([finding.case_id for finding in listed])
    ranked = sorted(zip(listed, places, strict=True), key=_rank)
    return tuple(finding for finding, _ in ranked)


def _rank(placed: tuple[AuditFinding, int]) -> tuple[object, ...]:
    finding, place = placed
    return (
        _SEVERITY_RANK[finding.severity],
        _KIND_RANK[finding.kind],
        _place_in(SPLITS, finding.split),
        place,
        _place_in(LABELS, finding.label),
        finding.file,
        finding.instances,
        finding.reason,
    )


def _place_in(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else len(names)

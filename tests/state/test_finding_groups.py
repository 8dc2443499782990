"""Groups of findings: the gravest first, ignored ones last, and only what answers to a search."""

from __future__ import annotations

from forgery_viewer.core.audit.findings import AuditFinding, in_order
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.ignored import ignored_now
from forgery_viewer.core.records import Severity
from forgery_viewer.state.finding_groups import FindingSearch, grouped


def finding(
    kind: str, case_id: str, reason: str = "So it is.", severity: Severity | None = None
) -> AuditFinding:
    file = f"train_masks/{case_id}.npy"
    grave = severity or KINDS[kind].severity
    return AuditFinding(grave, kind, "train", case_id, file, reason, label="forged")


FOUND = in_order(
    [
        finding("speck", "9"),
        finding("transposed", "10", "The mask is 60 x 90."),
        finding("transposed", "9"),
        finding("unchanged-inside", "9"),
        finding("unchanged-inside", "7", severity="warning"),
    ]
)
NOBODY = FindingSearch()


def listed(search: FindingSearch) -> dict[tuple[str, str], list[str]]:
    """Case ids by group."""
    aside = [(finding("nan", "3"), ignored_now([finding("nan", "3")], "an old scan")[0])]
    return {
        group.key: [row.finding.case_id for row in group.rows]
        for group in grouped(FOUND, aside, search)
    }


def test_groups_are_kinds_of_one_severity_from_the_gravest_on() -> None:
    assert list(listed(NOBODY).items()) == [
        (("error", "transposed"), ["9", "10"]),
        (("warning", "speck"), ["9"]),
        (("warning", "unchanged-inside"), ["7"]),
        (("info", "unchanged-inside"), ["9"]),
        (("ignored", ""), ["3"]),
    ]


def test_a_group_has_the_name_and_the_meaning_of_its_kind() -> None:
    first, *_, last = grouped(FOUND, [], NOBODY)
    assert first.title == "Mask is transposed"
    assert first.explanation == KINDS["transposed"].explanation
    assert (last.severity, last.kind) == ("info", "unchanged-inside")
    assert grouped([], [], NOBODY) == ()


def test_every_word_of_a_search_has_to_be_somewhere() -> None:
    assert listed(FindingSearch("transposed 10")) == {("error", "transposed"): ["10"]}
    assert listed(FindingSearch("60 X 90")) == {("error", "transposed"): ["10"]}
    assert listed(FindingSearch("SPECK")) == {("warning", "speck"): ["9"]}
    assert listed(FindingSearch("masks/7.npy")) == {("warning", "unchanged-inside"): ["7"]}
    assert listed(FindingSearch("old scan")) == {("ignored", ""): ["3"]}
    assert listed(FindingSearch("nobody says this")) == {}


def test_the_findings_of_one_case() -> None:
    assert listed(FindingSearch(case=("train", "9"))) == {
        ("error", "transposed"): ["9"],
        ("warning", "speck"): ["9"],
        ("info", "unchanged-inside"): ["9"],
    }
    assert listed(FindingSearch("speck", ("train", "9"))) == {("warning", "speck"): ["9"]}
    assert listed(FindingSearch(case=("test", "9"))) == {}

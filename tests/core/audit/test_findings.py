"""Findings, options and reports."""

import random
from typing import Any

import pytest

from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, AuditReport, in_order
from forgery_viewer.core.dataset import FORGED, RecordKey


def finding(kind: str = "speck", case_id: str = "1", **values: Any) -> AuditFinding:  # noqa: ANN401
    common = {"severity": "warning", "split": "train", "file": f"train_masks/{case_id}.npy"}
    return AuditFinding(**{**common, "reason": "So.", "label": FORGED, **values},
                        kind=kind, case_id=case_id)  # fmt: skip


def key(case_id: str) -> RecordKey:
    return RecordKey("train", FORGED, case_id)


def test_json_has_the_documented_keys_in_their_order() -> None:
    assert finding(repair="Do so.", place=(1, 2, 3, 4)).as_json() == {
        "severity": "warning",
        "kind": "speck",
        "split": "train",
        "case_id": "1",
        "file": "train_masks/1.npy",
        "reason": "So.",
        "repair": "Do so.",
    }


def test_errors_come_first_and_cases_in_natural_order() -> None:
    expected = [
        finding("nan", "2", severity="error"),
        finding("empty-mask", "1", severity="error"),
        finding("speck", "2", severity="warning"),
        finding("speck", "10", severity="warning", instances=(1,)),
        finding("speck", "10", severity="warning", instances=(2,)),
        finding("speck", "1", severity="warning", split="supplemental"),
        finding("pair-mode", "3", severity="info"),
        finding("not-in-layout", "", severity="info", split="", label=""),
    ]
    mixed = random.Random(3).sample(expected, len(expected))
    assert list(in_order(mixed)) == expected


def test_a_report_counts_and_tells_the_kinds_of_each_record() -> None:
    orphan = finding("orphan-mask", "7", severity="error", label="")
    report = AuditReport((orphan, finding(), finding("single-region"), finding(case_id="2")))
    assert report.kinds_by_key == {
        key("1"): {"speck", "single-region"},
        key("2"): {"speck"},
    }
    assert (report.count("error"), report.count("warning"), report.count("info")) == (1, 3, 0)


def test_a_report_takes_in_what_was_found_since_in_some_rows() -> None:
    twin = finding("identical-files")
    report = AuditReport((twin, finding(), finding(case_id="2")), rows=5)
    part = AuditReport((finding("single-region"),), rows=1)
    updated = report.updated(part, {key("1")})
    assert set(updated.findings) == {twin, finding("single-region"), finding(case_id="2")}
    assert updated.rows == 5


def test_options_choose_kinds() -> None:
    assert AuditOptions().wants("speck")
    only = AuditOptions(only=frozenset({"nan", "speck"}), ignore=frozenset({"speck"}))
    assert only.wants("nan")
    assert not only.wants("speck")
    assert not only.wants("transposed")
    assert only.wants("transposed", "nan")


@pytest.mark.parametrize(
    "values",
    [
        {"difference_threshold": 7},
        {"difference_threshold": 33},
        {"speck_px": -1},
        {"changed_px": -1},
        {"only": frozenset({"odd"})},
        {"ignore": frozenset({"odd"})},
    ],
)
def test_options_out_of_range_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"within 8 to 32|not negative|no such kind .* odd"):
        AuditOptions(**values)

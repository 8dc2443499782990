"""The audit of the sample data sets: every defect is found, and nothing else is called one."""

import json
from pathlib import Path

import pytest

from forgery_viewer.core.audit.findings import AuditFinding
from tests.core.audit.forgeries import check

#: What each text in the list of defects is to be found as: kind, severity and file.
EXPECTED = {
    "mask file missing": ("missing-mask", "error", "train_masks/{}.npy"),
    "mask is transposed": ("transposed", "error", "train_masks/{}.npy"),
    "mask has another size": ("wrong-size", "error", "train_masks/{}.npy"),
    "mask is empty": ("empty-mask", "error", "train_masks/{}.npy"),
    "mask has zero channels": ("empty-mask", "error", "train_masks/{}.npy"),
    "mask file truncated": ("truncated-file", "error", "train_masks/{}.npy"),
    "mask file is a pickle": ("pickle-refused", "error", "train_masks/{}.npy"),
    "mask file is zero bytes": ("unreadable-file", "error", "train_masks/{}.npy"),
    "mask has NaN": ("nan", "error", "train_masks/{}.npy"),
    "mask is 0/255 (readable)": ("not-binary", "warning", "train_masks/{}.npy"),
    "mask is 2-D (readable)": ("mask-form", "warning", "train_masks/{}.npy"),
    "mask is bool, channels last (readable)": ("mask-form", "warning", "train_masks/{}.npy"),
    "forged image truncated": ("truncated-file", "error", "train_images/forged/{}.png"),
    "forged image is text": ("unreadable-file", "error", "train_images/forged/{}.png"),
    "pair differs in size": ("pair-size", "error", "train_images/forged/{}.png"),
    "forged image is 16 bit (readable)": ("16-bit-image", "warning", "train_images/forged/{}.png"),
    "orphan mask": ("orphan-mask", "error", "train_masks/{}.npy"),
}


@pytest.fixture(scope="module")
def broken(shared_data: Path) -> tuple[AuditFinding, ...]:
    return check(shared_data / "recodai_broken")


def test_every_defect_is_found_as_what_it_is_and_nothing_else_is_an_error(
    shared_data: Path, broken: tuple[AuditFinding, ...]
) -> None:
    defects = json.loads((shared_data / "recodai_broken/broken.json").read_text())
    expected = {
        (case_id, kind, severity, file.format(case_id))
        for case_id, text in defects.items()
        for kind, severity, file in [EXPECTED[text]]
    }
    found = {(f.case_id, f.kind, f.severity, f.file) for f in broken if f.split == "train"}
    assert expected <= found
    errors = {(f.case_id, f.kind, f.severity, f.file) for f in broken if f.severity == "error"}
    assert errors == {entry for entry in expected if entry[2] == "error"}


def test_the_pair_tells_how_the_transposed_mask_is_to_be_turned(
    broken: tuple[AuditFinding, ...],
) -> None:
    (finding,) = (finding for finding in broken if finding.kind == "transposed")
    assert "correlation 0.62" in finding.reason
    assert finding.repair_key == "transpose"
    assert finding.repair


def test_a_sound_data_set_has_no_errors(shared_data: Path) -> None:
    findings = check(shared_data / "recodai_mini")
    assert {(finding.severity, finding.kind) for finding in findings} == {
        ("warning", "id-collision"),
        ("info", "changed-outside"),
        ("info", "unchanged-inside"),
        ("info", "pair-mode"),
        ("info", "not-in-layout"),
    }
    (collision,) = (finding for finding in findings if finding.kind == "id-collision")
    assert (collision.split, collision.case_id) == ("supplemental", "8550")


def test_broken_files_leave_standard_error_alone(
    shared_data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    check(shared_data / "recodai_broken")
    assert capfd.readouterr().err == ""

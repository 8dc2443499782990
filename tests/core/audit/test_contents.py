"""Files of the same content."""

from pathlib import Path

import numpy as np

from tests.core.audit.forgeries import odd, true_mask, write_forgery
from tests.core.building import noise, write_image


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def test_identical_images_of_different_cases(tmp_path: Path) -> None:
    source = write_image(tmp_path / "train_images/authentic/1.png", noise(9, 9))
    for name in ("train_images/authentic/2.png", "test_images/3.png"):
        copy(source, tmp_path / name)
    findings = odd(tmp_path)
    assert {(finding.severity, finding.kind) for finding in findings} == {
        ("warning", "identical-files")
    }
    assert [finding.file for finding in findings] == [
        "train_images/authentic/1.png",
        "train_images/authentic/2.png",
        "test_images/3.png",
    ]
    assert findings[0].reason == (
        "The file is byte for byte the same as train_images/authentic/2.png and test_images/3.png."
    )


def test_identical_masks_of_different_cases(tmp_path: Path) -> None:
    for case_id in ("1", "2"):
        write_forgery(tmp_path, case_id)
    findings = odd(tmp_path)
    assert [(finding.kind, finding.file) for finding in findings] == [
        ("identical-files", "train_masks/1.npy"),
        ("identical-files", "train_masks/2.npy"),
    ]


def test_files_of_one_size_need_not_be_identical(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    write_forgery(tmp_path, "2", np.roll(true_mask(), 1, axis=2))
    assert "identical-files" not in {finding.kind for finding in odd(tmp_path)}


def test_an_image_cannot_be_authentic_and_forged(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    copy(tmp_path / "train_images/authentic/1.png", tmp_path / "train_images/forged/1.png")
    error, unchanged = odd(tmp_path)
    assert (error.severity, error.kind) == ("error", "contradicting-labels")
    assert error.file == "train_images/forged/1.png"
    assert error.reason == (
        "The forged image is byte for byte the same as the authentic train_images/authentic/1.png."
    )
    assert (unchanged.severity, unchanged.kind) == ("warning", "unchanged-inside")


def test_empty_files_are_only_called_unreadable(tmp_path: Path) -> None:
    for case_id in ("1", "2"):
        write_forgery(tmp_path, case_id, np.roll(true_mask(), int(case_id), axis=2))
        (tmp_path / f"train_images/forged/{case_id}.png").write_bytes(b"")
    assert {finding.kind for finding in odd(tmp_path)} == {"unreadable-file"}

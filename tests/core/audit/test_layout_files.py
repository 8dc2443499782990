"""What lies in the folders of a data set and belongs to no image."""

import os
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.audit.findings import AuditFinding
from tests.core.audit.forgeries import Mask, odd, true_mask, write_forgery
from tests.core.building import noise, write_array, write_image


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A sound data set of one pair, with everything that belongs to the layout."""
    write_forgery(tmp_path, "1")
    write_array(tmp_path / "supplemental_masks/2.npy", moved(1))
    write_image(tmp_path / "supplemental_images/2.png", noise(40, 60))
    write_image(tmp_path / "test_images/3.png", noise(5, 5))
    (tmp_path / "sample_submission.csv").write_text("case_id,annotation\n")
    (tmp_path / ".forgery_viewer").mkdir()
    (tmp_path / "train_masks/.hidden").touch()
    return tmp_path


def moved(columns: int) -> Mask:
    """A mask that is like no other, as masks of different cases are."""
    return np.roll(true_mask(), columns, axis=2)


def only(findings: tuple[AuditFinding, ...]) -> AuditFinding:
    (finding,) = findings
    return finding


def about(finding: AuditFinding) -> tuple[str, str, str]:
    return finding.severity, finding.kind, finding.file


def test_a_sound_data_set_has_nothing_odd(root: Path) -> None:
    assert odd(root) == ()


def test_a_mask_without_an_image(root: Path) -> None:
    write_array(root / "train_masks/99.npy", moved(2))
    finding = only(odd(root))
    assert about(finding) == ("error", "orphan-mask", "train_masks/99.npy")
    assert (finding.split, finding.case_id, finding.key) == ("train", "99", None)
    assert finding.reason == "No image in train_images/forged has the case id 99."


def test_a_mask_on_an_authentic_image(root: Path) -> None:
    write_image(root / "train_images/authentic/5.png", noise(40, 60, seed=5))
    write_array(root / "train_masks/5.npy", moved(2))
    finding = only(odd(root))
    assert about(finding) == ("error", "mask-on-authentic", "train_masks/5.npy")
    assert finding.key == ("train", "authentic", "5")


def test_a_forged_image_without_a_mask(root: Path) -> None:
    (root / "train_masks/1.npy").unlink()
    finding = only(odd(root))
    assert about(finding) == ("error", "missing-mask", "train_masks/1.npy")
    assert finding.key == ("train", "forged", "1")


def test_a_whole_folder_that_is_not_there_is_told_once_and_no_error(root: Path) -> None:
    write_forgery(root, "8", moved(3))
    for path in (root / "train_masks").iterdir():
        path.unlink()
    (root / "train_masks").rmdir()
    (root / "supplemental_images/2.png").unlink()
    (root / "supplemental_images").rmdir()
    masks, images = odd(root)
    assert about(masks) == ("warning", "missing-mask", "train_masks")
    assert "2 forged images" in masks.reason
    assert about(images) == ("warning", "orphan-mask", "supplemental_images")
    assert "1 mask of" in images.reason


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("notes.txt", "info"),
        ("train_images/Thumbs.db", "info"),
        ("train_images/forged/notes", "info"),
        ("train_images/authentic/old/1.png", "info"),
        ("train_images/5.png", "info"),
        ("train_masks/5.png", "warning"),
        ("train_images/forged/5.npy", "warning"),
    ],
)
def test_a_file_that_is_not_in_the_layout(root: Path, name: str, severity: str) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"something")
    finding = only(odd(root))
    where = name.removesuffix("/1.png")
    assert about(finding) == (severity, "not-in-layout", where)


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "train_masks/4.npy")
    assert about(only(odd(root))) == ("warning", "not-in-layout", "train_masks/4.npy")


def test_a_name_that_is_no_text_can_be_shown(root: Path) -> None:
    path = os.fsencode(root / "train_images/forged") + b"/4\xff.png"
    try:
        with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write((root / "train_images/forged/1.png").read_bytes())
    except OSError:
        pytest.skip("this file system takes only names that are text")
    finding = only(odd(root))
    assert about(finding) == ("warning", "not-in-layout", r"train_images/forged/4\udcff.png")
    finding.file.encode()


def test_a_second_file_of_a_case(root: Path) -> None:
    write_image(root / "train_images/forged/1.bmp", noise(40, 60))
    write_array(root / "train_masks/1.NPY", moved(2))
    image, mask = odd(root)
    assert about(image) == ("warning", "second-file", "train_images/forged/1.bmp")
    assert about(mask) == ("warning", "second-file", "train_masks/1.NPY")
    assert image.key == mask.key == ("train", "forged", "1")
    assert "1.png" in image.reason


def test_links_that_lead_nowhere(root: Path) -> None:
    write_forgery(root, "4").unlink()
    (root / "train_masks/4.npy").symlink_to(root / "gone.npy")
    (root / "train_images/forged/6.png").symlink_to(root / "gone.png")
    write_array(root / "train_masks/6.npy", moved(2))
    mask, image = odd(root)
    assert about(mask) == ("error", "dangling-link", "train_masks/4.npy")
    assert mask.key == ("train", "forged", "4")
    assert about(image) == ("error", "dangling-link", "train_images/forged/6.png")
    assert "gone.png" in image.reason


def test_links_that_lead_somewhere_are_as_good_as_files(root: Path, tmp_path: Path) -> None:
    mask = root / "train_masks/1.npy"
    mask.rename(root / ".elsewhere.npy")
    mask.symlink_to(root / ".elsewhere.npy")
    assert odd(root) == ()


def test_a_data_set_without_images(tmp_path: Path) -> None:
    (tmp_path / "train_images").mkdir()
    assert about(only(odd(tmp_path))) == ("warning", "no-images", ".")

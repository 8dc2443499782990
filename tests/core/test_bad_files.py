"""The list of bad files names every defect once, and the file it is in."""

from __future__ import annotations

import json
from pathlib import Path

from forgery_viewer.core.bad_files import list_bad_files
from forgery_viewer.core.dataset import scan
from tests.core.building import noise, write_case, write_image


def test_every_defect_of_the_sample_is_listed_once(shared_data: Path) -> None:
    root = shared_data / "recodai_broken"
    defects = json.loads((root / "broken.json").read_text())
    broken = {case_id for case_id, words in defects.items() if "(readable)" not in words}
    files = list_bad_files(scan(root))
    stems = [Path(file.file).stem for file in files]
    assert sorted(stems) == sorted(broken)
    named = {Path(file.file).stem: file for file in files}
    for case_id, words in defects.items():
        if case_id in broken:
            in_mask = "mask" in words
            assert named[case_id].file.startswith("train_masks/" if in_mask else "train_images/")
    assert all((root / file.file).exists() for file in files if "missing" not in file.reason)
    orphan = named["99999"]
    assert (orphan.split, orphan.label, orphan.case_id) == ("", "", "")
    assert named["43087"].label == "forged"
    for file in files:
        assert file.reason[0].isupper()
        assert file.reason.endswith(".")
        assert ".npy" not in file.reason
        assert ".png" not in file.reason
    assert named["28847"].reason == "The mask is cut off in its header."
    assert named["39088"].file == "train_images/forged/39088.png"
    assert named["39088"].reason == "The image file is cut off."
    assert named["9621"].reason == "The mask is 419 x 330, image is 424 x 337."
    assert named["43087"].reason == (
        "The forged image is 499 x 335, its authentic partner 499 x 326."
    )


def test_what_is_left_out_is_named_as_the_file_it_is(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    forged = tmp_path / "train_images/forged"
    (forged / "9.png").symlink_to("../gone.png")
    write_image(forged / "1.jpg", noise(4, 5))
    files = {file.file: file.reason for file in list_bad_files(scan(tmp_path))}
    assert files == {
        "train_images/forged/1.jpg": "The file is a second file of case 1 and left out.",
        "train_images/forged/9.png": "The file is a link to ../gone.png, which is not there.",
    }


def test_a_row_with_two_bad_files_is_two_entries(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    (tmp_path / "train_masks/1.npy").unlink()
    (tmp_path / "train_images/forged/1.png").write_bytes(b"")
    write_case(tmp_path, "2")
    files = {file.file: file.reason for file in list_bad_files(scan(tmp_path))}
    assert files == {
        "train_masks/1.npy": "The mask is missing.",
        "train_images/forged/1.png": "The image file is an empty file.",
    }


def test_a_sound_data_set_has_none(shared_data: Path) -> None:
    assert list_bad_files(scan(shared_data / "recodai_mini")) == ()


def test_splits_can_be_chosen(shared_data: Path) -> None:
    index = scan(shared_data / "recodai_broken")
    assert [file.split for file in list_bad_files(index, ["test"])] == [""]

"""The list of bad files names every defect once, and the file it is in."""

from __future__ import annotations

import json
from pathlib import Path

from forgery_viewer.core.bad_files import list_bad_files
from forgery_viewer.core.dataset import scan


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


def test_a_sound_data_set_has_none(shared_data: Path) -> None:
    assert list_bad_files(scan(shared_data / "recodai_mini")) == ()


def test_splits_can_be_chosen(shared_data: Path) -> None:
    index = scan(shared_data / "recodai_broken")
    assert [file.split for file in list_bad_files(index, ["test"])] == [""]

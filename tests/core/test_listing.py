"""The list of a data set's images, and what is odd about its folders."""

import os
from pathlib import Path

import pytest

from forgery_viewer.core.dataset import Index, RecordKey, list_dataset
from forgery_viewer.core.errors import DatasetError
from tests.core.building import noise, stack_of, write_array, write_case, write_image


def keys(index: Index) -> list[str]:
    return [str(index.key(row)) for row in range(len(index))]


def findings(index: Index) -> list[str]:
    return [str(finding) for finding in index.findings]


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_every_split_is_listed_in_natural_order_with_pairs_side_by_side(tmp_path: Path) -> None:
    for case_id in ("10", "9", "100"):
        write_case(tmp_path, case_id, authentic=case_id != "10")
    write_case(tmp_path, "9", split="supplemental")
    write_image(tmp_path / "test_images" / "45.png", noise(4, 5))
    index = list_dataset(tmp_path)
    assert keys(index) == [
        "train/authentic/9",
        "train/forged/9",
        "train/forged/10",
        "train/authentic/100",
        "train/forged/100",
        "supplemental/forged/9",
        "test/unlabelled/45",
    ]
    assert index.findings == ()
    assert index.root == tmp_path
    partners = [index.record(row).partner for row in range(len(index))]
    assert partners[0] == RecordKey("train", "forged", "9")
    assert partners[1] == RecordKey("train", "authentic", "9")
    assert partners[2] is None
    assert partners[5:] == [None, None]


def test_masks_belong_to_forged_and_unlabelled_images(tmp_path: Path) -> None:
    write_case(tmp_path, "7")
    write_image(tmp_path / "test_images/1.png", noise(4, 5))
    write_image(tmp_path / "test_images/2.png", noise(4, 5))
    write_array(tmp_path / "test_masks/2.npy", stack_of(4, 5, (slice(0, 1), slice(0, 1))))
    index = list_dataset(tmp_path)
    paths = {str(index.key(row)): index.record(row).mask_path for row in range(len(index))}
    assert paths == {
        "train/authentic/7": None,
        "train/forged/7": tmp_path / "train_masks/7.npy",
        "test/unlabelled/1": None,
        "test/unlabelled/2": tmp_path / "test_masks/2.npy",
    }


@pytest.mark.parametrize(
    "name", ["train_images/authentic", "train_images/forged", "supplemental_images", "test_images"]
)
def test_one_folder_of_images_is_enough(tmp_path: Path, name: str) -> None:
    write_image(tmp_path / name / "1.png", noise(4, 5))
    assert len(list_dataset(tmp_path)) == 1


def test_listing_opens_no_image(tmp_path: Path) -> None:
    touch(tmp_path / "train_images/forged/1.png")
    touch(tmp_path / "train_masks/1.npy")
    record = list_dataset(tmp_path).record(0)
    assert (record.height, record.width, record.mode, record.instances) == (None,) * 4
    assert (record.area_px, record.coverage_pct, record.problem) == (None, None, "")


def test_a_forged_image_without_its_mask_has_a_problem(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_case(tmp_path, "2")
    (tmp_path / "train_masks/2.npy").unlink()
    index = list_dataset(tmp_path)
    problems = [index.record(row).problem for row in range(4)]
    assert problems == ["", "", "", "train_masks/2.npy: the mask is missing"]


def test_without_any_masks_one_finding_says_so_for_all(tmp_path: Path) -> None:
    for case_id in ("1", "2"):
        write_image(tmp_path / f"train_images/forged/{case_id}.png", noise(4, 5))
    index = list_dataset(tmp_path)
    assert [index.record(row).problem for row in range(2)] == ["", ""]
    (finding,) = index.findings
    assert finding.path == tmp_path / "train_masks"
    assert finding.reason == "is missing, so 2 forged images are without a mask"


def test_masks_without_an_image_are_findings(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_array(tmp_path / "train_masks/99.npy", stack_of(4, 5))
    write_image(tmp_path / "train_images/authentic/99.png", noise(4, 5))
    index = list_dataset(tmp_path)
    assert findings(index) == [
        "train_masks/99.npy is a mask without an image in train_images/forged"
    ]
    assert index.findings[0].severity == "warning"


def test_masks_without_any_images_are_one_finding(tmp_path: Path) -> None:
    for number in range(3):
        touch(tmp_path / f"train_masks/{number}.npy")
    assert "train_images/forged is missing, so 3 masks are without an image" in findings(
        list_dataset(tmp_path)
    )


def test_files_of_another_kind_are_left_out_and_told_together(tmp_path: Path) -> None:
    write_case(tmp_path, "1", authentic=False)
    for name in ("a.txt", "z.psd", "no_ending", "b.gif", "c.gif", "d.gif", "e.gif"):
        touch(tmp_path / "train_images/forged" / name)
    for name in (".DS_Store", "._1.png", ".hidden.png"):
        touch(tmp_path / "train_images/forged" / name)
    index = list_dataset(tmp_path)
    assert keys(index) == ["train/forged/1"]
    (finding,) = findings(index)
    assert finding == (
        "train_images/forged has 7 files of another kind, left out: "
        "a.txt, b.gif, c.gif, d.gif, e.gif and 2 more"
    )
    assert index.findings[0].severity == "info"


def test_pipes_folders_and_links_to_nowhere_are_left_out(tmp_path: Path) -> None:
    write_case(tmp_path, "1", authentic=False)
    forged = tmp_path / "train_images/forged"
    os.mkfifo(forged / "pipe.png")
    (forged / "folder.png").mkdir()
    (forged / "link.png").symlink_to(tmp_path / "nowhere.png")
    (forged / "good.png").symlink_to(forged / "1.png")
    write_array(tmp_path / "train_masks/good.npy", stack_of(20, 30, (slice(0, 2), slice(0, 2))))
    index = list_dataset(tmp_path)
    assert keys(index) == ["train/forged/1", "train/forged/good"]
    assert findings(index) == [
        "forged/folder.png is not a regular file and left out",
        f"forged/link.png is a link to {tmp_path / 'nowhere.png'}, which is not there",
        "forged/pipe.png is not a regular file and left out",
    ]


def test_of_two_images_of_one_case_the_better_format_is_taken(tmp_path: Path) -> None:
    for suffix in (".jpg", ".png", ".tif"):
        write_image(tmp_path / f"train_images/authentic/1{suffix}", noise(4, 5))
    index = list_dataset(tmp_path)
    assert len(index) == 1
    assert index.record(0).image_path.name == "1.png"
    assert findings(index) == [
        "authentic/1.jpg is a second file of case 1 and left out",
        "authentic/1.tif is a second file of case 1 and left out",
    ]


def test_names_of_any_alphabet_with_spaces_and_dots(tmp_path: Path) -> None:
    names = ["Bild 2 (Kopie).v1.PNG", "дело.Jpeg", "画像.tiff"]
    for name in names:
        touch(tmp_path / "test_images" / name)
    index = list_dataset(tmp_path)
    assert sorted(index.record(row).image_path.name for row in range(3)) == sorted(names)
    assert "test/unlabelled/Bild 2 (Kopie).v1" in keys(index)


def test_a_name_that_is_no_text_is_left_out_in_words_that_can_be_shown(tmp_path: Path) -> None:
    touch(tmp_path / "test_images/1.png")
    odd = os.fsdecode(os.fsencode(tmp_path / "test_images") + b"/\xff\xfe.png")
    try:
        touch(Path(odd))
    except OSError:
        pytest.skip("this file system has no such names")
    index = list_dataset(tmp_path)
    assert keys(index) == ["test/unlabelled/1"]
    "\n".join(findings(index)).encode()
    assert "not valid text" in index.findings[0].reason


def test_the_workspace_beside_the_data_is_no_data(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_array(tmp_path / ".forgery_viewer/corrections/train/forged/1.npy", stack_of(4, 5))
    index = list_dataset(tmp_path)
    assert len(index) == 2
    assert index.findings == ()


def test_an_empty_data_set_is_one(tmp_path: Path) -> None:
    (tmp_path / "train_images").mkdir()
    index = list_dataset(tmp_path)
    assert len(index) == 0
    assert index.table.empty
    assert [finding.reason for finding in index.findings] == ["holds no images"]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_case(tmp_path / "set", "1")
    monkeypatch.chdir(tmp_path)
    index = list_dataset(Path("set"))
    assert index.root == tmp_path / "set"
    assert index.record(0).image_path.is_absolute()


def test_what_is_no_data_set_is_refused_with_advice(tmp_path: Path) -> None:
    write_case(tmp_path / "download" / "recodai", "1")
    root = tmp_path / "download" / "recodai"
    with pytest.raises(DatasetError, match="is missing"):
        list_dataset(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match="is not a folder"):
        list_dataset(root / "train_masks" / "1.npy")
    for wrong in (root / "train_images", root / "train_images" / "forged", tmp_path / "download"):
        with pytest.raises(DatasetError, match=f"not a data set: .* open {root} instead"):
            list_dataset(wrong)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"none of train_images, .* is in it$"):
        list_dataset(tmp_path / "empty")

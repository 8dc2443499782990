"""What is exported, byte for byte, and that the data set is never written to."""

import csv
import errno
import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index, RecordKey, list_dataset, scan
from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.export import COLUMNS, export_masks, why_not_there
from forgery_viewer.core.export_plan import plan_export
from forgery_viewer.core.workspace import Workspace
from tests.core.building import noise, stack_of, write_array, write_case, write_image

BOX = (slice(1, 4), slice(2, 6))
OTHER = (slice(9, 12), slice(9, 29))
NONE = (slice(0, 0), slice(0, 0))


def forged(case_id: str, split: str = "train") -> RecordKey:
    return RecordKey(split, "forged", case_id)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Train cases 2, 9 and 10, and a supplemental one of the id 9."""
    root = tmp_path / "set"
    for case_id in ("2", "9", "10"):
        write_case(root, case_id)
    write_case(root, "9", split="supplemental")
    return root


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace.open(root)


@pytest.fixture
def index(root: Path) -> Index:
    return list_dataset(root)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "exported here"


def manifest(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return list(reader)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        name: (folder / name).read_bytes()
        for name in files_in(folder)
        if ".forgery_viewer" not in Path(name).parts
    }


def test_only_corrected_masks_are_exported(index: Index, workspace: Workspace, out: Path) -> None:
    stack = stack_of(20, 30, OTHER, NONE, BOX)
    workspace.save_correction(forged("9"), stack, None)
    report = export_masks(index, workspace, out)
    assert files_in(out) == {"manifest.csv", "train_masks/9.npy"}
    written = np.load(out / "train_masks/9.npy")
    np.testing.assert_array_equal(written, stack[[0, 2]])
    assert (written.dtype, written.flags.c_contiguous) == (np.dtype(np.uint8), True)
    (mask,) = report.exported
    assert (mask.key, mask.path) == (forged("9"), out / "train_masks/9.npy")
    assert (mask.instances, mask.area_px, mask.changed) == (2, 72, True)
    assert report.manifest == out / "manifest.csv"
    assert (report.skipped, report.unsaved, report.cancelled) == ((), (), False)


def test_every_mask_is_exported_and_untouched_ones_byte_for_byte(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    # Version 2 of the format and Fortran order: written again it would differ.
    write_array(
        root / "train_masks/10.npy", np.asfortranarray(stack_of(20, 30, BOX, OTHER)), (2, 0)
    )
    workspace.save_correction(forged("9"), stack_of(20, 30, OTHER), None)
    report = export_masks(index, workspace, out, every=True)
    for name in ("train_masks/2.npy", "train_masks/10.npy", "supplemental_masks/9.npy"):
        assert (out / name).read_bytes() == (root / name).read_bytes()
    assert files_in(out) == {
        "manifest.csv",
        "train_masks/2.npy",
        "train_masks/9.npy",
        "train_masks/10.npy",
        "supplemental_masks/9.npy",
    }
    rows = manifest(report.manifest)
    assert [(row["split"], row["case_id"], row["changed"]) for row in rows] == [
        ("train", "2", "false"),
        ("train", "9", "true"),
        ("train", "10", "false"),
        ("supplemental", "9", "false"),
    ]
    for row in rows:
        data = (out / f"{row['split']}_masks" / f"{row['case_id']}.npy").read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
    assert (rows[2]["instances"], rows[2]["area_px"]) == ("2", "72")


def test_nothing_corrected_gives_an_empty_manifest(
    index: Index, workspace: Workspace, out: Path
) -> None:
    report = export_masks(index, workspace, out)
    assert files_in(out) == {"manifest.csv"}
    assert manifest(report.manifest) == []


def test_the_result_is_the_same_with_details_read_before(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    export_masks(index, workspace, out, every=True)
    before = contents(out)
    export_masks(scan(root), workspace, out, every=True)
    assert contents(out) == before


def test_the_data_set_stays_as_it_was(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    before = contents(root)
    workspace.save_correction(forged("2"), stack_of(20, 30, OTHER), None)
    export_masks(index, workspace, out, every=True)
    assert contents(root) == before


@pytest.mark.parametrize(
    "name",
    ["", "train_masks", "train_images", "train_images/forged/new", "supplemental_masks", "exports"],
)
def test_folders_of_the_data_are_refused_however_they_are_spelled(
    root: Path, index: Index, workspace: Workspace, tmp_path: Path, name: str
) -> None:
    before = contents(root)
    (tmp_path / "link").symlink_to(root)
    for out in (root / name, tmp_path / "link" / name, root / "test_images" / ".." / name):
        with pytest.raises(ExportError, match="choose another folder"):
            export_masks(index, workspace, out, every=True)
    assert contents(root) == before


def test_a_link_to_the_masks_inside_the_target_is_refused(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    out.mkdir()
    (out / "train_masks").symlink_to(root / "train_masks")
    with pytest.raises(ExportError, match="choose another folder"):
        export_masks(index, workspace, out, every=True)


def test_masks_that_lie_elsewhere_are_protected_there(
    root: Path, workspace: Workspace, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / "train_masks").rename(elsewhere / "train_masks")
    (root / "train_masks").symlink_to(elsewhere / "train_masks")
    with pytest.raises(ExportError, match="choose another folder"):
        export_masks(list_dataset(root), workspace, elsewhere, every=True)


def test_a_file_in_the_way_is_told(index: Index, workspace: Workspace, out: Path) -> None:
    out.touch()
    with pytest.raises(ExportError, match="is not a folder"):
        export_masks(index, workspace, out)
    with pytest.raises(ExportError, match="cannot be written: not a directory"):
        export_masks(index, workspace, out / "below")


def test_a_folder_beside_the_data_set_may_be_chosen(
    root: Path, index: Index, workspace: Workspace
) -> None:
    report = export_masks(index, workspace, root.parent, every=True)
    assert len(report.exported) == 4
    assert (root.parent / "train_masks/2.npy").is_file()


def test_what_cannot_be_read_is_skipped_with_its_reason(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    (root / "train_masks/2.npy").write_bytes(b"")
    (root / "train_images/forged/9.png").write_bytes(b"text")
    (root / "supplemental_masks/9.npy").unlink()
    report = export_masks(index, workspace, out, every=True)
    assert [mask.key.case_id for mask in report.exported] == ["10"]
    assert dict(report.skipped) == {
        forged("2"): "train_masks/2.npy: is an empty file",
        forged("9"): "forged/9.png: is not an image (PNG, JPEG, TIFF or BMP)",
        forged("9", "supplemental"): "supplemental_masks/9.npy: is missing",
    }
    assert len(manifest(report.manifest)) == 1


def test_forged_images_without_a_mask_are_named(
    root: Path, workspace: Workspace, out: Path
) -> None:
    (root / "train_masks/2.npy").unlink()
    report = export_masks(list_dataset(root), workspace, out, every=True)
    assert dict(report.skipped) == {forged("2"): "has no mask"}


def test_a_correction_mends_a_mask_that_is_missing_or_broken(
    root: Path, workspace: Workspace, out: Path
) -> None:
    (root / "train_masks/2.npy").unlink()
    (root / "train_masks/9.npy").write_bytes(b"broken")
    for case_id in ("2", "9"):
        workspace.save_correction(forged(case_id), stack_of(20, 30, BOX), None)
    report = export_masks(list_dataset(root), workspace, out)
    assert [(mask.key, mask.changed) for mask in report.exported] == [
        (forged("2"), True),
        (forged("9"), True),
    ]


def test_an_unlabelled_image_gets_its_mask_exported(
    root: Path, workspace: Workspace, out: Path
) -> None:
    write_image(root / "test_images/45.png", noise(20, 30))
    key = RecordKey("test", "unlabelled", "45")
    workspace.save_correction(key, stack_of(20, 30, BOX), None)
    report = export_masks(list_dataset(root), workspace, out, every=True)
    assert key in [mask.key for mask in report.exported]
    assert (out / "test_masks/45.npy").is_file()
    assert report.skipped == ()


def test_corrections_that_no_mask_can_hold_are_skipped(
    index: Index, workspace: Workspace, out: Path
) -> None:
    original = stack_of(20, 30, BOX)
    workspace.save_correction(forged("2"), original[:0], original)
    workspace.save_correction(forged("9"), stack_of(20, 30, NONE), original)
    workspace.save_correction(forged("10"), stack_of(9, 9, BOX), original)
    workspace.save_correction(forged("404"), original, None)
    workspace.save_correction(RecordKey("train", "authentic", "2"), original, None)
    report = export_masks(index, workspace, out, every=True)
    reasons = dict(report.skipped)
    assert "has no instances" in reasons[forged("2")]
    assert "has no instances" in reasons[forged("9")]
    assert "mask is 9 x 9, image is 30 x 20" in reasons[forged("10")]
    assert "no longer in the data set" in reasons[forged("404")]
    assert "authentic" in reasons[RecordKey("train", "authentic", "2")]
    assert files_in(out) == {"manifest.csv", "supplemental_masks/9.npy"}


def test_a_correction_equal_to_the_mask_after_all_is_not_called_changed(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    stack = stack_of(20, 30, OTHER)
    workspace.save_correction(forged("2"), stack, None)
    write_array(root / "train_masks/2.npy", stack)
    report = export_masks(index, workspace, out)
    assert [mask.changed for mask in report.exported] == [False]


def test_drafts_are_not_exported_but_named(index: Index, workspace: Workspace, out: Path) -> None:
    for case_id in ("10", "2"):
        workspace.save_draft(forged(case_id), stack_of(20, 30, OTHER))
    report = export_masks(index, workspace, out)
    assert report.exported == ()
    assert report.unsaved == (forged("2"), forged("10"))


def test_progress_counts_every_mask(index: Index, workspace: Workspace, out: Path) -> None:
    seen = list[tuple[int, int]]()
    export_masks(index, workspace, out, every=True, progress=lambda *step: seen.append(step))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_export_that_is_stopped_lists_what_is_there(
    index: Index, workspace: Workspace, out: Path
) -> None:
    export_masks(index, workspace, out, every=True)
    shutil.rmtree(out / "train_masks")
    shutil.rmtree(out / "supplemental_masks")
    asked = iter([False, False, True])
    report = export_masks(index, workspace, out, every=True, cancelled=lambda: next(asked))
    assert report.cancelled
    assert files_in(out) == {"manifest.csv", "train_masks/2.npy", "train_masks/9.npy"}
    assert [row["case_id"] for row in manifest(report.manifest)] == ["2", "9"]


def test_a_full_disk_leaves_whole_files_and_no_manifest(
    index: Index, workspace: Workspace, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_masks(index, workspace, out, every=True)
    before = contents(out)
    calls = iter(range(100))
    fsync = os.fsync

    def full_after_some(handle: int) -> None:
        if next(calls) >= 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_after_some)
        with pytest.raises(ExportError, match="no space left"):
            export_masks(index, workspace, out, every=True)
    assert contents(out) == {name: data for name, data in before.items() if name != "manifest.csv"}


def test_names_with_commas_and_other_alphabets_stand_in_the_manifest(
    root: Path, workspace: Workspace, out: Path
) -> None:
    write_case(root, 'дело "7", Teil 2')
    report = export_masks(list_dataset(root), workspace, out, every=True)
    assert [row["case_id"] for row in manifest(report.manifest)][3] == 'дело "7", Teil 2'


def test_the_sample_data_set_is_exported_whole(
    shared_data: Path, tmp_path: Path, out: Path
) -> None:
    root = shared_data / "recodai_mini"
    workspace = Workspace.open(root, tmp_path / "workspace")
    report = export_masks(list_dataset(root), workspace, out, every=True)
    assert len(report.exported) == 35
    assert report.skipped == ()
    for mask in report.exported:
        name = mask.path.relative_to(out)
        assert mask.path.read_bytes() == (root / name).read_bytes()
        union = np.load(mask.path).any(axis=0)
        assert mask.area_px == union.sum()


def test_what_was_asked_for_and_is_no_correction_is_skipped_with_its_reason(
    root: Path, index: Index, workspace: Workspace, out: Path
) -> None:
    image = root / "test_images/45.png"
    write_image(image, noise(20, 30))
    unlabelled = RecordKey("test", "unlabelled", "45")
    index = list_dataset(root)
    workspace.save_draft(forged("10"), stack_of(20, 30, OTHER))
    workspace.save_correction(forged("2"), stack_of(20, 30, OTHER), None)
    asked = [forged("9"), forged("10"), unlabelled, forged("2")]
    report = export_masks(index, workspace, out, asked=asked)
    assert [mask.key for mask in report.exported] == [forged("2")]
    assert report.skipped == (
        (forged("9"), "is as the data set has it, and no correction"),
        (forged("10"), "has edits that are not saved"),
        (unlabelled, "has no instances, and a mask has at least one"),
    )


def test_a_folder_is_refused_before_anything_is_written(root: Path, tmp_path: Path) -> None:
    assert "choose another folder" in why_not_there(root, root / "train_masks")
    assert "choose another folder" in why_not_there(root, root / "test_images" / "new")
    assert why_not_there(root, tmp_path / "elsewhere") == ""
    assert not (tmp_path / "elsewhere").exists()


def test_corrected_masks_are_planned_in_the_order_of_the_list(
    root: Path, index: Index, workspace: Workspace
) -> None:
    keys = [forged("9"), forged("10"), forged("9", "supplemental")]
    for key in keys:
        workspace.save_correction(key, stack_of(20, 30, OTHER), None)
    plan = plan_export(index, workspace.corrected_keys(), [forged("2")])
    assert plan.keys(every=False, save_first=False) == tuple(keys)
    assert plan.keys(every=False, save_first=True) == (forged("2"), *keys)
    assert plan.keys(every=True, save_first=False) == (forged("2"), *keys)

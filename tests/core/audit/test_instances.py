"""Odd instances of a mask that can be read."""

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.audit.findings import AuditFinding
from tests.core.audit.forgeries import HEIGHT, WIDTH, Mask, odd, region, true_mask, write_forgery


def empty(instances: int = 1) -> Mask:
    return np.zeros((instances, HEIGHT, WIDTH), np.uint8)


def found(root: Path, mask: Mask, *, speck_px: int = 16) -> tuple[AuditFinding, ...]:
    """What is found in a mask, whatever the images are."""
    write_forgery(root, "1", mask, paired=False)
    return odd(root, speck_px=speck_px)


def test_a_mask_without_a_pixel(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, empty(2))
    assert (finding.severity, finding.kind) == ("error", "empty-mask")
    assert finding.repair == ""


def test_an_empty_mask_of_an_image_nobody_labelled_may_be_right(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", empty(), paired=False)
    (tmp_path / "train_images/forged").rename(tmp_path / "test_images")
    (tmp_path / "train_masks").rename(tmp_path / "test_masks")
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("warning", "empty-mask")


def test_empty_instances_among_others(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, np.concatenate([empty(), true_mask(), empty()]))
    assert (finding.severity, finding.kind) == ("error", "empty-instance")
    assert finding.reason == "Instances 1 and 3 of 3 have no pixel."
    assert finding.instances == (1, 3)
    assert finding.repair_key == "drop-empty-instances"


def test_equal_instances_are_told_once_and_not_as_overlap(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, np.concatenate([true_mask()] * 3))
    assert (finding.severity, finding.kind) == ("error", "duplicate-instance")
    assert finding.reason == "Instances 1, 2 and 3 mark exactly the same 160 pixels."
    assert finding.instances == (1, 2, 3)
    assert finding.place == (4, 5, 33, 50)
    assert finding.repair_key == "drop-duplicate-instances"


def test_overlapping_instances(tmp_path: Path) -> None:
    other = np.roll(true_mask(), (3, 4), axis=(1, 2))
    (finding,) = found(tmp_path, np.concatenate([true_mask(), other]))
    assert (finding.severity, finding.kind) == ("warning", "overlapping-instances")
    assert finding.reason == "Instances 1 and 2 share 60 pixels, 38 % of the smaller."
    assert finding.place == (7, 9, 33, 50)
    assert finding.repair == ""


def test_instances_whose_boxes_cross_need_not_overlap(tmp_path: Path) -> None:
    other = empty()
    other[0][region((4, 40))] = 1
    other[0][region((25, 5))] = 1
    assert found(tmp_path, np.concatenate([true_mask(), other])) == ()


def test_an_instance_of_one_region(tmp_path: Path) -> None:
    mask = np.concatenate([true_mask(), empty()])
    mask[1][region((15, 20))] = 1
    (finding,) = found(tmp_path, mask)
    assert (finding.severity, finding.kind) == ("warning", "single-region")
    assert finding.reason == (
        "Instance 2 is one region of 80 pixels; a source and its copy make at least two."
    )
    assert (finding.place, finding.instances) == ((15, 20, 23, 30), (2,))


def test_regions_that_touch_at_a_corner_are_one(tmp_path: Path) -> None:
    mask = empty()
    mask[0][region((4, 5))] = 1
    mask[0][region((12, 15))] = 1
    (finding,) = found(tmp_path, mask)
    assert finding.kind == "single-region"


def test_specks(tmp_path: Path) -> None:
    mask = true_mask()
    mask[0, 0, 0] = mask[0, 2, 30:33] = 1
    (finding,) = found(tmp_path, mask)
    assert (finding.severity, finding.kind) == ("warning", "speck")
    assert finding.reason == "Instance 1 has 2 regions under 16 px, 4 pixels in all."
    assert finding.place == (0, 0, 3, 33)
    assert finding.repair == "Remove the regions smaller than 16 px."


@pytest.mark.parametrize(("speck_px", "count"), [(3, 1), (4, 2), (80, 2), (0, 0), (1, 0)])
def test_how_small_a_speck_is_can_be_chosen(tmp_path: Path, speck_px: int, count: int) -> None:
    mask = true_mask()
    mask[0, 0, 0] = mask[0, 2, 30:33] = 1
    findings = found(tmp_path, mask, speck_px=speck_px)
    assert [finding.kind for finding in findings] == ["speck"] * bool(count)
    assert all(f" {count} region" in finding.reason for finding in findings)


def test_an_instance_of_specks_alone_is_not_offered_for_removal(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, true_mask(), speck_px=81)
    assert finding.reason == "Instance 1 has only regions under 81 px, 160 pixels in all."
    assert (finding.repair, finding.repair_key) == ("", "")

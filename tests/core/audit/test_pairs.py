"""Forged images against their authentic partners."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.pairs import compare, correlation
from forgery_viewer.core.images import read_image
from tests.core.audit.forgeries import (
    COPY,
    Mask,
    check,
    odd,
    region,
    true_mask,
    write_forgery,
)
from tests.core.building import noise, write_image


def repaint(root: Path, change: int, *places: tuple[slice, slice]) -> None:
    """Change the pixels of the forged image by so much."""
    path = root / "train_images/forged/1.png"
    image = read_image(path)
    for place in places:
        image[place] = np.where(image[place] < 128, image[place] + change, image[place] - change)
    write_image(path, image)


def inside(root: Path, **options: int) -> tuple[AuditFinding, ...]:
    return tuple(
        finding for finding in check(root, **options) if finding.kind == "unchanged-inside"
    )


def test_a_right_mask_of_a_right_pair_has_a_note_on_its_source_alone(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    (finding,) = check(tmp_path)
    assert (finding.severity, finding.kind) == ("info", "unchanged-inside")
    assert finding.file == "train_masks/1.npy"
    assert finding.reason.endswith("of 255; in 1 of 2 regions no pixel changed by more.")
    # All 80 px of the source, and the few of the copy that happen to be alike.
    assert 80 <= int(finding.reason.split()[0]) < 85


def test_pairs_of_different_size(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    write_image(tmp_path / "train_images/authentic/1.png", noise(40, 61))
    (finding,) = check(tmp_path)
    assert (finding.severity, finding.kind) == ("error", "pair-size")
    assert finding.file == "train_images/forged/1.png"
    assert finding.reason == "The forged image is 60 x 40, its authentic partner 61 x 40."


def test_pairs_of_different_modes_are_compared_all_the_same(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    path = tmp_path / "train_images/authentic/1.png"
    image = read_image(path)
    write_image(path, np.dstack([image, np.full(image.shape[:2], 255, np.uint8)]))
    note, modes = check(tmp_path)
    assert note.kind == "unchanged-inside"
    assert (modes.severity, modes.kind) == ("info", "pair-mode")
    assert modes.reason == "The forged image is RGB, its authentic partner RGBA."


def test_a_changed_region_outside_the_mask(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    repaint(tmp_path, 40, region((4, 30)))
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("warning", "changed-outside")
    assert finding.reason == (
        "80 pixels outside the mask (3.3 % of the image) changed by more than 16 of 255; "
        "one region of them has 80 px."
    )
    assert finding.place == (4, 30, 12, 40)


def test_several_changed_regions_lead_to_the_largest(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    repaint(tmp_path, 40, region((4, 30)), region((16, 5), (9, 10)))
    (finding,) = odd(tmp_path)
    assert "2 regions of them have 64 px or more, at most 90." in finding.reason
    assert finding.place == (16, 5, 25, 15)


@pytest.mark.parametrize(
    ("size", "changed_px", "severity"),
    [((8, 8), 64, "warning"), ((7, 9), 64, "info"), ((1, 1), 1, "warning"), ((1, 1), 2, "info")],
)
def test_small_changes_are_only_counted(
    tmp_path: Path, size: tuple[int, int], changed_px: int, severity: str
) -> None:
    write_forgery(tmp_path, "1")
    repaint(tmp_path, 40, region((4, 30), size))
    (finding,) = odd(tmp_path, changed_px=changed_px)
    assert (finding.severity, finding.kind) == (severity, "changed-outside")
    assert finding.reason.startswith(f"{size[0] * size[1]} pixel")
    assert (finding.place is None) == (severity == "info")


def test_the_blended_edge_of_a_copy_is_no_region_of_its_own(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    top, left = COPY
    repaint(tmp_path, 40, np.s_[top - 3 : top + 11, left - 3 : left + 13])
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("info", "changed-outside")
    assert "no region of them has 64 px or more" in finding.reason


@pytest.mark.parametrize(("change", "threshold", "kinds"), [
    (16, 16, 0), (17, 16, 1), (17, 17, 0), (8, 8, 0), (9, 8, 1), (33, 32, 1),
])  # fmt: skip
def test_differences_up_to_the_threshold_are_none(
    tmp_path: Path, change: int, threshold: int, kinds: int
) -> None:
    write_forgery(tmp_path, "1")
    repaint(tmp_path, change, region((4, 30)))
    assert len(odd(tmp_path, difference_threshold=threshold)) == kinds


def test_an_instance_over_nothing_forged(tmp_path: Path) -> None:
    mask = np.concatenate([true_mask(), np.zeros_like(true_mask())])
    mask[1][region((4, 30))] = mask[1][region((30, 5))] = 1
    write_forgery(tmp_path, "1", mask)
    warning, note = inside(tmp_path)
    assert note.severity == "info"
    assert "in 3 of 4 regions" in note.reason
    assert warning.severity == "warning"
    assert warning.reason == (
        "No pixel of instance 2 changed by more than 16 of 255 (160 pixels in 2 regions), "
        "so nothing there looks forged."
    )
    assert (warning.instances, warning.place) == ((2,), (4, 5, 38, 40))


def test_a_mask_beside_the_forgery_is_told_from_both_sides(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", np.roll(true_mask(), 15, axis=2))
    found = {(finding.severity, finding.kind) for finding in check(tmp_path)}
    assert found == {
        ("warning", "changed-outside"),
        ("warning", "unchanged-inside"),
        ("info", "unchanged-inside"),
    }


def test_a_mask_over_nothing_but_changes_has_no_note(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1")
    path = tmp_path / "train_images/forged/1.png"
    authentic = read_image(tmp_path / "train_images/authentic/1.png")
    write_image(path, authentic ^ 128)
    assert inside(tmp_path) == ()


images = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))


@given(images, st.data())
def test_a_pixel_is_changed_where_any_channel_is(image: Mask, data: st.DataObject) -> None:
    other = data.draw(arrays(np.uint8, image.shape))
    threshold = data.draw(st.integers(8, 32))
    expected = np.abs(image.astype(int) - other)
    difference = compare(image.copy(), other, threshold)
    np.testing.assert_array_equal(difference.absolute, expected)
    np.testing.assert_array_equal(difference.changed, expected.max(axis=2) > threshold)


@given(arrays(np.bool_, (5, 6)), arrays(np.uint8, (5, 6)))
def test_the_correlation_is_pearson_s(mask: NDArray[np.bool_], values: Mask) -> None:
    if mask.all() or not mask.any() or (values == values[0, 0]).all():
        assert correlation(mask, values) == pytest.approx(0, abs=1e-6)
    else:
        expected = np.corrcoef(mask.ravel(), values.ravel())[0, 1]
        assert correlation(mask, values) == pytest.approx(expected)

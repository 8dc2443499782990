"""What is counted in a mask's file is what reading its array and counting pixels gives."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core import mask_bands
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.mask_figures import FileFigures, measure_file
from forgery_viewer.core.masks import read_mask, write_mask
from tests.core.building import stack_of, write_array
from tests.core.masks_at_random import Stack, stacks

EIGHT = np.ones((3, 3), np.intp)


def counted(stack: Stack, dtype: str = "uint8", note: str = "") -> FileFigures:
    return FileFigures(
        instances=len(stack),
        area_px=int(stack.any(axis=0).sum()),
        regions=sum(int(ndimage.label(plane, EIGHT)[1]) for plane in stack),
        empty=tuple(number for number, plane in enumerate(stack, 1) if not plane.any()),
        dtype=dtype,
        note=note,
    )


@given(stacks(fewest=1))
def test_figures_of_what_the_program_writes(stack: Stack) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mask.npy"
        write_mask(path, stack)
        assert measure_file(path, *stack.shape[1:]) == counted(stack)


def test_a_mask_larger_than_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = (np.random.default_rng(1).random((3, 61, 47)) < 0.4).astype(np.uint8)
    path = write_array(tmp_path / "mask.npy", stack)
    for size in (64, 128, 1024):
        monkeypatch.setattr(mask_bands, "BAND_BYTES", size)
        assert measure_file(path, 61, 47) == counted(stack)


@pytest.mark.parametrize(
    ("change", "dtype", "note"),
    [
        (lambda stack: stack * np.uint8(255), "uint8", "0/255, read as 0/1"),
        (lambda stack: stack.astype(bool), "bool", "bool"),
        (lambda stack: stack.astype(np.float32), "float32", "float32"),
        (np.asfortranarray, "uint8", ""),
        (lambda stack: np.ascontiguousarray(np.moveaxis(stack, 0, -1)), "uint8", "channels last"),
    ],
)
def test_other_forms_have_the_same_figures(
    tmp_path: Path, change: Callable[[Stack], NDArray[Any]], dtype: str, note: str
) -> None:
    stack = stack_of(20, 30, (slice(2, 9), slice(3, 20)), (slice(5, 12), slice(15, 29)))
    path = write_array(tmp_path / "mask.npy", change(stack))
    assert measure_file(path, 20, 30) == counted(stack, dtype, note)


def test_a_header_of_another_version_is_read_as_well(tmp_path: Path) -> None:
    stack = stack_of(20, 30, (slice(2, 9), slice(3, 20)))
    path = write_array(tmp_path / "mask.npy", stack, version=(2, 0))
    assert measure_file(path, 20, 30) == counted(stack)


@pytest.mark.parametrize("size", [(30, 20), (20, 29), (19, 30), (600, 1)])
def test_another_size_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = write_array(tmp_path / "mask.npy", stack_of(20, 30, (slice(2, 9), slice(3, 20))))
    with pytest.raises(MaskError, match="mask is 30 x 20, image is"):
        measure_file(path, *size)


def test_other_values_and_missing_bytes_are_refused(tmp_path: Path) -> None:
    stack = stack_of(20, 30, (slice(2, 9), slice(3, 20)))
    stack[0, 19, 29] = 2
    path = write_array(tmp_path / "mask.npy", stack)
    with pytest.raises(MaskError, match="values other than 0 and 1: 0, 1, 2"):
        measure_file(path, 20, 30)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(MaskError, match="cut off"):
        measure_file(path, 20, 30)
    path.unlink()
    with pytest.raises(MaskError, match="missing"):
        measure_file(path, 20, 30)


def test_more_data_behind_the_array_is_noted(tmp_path: Path) -> None:
    stack = stack_of(20, 30, (slice(2, 9), slice(3, 20)))
    path = write_array(tmp_path / "mask.npy", stack)
    path.write_bytes(path.read_bytes() + b"more")
    assert measure_file(path, 20, 30).note == "more data behind the array, not read"


def test_a_mask_without_instances_passes_where_that_is_allowed(tmp_path: Path) -> None:
    path = write_array(tmp_path / "mask.npy", np.zeros((0, 20, 30), np.uint8))
    with pytest.raises(MaskError, match="no channels"):
        measure_file(path, 20, 30)
    assert measure_file(path, 20, 30, allow_none=True) == FileFigures(0, 0, 0, (), "uint8", "")


def test_every_mask_of_the_sample_sets_is_measured_as_it_is_read(shared_data: Path) -> None:
    masks = sorted((shared_data / "recodai_mini").glob("*_masks/*.npy"))
    assert len(masks) == 35
    for path in masks:
        height, width = np.load(path).shape[1:]
        assert measure_file(path, height, width) == counted(read_mask(path, height, width).stack)
